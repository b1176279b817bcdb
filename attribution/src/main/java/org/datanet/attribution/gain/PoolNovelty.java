package org.datanet.attribution.gain;

import static org.datanet.attribution.gain.ConformalRank.ramp;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How new and how real rows look beside one pool and one holdout, frozen at the close of an epoch. No label of the rows in question enters:
 *
 * <ol>
 *   <li>neither from the pool nor leaked: the rank of distance to the pool over distance to the holdout. What was derived from the pool is
 *       nearer to it than honest rows are, what leaked from the holdout is nearer to that. A copy of a pool row is worth 0;
 *   <li>on the support: the rank of the distance to the holdout. What lies farther off than honest rows do can't be judged by them;
 *   <li>real: the rank of its {@link Leverage} in the pool, or its {@link Derivability} from it.
 * </ol>
 *
 * All ranks are conformal, among the holdout's rows; novelty is the product of the three. Without a pool only the second counts,
 * and each row is taken for one of average realness, so that who comes first isn't paid a multiple for it.
 * Immutable and thread-safe.
 */
final class PoolNovelty {
    private static final int LEAST_DERIVED_FROM = 30;
    private static final int LEAST_DERIVED = 1600;
    private static final int DERIVED_PER_HOLDOUT_ROW = 6;

    /** Ranks from which on pay grows, and at which it is whole. */
    private static final double REAL_FROM = 0.10;

    private static final double REAL_WHOLE = 0.60;

    /** The mean of that over all ranks, at which honest rows stand alike. */
    private static final double MEAN_REAL = 1 - (REAL_FROM + REAL_WHOLE) / 2;

    /** Scores rows: the share of their novelty that is left to real ones. */
    private interface Realness {
        double[] of(Points rows, Neighbours toPool, Neighbours toHoldout);
    }

    /** The same numbers of the holdout's own rows, beside how to score others. */
    private record Calibrated(Realness realness, double[] ofHoldout) {}

    private final Points pool;
    private final int neighbours;
    private final Support support;
    private final ConformalRank derived;
    private final Realness realness;
    private final double unjudged;
    private final double[] ofHoldout;

    /**
     * @param pool rows on the support
     * @param others the nearest of the holdout to each of its rows, at least {@link Typicality#NEAREST}
     */
    PoolNovelty(PlacedRows pool, PlacedRows holdout, Neighbours others, Support support, Novelty novelty, long seed) {
        this.pool = pool.points();
        this.support = support;
        boolean derivability = novelty == Novelty.DERIVABILITY
                && IntStream.of(pool.labels()).filter(label -> label >= 0).count() >= LEAST_DERIVED_FROM;
        neighbours = derivability ? Typicality.NEAREST : 1;
        unjudged = novelty == Novelty.DERIVABILITY && !derivability ? MEAN_REAL : 1;
        if (pool.size() == 0) {
            derived = new ConformalRank(new double[0]);
            realness = (rows, toPool, toHoldout) -> new double[0];
            ofHoldout = new double[others.size()];
            Arrays.setAll(ofHoldout, j -> unjudged * support.of(others.nearest(j)));
            return;
        }
        Neighbours holdoutToPool = Neighbours.of(holdout.points(), pool.points(), neighbours);
        double[] ratios = ratios(holdoutToPool, others);
        derived = new ConformalRank(ratios);
        Calibrated calibrated = derivability
                ? byDerivability(pool, holdout, holdoutToPool, others, seed)
                : byLeverage(holdout, new Leverage(pool.points(), seed));
        realness = calibrated.realness;
        ofHoldout = new double[others.size()];
        Arrays.setAll(
                ofHoldout,
                j -> unjudged
                        * support.of(others.nearest(j))
                        * fresh(holdoutToPool.nearest(j), ratios[j])
                        * calibrated.ofHoldout[j]);
    }

    private static Calibrated byLeverage(PlacedRows holdout, Leverage leverage) {
        double[] own = leverage.of(holdout.points());
        ConformalRank low = new ConformalRank(own);
        return new Calibrated((rows, toPool, toHoldout) -> low(low, leverage.of(rows)), low(low, own));
    }

    private static double[] low(ConformalRank low, double[] leverages) {
        return DoubleStream.of(leverages).map(l -> ramp(low.of(l), 0.05, 0.20)).toArray();
    }

    private static Calibrated byDerivability(
            PlacedRows pool, PlacedRows holdout, Neighbours holdoutToPool, Neighbours others, long seed) {
        int count = Math.max(LEAST_DERIVED, DERIVED_PER_HOLDOUT_ROW * holdout.size());
        Derivability derivability = new Derivability(pool, holdout, holdoutToPool, others, count, seed);
        return new Calibrated(
                (rows, toPool, toHoldout) -> real(derivability.of(rows, toPool, toHoldout)),
                real(derivability.ofHoldout()));
    }

    /**
     * What looks less derived is paid more. Somebody who picks the best of what he derives brings it up to the middle of the ranks; honest
     * rows stand everywhere alike.
     */
    private static double[] real(double[] ranks) {
        return DoubleStream.of(ranks)
                .map(rank -> ramp(rank, REAL_FROM, REAL_WHOLE))
                .toArray();
    }

    private double fresh(double toPool, double ratio) {
        double rank = derived.of(ratio);
        return toPool == 0 ? 0 : ramp(rank, 0.05, 0.20) * ramp(1 - rank, 0.02, 0.15);
    }

    /** Whether rows are judged by what can be derived from the pool: not where that is empty or hardly labelled. */
    boolean judgesDerivability() {
        return neighbours == Typicality.NEAREST;
    }

    /** The novelty of the holdout's own rows, each left out of its neighbours: what honest rows have on average. Not to be written to. */
    double[] ofHoldout() {
        return ofHoldout;
    }

    /**
     * The novelty of every row, in [0, 1].
     *
     * @param toHoldout the nearest of the holdout to each row, at least {@link Typicality#NEAREST}
     */
    double[] of(Points rows, Neighbours toHoldout) {
        double[] novelties = new double[rows.size()];
        Arrays.setAll(novelties, i -> unjudged * support.of(toHoldout.nearest(i)));
        if (pool.size() == 0) {
            return novelties;
        }
        Neighbours toPool = Neighbours.of(rows, pool, neighbours);
        double[] real = realness.of(rows, toPool, toHoldout);
        double[] ratios = ratios(toPool, toHoldout);
        for (int i = 0; i < novelties.length; i++) {
            novelties[i] *= fresh(toPool.nearest(i), ratios[i]) * real[i];
        }
        return novelties;
    }

    private static double[] ratios(Neighbours toPool, Neighbours toHoldout) {
        double[] ratios = new double[toPool.size()];
        Arrays.setAll(ratios, j -> ratio(toPool.nearest(j), toHoldout.nearest(j)));
        return ratios;
    }

    /** Of squared distances: only its rank matters. */
    static double ratio(double toPool, double toHoldout) {
        return toHoldout > 0 ? toPool / toHoldout : toPool > 0 ? Double.POSITIVE_INFINITY : 1;
    }
}
