package org.datanet.rewards;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardReport;
import org.datanet.usage.RunId;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;

/**
 * Goes once through the receipts and hands those that pay to a rule, one at a time: completed runs, each once however often its
 * receipt is replayed. Counts how often each row was used. Not thread-safe.
 */
final class PaidReceipts {
    private final RewardInput input;
    private final Map<RunId, Digest> seen = new HashMap<>();
    private final List<Digest> paid = new ArrayList<>();
    private final int[] uses;
    private final int[] harmfulUses;
    private final long[] exposures;
    private BigInteger fees = BigInteger.ZERO;

    /** What a rule does with a receipt that pays. */
    @FunctionalInterface
    interface Payout {
        void pay(BigInteger fee, UsageTable table);
    }

    PaidReceipts(RewardInput input) {
        this.input = input;
        uses = new int[input.datanet().rows()];
        harmfulUses = new int[uses.length];
        exposures = new long[uses.length];
    }

    /** @throws IllegalArgumentException naming the receipt that does not belong to the Datanet or contradicts another one */
    PaidReceipts each(Payout payout) {
        try (Stream<UsageReceipt> receipts = input.receipts().get()) {
            for (Iterator<UsageReceipt> all = receipts.iterator(); all.hasNext(); ) {
                UsageReceipt receipt = all.next();
                if (isNew(receipt) && receipt.header().state() == RunState.COMPLETED) {
                    pay(receipt, payout);
                }
            }
        }
        return this;
    }

    private boolean isNew(UsageReceipt receipt) {
        Digest digest = receipt.digest();
        Digest earlier = seen.putIfAbsent(receipt.run(), digest);
        if (earlier != null && !earlier.equals(digest)) {
            throw new IllegalArgumentException(
                    "run %s has two receipts, %s and %s; a ledger keeps one".formatted(receipt.run(), earlier, digest));
        }
        return earlier == null;
    }

    private void pay(UsageReceipt receipt, Payout payout) {
        checkDatanet(receipt);
        UsageTable table = receipt.table();
        int rows = receipt.header().datanet().rows();
        for (int entry = 0; entry < table.size(); entry++) {
            int row = table.row(entry);
            if (row >= rows) {
                throw new IllegalArgumentException(
                        "receipt %s names row %d of a Datanet of %d rows".formatted(receipt.run(), row, rows));
            }
            if (table.exposures(entry) > 0) {
                uses[row]++;
                harmfulUses[row] += table.gain(entry) < 0 ? 1 : 0;
                exposures[row] = Math.addExact(exposures[row], table.exposures(entry));
            }
        }
        BigInteger fee = receipt.header().fee();
        if (fee.signum() == 0) {
            fee = input.policy().defaultFee();
        }
        paid.add(receipt.digest());
        fees = fees.add(fee);
        payout.pay(fee, table);
    }

    /** Rows keep their numbers as a Datanet grows, so a receipt may be of an earlier and shorter state. */
    private void checkDatanet(UsageReceipt receipt) {
        DatanetRef now = input.datanet();
        DatanetRef then = receipt.header().datanet();
        if (!then.precedes(now)) {
            throw new IllegalArgumentException(
                    "receipt %s is of %s, which is no state of %s up to now".formatted(receipt.run(), then, now));
        }
    }

    /** By how many paid runs each row was used. */
    int[] uses() {
        return uses;
    }

    /** How many of these measured a negative in-run gain for the row. */
    int[] harmfulUses() {
        return harmfulUses;
    }

    /** How often paid runs trained on each row. */
    long[] exposures() {
        return exposures;
    }

    BigInteger fees() {
        return fees;
    }

    int count() {
        return paid.size();
    }

    /** RFC 9162 root over the digests in ascending order. */
    Digest root() {
        return RewardReport.receiptsRoot(paid);
    }
}
