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
    private final RowTerms terms;

    RewardLines(RewardInput input, PaidReceipts receipts, RowTerms terms) {
        this.input = input;
        this.receipts = receipts;
        this.terms = terms;
    }

    /**
     * @param net per contributor: what is paid, or below zero what is due
     * @param treasury holds everything that is not paid
     */
    RewardReport report(String rule, BigInteger[] net, Treasury treasury) {
        RowsOf rowsOf = new RowsOf(input.contributorOf(), net.length);
        List<ContributorReward> lines = new ArrayList<>(net.length);
        for (int contributor = 0; contributor < net.length; contributor++) {
            CreditedValue credited = credited(rowsOf, contributor);
            lines.add(new ContributorReward(
                    input.contributors().get(contributor),
                    net[contributor].max(BigInteger.ZERO),
                    credited.rows(),
                    credited.usedRows(),
                    credited.exposures(),
                    credited.steps(net[contributor], input.policy(), receipts.count(), receipts.fees()),
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

    private CreditedValue credited(RowsOf rowsOf, int contributor) {
        CreditedValue credited = new CreditedValue();
        for (int i = rowsOf.from(contributor); i < rowsOf.to(contributor); i++) {
            int row = rowsOf.row(i);
            credited.add(
                    row,
                    input.valuation().gains()[row],
                    terms.of(row),
                    receipts.uses()[row],
                    receipts.harmfulUses()[row],
                    receipts.exposures()[row],
                    input.reasons().isEmpty() ? "" : input.reasons().get(row));
        }
        return credited;
    }
}
