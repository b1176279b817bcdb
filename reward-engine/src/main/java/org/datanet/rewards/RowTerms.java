package org.datanet.rewards;

import org.datanet.reward.RewardInput;
import org.datanet.valuation.ValuationReport;

/** The {@link RowCredit} of every row, as columns. Computed once; the same for every receipt. The columns are not to be written to. */
final class RowTerms {
    final long[] credit;
    final long[] debit;
    final long[] distrusted;
    final long[] aged;
    final long[] unhelpful;

    RowTerms(RewardInput input) {
        ValuationReport valuation = input.valuation();
        int rows = valuation.gains().length;
        credit = new long[rows];
        debit = new long[rows];
        distrusted = new long[rows];
        aged = new long[rows];
        unhelpful = new long[rows];
        Maintenance maintenance = Maintenance.of(input.policy().halfLife(), input.epochOf(), input.attestedIn());
        for (int row = 0; row < rows; row++) {
            RowCredit terms = RowCredit.of(
                    valuation.value(row),
                    input.weights()[row],
                    maintenance.weight(input.attestedIn()[row]),
                    input.policy(),
                    row);
            credit[row] = terms.credit();
            debit[row] = terms.debit();
            distrusted[row] = terms.distrusted();
            aged[row] = terms.aged();
            unhelpful[row] = terms.unhelpful();
        }
    }

    RowCredit of(int row) {
        return new RowCredit(credit[row], debit[row], distrusted[row], aged[row], unhelpful[row]);
    }
}
