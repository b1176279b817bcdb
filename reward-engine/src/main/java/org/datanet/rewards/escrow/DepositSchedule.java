package org.datanet.rewards.escrow;

import java.math.BigInteger;

/**
 * What a row must deposit so that no charge goes unpaid: over the horizon, receipts with pots P_r (contributor shares of fees) and
 * bases S_r at least {@code smallestBase} charge a row at most {@code sum of ceil(P_r v- / S_r)}.
 *
 * @param worstDebit the most that one row can be debited, in 1e-9 of holdout loss: {@code ln(k + 1)} for a log score of k
 *     neighbours; above 0
 * @param smallestBase the smallest S that a receipt of the horizon has, in 1e-9 of holdout loss: the policy's minimum value bounds
 *     it; above 0
 */
public record DepositSchedule(long worstDebit, long smallestBase) {
    public DepositSchedule {
        if (worstDebit <= 0 || smallestBase <= 0) {
            throw new IllegalArgumentException(
                    "worst debit and smallest base are above 0, not %d and %d".formatted(worstDebit, smallestBase));
        }
    }

    /**
     * Base units a row.
     *
     * @param pots sum of the contributor shares of all fees until the row's amounts have vested
     * @param receipts how many receipts these are: each may round up by one unit
     */
    public BigInteger perRow(BigInteger pots, int receipts) {
        BigInteger base = BigInteger.valueOf(smallestBase);
        return pots.multiply(BigInteger.valueOf(worstDebit))
                .add(base.subtract(BigInteger.ONE))
                .divide(base)
                .add(BigInteger.valueOf(receipts));
    }
}
