package org.datanet.attribution.audit;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * An estimate with the interval in which a bootstrap finds it (Efron 1979, percentile method).
 *
 * @param estimate from all the data
 * @param low 2.5 % quantile of the resampled estimates
 * @param high 97.5 % quantile
 */
public record Interval(double estimate, double low, double high) {
    private static final int RESAMPLES = 1000;

    /**
     * Resamples cases.
     *
     * @param cases number of independent cases
     * @param statistic of the cases whose indices it is given, in any order and multiplicity; NaN is passed over
     */
    static Interval bootstrap(int cases, ToDoubleFunction<int[]> statistic, long seed) {
        int[] indices = new int[cases];
        Arrays.setAll(indices, i -> i);
        double estimate = statistic.applyAsDouble(indices);
        SplittableRandom random = new SplittableRandom(seed);
        double[] resampled = new double[RESAMPLES];
        int size = 0;
        for (int i = 0; i < RESAMPLES; i++) {
            for (int j = 0; j < cases; j++) {
                indices[j] = random.nextInt(cases);
            }
            double value = statistic.applyAsDouble(indices);
            if (!Double.isNaN(value)) {
                resampled[size++] = value;
            }
        }
        if (size == 0) {
            return new Interval(estimate, Double.NaN, Double.NaN);
        }
        Arrays.sort(resampled, 0, size);
        return new Interval(
                estimate, resampled[(int) (0.025 * (size - 1))], resampled[(int) Math.ceil(0.975 * (size - 1))]);
    }

    @Override
    public String toString() {
        return "%.4f [%.4f, %.4f]".formatted(estimate, low, high);
    }
}
