package org.datanet.attribution.gain;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows that anybody can derive from the pool, so that a discriminator learns what they look like: jitter, mixtures of two rows of a
 * class, mixtures with a near neighbour, draws from a class's Gaussian, means, draws from the marginals, crossings of two rows, and rows
 * moved towards the mean or away from it.
 *
 * <p>Which rows are derived, and how, is drawn from a stream that the seed and the digest of the parent decide, and partners are
 * found on a ring of keyed digests (consistent hashing): a row more or less in the pool changes the rows derived from it and few
 * others.
 *
 * @param points derived rows
 * @param hidden {@code n x 2}: parents that distances to the pool must not see, -1 for none. Half of the rows with parents hide
 *     them, which imitates rows derived from what is not in the pool yet: one's own
 * @param families how each row was made, 0 to {@code FAMILIES - 1}; -1 where parents are hidden
 * @param labels of the rows: their parents'
 */
record Derivation(Points points, int[] hidden, int[] families, int[] labels) {
    /** Number of families. */
    static final int FAMILIES = Family.values().length;

    private static final int CHUNK = 32;
    private static final int CANDIDATES = 24;

    private enum Family {
        JITTER,
        MIXTURE,
        NEAR_MIXTURE,
        GAUSSIAN,
        MEAN,
        MARGINAL,
        CROSSING,
        SCALING
    }

    /**
     * Rows to learn from.
     *
     * @param pool at least one row with a label
     */
    static Derivation of(PlacedRows pool, int count, long seed) {
        return of(pool, count, seed, true);
    }

    /** Rows whose parents are seen, as they are when somebody submits what he derived from published rows: to try a rule with. */
    static Derivation shown(PlacedRows pool, int count, long seed) {
        return of(pool, count, seed, false);
    }

    private static Derivation of(PlacedRows pool, int count, long seed, boolean mayHide) {
        Deriving deriving = new Deriving(pool, seed);
        int d = pool.points().columns();
        int[] order = IntStream.of(pool.shuffled(seed))
                .filter(i -> pool.label(i) >= 0)
                .toArray();
        double[] rows = new double[Math.multiplyExact(count, d)];
        int[] hidden = new int[2 * count];
        Arrays.fill(hidden, -1);
        int[] families = new int[count];
        int[] labels = new int[count];
        Chunks.forEach(count, CHUNK, (from, to) -> {
            for (int r = from; r < to; r++) {
                int parent = order[r % order.length];
                long round = seed + 1 + r / order.length;
                Draws draws = Draws.of(round, pool.payloads().get(parent).key());
                int family = deriving.derive(parent, draws, rows, r * d, hidden, 2 * r, mayHide);
                labels[r] = pool.label(parent);
                families[r] = hidden[2 * r] < 0 ? family : -1;
            }
        });
        return new Derivation(new Points(count, d, rows, pool.points().crew()), hidden, families, labels);
    }

    /** Rows on a circle by their keys; a point of the circle stands for the next row on it. */
    private record Ring(long[] keys, int[] rows) {
        static Ring of(int[] members, long[] keys) {
            int[] rows = IntStream.of(members)
                    .boxed()
                    .sorted((a, b) -> keys[a] != keys[b] ? Long.compare(keys[a], keys[b]) : Integer.compare(a, b))
                    .mapToInt(i -> i)
                    .toArray();
            return new Ring(IntStream.of(rows).mapToLong(row -> keys[row]).toArray(), rows);
        }

        int pick(Draws draws) {
            int at = Arrays.binarySearch(keys, draws.bits());
            return rows[(at < 0 ? -at - 1 : at) % rows.length];
        }
    }

    /** Mean of a class and a factor of its covariance. */
    private record Shape(double[] mean, double[] factor) {}

    private static final class Deriving {
        private final PlacedRows pool;
        private final Points points;
        private final int d;
        private final long[] keys;
        private final Map<Integer, Ring> classes = new HashMap<>();
        private final Map<Integer, Shape> shapes = new HashMap<>();
        private final Ring everybody;
        private final double[] deviations;
        private final double[] mean;

        private Deriving(PlacedRows pool, long seed) {
            this.pool = pool;
            points = pool.points();
            d = points.columns();
            keys = pool.payloads().stream()
                    .mapToLong(p -> Draws.key(~seed, p.key()))
                    .toArray();
            int[] all = IntStream.range(0, pool.size()).toArray();
            everybody = Ring.of(all, keys);
            Moments moments = Moments.of(points, all);
            deviations = moments.deviations();
            mean = moments.mean();
            IntStream.of(pool.labels()).filter(label -> label >= 0).distinct().forEach(label -> {
                int[] members =
                        IntStream.of(all).filter(i -> pool.label(i) == label).toArray();
                classes.put(label, Ring.of(members, keys));
                Moments own = Moments.of(points, members);
                double[] covariance = members.length > 3 ? own.covariance() : diagonal(deviations);
                double ridge = 1e-3 * (new Moments(own.mean(), covariance).meanVariance() + 1e-9);
                shapes.put(
                        label,
                        new Shape(
                                own.mean(),
                                Cholesky.of(new Moments(own.mean(), covariance).ridged(ridge), d)
                                        .factor()));
            });
        }

        private static double[] diagonal(double[] deviations) {
            double[] matrix = new double[deviations.length * deviations.length];
            for (int c = 0; c < deviations.length; c++) {
                matrix[c * deviations.length + c] = deviations[c] * deviations[c];
            }
            return matrix;
        }

        private int derive(int parent, Draws draws, double[] out, int at, int[] hidden, int hiddenAt, boolean mayHide) {
            Family family = Family.values()[draws.below(Family.values().length)];
            boolean hides = draws.below(2) == 0 && mayHide;
            int label = pool.label(parent);
            Ring ring = own(label);
            int other = -1;
            switch (family) {
                case JITTER -> {
                    double size = draws.uniform(0.05, 1);
                    for (int c = 0; c < d; c++) {
                        out[at + c] = points.get(parent, c) + size * deviations[c] * draws.gaussian();
                    }
                }
                case MIXTURE -> {
                    other = ring.pick(draws);
                    mix(parent, other, draws, out, at);
                }
                case NEAR_MIXTURE -> {
                    other = nearest(parent, ring, draws);
                    mix(parent, other, draws, out, at);
                }
                case GAUSSIAN -> gaussian(label, draws, out, at);
                case MEAN -> mean(ring, draws, out, at);
                case MARGINAL -> {
                    Ring from = draws.below(2) == 0 ? everybody : ring;
                    for (int c = 0; c < d; c++) {
                        out[at + c] = points.get(from.pick(draws), c);
                    }
                }
                case CROSSING -> {
                    other = ring.pick(draws);
                    double share = draws.uniform(0.35, 0.65);
                    for (int c = 0; c < d; c++) {
                        out[at + c] = points.get(draws.uniform() < share ? parent : other, c);
                    }
                }
                case SCALING -> {
                    double factor = draws.uniform(0.5, 3);
                    for (int c = 0; c < d; c++) {
                        out[at + c] = mean[c] + factor * (points.get(parent, c) - mean[c]);
                    }
                }
            }
            if (hides && (other >= 0 || family == Family.JITTER || family == Family.SCALING)) {
                hidden[hiddenAt] = parent;
                hidden[hiddenAt + 1] = other;
            }
            return family.ordinal();
        }

        private Ring own(int label) {
            return classes.getOrDefault(label, everybody);
        }

        private void mix(int parent, int other, Draws draws, double[] out, int at) {
            double share = draws.uniform(0.1, 0.9);
            for (int c = 0; c < d; c++) {
                out[at + c] = share * points.get(parent, c) + (1 - share) * points.get(other, c);
            }
        }

        private int nearest(int parent, Ring ring, Draws draws) {
            int best = parent;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < CANDIDATES; i++) {
                int candidate = ring.pick(draws);
                double squared = points.squaredDistance(parent, candidate);
                if (squared > 0 && squared < least) {
                    least = squared;
                    best = candidate;
                }
            }
            return best;
        }

        private void gaussian(int label, Draws draws, double[] out, int at) {
            Shape shape = shapes.get(label);
            if (shape == null) {
                throw new IllegalStateException("no row of the pool has label " + label);
            }
            double[] normal = new double[d];
            Arrays.setAll(normal, c -> draws.gaussian());
            for (int c = 0; c < d; c++) {
                double sum = shape.mean[c];
                for (int e = 0; e <= c; e++) {
                    sum += shape.factor[c * d + e] * normal[e];
                }
                out[at + c] = sum;
            }
        }

        /** The mean of a part of a class, of which each row is a member by its own key. */
        private void mean(Ring ring, Draws draws, double[] out, int at) {
            double share = draws.uniform(Math.min(0.5, 2.0 / ring.rows.length), 0.5);
            long salt = draws.bits();
            int first = ring.pick(draws);
            int count = 0;
            double[] sum = new double[d];
            for (int row : ring.rows) {
                if (row == first || new Draws(keys[row] ^ salt).uniform() < share) {
                    count++;
                    for (int c = 0; c < d; c++) {
                        sum[c] += points.get(row, c);
                    }
                }
            }
            for (int c = 0; c < d; c++) {
                out[at + c] = sum[c] / count;
            }
        }
    }
}
