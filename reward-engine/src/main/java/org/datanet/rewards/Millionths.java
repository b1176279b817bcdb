package org.datanet.rewards;

import java.math.BigInteger;

/** Shares and weights as integers: 1,000,000 is one. */
final class Millionths {
    static final int ONE = 1_000_000;
    private static final BigInteger BIG_ONE = BigInteger.valueOf(ONE);

    private Millionths() {}

    /**
     * A weight to the nearest millionth, halves to the even one.
     *
     * @throws IllegalArgumentException unless it lies in [0,1]
     */
    static int of(double weight, int row) {
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("weights lie in [0,1], but row %d has %s".formatted(row, weight));
        }
        return (int) Math.rint(weight * ONE);
    }

    /** {@code floor(value * millionths / 1,000,000)} for a value of 0 or more, without overflow. */
    static long floor(long value, int millionths) {
        return value / ONE * millionths + value % ONE * millionths / ONE;
    }

    /** The same for amounts. */
    static BigInteger floor(BigInteger amount, int millionths) {
        return amount.multiply(BigInteger.valueOf(millionths)).divide(BIG_ONE);
    }
}
