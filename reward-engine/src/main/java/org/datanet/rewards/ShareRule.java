package org.datanet.rewards;

import java.math.BigInteger;
import java.util.Arrays;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardRule;
import org.datanet.usage.UsageTable;

/**
 * A naive rule: each contributor has a score per receipt, scores below zero count as zero, and the fee's contributor share is
 * divided in proportion by largest remainder. The baselines are rules of this kind; all are gamed for profit.
 */
abstract class ShareRule implements RewardRule {
    private final String name;

    ShareRule(String name) {
        this.name = name;
    }

    /** The signed score of one entry of a receipt, before the guard's weight. */
    abstract long score(RewardInput input, UsageTable table, int entry);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final RewardReport apply(RewardInput input) {
        BigInteger[] net = new BigInteger[input.contributors().size()];
        Arrays.fill(net, BigInteger.ZERO);
        Treasury treasury = new Treasury();
        LargestRemainder division = new LargestRemainder(input.contributors());
        PaidReceipts receipts = new PaidReceipts(input).each((fee, table) -> {
            FeeSplit split = FeeSplit.of(fee, input.policy());
            treasury.add(Treasury.CURATORS, split.curators());
            treasury.add(Treasury.NETWORK, split.network());
            BigInteger[] shares = division.divide(split.contributors(), scores(input, table));
            BigInteger paid = BigInteger.ZERO;
            for (int contributor = 0; contributor < shares.length; contributor++) {
                net[contributor] = net[contributor].add(shares[contributor]);
                paid = paid.add(shares[contributor]);
            }
            treasury.add(Treasury.REFUND, split.contributors().subtract(paid));
        });
        return new RewardLines(input, receipts, new RowTerms(input)).report(name, net, treasury);
    }

    private long[] scores(RewardInput input, UsageTable table) {
        long[] scores = new long[input.contributors().size()];
        for (int entry = 0; entry < table.size(); entry++) {
            int row = table.row(entry);
            if (table.exposures(entry) > 0) {
                long score = score(input, table, entry);
                int weight = Millionths.of(input.weights()[row], row);
                long weighted = score < 0 ? score : Millionths.floor(score, weight);
                int contributor = input.contributorOf()[row];
                scores[contributor] = Math.addExact(scores[contributor], weighted);
            }
        }
        for (int contributor = 0; contributor < scores.length; contributor++) {
            scores[contributor] = Math.max(0, scores[contributor]);
        }
        return scores;
    }
}
