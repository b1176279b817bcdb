package org.datanet.attribution.gain;

/** The standard normal distribution. */
final class Normal {
    private static final double FARTHEST = 8;
    private static final int HALVINGS = 40;

    private Normal() {}

    /** What share lies below, to 1.5e-7 (Abramowitz and Stegun 7.1.26). */
    static double below(double value) {
        double z = Math.abs(value) / StrictMath.sqrt(2);
        double t = 1 / (1 + 0.3275911 * z);
        double polynomial =
                ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
        double tail = polynomial * StrictMath.exp(-z * z) / 2;
        return value < 0 ? tail : 1 - tail;
    }

    /** Below what a share lies: the inverse of {@link #below}, by halving. */
    static double quantile(double share) {
        double low = -FARTHEST;
        double high = FARTHEST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (below(middle) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
