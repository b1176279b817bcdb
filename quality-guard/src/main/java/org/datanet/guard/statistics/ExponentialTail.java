package org.datanet.guard.statistics;

/**
 * A null with an exponential upper tail fitted to the bulk of a sample: heavier than a normal one, for scores that honest rows
 * reach by being rare.
 *
 * @param centre the median
 * @param scale mean excess over the centre within the upper half
 */
public record ExponentialTail(double centre, double scale) {
    private static final double[] LEVELS = {0.65, 0.75, 0.85};

    /** Fits the tail above the median; the scale is the largest that any of three quantiles suggests, and never 0. */
    public static ExponentialTail fit(double[] scores) {
        Quantiles quantiles = new Quantiles(scores);
        double centre = quantiles.median();
        double scale = 0;
        for (double level : LEVELS) {
            scale = Math.max(scale, (quantiles.at(level) - centre) / Math.log(0.5 / (1 - level)));
        }
        return new ExponentialTail(centre, Math.max(scale, 1e-9 * Math.max(1, Math.abs(centre))));
    }

    /** Chance of so high a score under the null; a half and more below the centre counts as 1. */
    public double pValue(double score) {
        return score <= centre ? 1 : 0.5 * Math.exp(-(score - centre) / scale);
    }
}
