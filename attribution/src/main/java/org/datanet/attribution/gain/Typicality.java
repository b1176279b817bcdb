package org.datanet.attribution.gain;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What a row looks like beside the pool and the holdout, without its label: {@link #COUNT} numbers that tell real rows from derived
 * ones. Distances to the nearest and to the mean of 3 and 10 nearest in both, as they are and whitened; how far the row lies from the
 * plane through its neighbours, which curved relations between columns betray (Roweis and Saul 2000), and from each column's best
 * quadratic prediction by another; how dense the neighbourhoods are; leverage; length and fourth moment; histogram density; and how surprising the
 * row is to each label's Gaussian and copula ({@link LabelShapes}).
 * Immutable and thread-safe.
 */
final class Typicality {
    /** Numbers a row. */
    static final int COUNT = 20 + LabelShapes.COUNT;

    /** Nearest rows that are looked at. */
    static final int NEAREST = 10;

    private static final int BINS = 12;
    private static final int MOST_COLUMNS = 256;
    private static final int DENSITY_SAMPLE = 8192;
    private static final int CHUNK = 256;

    private final PlacedRows pool;
    private final Points holdout;
    private final Leverage leverage;
    private final Relations relations;
    private final LabelShapes shapes;
    private final int[] order;
    private final double[] mean;
    private final double[] eigenvalues;
    private final double[] axes;
    private final int axisCount;
    private final Points whitePool;
    private final Points whiteHoldout;
    private final double[][] edges;
    private final double[][] density;
    private final Neighbours holdoutOthers;

    /** @param others the nearest of the holdout to each of its rows, at least {@link #NEAREST} */
    Typicality(PlacedRows pool, Points holdout, Neighbours others, Leverage leverage, long seed) {
        this.pool = pool;
        this.holdout = holdout;
        this.leverage = leverage;
        holdoutOthers = others;
        order = pool.shuffled(seed);
        relations = new Relations(pool.points(), order);
        shapes = new LabelShapes(pool);
        int d = pool.points().columns();
        Moments moments =
                Moments.of(pool.points(), IntStream.range(0, pool.size()).toArray());
        mean = moments.mean();
        axisCount = Math.min(d, MOST_COLUMNS);
        if (d <= MOST_COLUMNS) {
            SymmetricEigen eigen = SymmetricEigen.of(moments.ridged(1e-3 * moments.meanVariance() + 1e-12), d);
            eigenvalues = eigen.values();
            axes = eigen.vectors();
        } else {
            // Too many columns to rotate: as many random directions of about the mean variance.
            eigenvalues = new double[axisCount];
            Arrays.fill(eigenvalues, Math.max(moments.meanVariance(), 1e-12));
            Draws draws = new Draws(seed);
            axes = new double[d * axisCount];
            Arrays.setAll(axes, i -> draws.gaussian() / StrictMath.sqrt(d));
        }
        whitePool = white(pool.points());
        whiteHoldout = white(holdout);
        edges = new double[d][];
        density = new double[d][];
        Chunks.forEach(d, 1, (from, to) -> histogram(from));
    }

    private Points white(Points points) {
        double[] white = new double[Math.multiplyExact(points.size(), axisCount)];
        Chunks.forEach(points.size(), CHUNK, (from, to) -> {
            double[] rotated = new double[axisCount];
            for (int i = from; i < to; i++) {
                rotate(points, i, rotated);
                for (int a = 0; a < axisCount; a++) {
                    white[i * axisCount + a] = rotated[a] / StrictMath.sqrt(Math.max(eigenvalues[a], 1e-9));
                }
            }
        });
        return new Points(points.size(), axisCount, white, points.crew());
    }

    private void rotate(Points points, int point, double[] rotated) {
        Arrays.fill(rotated, 0);
        for (int c = 0; c < mean.length; c++) {
            double value = points.get(point, c) - mean[c];
            for (int a = 0; a < axisCount; a++) {
                rotated[a] += value * axes[c * axisCount + a];
            }
        }
    }

    /** Equally filled bins of a column of the pool, and the logarithm of their density. */
    private void histogram(int column) {
        int n = pool.size();
        double[] sorted = new double[n];
        for (int i = 0; i < n; i++) {
            sorted[i] = pool.points().get(i, column);
        }
        Arrays.sort(sorted);
        double[] inner = IntStream.range(1, BINS)
                .mapToDouble(b -> sorted[(int) ((long) b * (n - 1) / BINS)])
                .distinct()
                .toArray();
        int[] counts = new int[inner.length + 1];
        for (double value : sorted) {
            counts[bin(inner, value)]++;
        }
        double[] logs = new double[counts.length];
        for (int b = 0; b < counts.length; b++) {
            double low = b == 0 ? sorted[0] - 1e-3 : inner[b - 1];
            double high = b == inner.length ? sorted[n - 1] + 1e-3 : inner[b];
            logs[b] = StrictMath.log((counts[b] + 1.0) / (n + counts.length) / Math.max(high - low, 1e-3));
        }
        edges[column] = inner;
        density[column] = logs;
    }

    private static int bin(double[] edges, double value) {
        int low = 0;
        int high = edges.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (edges[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The numbers of the holdout's own rows, each left out of its neighbours: {@code n x COUNT}. */
    double[] ofHoldout(Neighbours toPool) {
        return of(
                holdout,
                whiteHoldout,
                toPool,
                holdoutOthers,
                Neighbours.of(whiteHoldout, whitePool, NEAREST),
                Neighbours.leaveOneOut(whiteHoldout, NEAREST));
    }

    /** The numbers of rows of the epoch: {@code n x COUNT}. */
    double[] of(Points points, Neighbours toPool, Neighbours toHoldout) {
        Points white = white(points);
        return of(
                points,
                white,
                toPool,
                toHoldout,
                Neighbours.of(white, whitePool, NEAREST),
                Neighbours.of(white, whiteHoldout, NEAREST));
    }

    /** The numbers of derived rows, whose hidden parents are not seen: {@code n x COUNT}. */
    double[] of(Derivation derived) {
        Points points = derived.points();
        Points white = white(points);
        return of(
                points,
                white,
                Neighbours.of(points, pool.points(), NEAREST + 2).without(derived.hidden(), NEAREST),
                Neighbours.of(points, holdout, NEAREST),
                Neighbours.of(white, whitePool, NEAREST + 2).without(derived.hidden(), NEAREST),
                Neighbours.of(white, whiteHoldout, NEAREST));
    }

    private double[] of(
            Points points,
            Points white,
            Neighbours toPool,
            Neighbours toHoldout,
            Neighbours whiteToPool,
            Neighbours whiteToHoldout) {
        double[] leverages = leverage.of(points);
        double[] spacing = poolSpacing(toPool);
        double[] numbers = new double[points.size() * COUNT];
        Chunks.forEach(points.size(), CHUNK, (from, to) -> {
            for (int i = from; i < to; i++) {
                int at = i * COUNT;
                numbers[at] = log(toPool.mean(i, 1)) / 2;
                numbers[at + 1] = log(toHoldout.mean(i, 1)) / 2;
                numbers[at + 2] = log(toPool.mean(i, 3)) / 2;
                numbers[at + 3] = log(toHoldout.mean(i, 3)) / 2;
                numbers[at + 4] = log(toPool.mean(i, NEAREST)) / 2;
                numbers[at + 5] = log(toHoldout.mean(i, NEAREST)) / 2;
                numbers[at + 6] = log(spacing[i]) / 2;
                numbers[at + 7] = log(holdoutOthers.mean(toHoldout.index(i), 3)) / 2;
                numbers[at + 8] = log(leverages[i]);
                size(points, i, numbers, at + 9);
                numbers[at + 12] = log(whiteToPool.mean(i, 1)) / 2;
                numbers[at + 13] = log(whiteToHoldout.mean(i, 1)) / 2;
                numbers[at + 14] = log(whiteToPool.mean(i, NEAREST)) / 2;
                numbers[at + 15] = log(whiteToHoldout.mean(i, NEAREST)) / 2;
                numbers[at + 16] = log(offPlane(points, i, pool.points(), toPool)) / 2;
                numbers[at + 17] = log(offPlane(white, i, whitePool, whiteToPool)) / 2;
                relations.of(points, i, numbers, at + 18);
                shapes.of(points, i, numbers, at + 20);
            }
        });
        return numbers;
    }

    /** Length, fourth moment and histogram density. */
    private void size(Points points, int i, double[] numbers, int at) {
        int d = mean.length;
        double squares = 0;
        double fourth = 0;
        double logDensity = 0;
        for (int c = 0; c < d; c++) {
            double value = points.get(i, c);
            squares += value * value;
            fourth += value * value * value * value;
            logDensity += density[c][bin(edges[c], value)];
        }
        numbers[at] = log(squares) / 2;
        numbers[at + 1] = log(fourth / d) / 2;
        numbers[at + 2] = logDensity / StrictMath.sqrt(d);
    }

    /** For each point how densely the pool lies around its nearest pool row: mean squared distance to three of its fellows. */
    private double[] poolSpacing(Neighbours toPool) {
        int n = toPool.size();
        int[] needed = IntStream.range(0, n)
                .map(toPool::index)
                .filter(i -> i >= 0)
                .distinct()
                .sorted()
                .toArray();
        int[] sample = Arrays.copyOf(order, Math.min(order.length, DENSITY_SAMPLE));
        Arrays.sort(sample);
        Neighbours near =
                Neighbours.of(pool.points().select(needed), pool.points().select(sample), 4);
        double[] spacing = new double[n];
        for (int i = 0; i < n; i++) {
            int at = Arrays.binarySearch(needed, toPool.index(i));
            if (at >= 0) {
                int self = Arrays.binarySearch(sample, needed[at]);
                spacing[i] = near.meanWithout(at, self, 3);
            }
        }
        return spacing;
    }

    /**
     * Squared distance of a point to its best reconstruction from its neighbours, with weights that add up to 1 and a ridge of a
     * thousandth of the trace: locally linear embedding's error.
     */
    private static double offPlane(Points points, int i, Points among, Neighbours nearest) {
        int count = 0;
        while (count < nearest.k() && nearest.indices()[i * nearest.k() + count] >= 0) {
            count++;
        }
        if (count == 0) {
            return 0;
        }
        int d = points.columns();
        double[] differences = new double[count * d];
        for (int j = 0; j < count; j++) {
            int neighbour = nearest.indices()[i * nearest.k() + j];
            for (int c = 0; c < d; c++) {
                differences[j * d + c] = points.get(i, c) - among.get(neighbour, c);
            }
        }
        double[] gram = new double[count * count];
        double trace = 0;
        for (int j = 0; j < count; j++) {
            for (int k = 0; k <= j; k++) {
                double sum = 0;
                for (int c = 0; c < d; c++) {
                    sum += differences[j * d + c] * differences[k * d + c];
                }
                gram[j * count + k] = sum;
                gram[k * count + j] = sum;
            }
            trace += gram[j * count + j];
        }
        for (int j = 0; j < count; j++) {
            gram[j * count + j] += 1e-3 * trace + 1e-12;
        }
        double[] weights = new double[count];
        Arrays.fill(weights, 1);
        Cholesky.of(gram, count).solve(weights);
        double sum = Arrays.stream(weights).sum();
        double squared = 0;
        for (int c = 0; c < d; c++) {
            double residual = 0;
            for (int j = 0; j < count; j++) {
                residual += weights[j] / sum * differences[j * d + c];
            }
            squared += residual * residual;
        }
        return squared;
    }

    private static double log(double value) {
        return StrictMath.log(Math.max(1e-9, Math.min(1e9, value)));
    }
}
