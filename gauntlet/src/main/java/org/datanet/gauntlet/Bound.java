package org.datanet.gauntlet;

import java.util.Arrays;
import org.datanet.guard.statistics.Tail;

/**
 * An estimate and its upper one-sided 95 % confidence bound.
 *
 * @param value the estimate
 * @param upper the bound; infinite for fewer than two samples
 */
public record Bound(double value, double upper) {
    /** Quantiles at 95 % of Student's t for 1 to 30 degrees of freedom. */
    private static final double[] STUDENT = {
        6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753, 1.746,
        1.740, 1.734, 1.729, 1.725, 1.721, 1.717, 1.714, 1.711, 1.708, 1.706, 1.703, 1.701, 1.699, 1.697
    };

    /**
     * The ratio of two sums over paired samples. Its spread is that of the residuals {@code a - G b} over the mean of b, the delta method's;
     * more stable than the mean of ratios, of which some have small denominators.
     */
    public static Bound ratio(double[] a, double[] b) {
        double sum = Arrays.stream(b).sum();
        double ratio = Arrays.stream(a).sum() / sum;
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            double residual = a[i] - ratio * b[i];
            squares += residual * residual;
        }
        int n = a.length;
        double mean = Math.abs(sum / n);
        double error = n < 2 ? Double.POSITIVE_INFINITY : Math.sqrt(squares / (n - 1) / n) / mean;
        return new Bound(ratio, ratio + quantile(n - 1) * error);
    }

    /** The mean. */
    public static Bound mean(double[] a) {
        double[] ones = new double[a.length];
        Arrays.fill(ones, 1);
        return ratio(a, ones);
    }

    /**
     * A share of people, who are counted by world: those of one world are no independent samples. The bound is that of Clopper and Pearson
     * (1934) for the share of worlds that have any, times the mean share in these; where none has any, as if two people were counted in one.
     *
     * @param counted by world
     * @param people in each, on average
     */
    static Bound share(int[] counted, double people) {
        int worlds = (int) Arrays.stream(counted).filter(count -> count > 0).count();
        int all = Arrays.stream(counted).sum();
        double each = worlds == 0 ? Math.min(people, 2) : all / (double) worlds;
        double low = worlds / (double) counted.length;
        double high = 1;
        while (high - low > 1e-9) {
            double middle = (low + high) / 2;
            boolean likely = 1 - Tail.binomialAtLeast(worlds + 1, counted.length, middle) > 0.05;
            low = likely ? middle : low;
            high = likely ? high : middle;
        }
        return new Bound(all / (people * counted.length), worlds == counted.length ? 1 : high * each / people);
    }

    private static double quantile(int degrees) {
        return degrees < 1 ? Double.POSITIVE_INFINITY : degrees > STUDENT.length ? 1.645 : STUDENT[degrees - 1];
    }
}
