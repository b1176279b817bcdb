package org.datanet.gauntlet;

import java.util.Arrays;

/**
 * Means and deviations of columns, and distances in which every column counts by its deviation, or all by one where they share a
 * minimum, as pixels do. Immutable and thread-safe.
 *
 * @param means one a column
 * @param deviations one a column
 * @param weights of squared differences, one a column
 */
public record Space(double[] means, double[] deviations, double[] weights) {

    /** The space of some rows, at least one. */
    public static Space of(double[][] x) {
        int d = x[0].length;
        double[] means = new double[d];
        double[] deviations = new double[d];
        double[] lowest = new double[d];
        double variance = 0;
        for (int c = 0; c < d; c++) {
            int column = c;
            means[c] =
                    Arrays.stream(x).mapToDouble(row -> row[column]).average().orElse(0);
            lowest[c] = Arrays.stream(x).mapToDouble(row -> row[column]).min().orElse(0);
            double squares = Arrays.stream(x)
                    .mapToDouble(row -> (row[column] - means[column]) * (row[column] - means[column]))
                    .average()
                    .orElse(0);
            deviations[c] = Math.sqrt(squares);
            variance += squares / d;
        }
        long same = Arrays.stream(lowest).filter(low -> low == lowest[0]).count();
        double[] weights = new double[d];
        for (int c = 0; c < d; c++) {
            double own = same * 10 >= d * 9L ? variance : deviations[c] * deviations[c];
            weights[c] = own > 0 ? 1 / own : 0;
        }
        return new Space(means, deviations, weights);
    }

    /** Squared distance. */
    public double squared(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            double difference = a[c] - b[c];
            sum += weights[c] * difference * difference;
        }
        return sum;
    }

    /** Indices of the {@code k} nearest rows, nearest first; equal distances in the order of the rows. */
    public int[] nearest(double[] point, double[][] among, int k) {
        int count = Math.min(k, among.length);
        int[] nearest = new int[count];
        double[] distances = new double[count];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        for (int i = 0; i < among.length; i++) {
            double squared = squared(point, among[i]);
            int at = count;
            while (at > 0 && distances[at - 1] > squared) {
                at--;
            }
            if (at < count) {
                System.arraycopy(distances, at, distances, at + 1, count - at - 1);
                System.arraycopy(nearest, at, nearest, at + 1, count - at - 1);
                distances[at] = squared;
                nearest[at] = i;
            }
        }
        return nearest;
    }
}
