package org.datanet.rewards;

import java.math.BigInteger;

/**
 * Amount for value: {@code pot / divisor} base units per 1e-9 of holdout loss; nothing where the divisor is 0. Immutable.
 *
 * @param pot 0 or more
 * @param divisor 0 or more
 */
record Price(BigInteger pot, long divisor) {

    /** {@code floor(pot * value / divisor)}, towards minus infinity. */
    BigInteger floor(long value) {
        if (divisor == 0) {
            return BigInteger.ZERO;
        }
        if (pot.bitLength() < Long.SIZE) {
            long amount = pot.longValue();
            long low = amount * value;
            if (Math.multiplyHigh(amount, value) == low >> 63) {
                return BigInteger.valueOf(Math.floorDiv(low, divisor));
            }
        }
        BigInteger[] parts = pot.multiply(BigInteger.valueOf(value)).divideAndRemainder(BigInteger.valueOf(divisor));
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }
}
