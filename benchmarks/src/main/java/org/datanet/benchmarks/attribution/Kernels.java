package org.datanet.benchmarks.attribution;

import java.util.Arrays;

/** The kernel of linear models: inner products of features and a one, each feature divided by the square root of its root mean square. */
final class Kernels {
    private Kernels() {}

    /** What features are multiplied with, from the first so many rows. */
    static double[] scale(double[][] x, int rows) {
        double[] scale = new double[x[0].length];
        for (int c = 0; c < scale.length; c++) {
            for (int row = 0; row < rows; row++) {
                scale[c] += x[row][c] * x[row][c] / rows;
            }
        }
        double floor = 0.01 * Arrays.stream(scale).max().orElseThrow();
        return Arrays.stream(scale)
                .map(square -> Math.pow(square + floor, -0.25))
                .toArray();
    }

    /** Of the rows {@code [from, to)} with the first so many. */
    static double[] of(double[][] x, double[] scale, int from, int to, int rows) {
        double[] kernel = new double[(to - from) * rows];
        for (int i = from; i < to; i++) {
            for (int j = 0; j < rows; j++) {
                double sum = 1;
                for (int c = 0; c < scale.length; c++) {
                    sum += scale[c] * scale[c] * x[i][c] * x[j][c];
                }
                kernel[(i - from) * rows + j] = sum;
            }
        }
        return kernel;
    }
}
