package org.datanet.attribution.audit;

import java.util.Arrays;
import java.util.Comparator;

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

    /** Ranks from 0, ties taking their mean. */
    public static double[] ranks(double[] values) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to - 1) / 2.0;
            }
            from = to;
        }
        return ranks;
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
