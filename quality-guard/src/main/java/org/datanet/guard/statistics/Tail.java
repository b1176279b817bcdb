package org.datanet.guard.statistics;

import smile.math.special.Beta;
import smile.math.special.Erf;
import smile.math.special.Gamma;

/** Tail probabilities. All results lie in [0,1]. */
public final class Tail {
    private Tail() {}

    /** P(Z >= z) of a standard normal variable. */
    public static double normalAbove(double z) {
        if (z > 5) {
            // The first terms of the asymptotic series: the complement would cancel.
            double inverse = 1 / (z * z);
            return Math.exp(-z * z / 2) / (z * Math.sqrt(2 * Math.PI)) * (1 - inverse * (1 - 3 * inverse));
        }
        return clip(Erf.erfc(z / Math.sqrt(2)) / 2);
    }

    /** {@code P(X >= hits)} of a binomial variable; 1 for no hits. */
    public static double binomialAtLeast(int hits, int trials, double chance) {
        if (hits <= 0) {
            return 1;
        }
        if (hits > trials || chance <= 0) {
            return 0;
        }
        if (chance >= 1) {
            return 1;
        }
        return clip(Beta.regularizedIncompleteBetaFunction(hits, trials - hits + 1.0, chance));
    }

    /** {@code P(X <= x)} of a gamma variable with mean {@code shape * scale}. */
    public static double gammaBelow(double x, double shape, double scale) {
        if (!(x > 0)) {
            return 0;
        }
        double t = x / scale;
        if (t < shape / 4) {
            // Far in the lower tail: the leading term of the series, kept from rounding to 0 too early.
            double log = shape * Math.log(t) - t - Gamma.lgamma(shape + 1) - Math.log1p(-t / (shape + 1));
            return clip(Math.exp(log));
        }
        return clip(Gamma.regularizedIncompleteGamma(shape, t));
    }

    /** P(at least one of n independent p-values lies at or below p): Sidak's correction, exact for small p. */
    public static double anyOf(double p, double n) {
        return clip(-Math.expm1(n * Math.log1p(-Math.min(p, 1 - 1e-16))));
    }

    /** Fisher's combination of independent p-values. */
    public static double fisher(double... pValues) {
        double half = 0;
        for (double p : pValues) {
            half -= Math.log(Math.max(p, 1e-300));
        }
        // P(chi2 with 2k degrees > 2 half) = exp(-half) sum_{i<k} half^i / i!
        double term = 1;
        double sum = 1;
        for (int i = 1; i < pValues.length; i++) {
            term *= half / i;
            sum += term;
        }
        return clip(Math.exp(-half) * sum);
    }

    private static double clip(double p) {
        return Math.max(0, Math.min(1, p));
    }
}
