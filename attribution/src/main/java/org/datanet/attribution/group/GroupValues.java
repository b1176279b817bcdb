package org.datanet.attribution.group;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Values of the players of a cooperative game. The same game and seed give the same values whatever the number of threads.
 *
 * @param values one a player, in units of worth
 * @param standardErrors one a player; 0 where the value is exact
 * @param evaluations how often a worth was asked for
 */
public record GroupValues(double[] values, double[] standardErrors, long evaluations) {
    /** The most players for whom every coalition is tried: a million worths. */
    public static final int MAX_EXACT = 20;

    /**
     * Shapley values from every coalition (Shapley 1953): the mean, over all orders of arrival, of what a player adds on arrival. They
     * sum to the worth of all minus the worth of none.
     *
     * @param players 1 to {@link #MAX_EXACT}
     */
    public static GroupValues shapley(int players, Coalition game) {
        double[] worth = every(players, game);
        double[] weight = new double[players];
        for (int size = 0; size < players; size++) {
            double ways = 1;
            for (int i = 1; i <= size; i++) {
                ways *= (players - 1 - size + i) / (double) i;
            }
            weight[size] = 1 / ways / players;
        }
        return exact(players, worth, weight);
    }

    /**
     * Banzhaf values from every coalition (Wang &amp; Jia, "Data Banzhaf", AISTATS 2023): the mean, over all coalitions without a player,
     * of what the player adds. Of all semivalues the ones whose order withstands most noise in the worth; they don't sum to the worth.
     *
     * @param players 1 to {@link #MAX_EXACT}
     */
    public static GroupValues banzhaf(int players, Coalition game) {
        double[] worth = every(players, game);
        double[] weight = new double[players];
        Arrays.fill(weight, 1.0 / (1 << players - 1));
        return exact(players, worth, weight);
    }

    /** What the worth of all falls by when one player leaves: {@code players + 1} worths. */
    public static GroupValues leaveOneOut(int players, Coalition game) {
        check(players, Integer.MAX_VALUE);
        BitSet all = new BitSet(players);
        all.set(0, players);
        double whole = worth(game, all);
        double[] values = IntStream.range(0, players)
                .parallel()
                .mapToDouble(player -> {
                    BitSet rest = (BitSet) all.clone();
                    rest.clear(player);
                    return whole - worth(game, rest);
                })
                .toArray();
        return new GroupValues(values, new double[players], players + 1L);
    }

    /**
     * Shapley values by random orders of arrival, each taken forwards and backwards, which cancels much of the noise (Mitchell et al.,
     * "Sampling permutations for Shapley value estimation", JMLR 2022).
     *
     * @param pairs pairs of orders, at least 2; costs {@code 2 pairs (players - 1) + 2} worths
     */
    public static GroupValues sampledShapley(int players, Coalition game, int pairs, long seed) {
        check(players, Integer.MAX_VALUE);
        if (pairs < 2) {
            throw new IllegalArgumentException("a standard error needs at least 2 pairs of orders, not " + pairs);
        }
        BitSet everybody = new BitSet(players);
        everybody.set(0, players);
        double none = worth(game, new BitSet());
        double all = worth(game, everybody);
        long[] seeds = new SplittableRandom(seed).longs(pairs).toArray();
        double[][] means = new double[pairs][];
        IntStream.range(0, pairs).parallel().forEach(pair -> {
            int[] order = shuffled(players, new SplittableRandom(seeds[pair]));
            double[] mean = new double[players];
            arrive(order, game, none, all, mean);
            for (int i = 0, j = players - 1; i < j; i++, j--) {
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            arrive(order, game, none, all, mean);
            means[pair] = mean;
        });
        return mean(players, means, 2L * pairs * (players - 1) + 2);
    }

    /**
     * Banzhaf values by random coalitions, every one of which serves all players: the mean worth of the coalitions with a player minus
     * that of those without (Wang &amp; Jia 2023, maximum sample reuse).
     *
     * @param samples random coalitions, at least 4
     */
    public static GroupValues sampledBanzhaf(int players, Coalition game, int samples, long seed) {
        check(players, Integer.MAX_VALUE);
        if (samples < 4) {
            throw new IllegalArgumentException("a standard error needs at least 4 coalitions, not " + samples);
        }
        long[] seeds = new SplittableRandom(seed).longs(samples).toArray();
        BitSet[] drawn = new BitSet[samples];
        double[] worth = new double[samples];
        IntStream.range(0, samples).parallel().forEach(sample -> {
            SplittableRandom random = new SplittableRandom(seeds[sample]);
            BitSet coalition = new BitSet(players);
            for (int player = 0; player < players; player++) {
                coalition.set(player, random.nextBoolean());
            }
            drawn[sample] = coalition;
            worth[sample] = worth(game, coalition);
        });
        double[] values = new double[players];
        double[] errors = new double[players];
        for (int player = 0; player < players; player++) {
            Moments with = new Moments();
            Moments without = new Moments();
            for (int sample = 0; sample < samples; sample++) {
                (drawn[sample].get(player) ? with : without).add(worth[sample]);
            }
            values[player] = with.mean - without.mean;
            errors[player] = Math.sqrt(with.squaredError() + without.squaredError());
        }
        return new GroupValues(values, errors, samples);
    }

    private static void arrive(int[] order, Coalition game, double none, double all, double[] mean) {
        BitSet present = new BitSet(order.length);
        double before = none;
        for (int i = 0; i < order.length; i++) {
            present.set(order[i]);
            double after = i == order.length - 1 ? all : worth(game, present);
            mean[order[i]] += (after - before) / 2;
            before = after;
        }
    }

    private static GroupValues mean(int players, double[][] samples, long evaluations) {
        double[] values = new double[players];
        double[] errors = new double[players];
        for (int player = 0; player < players; player++) {
            Moments moments = new Moments();
            for (double[] sample : samples) {
                moments.add(sample[player]);
            }
            values[player] = moments.mean;
            errors[player] = Math.sqrt(moments.squaredError());
        }
        return new GroupValues(values, errors, evaluations);
    }

    private static double[] every(int players, Coalition game) {
        check(players, MAX_EXACT);
        return IntStream.range(0, 1 << players)
                .parallel()
                .mapToDouble(mask -> worth(game, BitSet.valueOf(new long[] {mask})))
                .toArray();
    }

    private static GroupValues exact(int players, double[] worth, double[] weightOfSize) {
        double[] values = new double[players];
        for (int player = 0; player < players; player++) {
            for (int mask = 0; mask < worth.length; mask++) {
                if ((mask >> player & 1) == 0) {
                    values[player] += weightOfSize[Integer.bitCount(mask)] * (worth[mask | 1 << player] - worth[mask]);
                }
            }
        }
        return new GroupValues(values, new double[players], worth.length);
    }

    private static double worth(Coalition game, BitSet players) {
        double worth = game.worth((BitSet) players.clone());
        if (!Double.isFinite(worth)) {
            throw new IllegalStateException(
                    "the worth of players %s is %s, which is not a finite number".formatted(players, worth));
        }
        return worth;
    }

    private static int[] shuffled(int players, SplittableRandom random) {
        int[] order = new int[players];
        for (int i = 0; i < players; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static void check(int players, int most) {
        if (players < 1 || players > most) {
            throw new IllegalArgumentException("%s, not %d"
                    .formatted(
                            most == MAX_EXACT
                                    ? "every coalition is tried for 1 to " + MAX_EXACT + " players; sample for more"
                                    : "a game has at least one player",
                            players));
        }
    }

    /** Running mean and variance (Welford 1962). */
    private static final class Moments {
        private int count;
        private double mean;
        private double squares;

        void add(double value) {
            count++;
            double difference = value - mean;
            mean += difference / count;
            squares += difference * (value - mean);
        }

        /** Squared standard error of the mean; 0 for fewer than two values. */
        double squaredError() {
            return count < 2 ? 0 : squares / (count - 1) / count;
        }
    }
}
