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
 *   <li>real: the rank of its {@link Leverage} in the pool, or of a {@link Discriminator}'s score against rows derived from the
 *       pool.
 * </ol>
 *
 * All ranks are conformal, among the holdout's rows; novelty is the product of the three. Without a pool only the second counts.
 * Immutable and thread-safe.
 */
final class PoolNovelty {
    private static final int LEAST_DERIVED_FROM = 30;
    private static final int LEAST_DERIVED = 1400;
    private static final int DERIVED_PER_HOLDOUT_ROW = 5;

    /** Scores rows: the share of their novelty that is left to real ones. */
    private interface Realness {
        double[] of(Points rows, Neighbours toPool, Neighbours toHoldout);
    }

    private final Points pool;
    private final int neighbours;
    private final ConformalRank offSupport;
    private final ConformalRank derived;
    private final Realness realness;

    /** @param others the nearest of the holdout to each of its rows, at least {@link Typicality#NEAREST} */
    PoolNovelty(PlacedRows pool, PlacedRows holdout, Neighbours others, Novelty novelty, long seed) {
        this.pool = pool.points();
        offSupport = new ConformalRank(others.nearest());
        boolean derivability = novelty == Novelty.DERIVABILITY
                && IntStream.of(pool.labels()).filter(label -> label >= 0).count() >= LEAST_DERIVED_FROM;
        neighbours = derivability ? Typicality.NEAREST : 1;
        if (pool.size() == 0) {
            derived = new ConformalRank(new double[0]);
            realness = (rows, toPool, toHoldout) -> new double[0];
            return;
        }
        Neighbours holdoutToPool = Neighbours.of(holdout.points(), pool.points(), neighbours);
        derived = new ConformalRank(ratios(holdoutToPool, others));
        Leverage leverage = new Leverage(pool.points(), seed);
        realness = derivability
                ? byDerivability(pool, holdout, holdoutToPool, others, leverage, seed)
                : byLeverage(holdout, leverage);
    }

    private static Realness byLeverage(PlacedRows holdout, Leverage leverage) {
        ConformalRank low = new ConformalRank(leverage.of(holdout.points()));
        return (rows, toPool, toHoldout) -> DoubleStream.of(leverage.of(rows))
                .map(l -> ramp(low.of(l), 0.05, 0.20))
                .toArray();
    }

    private static Realness byDerivability(
            PlacedRows pool,
            PlacedRows holdout,
            Neighbours holdoutToPool,
            Neighbours others,
            Leverage leverage,
            long seed) {
        int count = Math.max(LEAST_DERIVED, DERIVED_PER_HOLDOUT_ROW * holdout.size());
        Typicality typicality = new Typicality(pool, holdout.points(), others, leverage, seed);
        Derivation derivation = Derivation.of(pool, count, seed);
        Discriminator discriminator = new Discriminator(
                typicality.ofHoldout(holdoutToPool),
                typicality.of(derivation),
                derivation.families(),
                Typicality.COUNT,
                holdout.shuffled(seed));
        return (rows, toPool, toHoldout) -> DoubleStream.of(discriminator.ranks(typicality.of(rows, toPool, toHoldout)))
                .map(rank -> ramp(rank, 0.10, 0.40))
                .toArray();
    }

    /**
     * The novelty of every row, in [0, 1].
     *
     * @param toHoldout the nearest of the holdout to each row, at least {@link Typicality#NEAREST}
     */
    double[] of(Points rows, Neighbours toHoldout) {
        double[] novelties = new double[rows.size()];
        Arrays.setAll(novelties, i -> ramp(1 - offSupport.of(toHoldout.nearest(i)), 0.01, 0.05));
        if (pool.size() == 0) {
            return novelties;
        }
        Neighbours toPool = Neighbours.of(rows, pool, neighbours);
        double[] real = realness.of(rows, toPool, toHoldout);
        double[] ratios = ratios(toPool, toHoldout);
        for (int i = 0; i < novelties.length; i++) {
            double rank = derived.of(ratios[i]);
            novelties[i] *= toPool.nearest(i) == 0 ? 0 : ramp(rank, 0.05, 0.20) * ramp(1 - rank, 0.02, 0.15) * real[i];
        }
        return novelties;
    }

    private static double[] ratios(Neighbours toPool, Neighbours toHoldout) {
        double[] ratios = new double[toPool.size()];
        Arrays.setAll(ratios, j -> ratio(toPool.nearest(j), toHoldout.nearest(j)));
        return ratios;
    }

    /** Of squared distances: only its rank matters. */
    private static double ratio(double toPool, double toHoldout) {
        return toHoldout > 0 ? toPool / toHoldout : toPool > 0 ? Double.POSITIVE_INFINITY : 1;
    }
}
