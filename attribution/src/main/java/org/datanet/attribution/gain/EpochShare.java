package org.datanet.attribution.gain;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.datanet.progress.Crew;

/**
 * What is left of a row's novelty beside the other rows of its epoch, twice over. Each of them that is nearer than honest rows usually
 * are takes up to one half: how near that is, is learnt from the holdout against as many pool rows as the epoch has; K is 1 at the 10 %
 * quantile of {@code ln(distance to the pool / distance to the holdout)}, 0 at the 70 % quantile, and a straight line between. And a row that
 * lies nearer to another of its epoch than honest rows do is taken for derived from it, as if that were in the pool: the rank of its
 * distance to the epoch over that to the holdout, among the same of the holdout's rows. So variations of one's own rows take from these
 * what they bring. Immutable and thread-safe.
 */
final class EpochShare {
    private static final double NEAR = 0.10;
    private static final double FAR = 0.70;
    private static final double BOUND = 30;
    private static final int CHUNK = 64;

    private final double near;
    private final double far;
    private final ConformalRank derived;
    private final double[] ofHoldout;

    private EpochShare(double near, double far, double[] toEpoch, Points holdout, double[] spacing, Points sample) {
        this.near = near;
        this.far = far;
        derived = new ConformalRank(toEpoch);
        ofHoldout = new double[holdout.size()];
        Arrays.fill(ofHoldout, 1);
        if (sample.size() > 0) {
            double[] own = Neighbours.of(sample, holdout, 1).nearest();
            take(holdout, spacing, sample, own, false, ofHoldout, new double[ofHoldout.length]);
        } else {
            take(holdout, spacing, holdout, spacing, true, ofHoldout, new double[ofHoldout.length]);
        }
        for (int j = 0; j < ofHoldout.length; j++) {
            ofHoldout[j] *= apart(toEpoch[j]);
        }
    }

    /**
     * Calibrates on the holdout.
     *
     * @param spacing squared distance of each holdout row to the others
     * @param order how to pick rows of the pool, so that nobody chooses which: positions of the pool, or of the holdout where the pool
     *     is empty
     * @param epoch distinct payloads of the epoch
     */
    static EpochShare calibrate(Points holdout, double[] spacing, Points pool, int[] order, Points epoch) {
        double[] logRatios = new double[holdout.size()];
        Points sample = pool;
        if (pool.size() > 0) {
            sample = pool.select(Arrays.copyOf(order, Math.min(epoch.size(), pool.size())));
            double[] nearest = Neighbours.of(holdout, sample, 1).nearest();
            Arrays.setAll(logRatios, j -> logRatio(nearest[j], spacing[j]));
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
        double[] nearest = Neighbours.of(holdout, epoch, 1).nearest();
        double[] toEpoch = new double[spacing.length];
        Arrays.setAll(toEpoch, j -> logRatio(nearest[j], spacing[j]));
        return new EpochShare(quantile(logRatios, NEAR), quantile(logRatios, FAR), toEpoch, holdout, spacing, sample);
    }

    private double apart(double logRatio) {
        return ConformalRank.ramp(derived.of(logRatio), 0.05, 0.20);
    }

    /** The share that each holdout row would have, had it been contributed; not to be written to. */
    double[] ofHoldout() {
        return ofHoldout;
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
     * The share of every row of the epoch, in [0, 1].
     *
     * @param rows distinct payloads, in the order of their digests
     * @param spacing squared distance of each to the holdout
     */
    double[] of(Points rows, double[] spacing) {
        double[] shares = new double[rows.size()];
        double[] nearest = new double[rows.size()];
        Arrays.fill(shares, 1);
        take(rows, spacing, rows, spacing, true, shares, nearest);
        for (int i = 0; i < shares.length; i++) {
            shares[i] *= apart(logRatio(nearest[i], spacing[i]));
        }
        return shares;
    }

    /** Multiplies each row's share by what the others leave of it, and notes the squared distance to the nearest. */
    private void take(
            Points rows,
            double[] spacing,
            Points others,
            double[] spacingOfOthers,
            boolean same,
            double[] shares,
            double[] nearest) {
        Fellows fellows =
                new Fellows(near, far, same, others.columns(), others.rows(), spacingOfOthers, rows.rows(), spacing);
        Crew crew = others.crew();
        if (crew == null || (double) rows.size() * others.size() < crew.least()) {
            Chunks.forEach(rows.size(), CHUNK, (from, to) -> fellows.take(rows, others, from, to, shares, nearest));
            return;
        }
        List<double[][]> parts = new ArrayList<>();
        int count = Math.min(crew.size(), rows.size());
        for (int part = 0; part < count; part++) {
            parts.add(new double[][] {
                {(int) ((long) rows.size() * part / count), (int) ((long) rows.size() * (part + 1) / count)}
            });
        }
        double[][] shared = {
            {near, far, same ? 1 : 0, others.columns()}, others.rows(), spacingOfOthers, rows.rows(), spacing
        };
        Crew.Task task = (Crew.Task & Serializable) (all, part) -> new Fellows(
                        all[0][0], all[0][1], all[0][2] > 0, (int) all[0][3], all[1], all[2], all[3], all[4])
                .take((int) part[0][0], (int) part[0][1]);
        List<double[][]> taken = crew.work(shared, parts, task);
        for (int part = 0; part < count; part++) {
            int from = (int) parts.get(part)[0][0];
            for (int i = from; i < parts.get(part)[0][1]; i++) {
                shares[i] *= taken.get(part)[0][i - from];
                nearest[i] = taken.get(part)[1][i - from];
            }
        }
    }

    /** Rows and the others of whom each leaves them something. */
    private record Fellows(
            double near,
            double far,
            boolean same,
            int d,
            double[] others,
            double[] spacingOfOthers,
            double[] rows,
            double[] spacing) {
        /** What is left of the rows of a range, and their squared distances to the nearest. */
        double[][] take(int first, int last) {
            Points fellows = new Points(others.length / d, d, others);
            Points asked = same ? fellows : new Points(rows.length / d, d, rows);
            double[] shares = new double[asked.size()];
            double[] nearest = new double[asked.size()];
            Arrays.fill(shares, 1);
            Chunks.forEach(
                    last - first, CHUNK, (from, to) -> take(asked, fellows, first + from, first + to, shares, nearest));
            return new double[][] {Arrays.copyOfRange(shares, first, last), Arrays.copyOfRange(nearest, first, last)};
        }

        void take(Points asked, Points fellows, int from, int to, double[] shares, double[] nearest) {
            double reach = StrictMath.exp(2 * far);
            double[] out = new double[Points.BLOCK];
            Arrays.fill(nearest, from, to, Double.POSITIVE_INFINITY);
            for (int block = 0; block < fellows.blocks(); block++) {
                int size = fellows.blockSize(block);
                int first = block * Points.BLOCK;
                for (int i = from; i < to; i++) {
                    fellows.squaredDistances(asked, i, block, out);
                    double widest = spacing[i] * reach;
                    for (int b = 0; b < size; b++) {
                        if (same && first + b == i) {
                            continue;
                        }
                        nearest[i] = Math.min(nearest[i], out[b]);
                        // Farther than that from both, the other takes nothing.
                        if (out[b] <= widest) {
                            shares[i] *= 1 - taken(out[b], Math.min(spacing[i], spacingOfOthers[first + b])) / 2;
                        }
                    }
                }
            }
        }

        private double taken(double squared, double smaller) {
            double log = logRatio(squared, smaller);
            if (squared == 0 || log <= near) {
                return 1;
            }
            return log >= far ? 0 : (far - log) / (far - near);
        }
    }
}
