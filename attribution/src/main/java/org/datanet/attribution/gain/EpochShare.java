package org.datanet.attribution.gain;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What is left of a row's novelty beside the other rows of its epoch: each of them that is nearer than honest rows usually are takes
 * up to one half. How near that is, is learnt from the holdout against as many pool rows as the epoch has: K is 1 at the 10 %
 * quantile of {@code ln(distance to the pool / distance to the holdout)}, 0 at the 70 % quantile, and a straight line between. Immutable
 * and thread-safe.
 */
final class EpochShare {
    private static final double NEAR = 0.10;
    private static final double FAR = 0.70;
    private static final double BOUND = 30;
    private static final int CHUNK = 64;

    private final double near;
    private final double far;

    private EpochShare(double near, double far) {
        this.near = near;
        this.far = far;
    }

    /**
     * Calibrates on the holdout.
     *
     * @param order how to pick rows of the pool, so that nobody chooses which: positions of the pool, or of the holdout where the pool
     *     is empty
     * @param epoch number of distinct payloads in the epoch
     */
    static EpochShare calibrate(Points holdout, double[] spacing, Points pool, int[] order, int epoch) {
        double[] logRatios = new double[holdout.size()];
        if (pool.size() > 0) {
            Points sample = pool.select(Arrays.copyOf(order, Math.min(epoch, pool.size())));
            Neighbours nearest = Neighbours.of(holdout, sample, 1);
            Arrays.setAll(logRatios, j -> logRatio(nearest.nearest(j), spacing[j]));
        } else {
            // No pool yet: one half of the holdout stands for it, seen from the other half, and the other way round.
            int half = holdout.size() / 2;
            int[] first = Arrays.copyOf(order, half);
            int[] second = Arrays.copyOfRange(order, half, order.length);
            Neighbours ofFirst = Neighbours.of(holdout.select(first), holdout.select(second), 1);
            Neighbours ofSecond = Neighbours.of(holdout.select(second), holdout.select(first), 1);
            IntStream.range(0, first.length)
                    .forEach(i -> logRatios[first[i]] = logRatio(ofFirst.nearest(i), spacing[first[i]]));
            IntStream.range(0, second.length)
                    .forEach(i -> logRatios[second[i]] = logRatio(ofSecond.nearest(i), spacing[second[i]]));
        }
        Arrays.sort(logRatios);
        return new EpochShare(quantile(logRatios, NEAR), quantile(logRatios, FAR));
    }

    /** ln of a ratio of distances, given their squares; within 30 of 0, so that equal points give no infinities. */
    private static double logRatio(double squared, double spacing) {
        if (squared == 0 || spacing == 0) {
            return squared == spacing ? 0 : squared == 0 ? -BOUND : BOUND;
        }
        return Math.max(-BOUND, Math.min(BOUND, StrictMath.log(squared / spacing) / 2));
    }

    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int low = (int) at;
        int high = Math.min(low + 1, sorted.length - 1);
        return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
    }

    /**
     * The share of every row of the epoch, in (0, 1].
     *
     * @param rows distinct payloads, in the order of their digests
     * @param spacing squared distance of each to the holdout
     */
    double[] of(Points rows, double[] spacing) {
        double reach = StrictMath.exp(2 * far);
        double[] shares = new double[rows.size()];
        Chunks.forEach(rows.size(), CHUNK, (from, to) -> {
            double[] out = new double[Points.BLOCK];
            Arrays.fill(shares, from, to, 1);
            for (int block = 0; block < rows.blocks(); block++) {
                int size = rows.blockSize(block);
                int first = block * Points.BLOCK;
                for (int i = from; i < to; i++) {
                    rows.squaredDistances(rows, i, block, out);
                    double widest = spacing[i] * reach;
                    for (int b = 0; b < size; b++) {
                        // Farther than that from both, the other takes nothing.
                        if (out[b] <= widest && first + b != i) {
                            shares[i] *= 1 - taken(out[b], Math.min(spacing[i], spacing[first + b])) / 2;
                        }
                    }
                }
            }
        });
        return shares;
    }

    private double taken(double squared, double spacing) {
        double log = logRatio(squared, spacing);
        if (squared == 0 || log <= near) {
            return 1;
        }
        return log >= far ? 0 : (far - log) / (far - near);
    }
}
