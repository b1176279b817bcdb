package org.datanet.reward;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;

/**
 * Who is paid what, and why.
 *
 * @param datanet the state of the Datanet
 * @param rule name of the rule
 * @param currency code or token of the base units
 * @param receipts number of receipts that were paid out
 * @param receiptsRoot RFC 9162 root over their digests, in ascending order of digest
 * @param valuation digest of the valuation
 * @param quality digest of the quality report
 * @param fees sum of the receipts' fees, in base units
 * @param contributors a line per contributor, in ascending order of id
 * @param treasury named lines of what did not go to contributors, in ascending order of name
 * @param epochs whose receipts it pays, ascending; who is handed another report of one of them refuses it. Empty where the report is
 *     of no particular epoch
 */
public record RewardReport(
        DatanetRef datanet,
        String rule,
        String currency,
        int receipts,
        Digest receiptsRoot,
        Digest valuation,
        Digest quality,
        BigInteger fees,
        List<ContributorReward> contributors,
        List<TreasuryLine> treasury,
        List<Integer> epochs) {
    /** The most epochs that one report pays. */
    public static final int MAX_EPOCHS = 1_000;

    public RewardReport {
        contributors = List.copyOf(contributors);
        treasury = List.copyOf(treasury);
        epochs = List.copyOf(epochs);
        if (epochs.size() > MAX_EPOCHS) {
            throw new IllegalArgumentException(
                    "a report pays at most %d epochs, not %d".formatted(MAX_EPOCHS, epochs.size()));
        }
        int before = -1;
        for (int epoch : epochs) {
            if (epoch <= before) {
                throw new IllegalArgumentException(
                        "the epochs of a report are 0 or more and ascend, each once; %d stands behind %d"
                                .formatted(epoch, before));
            }
            before = epoch;
        }
        BigInteger sum = BigInteger.ZERO;
        for (ContributorReward line : contributors) {
            sum = sum.add(line.amount());
        }
        for (TreasuryLine line : treasury) {
            sum = sum.add(line.amount());
        }
        if (!sum.equals(fees)) {
            throw new IllegalArgumentException(
                    "contributors and treasury sum to %s base units, but the fees are %s".formatted(sum, fees));
        }
    }

    /** A report of no particular epoch. */
    public RewardReport(
            DatanetRef datanet,
            String rule,
            String currency,
            int receipts,
            Digest receiptsRoot,
            Digest valuation,
            Digest quality,
            BigInteger fees,
            List<ContributorReward> contributors,
            List<TreasuryLine> treasury) {
        this(
                datanet,
                rule,
                currency,
                receipts,
                receiptsRoot,
                valuation,
                quality,
                fees,
                contributors,
                treasury,
                List.of());
    }

    /** The same amounts, said to be what these epochs pay: another report, with another digest. */
    public RewardReport ofEpochs(List<Integer> paid) {
        return new RewardReport(
                datanet,
                rule,
                currency,
                receipts,
                receiptsRoot,
                valuation,
                quality,
                fees,
                contributors,
                treasury,
                paid);
    }

    /** The RFC 9162 root over digests of receipts in ascending order, in whatever order they are given. */
    public static Digest receiptsRoot(Collection<Digest> receipts) {
        return MerkleTree.of(receipts.stream()
                        .sorted()
                        .map(digest -> MerkleTree.leaf(digest.bytes()))
                        .toList())
                .root();
    }

    /** Sum of what contributors get. */
    public BigInteger paid() {
        return contributors.stream().map(ContributorReward::amount).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Sum of what is due from deposits. */
    public BigInteger charged() {
        return contributors.stream().map(ContributorReward::charge).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** The RFC 9162 tree over the contributor lines, in their order: lets a contributor prove one line. */
    public MerkleTree merkleTree() {
        return MerkleTree.of(
                contributors.stream().map(line -> MerkleTree.leaf(line.bytes())).toList());
    }

    /** Stands for the whole report. */
    public Digest digest() {
        CanonicalBytes bytes = datanet.appendTo(
                        CanonicalBytes.tagged(epochs.isEmpty() ? "datanet-rewards-1" : "datanet-rewards-2"))
                .text(rule)
                .text(currency)
                .number(receipts)
                .digest(receiptsRoot)
                .digest(valuation)
                .digest(quality)
                .number(fees)
                .digest(merkleTree().root())
                .number(treasury.size());
        for (TreasuryLine line : treasury) {
            bytes.text(line.name()).number(line.amount());
        }
        if (!epochs.isEmpty()) {
            bytes.number(epochs.size());
            epochs.forEach(bytes::number);
        }
        return bytes.toDigest();
    }

    /**
     * One contributor's line.
     *
     * @param amount base units, 0 or more
     * @param rows the contributor's rows in the Datanet
     * @param usedRows of these, rows that at least one paid run used
     * @param exposures how often paid runs trained on them
     * @param waterfall from what the rows' use alone would have earned to the amount, step by step
     * @param charge base units due from the contributor's deposit because the rows did harm on the whole, 0 or more; not part of
     *     the fees
     */
    public record ContributorReward(
            ContributorId contributor,
            BigInteger amount,
            int rows,
            int usedRows,
            long exposures,
            List<WaterfallStep> waterfall,
            BigInteger charge) {
        public ContributorReward {
            waterfall = List.copyOf(waterfall);
            if (charge.signum() < 0 || charge.signum() > 0 && amount.signum() > 0) {
                throw new IllegalArgumentException("contributor %s is either paid or charged, not %s and %s"
                        .formatted(contributor, amount, charge));
            }
            if (amount.signum() < 0) {
                throw new IllegalArgumentException("contributor %s cannot be paid %s".formatted(contributor, amount));
            }
        }

        /** A line without a charge. */
        public ContributorReward(
                ContributorId contributor,
                BigInteger amount,
                int rows,
                int usedRows,
                long exposures,
                List<WaterfallStep> waterfall) {
            this(contributor, amount, rows, usedRows, exposures, waterfall, BigInteger.ZERO);
        }

        /** The canonical bytes under the Merkle root. */
        public byte[] bytes() {
            CanonicalBytes bytes = CanonicalBytes.tagged("datanet-reward-line-1")
                    .text(contributor.value())
                    .number(amount)
                    .number(charge)
                    .number(rows)
                    .number(usedRows)
                    .number(exposures)
                    .number(waterfall.size());
            for (WaterfallStep step : waterfall) {
                bytes.text(step.name()).number(step.value()).bytes(step.reason().getBytes(StandardCharsets.UTF_8));
            }
            return bytes.toByteArray();
        }
    }

    /**
     * One step from use to amount.
     *
     * @param name short name of the step, such as "used", "helped" or "near-duplicate"
     * @param value signed, in 1e-9 of holdout loss; the steps sum to the contributor's credited value. 0 in the last step, which says
     *     what that value is paid with
     * @param reason a sentence
     */
    public record WaterfallStep(String name, long value, String reason) {}

    /** What a named part of the treasury gets. */
    public record TreasuryLine(String name, BigInteger amount) {
        public TreasuryLine {
            if (amount.signum() < 0) {
                throw new IllegalArgumentException("treasury line %s cannot be %s".formatted(name, amount));
            }
        }
    }
}
