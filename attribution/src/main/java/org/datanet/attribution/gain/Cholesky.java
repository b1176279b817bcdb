package org.datanet.attribution.gain;

/** The lower triangular factor of a symmetric positive definite matrix, {@code n x n}, row-major. Immutable and thread-safe. */
final class Cholesky {
    private final int n;
    private final double[] factor;

    private Cholesky(int n, double[] factor) {
        this.n = n;
        this.factor = factor;
    }

    /** Factors a copy of the matrix; a pivot that rounding made too small is raised to 1e-300. */
    static Cholesky of(double[] matrix, int n) {
        double[] l = matrix.clone();
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double sum = l[i * n + j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i * n + k] * l[j * n + k];
                }
                l[i * n + j] = i == j ? StrictMath.sqrt(Math.max(sum, 1e-300)) : sum / l[j * n + j];
            }
        }
        return new Cholesky(n, l);
    }

    /** The factor L, {@code n x n}, row-major; what stands above its diagonal means nothing. */
    double[] factor() {
        return factor;
    }

    /** Solves {@code A x = b} in place. */
    void solve(double[] b) {
        for (int i = 0; i < n; i++) {
            double sum = b[i];
            for (int k = 0; k < i; k++) {
                sum -= factor[i * n + k] * b[k];
            }
            b[i] = sum / factor[i * n + i];
        }
        for (int i = n - 1; i >= 0; i--) {
            double sum = b[i];
            for (int k = i + 1; k < n; k++) {
                sum -= factor[k * n + i] * b[k];
            }
            b[i] = sum / factor[i * n + i];
        }
    }

    /** The inverse of the matrix. */
    double[] inverse() {
        double[] inverse = new double[n * n];
        double[] column = new double[n];
        for (int j = 0; j < n; j++) {
            java.util.Arrays.fill(column, 0);
            column[j] = 1;
            solve(column);
            System.arraycopy(column, 0, inverse, j * n, n);
        }
        return inverse;
    }
}
