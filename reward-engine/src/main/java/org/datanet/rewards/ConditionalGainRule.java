package org.datanet.rewards;

import java.math.BigInteger;
import java.util.Arrays;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardRule;
import org.datanet.usage.UsageTable;

/**
 * Pays frozen values, linearly in rows. For a receipt with fee F that used the rows A:
 *
 * <pre>
 * C_c = sum over rows of contributor c in A of (w m r v+ - v-)    in 1e-9 of holdout loss
 * S   = max(S_min, sum over A of the rows' bases)                 in which no name, weight or copy occurs
 * D   = max(S, sum over c of max(0, C_c))                         above S only where a netting ratio below 1 was too low
 * c is paid floor(delta F C_c / D) where C_c &gt; 0, and charged ceil(delta F |C_c| / S) where C_c &lt; 0
 * </pre>
 *
 * with the guard's weight w, the maintenance weight m, and r = 1, or less by the policy's in-run discount where the receipt
 * measured that the row did harm. Payments and charges of all receipts are netted per contributor; what remains below zero is due from the deposit. Where S is 0
 * nothing is paid. Rounding down makes the sum over a contributor's names never exceed what one name would get. A run that used value below S_min gives the
 * payer back the missing part; all else that is not paid goes to the treasury's refresh line. Every law is stated, and proved or
 * refuted, in {@code docs/PAYOUT.md}. Stateless and thread-safe.
 */
public final class ConditionalGainRule implements RewardRule {
    /** The name in policies, commands and reports. */
    public static final String NAME = "conditional-gain";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RewardReport apply(RewardInput input) {
        Settlement settlement = new Settlement(input);
        PaidReceipts receipts = new PaidReceipts(input).each(settlement::pay);
        Treasury treasury = settlement.treasury;
        BigInteger paid = BigInteger.ZERO;
        for (BigInteger net : settlement.net) {
            paid = paid.add(net.max(BigInteger.ZERO));
        }
        treasury.add(Treasury.REFRESH, receipts.fees().subtract(paid).subtract(treasury.total()));
        return new RewardLines(input, receipts, settlement.terms).report(NAME, settlement.net, treasury);
    }

    /** The running sums over receipts. */
    private static final class Settlement {
        private final RewardPolicy policy;
        private final int[] contributorOf;
        private final long[] bases;
        private final RowTerms terms;
        private final BigInteger[] net;
        private final Treasury treasury = new Treasury();
        private final long[] credited;
        private final boolean[] touched;
        private final int[] order;

        Settlement(RewardInput input) {
            policy = input.policy();
            contributorOf = input.contributorOf();
            bases = input.valuation().bases();
            terms = new RowTerms(input);
            int contributors = input.contributors().size();
            net = new BigInteger[contributors];
            Arrays.fill(net, BigInteger.ZERO);
            credited = new long[contributors];
            touched = new boolean[contributors];
            order = new int[contributors];
        }

        void pay(BigInteger fee, UsageTable table) {
            int count = 0;
            long used = 0;
            for (int entry = 0; entry < table.size(); entry++) {
                if (table.exposures(entry) == 0) {
                    continue;
                }
                int row = table.row(entry);
                int contributor = contributorOf[row];
                if (!touched[contributor]) {
                    touched[contributor] = true;
                    order[count++] = contributor;
                }
                long value = terms.credit[row] - terms.debit[row];
                if (table.gain(entry) < 0) {
                    value -= terms.unhelpful[row];
                }
                credited[contributor] = Math.addExact(credited[contributor], value);
                used = Math.addExact(used, bases[row]);
            }
            long positive = 0;
            for (int i = 0; i < count; i++) {
                positive = Math.addExact(positive, Math.max(0, credited[order[i]]));
            }
            ReceiptPayout payout = new ReceiptPayout(fee, policy, used, positive);
            treasury.add(Treasury.CURATORS, payout.curators());
            treasury.add(Treasury.NETWORK, payout.network());
            treasury.add(Treasury.REFUND, payout.refund());
            for (int i = 0; i < count; i++) {
                int contributor = order[i];
                net[contributor] = net[contributor].add(payout.net(credited[contributor]));
                credited[contributor] = 0;
                touched[contributor] = false;
            }
        }
    }
}
