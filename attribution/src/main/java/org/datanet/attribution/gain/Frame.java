package org.datanet.attribution.gain;

import java.util.Arrays;

/**
 * All that a row of an epoch is judged by, frozen when the epoch closes: the pool of what was known before it, the holdout slice in use, and
 * what is learnt from both. Immutable and thread-safe.
 */
final class Frame {
    /** What a row must be worth before it earns, as a part of what an honest row is worth on average. */
    private static final double RESERVE = 0.25;

    private static final double LEAST_NETTING = 0.25;

    private final PlacedRows pool;
    private final PlacedRows holdout;
    private final long seed;
    private final int k;
    private final Neighbours others;
    private final LabelScore score;
    private final PoolNovelty novelty;

    /**
     * @param pool distinct payloads known before the epoch, may be empty
     * @param holdout labelled rows of the slice in use
     * @param classes number of labels
     */
    Frame(PlacedRows pool, PlacedRows holdout, int classes, Novelty novelty, long seed) {
        this.pool = pool;
        this.holdout = holdout;
        this.seed = seed;
        k = LabelScore.neighbours(holdout.size());
        others = Neighbours.leaveOneOut(holdout.points(), k);
        score = new LabelScore(holdout.labels(), classes);
        this.novelty = new PoolNovelty(pool, holdout, others, novelty, seed);
    }

    /** Values the distinct payloads of an epoch. */
    EpochValuation value(PlacedRows epoch) {
        Neighbours toHoldout = Neighbours.of(epoch.points(), holdout.points(), k);
        double[] gains = new double[epoch.size()];
        Arrays.setAll(gains, i -> score.of(toHoldout, i, epoch.label(i)));
        int[] order = pool.size() > 0 ? pool.shuffled(seed) : holdout.shuffled(seed);
        EpochShare share =
                EpochShare.calibrate(holdout.points(), others.nearest(), pool.points(), order, epoch.points());
        Expected expected = expected(share.ofHoldout());
        return new EpochValuation(
                gains,
                novelty.of(epoch.points(), toHoldout),
                share.of(epoch.points(), toHoldout.nearest()),
                expected.reserve,
                expected.netting);
    }

    private record Expected(double reserve, double netting) {}

    /** What the holdout's own rows would have been worth, had they been contributed. */
    private Expected expected(double[] shares) {
        double[] novelties = novelty.ofHoldout();
        double[] values = new double[novelties.length];
        double credits = 0;
        for (int j = 0; j < values.length; j++) {
            double gain = score.of(others, j, holdout.label(j));
            values[j] = gain < 0
                    ? gain * Math.max(novelties[j], FrozenValues.LEAST_DEBITED)
                    : gain * novelties[j] * shares[j];
            credits += Math.max(0, values[j]);
        }
        double reserve = RESERVE * credits / Math.max(1, values.length);
        double net = 0;
        double positive = 0;
        for (double value : values) {
            net += value - reserve;
            positive += Math.max(0, value - reserve);
        }
        return new Expected(reserve, positive == 0 ? 1 : Math.max(LEAST_NETTING, Math.min(1, net / positive)));
    }
}
