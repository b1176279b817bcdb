package org.datanet.guard.label;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.guard.neighbours.NearestNeighbours;

/**
 * Label probabilities of every row from a kernel ridge classifier that never saw that row's own label: leave-one-out in closed
 * form, {@code y - (y - f) / (1 - h)} with the leverage h. On at most {@code landmarks} rows the kernel matrix is that of
 * J. Nystrom's method with those rows as centres, so the cost is linear in the number of rows.
 */
final class KernelLeaveOneOut {
    private final int n;
    private final int m;
    private final int[] centres;
    private final double[] kernel;

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
        this.centres = centres;
        kernel = new double[Math.multiplyExact(n, m)];
        double scale = -0.5 / (width * width);
        IntStream.range(0, n).parallel().forEach(i -> {
            for (int j = 0; j < m; j++) {
                double distance = NearestNeighbours.distance(points, i, points, centres[j], d);
                kernel[i * m + j] = Math.exp(scale * distance * distance);
            }
        });
    }

    /**
     * Leave-one-out predictions.
     *
     * @param labels class per row, in {@code [0, classes)}
     * @param weights how much each row counts in the fit, 0 or more
     * @param ridge penalty, relative to the mean row
     * @return {@code n x classes}, about 1 for the likely class and 0 for the others; rows of weight 0 are plainly predicted
     */
    double[] predict(int[] labels, int classes, double[] weights, double ridge) {
        double[] gram = new double[m * m];
        IntStream.range(0, m).parallel().forEach(a -> {
            double[] sums = new double[m];
            for (int i = 0; i < n; i++) {
                double factor = weights[i] * kernel[i * m + a];
                if (factor > 1e-12) {
                    int at = i * m;
                    for (int b = 0; b <= a; b++) {
                        sums[b] += factor * kernel[at + b];
                    }
                }
            }
            for (int b = 0; b <= a; b++) {
                double centreKernel = kernel[centres[a] * m + b];
                sums[b] += ridge * (a == b ? 1 + 1e-6 : centreKernel);
            }
            System.arraycopy(sums, 0, gram, a * m, m);
        });
        double[] targets = new double[m * classes];
        double[] prior = new double[classes];
        double total = 0;
        for (int i = 0; i < n; i++) {
            prior[labels[i]] += weights[i];
            total += weights[i];
        }
        for (int c = 0; c < classes; c++) {
            prior[c] /= Math.max(total, 1e-12);
        }
        IntStream.range(0, m).parallel().forEach(a -> {
            for (int i = 0; i < n; i++) {
                double factor = weights[i] * kernel[i * m + a];
                for (int c = 0; c < classes; c++) {
                    targets[a * classes + c] += factor * ((labels[i] == c ? 1 : 0) - prior[c]);
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
                solution[a * classes + c] = x[a];
            }
        }
        double[] out = new double[Math.multiplyExact(n, classes)];
        IntStream.range(0, n).parallel().forEach(i -> {
            double[] x = Arrays.copyOfRange(kernel, i * m, (i + 1) * m);
            double[] fitted = new double[classes];
            for (int a = 0; a < m; a++) {
                for (int c = 0; c < classes; c++) {
                    fitted[c] += x[a] * solution[a * classes + c];
                }
            }
            forward(factor, m, x);
            double leverage = 0;
            for (double v : x) {
                leverage += v * v;
            }
            leverage = Math.min(0.999, weights[i] * leverage);
            for (int c = 0; c < classes; c++) {
                double y = (labels[i] == c ? 1 : 0) - prior[c];
                double f = weights[i] > 0 ? y - (y - fitted[c]) / (1 - leverage) : fitted[c];
                out[i * classes + c] = f + prior[c];
            }
        });
        return out;
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
