package org.datanet.attribution.gain;

import java.util.Arrays;

/**
 * Ridge leverage in 256 random Fourier features (Rahimi and Recht 2007) of the pool: how far a point stands from what the pool spans.
 * Means of many rows have little of it. The kernel's width is the median distance of 500 rows. Immutable and thread-safe.
 */
final class Leverage {
    private static final int FEATURES = 256;
    private static final int WIDTH_SAMPLE = 500;
    private static final int CHUNK = 512;

    private final double[] weights;
    private final double[] phases;
    private final double[] inverse;

    /** @param pool at least two points, in the order of their digests */
    Leverage(Points pool, long seed) {
        int d = pool.columns();
        Draws draws = new Draws(seed);
        double width = medianDistance(pool);
        weights = new double[FEATURES * d];
        phases = new double[FEATURES];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = draws.gaussian() / width;
        }
        for (int f = 0; f < FEATURES; f++) {
            phases[f] = draws.uniform(0, 2 * StrictMath.PI);
        }
        double[] gram = Chunks.sum(pool.size(), CHUNK, FEATURES * FEATURES, (from, to) -> gram(pool, from, to));
        for (int f = 0; f < FEATURES; f++) {
            gram[f * FEATURES + f] += 1e-3 * pool.size() / FEATURES + 1e-2;
        }
        inverse = Cholesky.of(gram, FEATURES).inverse();
    }

    private static double medianDistance(Points pool) {
        int n = Math.min(pool.size(), WIDTH_SAMPLE);
        double[] squared = new double[n * (n - 1) / 2];
        int at = 0;
        for (int i = 1; i < n; i++) {
            for (int j = 0; j < i; j++) {
                squared[at++] = pool.squaredDistance(i, j);
            }
        }
        Arrays.sort(squared);
        double median = squared.length == 0 ? 0 : squared[squared.length / 2];
        return median > 0 ? StrictMath.sqrt(median) : 1;
    }

    private double[] gram(Points pool, int from, int to) {
        double[] gram = new double[FEATURES * FEATURES];
        double[] phi = new double[FEATURES];
        for (int i = from; i < to; i++) {
            map(pool, i, phi);
            for (int f = 0; f < FEATURES; f++) {
                double value = phi[f];
                int at = f * FEATURES;
                for (int g = 0; g < FEATURES; g++) {
                    gram[at + g] += value * phi[g];
                }
            }
        }
        return gram;
    }

    private void map(Points points, int point, double[] phi) {
        int d = points.columns();
        double scale = StrictMath.sqrt(2.0 / FEATURES);
        for (int f = 0; f < FEATURES; f++) {
            double angle = phases[f];
            for (int c = 0; c < d; c++) {
                angle += weights[f * d + c] * points.get(point, c);
            }
            phi[f] = scale * StrictMath.cos(angle);
        }
    }

    /** The leverage of every point, 0 or more. */
    double[] of(Points points) {
        double[] leverage = new double[points.size()];
        Chunks.forEach(points.size(), CHUNK, (from, to) -> {
            double[] phi = new double[FEATURES];
            double[] row = new double[FEATURES];
            for (int i = from; i < to; i++) {
                map(points, i, phi);
                Arrays.fill(row, 0);
                for (int f = 0; f < FEATURES; f++) {
                    double value = phi[f];
                    int at = f * FEATURES;
                    for (int g = 0; g < FEATURES; g++) {
                        row[g] += value * inverse[at + g];
                    }
                }
                double sum = 0;
                for (int f = 0; f < FEATURES; f++) {
                    sum += row[f] * phi[f];
                }
                leverage[i] = Math.max(0, sum);
            }
        });
        return leverage;
    }
}
