package org.datanet.attribution.gain;

import java.util.Arrays;

/**
 * All that a row of an epoch is judged by, frozen when the epoch closes: the pool of what was known before it, the holdout slice in use, and
 * what is learnt from both. Immutable and thread-safe.
 */
final class Frame {
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
        double[] shares = EpochShare.calibrate(holdout.points(), others.nearest(), pool.points(), order, epoch.size())
                .of(epoch.points(), toHoldout.nearest());
        return new EpochValuation(gains, novelty.of(epoch.points(), toHoldout), shares, score.netting(others));
    }
}
