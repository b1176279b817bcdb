package org.datanet.gauntlet.rules;

import java.util.Arrays;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.gauntlet.rules.GainValuator.Gains;
import org.datanet.progress.Progress;
import org.datanet.proof.CanonicalBytes;
import org.datanet.valuation.ValuationReport;
import org.datanet.valuation.Valuator;

/**
 * A baseline's valuator: one number a row, and no novelty.
 *
 * @param name of the method
 * @param gains computes them
 */
record GainValuator(String name, Gains gains) implements Valuator {
    /** One gain a row, in nats or shares of holdout rows. */
    @FunctionalInterface
    interface Gains {
        double[] of(Datanet datanet, Datanet holdout, Datanet reference, long seed);
    }

    @Override
    public ValuationReport value(Datanet datanet, Datanet holdout, Datanet reference, long seed, Progress progress) {
        long[] novelties = new long[datanet.rows()];
        Arrays.fill(novelties, ValuationReport.UNIT);
        return new ValuationReport(
                DatanetRef.of(datanet),
                name,
                CanonicalBytes.tagged("datanet-holdout-1")
                        .digest(holdout.root())
                        .number(seed)
                        .toDigest(),
                Arrays.stream(gains.of(datanet, holdout, reference, seed))
                        .mapToLong(gain -> (long) StrictMath.rint(gain * ValuationReport.UNIT))
                        .toArray(),
                novelties);
    }
}
