package org.datanet.attribution.gain;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Rows that anybody can derive from the pool, so that a discriminator learns what they look like: jitter, mixtures of two rows of a
 * class, mixtures with a near neighbour, draws from a class's Gaussian, means, draws from the marginals, crossings of two rows, rows moved towards the mean or away
 * from it, rows moved by what lies between two others that are near each other, draws from the Gaussian of a row's neighbourhood, and draws
 * from a class's Gaussian whose columns were given the distributions that they have in the class (a Gaussian copula).
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
    private static final int LEAST_LOCAL = 4;

    private enum Family {
        JITTER,
        MIXTURE,
        NEAR_MIXTURE,
        GAUSSIAN,
        MEAN,
        MARGINAL,
        CROSSING,
        SCALING,
        TRANSPORT,
        LOCAL,
        COPULA
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
        private final Map<Long, double[]> columns = new ConcurrentHashMap<>();
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
                case TRANSPORT -> {
                    int from = ring.pick(draws);
                    int to = nearest(from, ring, draws);
                    double size = draws.uniform(0.3, 1.3);
                    for (int c = 0; c < d; c++) {
                        out[at + c] = points.get(parent, c) + size * (points.get(to, c) - points.get(from, c));
                    }
                }
                case LOCAL -> local(parent, ring, draws, out, at);
                case COPULA -> copula(label, ring, draws, out, at);
            }
            boolean alone = family == Family.JITTER || family == Family.SCALING || family == Family.TRANSPORT;
            if (hides && (other >= 0 || alone)) {
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

        /** From the class's Gaussian, each column then given the distribution that it has in the class: of values that occur, or between two. */
        private void copula(int label, Ring ring, Draws draws, double[] out, int at) {
            gaussian(label, draws, out, at);
            Shape shape = shape(label);
            boolean between = draws.below(2) == 0;
            for (int c = 0; c < d; c++) {
                int column = c;
                double[] sorted = columns.computeIfAbsent(
                        (long) label * d + c,
                        key -> IntStream.of(ring.rows)
                                .mapToDouble(row -> points.get(row, column))
                                .sorted()
                                .toArray());
                double variance = 0;
                for (int e = 0; e <= c; e++) {
                    variance += shape.factor[c * d + e] * shape.factor[c * d + e];
                }
                double rank =
                        Normal.below((out[at + c] - shape.mean[c]) / StrictMath.sqrt(variance)) * sorted.length - 0.5;
                int low = (int) Math.max(0, Math.min(sorted.length - 1, Math.floor(rank)));
                int high = Math.min(low + 1, sorted.length - 1);
                double part = Math.max(0, Math.min(1, rank - low));
                out[at + c] =
                        between ? sorted[low] + part * (sorted[high] - sorted[low]) : sorted[part < 0.5 ? low : high];
            }
        }

        /** From the Gaussian of the nearest of some rows to the parent, in the plane that they span. */
        private void local(int parent, Ring ring, Draws draws, double[] out, int at) {
            int[] fellows =
                    IntStream.range(0, CANDIDATES).map(i -> ring.pick(draws)).toArray();
            double[] squared = IntStream.of(fellows)
                    .mapToDouble(fellow -> points.squaredDistance(parent, fellow))
                    .toArray();
            int count = LEAST_LOCAL + draws.below(CANDIDATES - LEAST_LOCAL);
            int[] near = IntStream.range(0, CANDIDATES)
                    .boxed()
                    .sorted((a, b) ->
                            squared[a] != squared[b] ? Double.compare(squared[a], squared[b]) : Integer.compare(a, b))
                    .limit(count)
                    .mapToInt(i -> fellows[i])
                    .toArray();
            double[] centre = new double[d];
            for (int row : near) {
                for (int c = 0; c < d; c++) {
                    centre[c] += points.get(row, c) / count;
                }
            }
            System.arraycopy(centre, 0, out, at, d);
            for (int row : near) {
                double weight = draws.gaussian() / StrictMath.sqrt(count);
                for (int c = 0; c < d; c++) {
                    out[at + c] += weight * (points.get(row, c) - centre[c]);
                }
            }
        }

        private Shape shape(int label) {
            Shape shape = shapes.get(label);
            if (shape == null) {
                throw new IllegalStateException("no row of the pool has label " + label);
            }
            return shape;
        }

        private void gaussian(int label, Draws draws, double[] out, int at) {
            Shape shape = shape(label);
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
