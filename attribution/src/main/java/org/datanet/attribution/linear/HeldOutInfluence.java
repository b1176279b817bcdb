package org.datanet.attribution.linear;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a row adds to models that were trained without it: softmax regression in a kernel's space is fitted to random halves of the rows, and a
 * row outside a half is credited with what putting it in would do, to first order, to the log-odds of each query's label (the margin of
 * Park et al., "TRAK", ICML 2023, section 3). The mean over halves is a Banzhaf value of the regression (Wang &amp; Jia, "Data Banzhaf", AISTATS
 * 2023), and so the linear function of a subset's rows that stands nearest to its outcome. With the tangent kernel of a trained network
 * (Jacot, Gabriel, Hongler 2018) the regression stands for the network trained again; with the plain inner product it is logistic regression.
 *
 * <p>Influence at a model of all rows misses rows that the model has learned by heart, since nothing of their gradient is left; a model
 * without the row has all of it.
 *
 * <p>{@code halves n^2 classes} multiplications for each step of conjugate gradients, of which a query takes up to 40. Deterministic
 * for a seed, whatever the number of threads. Immutable and thread-safe.
 */
public final class HeldOutInfluence {
    /** The matrix of a kernel is held whole: 8 bytes a pair of rows. */
    public static final int MAX_ROWS = 8_000;

    /** Squared error, as a share, at which conjugate gradients stop for a query. */
    private static final double CLOSE = 1e-6;

    private final double[] kernel;
    private final int[] labels;
    private final int rows;
    private final int classes;
    private final double ridge;
    private final int halves;
    private final long seed;

    /**
     * @param kernel {@code n x n}, row-major, symmetric and positive semidefinite; kept and not copied
     * @param labels of the rows, 0 to before {@code classes}
     * @param ridge strength of the penalty on a fit, for a kernel whose diagonal has the mean 1; more than 0. It stands for what keeps training from
     *     the optimum
     * @param halves how many fits, an even number: each half is followed by its complement
     * @param seed of the halves
     * @throws IllegalArgumentException naming what does not fit together
     */
    public HeldOutInfluence(double[] kernel, int[] labels, int classes, double ridge, int halves, long seed) {
        rows = labels.length;
        if (rows < 2 || rows > MAX_ROWS || kernel.length != (long) rows * rows) {
            throw new IllegalArgumentException(
                    "a kernel is of 2 to %d rows with a value for each pair of them, not of %d with %d"
                            .formatted(MAX_ROWS, rows, kernel.length));
        }
        for (int label : labels) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("a label is 0 to %d, not %d".formatted(classes - 1, label));
            }
        }
        if (!(ridge > 0) || Double.isInfinite(ridge)) {
            throw new IllegalArgumentException("a ridge is more than 0, not " + ridge);
        }
        if (halves < 2 || halves % 2 != 0) {
            throw new IllegalArgumentException("halves come in pairs, at least one, not " + halves);
        }
        double trace = 0;
        for (int row = 0; row < rows; row++) {
            trace += kernel[row * rows + row];
        }
        if (!(trace > 0) || Double.isInfinite(trace)) {
            throw new IllegalArgumentException("a kernel's diagonal has a positive sum, not " + trace);
        }
        this.kernel = kernel;
        this.labels = labels.clone();
        this.classes = classes;
        this.ridge = ridge * trace / rows;
        this.halves = halves;
        this.seed = seed;
    }

    /**
     * What each row adds for each query.
     *
     * @param queryKernel {@code queries x n}, row-major
     * @param queryLabels whose log-odds are explained; for a prediction, the predicted ones
     * @return {@code queries x n}, in log-odds; positive helps
     */
    public double[][] gains(double[] queryKernel, int[] queryLabels) {
        int queries = queryLabels.length;
        if (queryKernel.length != (long) queries * rows) {
            throw new IllegalArgumentException(
                    "%d queries and %d rows have %d kernel values".formatted(queries, rows, queryKernel.length));
        }
        if (queries == 0) {
            return new double[0][];
        }
        int[][] order = new int[halves][];
        SplittableRandom random = new SplittableRandom(seed);
        int size = rows / 2;
        for (int half = 0; half < halves; half++) {
            order[half] = half % 2 == 0 ? shuffled(random) : turned(order[half - 1], rows - size);
        }
        double[][] gains = new double[queries][rows];
        int[] held = new int[rows];
        for (int from = 0; from < halves; from += 16) {
            int start = from;
            double[][][] parts = IntStream.range(from, Math.min(halves, from + 16))
                    .parallel()
                    .mapToObj(
                            half -> outside(order[half], half % 2 == 0 ? size : rows - size, queryKernel, queryLabels))
                    .toArray(double[][][]::new);
            for (int part = 0; part < parts.length; part++) {
                int[] places = order[start + part];
                int inside = rows - parts[part][0].length;
                for (int at = inside; at < rows; at++) {
                    held[places[at]]++;
                    for (int query = 0; query < queries; query++) {
                        gains[query][places[at]] += parts[part][query][at - inside];
                    }
                }
            }
        }
        for (double[] ofQuery : gains) {
            for (int row = 0; row < rows; row++) {
                ofQuery[row] /= held[row];
            }
        }
        return gains;
    }

    private int[] shuffled(SplittableRandom random) {
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The complement first. */
    private static int[] turned(int[] order, int complement) {
        int[] turned = new int[order.length];
        int size = order.length - complement;
        System.arraycopy(order, size, turned, 0, complement);
        System.arraycopy(order, 0, turned, complement, size);
        return turned;
    }

    /** Of the rows that stand in the order from {@code size} on: queries x those rows. */
    private double[][] outside(int[] order, int size, double[] queryKernel, int[] queryLabels) {
        int[] inside = Arrays.copyOf(order, size);
        int[] held = Arrays.copyOfRange(order, size, rows);
        KernelRegression fit = new KernelRegression(kernel, rows, inside, labels, classes, ridge);
        double[] across = fit.against(kernel, rows, held);
        double[] missing = new double[classes * held.length];
        KernelRegression.softmax(fit.scores(across), missing, classes, held.length);
        for (int o = 0; o < held.length; o++) {
            missing[labels[held[o]] * held.length + o] -= 1;
        }
        double[][] gains = new double[queryLabels.length][held.length];
        double[] right = new double[classes * size];
        double[] curved = new double[classes * size];
        for (int query = 0; query < gains.length; query++) {
            double[] own = fit.against(queryKernel, rows, new int[] {query});
            double[] asked = oddsGradient(fit.scores(own), queryLabels[query]);
            for (int c = 0; c < classes; c++) {
                for (int i = 0; i < size; i++) {
                    right[c * size + i] = asked[c] * own[i];
                }
            }
            fit.curve(right, curved);
            double[] taken = fit.across(across, fit.solve(curved, CLOSE));
            for (int c = 0; c < classes; c++) {
                for (int o = 0; o < held.length; o++) {
                    double kept = asked[c] * queryKernel[query * rows + held[o]] - taken[c * held.length + o];
                    gains[query][o] -= missing[c * held.length + o] * kept / fit.level();
                }
            }
        }
        return gains;
    }

    /** How the log-odds of a label change with the scores of a query. */
    private double[] oddsGradient(double[] scores, int label) {
        double[] p = new double[classes];
        KernelRegression.softmax(scores, p, classes, 1);
        double others = 0;
        for (int c = 0; c < classes; c++) {
            others += c == label ? 0 : p[c];
        }
        for (int c = 0; c < classes; c++) {
            p[c] = c == label ? 1 : others > 0 ? -p[c] / others : 0;
        }
        return p;
    }
}
