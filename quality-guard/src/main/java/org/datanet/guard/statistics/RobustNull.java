package org.datanet.guard.statistics;

/**
 * A normal null fitted to the bulk of a sample, so that a minority of dishonest values moves it little: centre at the median, and
 * the spread of the upper half estimated between the median and upper quartiles. What lies above is judged by that spread.
 *
 * @param centre the median
 * @param spread standard deviation of the upper half
 */
public record RobustNull(double centre, double spread) {
    private static final double[] LEVELS = {0.65, 0.75, 0.85};
    private static final double[] NORMAL = {0.38532046640756773, 0.6744897501960817, 1.0364333894937898};

    /** Fits the upper tail; the spread is the largest that any of three quantiles suggests, and never 0. */
    public static RobustNull upper(double[] scores) {
        Quantiles quantiles = new Quantiles(scores);
        double centre = quantiles.median();
        double spread = 0;
        for (int i = 0; i < LEVELS.length; i++) {
            spread = Math.max(spread, (quantiles.at(LEVELS[i]) - centre) / NORMAL[i]);
        }
        return new RobustNull(centre, Math.max(spread, 1e-9 * Math.max(1, Math.abs(centre))));
    }

    /** How many spreads the score lies above the centre. */
    public double z(double score) {
        return (score - centre) / spread;
    }

    /** Chance of so high a score under the null. */
    public double pValue(double score) {
        return Tail.normalAbove(z(score));
    }
}
