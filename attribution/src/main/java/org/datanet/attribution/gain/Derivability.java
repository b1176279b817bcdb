package org.datanet.attribution.gain;

import java.util.Arrays;

/**
 * How underivable rows look: their rank among the holdout's rows by several {@link Discriminator}s, each of which learnt from rows derived anew and
 * dealt the holdout to other folds. What one of them sees in a single row depends on its draw, and honest people are paid by it; the
 * mean depends half as much. It is ranked again among the holdout's own means, so that ranks stay uniform for honest rows. Immutable and
 * thread-safe.
 */
final class Derivability {
    private static final int DRAWS = 2;
    private static final long STRIDE = 1_000_003;

    private final Typicality typicality;
    private final Discriminator[] discriminators = new Discriminator[DRAWS];
    private final ConformalRank means;
    private final double[] ofHoldout;

    /**
     * @param holdoutToPool the nearest of the pool to each holdout row
     * @param others the nearest of the holdout to each of its rows
     * @param derived number of rows to derive for each draw
     */
    Derivability(
            PlacedRows pool, PlacedRows holdout, Neighbours holdoutToPool, Neighbours others, int derived, long seed) {
        typicality = new Typicality(pool, holdout.points(), others, new Leverage(pool.points(), seed), seed);
        double[] real = typicality.ofHoldout(holdoutToPool);
        double[] own = new double[holdout.size()];
        for (int draw = 0; draw < DRAWS; draw++) {
            long drawn = seed + draw * STRIDE;
            Derivation derivation = Derivation.of(pool, derived, drawn);
            discriminators[draw] = new Discriminator(
                    real, typicality.of(derivation), derivation.families(), Typicality.COUNT, holdout.shuffled(drawn));
            add(discriminators[draw].ofReal(), own);
        }
        means = new ConformalRank(own);
        ofHoldout = Arrays.stream(own).map(means::of).toArray();
    }

    private static void add(double[] ranks, double[] sums) {
        Arrays.setAll(sums, i -> sums[i] + ranks[i] / DRAWS);
    }

    /** The ranks of the holdout's own rows, each by discriminators that have not seen it; not to be written to. */
    double[] ofHoldout() {
        return ofHoldout;
    }

    /** The ranks of other rows, in (0, 1). */
    double[] of(Points rows, Neighbours toPool, Neighbours toHoldout) {
        double[] numbers = typicality.of(rows, toPool, toHoldout);
        double[] ranks = new double[rows.size()];
        for (Discriminator discriminator : discriminators) {
            add(discriminator.ranks(numbers), ranks);
        }
        return Arrays.stream(ranks).map(means::of).toArray();
    }
}
