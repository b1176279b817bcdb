package org.datanet.rewards;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;

/**
 * Divides an amount in proportion to scores, to the last unit: everybody's share rounded down, then one unit each to the largest
 * remainders, equal ones in ascending order of name. It hands units to those who split their name, so only baselines use it.
 */
final class LargestRemainder {
    private final List<ContributorId> names;

    LargestRemainder(List<ContributorId> names) {
        this.names = names;
    }

    /** Shares that sum to the amount; all zero when all scores are. */
    BigInteger[] divide(BigInteger amount, long[] scores) {
        BigInteger[] shares = new BigInteger[scores.length];
        Arrays.fill(shares, BigInteger.ZERO);
        BigInteger sum = BigInteger.ZERO;
        for (long score : scores) {
            sum = sum.add(BigInteger.valueOf(score));
        }
        if (sum.signum() == 0) {
            return shares;
        }
        BigInteger[] remainders = new BigInteger[scores.length];
        BigInteger left = amount;
        for (int i = 0; i < scores.length; i++) {
            BigInteger[] parts = amount.multiply(BigInteger.valueOf(scores[i])).divideAndRemainder(sum);
            shares[i] = parts[0];
            remainders[i] = parts[1];
            left = left.subtract(parts[0]);
        }
        int[] first = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.<Integer, BigInteger>comparing(i -> remainders[i])
                        .reversed()
                        .thenComparing(names::get))
                .mapToInt(Integer::intValue)
                .limit(left.intValueExact())
                .toArray();
        for (int i : first) {
            shares[i] = shares[i].add(BigInteger.ONE);
        }
        return shares;
    }
}
