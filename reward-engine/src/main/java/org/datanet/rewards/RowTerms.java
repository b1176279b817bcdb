package org.datanet.rewards;

import org.datanet.reward.RewardInput;
import org.datanet.valuation.ValuationReport;

/**
 * What every row brings to a receipt that used it, in 1e-9 of holdout loss: {@code credit = floor(floor(v+ w) m)} and
 * {@code debit = v-}, with the guard's weight w and the maintenance weight m as millionths. Computed once; the same for every
 * receipt. The columns are not to be written to.
 */
final class RowTerms {
    final long[] credit;
    final long[] debit;
    /** What the guard's weight took from v+. */
    final long[] distrusted;
    /** What age took from what was left. */
    final long[] aged;

    /** What a receipt with a negative in-run gain for the row takes from the credit. */
    final long[] unhelpful;

    RowTerms(RewardInput input) {
        ValuationReport valuation = input.valuation();
        int rows = valuation.gains().length;
        credit = new long[rows];
        debit = new long[rows];
        distrusted = new long[rows];
        aged = new long[rows];
        unhelpful = new long[rows];
        Maintenance maintenance = new Maintenance(input.policy().halfLife(), input.epochOf(), input.attestedIn());
        for (int row = 0; row < rows; row++) {
            long value = valuation.value(row);
            if (value < 0) {
                debit[row] = Math.negateExact(value);
                continue;
            }
            long trusted = Millionths.floor(value, Millionths.of(input.weights()[row], row));
            credit[row] = Millionths.floor(trusted, maintenance.weight(input.attestedIn()[row]));
            distrusted[row] = value - trusted;
            aged[row] = trusted - credit[row];
            unhelpful[row] = credit[row]
                    - Millionths.floor(
                            credit[row], Millionths.ONE - input.policy().inRunDiscount());
        }
    }
}
