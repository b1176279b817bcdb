package org.datanet.guard.neighbours;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.progress.Crew;
import smile.math.matrix.EVD;
import smile.math.matrix.JMatrix;

/**
 * Principal axes of points: their mean and the eigenvectors of their covariance, in descending order of variance.
 *
 * @param mean of every column
 * @param axes one unit vector a row, {@code d x d}
 * @param variances along the axes, 0 or more
 */
public record PrincipalAxes(double[] mean, double[][] axes, double[] variances) implements Crew.Sendable {
    /** Rows from which the covariance is taken at most, evenly spread. */
    private static final int SAMPLE = 10_000;

    /** Fits the axes to {@code n x d} points, row-major, at least one. */
    public static PrincipalAxes fit(float[] points, int d) {
        int n = points.length / d;
        int step = (n + SAMPLE - 1) / SAMPLE;
        int used = (n + step - 1) / step;
        double[] mean = new double[d];
        for (int r = 0; r < n; r += step) {
            for (int c = 0; c < d; c++) {
                mean[c] += points[r * d + c];
            }
        }
        for (int c = 0; c < d; c++) {
            mean[c] /= used;
        }
        double[][] covariance = new double[d][d];
        IntStream.range(0, d).parallel().forEach(a -> {
            double[] sums = covariance[a];
            for (int r = 0; r < n; r += step) {
                double x = (points[r * d + a] - mean[a]) / used;
                if (x != 0) {
                    int at = r * d;
                    for (int b = 0; b <= a; b++) {
                        sums[b] += x * (points[at + b] - mean[b]);
                    }
                }
            }
        });
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < a; b++) {
                covariance[b][a] = covariance[a][b];
            }
        }
        JMatrix matrix = new JMatrix(covariance);
        matrix.setSymmetric(true);
        EVD decomposition = matrix.eigen();
        double[] values = decomposition.getEigenValues();
        Integer[] order = IntStream.range(0, d).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> Double.compare(values[b], values[a]));
        double[][] axes = new double[d][d];
        double[] variances = new double[d];
        for (int j = 0; j < d; j++) {
            variances[j] = Math.max(0, values[order[j]]);
            for (int c = 0; c < d; c++) {
                axes[j][c] = decomposition.getEigenVectors().get(c, order[j]);
            }
        }
        return new PrincipalAxes(mean, axes, variances);
    }

    /** How many of the first axes carry the given share of the variance; at least 1. */
    public int carrying(double share) {
        double total = Arrays.stream(variances).sum();
        double sum = 0;
        int count = 0;
        while (count < variances.length && (count == 0 || sum < share * total)) {
            sum += variances[count++];
        }
        return count;
    }

    /** Coordinates of {@code n x d} points on the first axes: {@code n x count}, row-major. */
    public float[] project(float[] points, int count) {
        int d = mean.length;
        int n = points.length / d;
        float[] out = new float[Math.multiplyExact(n, count)];
        // Every column in an array of its own, read from its start: the compiler then finds the vector form.
        double[][] byColumn = new double[d][count];
        for (int c = 0; c < d; c++) {
            for (int j = 0; j < count; j++) {
                byColumn[c][j] = axes[j][c];
            }
        }
        IntStream.range(0, n).parallel().forEach(r -> {
            double[] sums = new double[count];
            for (int c = 0; c < d; c++) {
                add(sums, points[r * d + c] - mean[c], byColumn[c]);
            }
            for (int j = 0; j < count; j++) {
                out[r * count + j] = (float) sums[j];
            }
        });
        return out;
    }

    private static void add(double[] sums, double value, double[] column) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += value * column[j];
        }
    }
}
