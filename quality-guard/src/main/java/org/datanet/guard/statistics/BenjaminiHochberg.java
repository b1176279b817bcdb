package org.datanet.guard.statistics;

import java.util.Arrays;

/**
 * The step-up procedure of Y. Benjamini and Y. Hochberg (1995): among the subjects it selects, the expected share of honest ones
 * is at most the rate.
 */
public final class BenjaminiHochberg {
    private BenjaminiHochberg() {}

    /**
     * The line at which p-values are selected.
     *
     * @param pValues the p-values that may be selected, in any order; those left out are taken to be above the rate
     * @param tests number of subjects tested, at least the number of p-values
     * @param rate false discovery rate, in (0,1)
     * @return every p-value up to this is selected, which is {@code rate * k / tests} when k are; -1 when none is
     */
    public static double threshold(double[] pValues, int tests, double rate) {
        double[] ascending = pValues.clone();
        Arrays.sort(ascending);
        for (int k = ascending.length; k > 0; k--) {
            if (ascending[k - 1] <= rate * k / tests) {
                return rate * k / tests;
            }
        }
        return -1;
    }
}
