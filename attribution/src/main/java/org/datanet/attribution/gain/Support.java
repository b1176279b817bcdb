package org.datanet.attribution.gain;

import java.util.stream.IntStream;

/**
 * Where the holdout can judge: how much of a row's novelty is left by its distance to the nearest holdout row, by the conformal rank of that
 * among the holdout's own. What earns nothing for standing too far off is no part of what is known either: moments, a discriminator and a
 * reserve learnt from it would be whatever somebody wants them to be. Immutable and thread-safe.
 */
final class Support {
    private final ConformalRank ranks;

    /** @param spacing squared distances of the holdout's rows to their nearest fellows */
    Support(double[] spacing) {
        ranks = new ConformalRank(spacing);
    }

    /** 1 for a squared distance to the holdout that is usual, 0 for one that is greater than those of the holdout's rows. */
    double of(double toHoldout) {
        return ConformalRank.ramp(1 - ranks.of(toHoldout), 0.01, 0.05);
    }

    /** The rows that stand where the holdout can judge, in their order. A copy of any other row is worth as little as that. */
    PlacedRows within(PlacedRows rows, Points holdout) {
        double[] toHoldout = Neighbours.of(rows.points(), holdout, 1).nearest();
        return rows.select(IntStream.range(0, rows.size())
                .filter(i -> of(toHoldout[i]) > 0)
                .toArray());
    }
}
