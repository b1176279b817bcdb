package org.datanet.attribution.gain;

/**
 * Mean and covariance of some points.
 *
 * @param mean one a column
 * @param covariance {@code d x d}, row-major
 */
record Moments(double[] mean, double[] covariance) {
    private static final int CHUNK = 512;

    /** Of the points of the given indices; the covariance is 0 for fewer than two. */
    static Moments of(Points points, int[] indices) {
        int d = points.columns();
        int n = indices.length;
        double[] mean = Chunks.sum(n, CHUNK, d, (from, to) -> {
            double[] sum = new double[d];
            for (int i = from; i < to; i++) {
                for (int c = 0; c < d; c++) {
                    sum[c] += points.get(indices[i], c);
                }
            }
            return sum;
        });
        for (int c = 0; c < d; c++) {
            mean[c] /= Math.max(1, n);
        }
        double[] covariance = Chunks.sum(n, CHUNK, d * d, (from, to) -> {
            double[] sum = new double[d * d];
            double[] row = new double[d];
            for (int i = from; i < to; i++) {
                for (int c = 0; c < d; c++) {
                    row[c] = points.get(indices[i], c) - mean[c];
                }
                for (int c = 0; c < d; c++) {
                    double value = row[c];
                    for (int e = 0; e < d; e++) {
                        sum[c * d + e] += value * row[e];
                    }
                }
            }
            return sum;
        });
        for (int c = 0; c < d * d; c++) {
            covariance[c] /= Math.max(1, n - 1);
        }
        return new Moments(mean, covariance);
    }

    /** Mean variance of a column. */
    double meanVariance() {
        double sum = 0;
        for (int c = 0; c < mean.length; c++) {
            sum += covariance[c * mean.length + c];
        }
        return sum / mean.length;
    }

    /** The covariance with something added to its diagonal. */
    double[] ridged(double ridge) {
        double[] ridged = covariance.clone();
        for (int c = 0; c < mean.length; c++) {
            ridged[c * mean.length + c] += ridge;
        }
        return ridged;
    }

    double[] deviations() {
        double[] deviations = new double[mean.length];
        for (int c = 0; c < mean.length; c++) {
            deviations[c] = StrictMath.sqrt(covariance[c * mean.length + c]);
        }
        return deviations;
    }
}
