package org.datanet.attribution.gain;

import static org.datanet.attribution.gain.ConformalRank.ramp;

import java.util.Arrays;

/**
 * The value of every distinct payload of one epoch, given what was known before it. Novelty is the product of three things that no
 * label enters, each of them a conformal rank among the holdout's rows, and of the row's share of its epoch:
 *
 * <ol>
 *   <li>neither from the pool nor leaked: ln of distance to the pool over distance to the holdout. What was derived from the pool is
 *       nearer to it than honest rows are, what leaked from the holdout is nearer to that;
 *   <li>on the support: distance to the holdout. What lies farther off than honest rows do can't be judged by them;
 *   <li>leverage in the pool, which means of rows lack.
 * </ol>
 */
final class EpochValuation {
    private final double[] gains;
    private final double[] novelties;
    private final double[] shares;
    private final double netting;

    private EpochValuation(double[] gains, double[] novelties, double[] shares, double netting) {
        this.gains = gains;
        this.novelties = novelties;
        this.shares = shares;
        this.netting = netting;
    }

    /**
     * @param epoch distinct payloads of the epoch
     * @param pool distinct payloads known before it
     * @param holdout labelled rows of the slice in use
     * @param classes number of labels
     */
    static EpochValuation of(PlacedRows epoch, PlacedRows pool, PlacedRows holdout, int classes, long seed) {
        LabelScore score = new LabelScore(holdout.labels(), classes);
        int k = LabelScore.neighbours(holdout.size());
        Neighbours toHoldout = Neighbours.of(epoch.points(), holdout.points(), k);
        Neighbours others = Neighbours.leaveOneOut(holdout.points(), k);
        double[] gains = new double[epoch.size()];
        Arrays.setAll(gains, i -> score.of(toHoldout, i, epoch.label(i)));

        double[] novelties = new double[epoch.size()];
        ConformalRank offSupport = new ConformalRank(others.nearest());
        Arrays.setAll(novelties, i -> ramp(1 - offSupport.of(toHoldout.nearest(i)), 0.01, 0.05));
        if (pool.size() > 0) {
            againstPool(epoch, pool, holdout, toHoldout.nearest(), others.nearest(), seed, novelties);
        }

        int[] order = pool.size() > 0 ? pool.shuffled(seed) : holdout.shuffled(seed);
        double[] shares = EpochShare.calibrate(holdout.points(), others.nearest(), pool.points(), order, epoch.size())
                .of(epoch.points(), toHoldout.nearest());
        return new EpochValuation(gains, novelties, shares, score.netting(others));
    }

    private static void againstPool(
            PlacedRows epoch,
            PlacedRows pool,
            PlacedRows holdout,
            double[] toHoldout,
            double[] spacing,
            long seed,
            double[] novelties) {
        double[] toPool = Neighbours.of(epoch.points(), pool.points(), 1).nearest();
        double[] holdoutToPool =
                Neighbours.of(holdout.points(), pool.points(), 1).nearest();
        ConformalRank derived = new ConformalRank(ratios(holdoutToPool, spacing));
        Leverage leverage = new Leverage(pool.points(), seed);
        ConformalRank low = new ConformalRank(leverage.of(holdout.points()));
        double[] leverages = leverage.of(epoch.points());
        for (int i = 0; i < novelties.length; i++) {
            double rank = derived.of(ratio(toPool[i], toHoldout[i]));
            novelties[i] *= toPool[i] == 0
                    ? 0
                    : ramp(rank, 0.05, 0.20) * ramp(1 - rank, 0.02, 0.15) * ramp(low.of(leverages[i]), 0.05, 0.20);
        }
    }

    private static double[] ratios(double[] toPool, double[] toHoldout) {
        double[] ratios = new double[toPool.length];
        Arrays.setAll(ratios, j -> ratio(toPool[j], toHoldout[j]));
        return ratios;
    }

    /** Of squared distances: only its rank matters. */
    private static double ratio(double toPool, double toHoldout) {
        return toHoldout > 0 ? toPool / toHoldout : toPool > 0 ? Double.POSITIVE_INFINITY : 1;
    }

    /** Label score of a payload, in nats. */
    double gain(int payload) {
        return gains[payload];
    }

    /** In [0, 1], before the share of the epoch. */
    double novelty(int payload) {
        return novelties[payload];
    }

    /** In (0, 1]: what the other payloads of the epoch leave. */
    double share(int payload) {
        return shares[payload];
    }

    /** What part of their credits honest rows keep after their debits, in [0.25, 1]. */
    double netting() {
        return netting;
    }
}
