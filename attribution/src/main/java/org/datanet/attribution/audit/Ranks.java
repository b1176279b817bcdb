package org.datanet.attribution.audit;

import java.util.Arrays;

/** Statistics of order. */
public final class Ranks {
    private Ranks() {}

    /**
     * Spearman's rank correlation, ties taking the mean of their ranks.
     *
     * @return -1 to 1; NaN where one side is constant
     */
    public static double spearman(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "a correlation needs pairs, not %d and %d values".formatted(a.length, b.length));
        }
        double[] x = ranks(a);
        double[] y = ranks(b);
        double mean = (a.length - 1) / 2.0;
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }
        return xx == 0 || yy == 0 ? Double.NaN : xy / Math.sqrt(xx * yy);
    }

    /** Ranks from 0, ties taking their mean; NaN for NaN. */
    public static double[] ranks(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            ranks[i] = Double.isNaN(values[i])
                    ? Double.NaN
                    : (below(sorted, values[i], false) + below(sorted, values[i], true) - 1) / 2.0;
        }
        return ranks;
    }

    /** How many of the sorted values are less, or at most as large. */
    private static int below(double[] sorted, double value, boolean orEqual) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (sorted[middle] < value || orEqual && sorted[middle] == value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Area under the ROC curve: the chance that a positive scores higher than a negative, ties counting half.
     *
     * @return 0 to 1; NaN where one side is empty
     */
    public static double auroc(double[] scores, boolean[] positive) {
        double[] ranks = ranks(scores);
        double sum = 0;
        long positives = 0;
        for (int i = 0; i < ranks.length; i++) {
            if (positive[i]) {
                sum += ranks[i];
                positives++;
            }
        }
        long negatives = ranks.length - positives;
        return positives == 0 || negatives == 0
                ? Double.NaN
                : (sum - positives * (positives - 1) / 2.0) / ((double) positives * negatives);
    }
}
