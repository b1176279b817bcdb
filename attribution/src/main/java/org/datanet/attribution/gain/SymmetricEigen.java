package org.datanet.attribution.gain;

/**
 * Eigenvalues and orthonormal eigenvectors of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, section 8.5), in an order
 * of operations that nothing changes. For up to a few hundred columns.
 *
 * @param values ascending
 * @param vectors {@code n x n}, row-major; eigenvector j is column j
 */
record SymmetricEigen(double[] values, double[] vectors) {
    private static final int SWEEPS = 30;

    static SymmetricEigen of(double[] matrix, int n) {
        double[] a = matrix.clone();
        double[] v = new double[n * n];
        double scale = 0;
        for (int i = 0; i < n; i++) {
            v[i * n + i] = 1;
            scale = Math.max(scale, Math.abs(a[i * n + i]));
        }
        for (int sweep = 0; sweep < SWEEPS && offDiagonal(a, n) > 1e-12 * scale; sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    if (Math.abs(a[p * n + q]) > 1e-14 * scale) {
                        rotate(a, v, n, p, q);
                    }
                }
            }
        }
        return sorted(a, v, n);
    }

    private static double offDiagonal(double[] a, int n) {
        double largest = 0;
        for (int p = 0; p < n; p++) {
            for (int q = p + 1; q < n; q++) {
                largest = Math.max(largest, Math.abs(a[p * n + q]));
            }
        }
        return largest;
    }

    private static void rotate(double[] a, double[] v, int n, int p, int q) {
        double theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
        double t = Math.signum(theta) / (Math.abs(theta) + StrictMath.sqrt(theta * theta + 1));
        if (theta == 0) {
            t = 1;
        }
        double c = 1 / StrictMath.sqrt(t * t + 1);
        double s = t * c;
        for (int k = 0; k < n; k++) {
            double kp = a[k * n + p];
            double kq = a[k * n + q];
            a[k * n + p] = c * kp - s * kq;
            a[k * n + q] = s * kp + c * kq;
        }
        for (int k = 0; k < n; k++) {
            double pk = a[p * n + k];
            double qk = a[q * n + k];
            a[p * n + k] = c * pk - s * qk;
            a[q * n + k] = s * pk + c * qk;
        }
        for (int k = 0; k < n; k++) {
            double kp = v[k * n + p];
            double kq = v[k * n + q];
            v[k * n + p] = c * kp - s * kq;
            v[k * n + q] = s * kp + c * kq;
        }
    }

    private static SymmetricEigen sorted(double[] a, double[] v, int n) {
        Integer[] order = new Integer[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        java.util.Arrays.sort(order, (i, j) -> Double.compare(a[i * n + i], a[j * n + j]));
        double[] values = new double[n];
        double[] vectors = new double[n * n];
        for (int j = 0; j < n; j++) {
            values[j] = a[order[j] * n + order[j]];
            for (int k = 0; k < n; k++) {
                vectors[k * n + j] = v[k * n + order[j]];
            }
        }
        return new SymmetricEigen(values, vectors);
    }
}
