package org.datanet.rewards.escrow;

import java.math.BigInteger;

/**
 * Whether a contributor's values are, beyond chance, harmful: the upper confidence bound of their mean, {@code mean + z s / sqrt(n)},
 * lies below zero. A gate for reviews, never for amounts: one that withholds pay is evaded by splitting. Nobody has to prove to be
 * useful; small contributors pass, because their bound is wide. Exact in integers. Immutable.
 *
 * @param z normal quantile in thousandths: 3,090 errs on one honest contributor in a thousand
 * @param leastRows contributors with fewer rows always pass, at least 2
 */
public record ConfidenceGate(int z, int leastRows) {
    public ConfidenceGate {
        if (z <= 0 || leastRows < 2) {
            throw new IllegalArgumentException(
                    "a gate has z above 0 and 2 rows or more, not %d and %d".formatted(z, leastRows));
        }
    }

    /** z = 3.09, ten rows. */
    public static ConfidenceGate defaults() {
        return new ConfidenceGate(3_090, 10);
    }

    /**
     * Whether a contributor with these row values should be reviewed.
     *
     * @param values of the contributor's rows, in any unit
     */
    public boolean isHarmful(long[] values) {
        if (values.length < leastRows) {
            return false;
        }
        BigInteger sum = BigInteger.ZERO;
        BigInteger squares = BigInteger.ZERO;
        for (long value : values) {
            BigInteger big = BigInteger.valueOf(value);
            sum = sum.add(big);
            squares = squares.add(big.multiply(big));
        }
        if (sum.signum() >= 0) {
            return false;
        }
        // mean + z s / sqrt(n) < 0  <=>  sum^2 (n - 1) > z^2 (n squares - sum^2), as sum < 0.
        BigInteger n = BigInteger.valueOf(values.length);
        BigInteger spread = n.multiply(squares).subtract(sum.multiply(sum));
        BigInteger left =
                sum.multiply(sum).multiply(n.subtract(BigInteger.ONE)).multiply(BigInteger.valueOf(1_000_000));
        BigInteger right = spread.multiply(BigInteger.valueOf((long) z * z));
        return left.compareTo(right) > 0;
    }
}
