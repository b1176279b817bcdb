package org.datanet.benchmarks.guard;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.datanet.attribution.audit.Ranks;

/** Measures of a ranking against the truth; equal scores count half, as in scikit-learn. */
final class Ranking {
    private Ranking() {}

    /** Area under the ROC curve. */
    static double auc(double[] scores, boolean[] truth) {
        return Ranks.auroc(defined(scores), truth);
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
        return bootstrap(
                values.length,
                resamples,
                seed,
                drawn -> IntStream.of(drawn)
                        .mapToDouble(i -> values[i])
                        .average()
                        .orElse(Double.NaN));
    }

    /** The middle 95 percent of a statistic over resamples of {@code n} things with replacement: lower and upper bound. */
    static double[] bootstrap(int n, int resamples, long seed, ToDoubleFunction<int[]> statistic) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            values[r] = statistic.applyAsDouble(random.ints(n, 0, n).toArray());
        }
        Arrays.sort(values);
        return new double[] {values[(int) (0.025 * resamples)], values[(int) (0.975 * resamples)]};
    }

    /** Spearman's rank correlation. */
    static double spearman(double[] a, double[] b) {
        return Ranks.spearman(defined(a), defined(b));
    }

    private static double[] defined(double[] scores) {
        if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("a score is NaN: the ranking is undefined");
        }
        return scores;
    }

    private static int[] order(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted((i, j) -> Double.compare(scores[i], scores[j]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
