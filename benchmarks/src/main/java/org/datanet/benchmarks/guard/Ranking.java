package org.datanet.benchmarks.guard;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Measures of a ranking against the truth; equal scores count half, as in scikit-learn. */
final class Ranking {
    private Ranking() {}

    /** Area under the ROC curve. */
    static double auc(double[] scores, boolean[] truth) {
        double[] ranks = ranks(scores);
        double sum = 0;
        double positive = 0;
        for (int i = 0; i < scores.length; i++) {
            if (truth[i]) {
                sum += ranks[i];
                positive++;
            }
        }
        double negative = scores.length - positive;
        return (sum - positive * (positive + 1) / 2) / (positive * negative);
    }

    /** Average precision: the mean over found positives of the precision at their score. */
    static double averagePrecision(double[] scores, boolean[] truth) {
        int[] order = order(scores);
        int positive = 0;
        for (boolean t : truth) {
            positive += t ? 1 : 0;
        }
        double sum = 0;
        int found = 0;
        int before = 0;
        for (int i = order.length - 1; i >= 0; i--) {
            found += truth[order[i]] ? 1 : 0;
            if (i == 0 || scores[order[i - 1]] < scores[order[i]]) {
                sum += (double) (found - before) / positive * found / (order.length - i);
                before = found;
            }
        }
        return sum;
    }

    /** Best F1 over all thresholds. */
    static double bestF1(double[] scores, boolean[] truth) {
        int[] order = order(scores);
        int positive = 0;
        for (boolean t : truth) {
            positive += t ? 1 : 0;
        }
        double best = 0;
        int found = 0;
        for (int i = order.length - 1; i >= 0; i--) {
            found += truth[order[i]] ? 1 : 0;
            best = Math.max(best, 2.0 * found / (order.length - i + positive));
        }
        return best;
    }

    /** The middle 95 percent of the means of resamples with replacement: lower and upper bound. */
    static double[] bootstrapOfMean(double[] values, int resamples, long seed) {
        java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
        double[] means = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            for (int i = 0; i < values.length; i++) {
                means[r] += values[random.nextInt(values.length)] / values.length;
            }
        }
        Arrays.sort(means);
        return new double[] {means[(int) (0.025 * resamples)], means[(int) (0.975 * resamples)]};
    }

    /** Spearman's rank correlation. */
    static double spearman(double[] a, double[] b) {
        double[] x = ranks(a);
        double[] y = ranks(b);
        double mean = (a.length + 1) / 2.0;
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }
        return xy / Math.sqrt(xx * yy);
    }

    private static int[] order(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted((i, j) -> Double.compare(scores[i], scores[j]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static double[] ranks(double[] scores) {
        int[] order = order(scores);
        double[] ranks = new double[scores.length];
        int from = 0;
        while (from < order.length) {
            int to = from;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to + 1) / 2.0;
            }
            from = to;
        }
        if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("a score is NaN: the ranking is undefined");
        }
        return ranks;
    }
}
