package org.datanet.guard.label;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.datanet.guard.RowParts;
import org.datanet.guard.neighbours.KernelRows;
import org.datanet.guard.neighbours.NearestNeighbours;
import org.datanet.progress.Crew;
import org.jspecify.annotations.Nullable;

/**
 * Label probabilities of every row from a kernel ridge classifier that never saw that row's own label: leave-one-out in closed
 * form, {@code y - (y - f) / (1 - h)} with the leverage h. The kernel matrix is that of J. Nystrom's method with some rows as
 * centres, and at most {@value #FITTED} rows, evenly spread, are fitted; the others are plainly predicted. So memory is bounded
 * and the cost is linear in the number of rows.
 */
final class KernelLeaveOneOut {
    static final int FITTED = 8_192;
    private static final int BLOCK = 32;
    /** Rows that one thread predicts at a time. */
    private static final int PART = 256;

    private final float[] points;
    private final int d;
    private final int n;
    private final int m;
    private final @Nullable Crew crew;
    private final KernelRows centres;
    /** Rows that are fitted, and their part of the kernel matrix. */
    private final int[] fitted;

    /** Rows that are only predicted. */
    private final int[] others;

    private final double[] kernel;
    private final double[] centreKernel;

    /**
     * Prepares the kernel matrix.
     *
     * @param points {@code n x d}, row-major
     * @param centres rows that serve as centres
     * @param width of the Gaussian kernel
     * @param crew who may predict rows that are not fitted; {@code null} for nobody else
     */
    KernelLeaveOneOut(float[] points, int d, int[] centres, double width, @Nullable Crew crew) {
        this.points = points;
        this.d = d;
        this.crew = crew;
        n = points.length / d;
        m = centres.length;
        this.centres = new KernelRows(points, d, centres, width);
        int count = Math.min(n, FITTED);
        fitted =
                IntStream.range(0, count).map(i -> (int) ((long) i * n / count)).toArray();
        BitSet known = new BitSet(n);
        Arrays.stream(fitted).forEach(known::set);
        others = IntStream.range(0, n).filter(row -> !known.get(row)).toArray();
        kernel = new double[Math.multiplyExact(count, m)];
        // In double, because the fit inverts it; rows that are only predicted do with float.
        double scale = -0.5 / (width * width);
        IntStream.range(0, count).parallel().forEach(i -> {
            for (int j = 0; j < m; j++) {
                kernel[i * m + j] = exactly(points, fitted[i], centres[j], d, scale);
            }
        });
        centreKernel = new double[m * m];
        for (int a = 0; a < m; a++) {
            for (int b = 0; b <= a; b++) {
                centreKernel[a * m + b] = exactly(points, centres[a], centres[b], d, scale);
            }
        }
    }

    private static double exactly(float[] points, int a, int b, int d, double scale) {
        double distance = NearestNeighbours.distance(points, a, points, b, d);
        return Math.exp(scale * distance * distance);
    }

    /**
     * Leave-one-out predictions.
     *
     * @param labels class per row, in {@code [0, classes)}
     * @param weights how much each row counts in the fit, 0 or more
     * @param ridge penalty, relative to the mean row
     * @return {@code n x classes}, about 1 for the likely class and 0 for the others; rows that are not fitted are plainly predicted
     */
    double[] predict(int[] labels, int classes, double[] weights, double ridge) {
        // The penalty is meant for all rows; a sample of them gets its share.
        double share = ridge * fitted.length / n;
        double[] gram = new double[m * m];
        IntStream.range(0, m).parallel().forEach(a -> {
            double[] sums = new double[m];
            for (int i = 0; i < fitted.length; i++) {
                double factor = weights[fitted[i]] * kernel[i * m + a];
                if (factor > 1e-12) {
                    int at = i * m;
                    for (int b = 0; b <= a; b++) {
                        sums[b] += factor * kernel[at + b];
                    }
                }
            }
            for (int b = 0; b <= a; b++) {
                sums[b] += share * (a == b ? 1 + 1e-6 : centreKernel[a * m + b]);
            }
            System.arraycopy(sums, 0, gram, a * m, m);
        });
        double[] prior = new double[classes];
        double total = 0;
        for (int row : fitted) {
            prior[labels[row]] += weights[row];
            total += weights[row];
        }
        for (int c = 0; c < classes; c++) {
            prior[c] /= Math.max(total, 1e-12);
        }
        double[] targets = new double[m * classes];
        IntStream.range(0, m).parallel().forEach(a -> {
            for (int i = 0; i < fitted.length; i++) {
                double factor = weights[fitted[i]] * kernel[i * m + a];
                for (int c = 0; c < classes; c++) {
                    targets[a * classes + c] += factor * ((labels[fitted[i]] == c ? 1 : 0) - prior[c]);
                }
            }
        });
        double[] factor = cholesky(gram, m);
        double[] solution = new double[m * classes];
        for (int c = 0; c < classes; c++) {
            double[] x = new double[m];
            for (int a = 0; a < m; a++) {
                x[a] = targets[a * classes + c];
            }
            forward(factor, m, x);
            backward(factor, m, x);
            for (int a = 0; a < m; a++) {
                solution[c * m + a] = x[a];
            }
        }
        double[] out = new double[Math.multiplyExact(n, classes)];
        IntStream.range(0, (fitted.length + BLOCK - 1) / BLOCK).parallel().forEach(block -> {
            int from = block * BLOCK;
            leaveOneOut(
                    from,
                    Math.min(fitted.length, from + BLOCK),
                    labels,
                    classes,
                    weights,
                    prior,
                    factor,
                    solution,
                    out);
        });
        predictOthers(new Predictor(centres, classes, solution, prior), out);
        return out;
    }

    /** The fitted rows at the places {@code [from, to)}, each as if it had not been. */
    private void leaveOneOut(
            int from,
            int to,
            int[] labels,
            int classes,
            double[] weights,
            double[] prior,
            double[] factor,
            double[] solution,
            double[] out) {
        double[] columns = new double[m * BLOCK];
        for (int place = from; place < to; place++) {
            for (int c = 0; c < classes; c++) {
                out[fitted[place] * classes + c] = product(kernel, place * m, solution, c * m, m);
            }
            for (int a = 0; a < m; a++) {
                columns[a * BLOCK + place - from] = kernel[place * m + a];
            }
        }
        double[] leverage = leverages(factor, m, columns);
        for (int place = from; place < to; place++) {
            int row = fitted[place];
            double own = weights[row];
            double h = Math.min(0.999, own * leverage[place - from]);
            for (int c = 0; c < classes; c++) {
                double y = (labels[row] == c ? 1 : 0) - prior[c];
                double f = out[row * classes + c];
                out[row * classes + c] = prior[c] + (own > 0 ? y - (y - f) / (1 - h) : f);
            }
        }
    }

    /** The rows that were not fitted: here, or by the crew. */
    private void predictOthers(Predictor predictor, double[] out) {
        RowParts.Cut<float[]> cut = (from, to) -> {
            float[] rows = new float[(to - from) * d];
            for (int i = from; i < to; i++) {
                System.arraycopy(points, others[i] * d, rows, (i - from) * d, d);
            }
            return rows;
        };
        int classes = predictor.classes;
        RowParts.Taker taker = (from, answer) -> {
            for (int i = 0; i * classes < answer[0].length; i++) {
                System.arraycopy(answer[0], i * classes, out, others[from + i] * classes, classes);
            }
        };
        if (crew != null && (double) others.length * m >= crew.least()) {
            RowParts.ask(crew, predictor, others.length, PART, Math.max(d, classes), cut, taker);
        } else {
            IntStream.range(0, (others.length + PART - 1) / PART).parallel().forEach(part -> {
                int from = part * PART;
                taker.take(from, predictor.of(cut.of(from, Math.min(others.length, from + PART))));
            });
        }
    }

    /**
     * What the fit says of rows that had no part in it: frozen, whole and ready to be sent.
     *
     * @param solution weight of every centre, class by class
     * @param prior share of every class
     */
    private record Predictor(KernelRows centres, int classes, double[] solution, double[] prior)
            implements Crew.Model<float[]> {
        @Override
        public String name() {
            return "labels";
        }

        @Override
        public double[][] of(float[] rows) {
            int n = rows.length / centres.columns();
            int m = centres.centres();
            double[] kernel = new double[m * Math.min(n, BLOCK)];
            double[] out = new double[n * classes];
            for (int from = 0; from < n; from += BLOCK) {
                int to = Math.min(n, from + BLOCK);
                centres.fill(rows, from, to, kernel);
                for (int row = from; row < to; row++) {
                    for (int c = 0; c < classes; c++) {
                        out[row * classes + c] = prior[c] + product(kernel, (row - from) * m, solution, c * m, m);
                    }
                }
            }
            return new double[][] {out};
        }
    }

    private static double product(double[] a, int aAt, double[] b, int bAt, int length) {
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 1 < length; i += 2) {
            even += a[aAt + i] * b[bAt + i];
            odd += a[aAt + i + 1] * b[bAt + i + 1];
        }
        if (i < length) {
            even += a[aAt + i] * b[bAt + i];
        }
        return even + odd;
    }

    /** Squared lengths of the forward solutions of {@value #BLOCK} right sides at once, which stand in columns. */
    private static double[] leverages(double[] lower, int m, double[] columns) {
        double[] squared = new double[BLOCK];
        for (int i = 0; i < m; i++) {
            int own = i * BLOCK;
            int t = 0;
            for (; t + 3 < i; t += 4) {
                subtract(
                        columns,
                        own,
                        t * BLOCK,
                        lower[i * m + t],
                        lower[i * m + t + 1],
                        lower[i * m + t + 2],
                        lower[i * m + t + 3]);
            }
            for (; t < i; t++) {
                double f = lower[i * m + t];
                for (int j = 0; j < BLOCK; j++) {
                    columns[own + j] -= f * columns[t * BLOCK + j];
                }
            }
            for (int j = 0; j < BLOCK; j++) {
                columns[own + j] /= lower[i * m + i];
                squared[j] += columns[own + j] * columns[own + j];
            }
        }
        return squared;
    }

    private static void subtract(double[] columns, int own, int first, double f0, double f1, double f2, double f3) {
        int second = first + BLOCK;
        int third = second + BLOCK;
        int fourth = third + BLOCK;
        for (int j = 0; j < BLOCK; j++) {
            columns[own + j] -= f0 * columns[first + j]
                    + f1 * columns[second + j]
                    + f2 * columns[third + j]
                    + f3 * columns[fourth + j];
        }
    }

    /** Lower Cholesky factor, row by row over both cores. */
    private static double[] cholesky(double[] matrix, int m) {
        double[] lower = new double[m * m];
        for (int j = 0; j < m; j++) {
            double pivot = matrix[j * m + j];
            for (int t = 0; t < j; t++) {
                pivot -= lower[j * m + t] * lower[j * m + t];
            }
            double root = Math.sqrt(Math.max(pivot, 1e-12));
            lower[j * m + j] = root;
            int column = j;
            IntStream rows = IntStream.range(j + 1, m);
            (m - j > 256 ? rows.parallel() : rows).forEach(i -> {
                double sum = matrix[i * m + column];
                for (int t = 0; t < column; t++) {
                    sum -= lower[i * m + t] * lower[column * m + t];
                }
                lower[i * m + column] = sum / root;
            });
        }
        return lower;
    }

    private static void forward(double[] lower, int m, double[] x) {
        for (int i = 0; i < m; i++) {
            double sum = x[i];
            for (int t = 0; t < i; t++) {
                sum -= lower[i * m + t] * x[t];
            }
            x[i] = sum / lower[i * m + i];
        }
    }

    private static void backward(double[] lower, int m, double[] x) {
        for (int i = m - 1; i >= 0; i--) {
            double sum = x[i];
            for (int t = i + 1; t < m; t++) {
                sum -= lower[t * m + i] * x[t];
            }
            x[i] = sum / lower[i * m + i];
        }
    }
}
