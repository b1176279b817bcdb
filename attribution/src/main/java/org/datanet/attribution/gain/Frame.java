package org.datanet.attribution.gain;

import java.util.Arrays;

/**
 * All that a row of an epoch is judged by, frozen when the epoch closes: the pool of what was known before it, the holdout slice in use, and
 * what is learnt from both. Immutable and thread-safe.
 */
final class Frame {
    /** Bounds of what a row must be worth before it earns, as a part of what an honest row is worth on average. */
    private static final double LEAST_RESERVE = 0.15;

    private static final double MOST_RESERVE = 0.30;

    /** Somebody who games picks the best of what is derived: so much more than it brings on average is owed. */
    private static final double MARGIN = 1.25;

    private static final int TRIED = 800;

    private static final double LEAST_NETTING = 0.25;

    private final PlacedRows pool;
    private final PlacedRows holdout;
    private final long seed;
    private final int k;
    private final Neighbours others;
    private final LabelScore score;
    private final PoolNovelty novelty;
    private final double reserved;

    /**
     * @param known distinct payloads known before the epoch, may be empty
     * @param holdout labelled rows of the slice in use
     * @param classes number of labels
     */
    Frame(PlacedRows known, PlacedRows holdout, int classes, Novelty novelty, long seed) {
        this.holdout = holdout;
        this.seed = seed;
        k = LabelScore.neighbours(holdout.size());
        others = Neighbours.leaveOneOut(holdout.points(), k);
        score = new LabelScore(holdout.labels(), classes);
        Support support = new Support(others.nearest());
        pool = support.within(known, holdout.points());
        this.novelty = new PoolNovelty(pool, holdout, others, support, novelty, seed);
        reserved = reserved();
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

    /** What every row owes, as a part of what an honest row is worth on average. */
    double reservePart() {
        return reserved;
    }

    private static double worth(double gain, double novelty) {
        return gain < 0 ? gain * Math.max(novelty, FrozenValues.LEAST_DEBITED) : gain * novelty;
    }

    /**
     * What part of an honest row's worth every row owes. The owner games the rule first: rows are derived anew from the pool in every way,
     * valued as if they had been contributed, and the way that brings most sets the reserve, so that on average even that one loses.
     */
    private double reserved() {
        if (!novelty.judgesDerivability()) {
            return LEAST_RESERVE;
        }
        Derivation derived = Derivation.shown(pool, TRIED, ~seed);
        Neighbours toHoldout = Neighbours.of(derived.points(), holdout.points(), k);
        double[] novelties = novelty.of(derived.points(), toHoldout);
        double[] sums = new double[Derivation.FAMILIES];
        int[] counts = new int[Derivation.FAMILIES];
        for (int i = 0; i < novelties.length; i++) {
            int family = derived.families()[i];
            sums[family] += worth(score.of(toHoldout, i, derived.labels()[i]), novelties[i]);
            counts[family]++;
        }
        double honest = 0;
        for (int j = 0; j < holdout.size(); j++) {
            honest +=
                    Math.max(0, worth(score.of(others, j, holdout.label(j)), novelty.ofHoldout()[j])) / holdout.size();
        }
        double best = 0;
        for (int family = 0; family < sums.length; family++) {
            best = Math.max(best, sums[family] / Math.max(1, counts[family]));
        }
        return honest == 0 ? LEAST_RESERVE : Math.max(LEAST_RESERVE, Math.min(MOST_RESERVE, MARGIN * best / honest));
    }

    private record Expected(double reserve, double netting) {}

    /** What the holdout's own rows would have been worth, had they been contributed. */
    private Expected expected(double[] shares) {
        double[] novelties = novelty.ofHoldout();
        double[] values = new double[novelties.length];
        double credits = 0;
        for (int j = 0; j < values.length; j++) {
            double gain = score.of(others, j, holdout.label(j));
            values[j] = worth(gain, gain < 0 ? novelties[j] : novelties[j] * shares[j]);
            credits += Math.max(0, values[j]);
        }
        double reserve = reserved * credits / Math.max(1, values.length);
        double net = 0;
        double positive = 0;
        for (double value : values) {
            net += value - reserve;
            positive += Math.max(0, value - reserve);
        }
        return new Expected(reserve, positive == 0 ? 1 : Math.max(LEAST_NETTING, Math.min(1, net / positive)));
    }
}
