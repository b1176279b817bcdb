package org.datanet.attribution.linear;

/**
 * How free a row still is once others are fitted: what its kernel with itself keeps after what the fitted rows explain of it,
 * {@code k(o, o) - k_o' (K + noise I)^-1 k_o}, the variance that Gaussian process regression leaves (Rasmussen &amp; Williams 2006, equation 2.26).
 */
final class SparedVariance {
    private SparedVariance() {}

    /**
     * One value a row.
     *
     * @param inner the kernel between the fitted rows; overwritten
     * @param across between the fitted rows and the others, {@code fitted x others}; overwritten
     * @param own the others' kernel with themselves
     * @param noise more than 0
     * @return 0 or more, at most {@code own}
     */
    static double[] of(double[][] inner, double[][] across, double[] own, double noise) {
        double[] spared = own.clone();
        // Cholesky's factor row by row, and the forward substitution of all others along with it.
        for (int j = 0; j < inner.length; j++) {
            double pivot = Math.sqrt(inner[j][j] + noise);
            for (int o = 0; o < spared.length; o++) {
                across[j][o] /= pivot;
                spared[o] -= across[j][o] * across[j][o];
            }
            for (int i = j + 1; i < inner.length; i++) {
                inner[j][i] /= pivot;
            }
            for (int i = j + 1; i < inner.length; i++) {
                double factor = -inner[j][i];
                if (factor != 0) {
                    ProximalStep.add(inner[i], inner[j], factor);
                    ProximalStep.add(across[i], across[j], factor);
                }
            }
        }
        for (int o = 0; o < spared.length; o++) {
            spared[o] = Math.max(0, spared[o]);
        }
        return spared;
    }
}
