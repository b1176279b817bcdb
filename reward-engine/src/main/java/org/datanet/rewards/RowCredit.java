package org.datanet.rewards;

import org.datanet.reward.RewardPolicy;

/**
 * What one row brings to a receipt that used it, in 1e-9 of holdout loss: {@code credit = floor(floor(v+ w) m)} and
 * {@code debit = v-}, with the guard's weight w and the maintenance weight m as millionths. The same for every receipt. Immutable.
 *
 * @param credit 0 or more
 * @param debit 0 or more; 0 where the credit is positive
 * @param distrusted what the guard's weight took from v+
 * @param aged what age took from what was left
 * @param unhelpful what a receipt with a negative in-run gain for the row takes from the credit
 */
public record RowCredit(long credit, long debit, long distrusted, long aged, long unhelpful) {

    /**
     * The credit of a row.
     *
     * @param value the row's frozen value
     * @param weight the guard's, in [0,1]
     * @param maintenance in millionths, see {@link Maintenance#weight}
     * @param row for messages
     * @throws IllegalArgumentException for a weight outside [0,1]
     */
    public static RowCredit of(long value, double weight, int maintenance, RewardPolicy policy, int row) {
        int trust = Millionths.of(weight, row);
        if (value < 0) {
            return new RowCredit(0, Math.negateExact(value), 0, 0, 0);
        }
        long trusted = Millionths.floor(value, trust);
        long credit = Millionths.floor(trusted, maintenance);
        return new RowCredit(
                credit,
                0,
                value - trusted,
                trusted - credit,
                credit - Millionths.floor(credit, Millionths.ONE - policy.inRunDiscount()));
    }

    /** What the row counts for in a receipt that measured this in-run gain for it. */
    public long value(long inRunGain) {
        return credit - debit - (inRunGain < 0 ? unhelpful : 0);
    }
}
