package org.datanet.guard.label;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.guard.neighbours.KernelRows;
import org.datanet.guard.neighbours.NearestNeighbours;

/**
 * Label probabilities of every row from a kernel ridge classifier that never saw that row's own label: leave-one-out in closed
 * form, {@code y - (y - f) / (1 - h)} with the leverage h. The kernel matrix is that of J. Nystrom's method with some rows as
 * centres, and at most {@value #FITTED} rows, evenly spread, are fitted; the others are plainly predicted. So memory is bounded
 * and the cost is linear in the number of rows.
 */
final class KernelLeaveOneOut {
    static final int FITTED = 8_192;
    private static final int BLOCK = 32;

    private final int n;
    private final int m;
    private final KernelRows centres;
    /** Rows that are fitted, and their part of the kernel matrix. */
    private final int[] fitted;

    private final int[] placeOfRow;
    private final double[] kernel;
    private final double[] centreKernel;

    /**
     * Prepares the kernel matrix.
     *
     * @param points {@code n x d}, row-major
     * @param centres rows that serve as centres
     * @param width of the Gaussian kernel
     */
    KernelLeaveOneOut(float[] points, int d, int[] centres, double width) {
        n = points.length / d;
        m = centres.length;
        this.centres = new KernelRows(points, d, centres, width);
        int count = Math.min(n, FITTED);
        fitted =
                IntStream.range(0, count).map(i -> (int) ((long) i * n / count)).toArray();
        placeOfRow = new int[n];
        Arrays.fill(placeOfRow, -1);
        for (int i = 0; i < count; i++) {
            placeOfRow[fitted[i]] = i;
        }
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
        IntStream.range(0, (n + BLOCK - 1) / BLOCK).parallel().forEach(block -> {
            int from = block * BLOCK;
            predict(from, Math.min(n, from + BLOCK), labels, classes, weights, prior, factor, solution, out);
        });
        return out;
    }

    private void predict(
            int from,
            int to,
            int[] labels,
            int classes,
            double[] weights,
            double[] prior,
            double[] factor,
            double[] solution,
            double[] out) {
        int[] others =
                IntStream.range(from, to).filter(row -> placeOfRow[row] < 0).toArray();
        double[] ofOthers = new double[others.length * m];
        centres.fill(others, ofOthers, 0);
        double[] columns = new double[m * BLOCK];
        int other = 0;
        for (int row = from; row < to; row++) {
            int place = placeOfRow[row];
            double[] source = place < 0 ? ofOthers : kernel;
            int at = (place < 0 ? other++ : place) * m;
            for (int c = 0; c < classes; c++) {
                double even = 0;
                double odd = 0;
                int a = 0;
                for (; a + 1 < m; a += 2) {
                    even += source[at + a] * solution[c * m + a];
                    odd += source[at + a + 1] * solution[c * m + a + 1];
                }
                if (a < m) {
                    even += source[at + a] * solution[c * m + a];
                }
                out[row * classes + c] = even + odd;
            }
            for (int a = 0; a < m && place >= 0; a++) {
                columns[a * BLOCK + row - from] = source[at + a];
            }
        }
        double[] leverage = others.length < to - from ? leverages(factor, m, columns) : new double[BLOCK];
        for (int row = from; row < to; row++) {
            double own = placeOfRow[row] < 0 ? 0 : weights[row];
            double h = Math.min(0.999, own * leverage[row - from]);
            for (int c = 0; c < classes; c++) {
                double y = (labels[row] == c ? 1 : 0) - prior[c];
                double f = out[row * classes + c];
                out[row * classes + c] = prior[c] + (own > 0 ? y - (y - f) / (1 - h) : f);
            }
        }
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
