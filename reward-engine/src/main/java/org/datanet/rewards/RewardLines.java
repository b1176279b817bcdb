package org.datanet.rewards;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;

/** Puts a report together from what a rule computed. */
final class RewardLines {
    private final RewardInput input;
    private final PaidReceipts receipts;
    private final Waterfall waterfall;

    RewardLines(RewardInput input, PaidReceipts receipts, Waterfall waterfall) {
        this.input = input;
        this.receipts = receipts;
        this.waterfall = waterfall;
    }

    /**
     * @param net per contributor: what is paid, or below zero what is due
     * @param treasury holds everything that is not paid
     */
    RewardReport report(String rule, BigInteger[] net, Treasury treasury) {
        RowsOf rowsOf = new RowsOf(input.contributorOf(), net.length);
        int[] uses = receipts.uses();
        List<ContributorReward> lines = new ArrayList<>(net.length);
        for (int contributor = 0; contributor < net.length; contributor++) {
            int used = 0;
            long exposures = 0;
            for (int i = rowsOf.from(contributor); i < rowsOf.to(contributor); i++) {
                int row = rowsOf.row(i);
                used += uses[row] > 0 ? 1 : 0;
                exposures = Math.addExact(exposures, receipts.exposures()[row]);
            }
            lines.add(new ContributorReward(
                    input.contributors().get(contributor),
                    net[contributor].max(BigInteger.ZERO),
                    rowsOf.to(contributor) - rowsOf.from(contributor),
                    used,
                    exposures,
                    waterfall.steps(rowsOf, contributor, receipts, net[contributor]),
                    net[contributor].negate().max(BigInteger.ZERO)));
        }
        lines.sort(Comparator.comparing(ContributorReward::contributor));
        return new RewardReport(
                input.datanet(),
                rule,
                input.policy().currency(),
                receipts.count(),
                receipts.root(),
                input.valuation().digest(),
                input.quality(),
                receipts.fees(),
                lines,
                treasury.lines());
    }
}
