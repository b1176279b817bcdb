package org.datanet.attribution.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.datanet.progress.Progress;

/**
 * What happens to a model when the rows that a method values most are taken out first, or those it values least: a method that knows
 * which rows help makes the one curve fall at once and the other rise or stay.
 *
 * @param points in order of the share removed, from 0
 */
public record RemovalCurve(List<Point> points) {
    public RemovalCurve {
        points = List.copyOf(points);
    }

    /**
     * One training.
     *
     * @param removed share of rows that were taken out
     * @param mean mean outcome over queries
     */
    public record Point(double removed, double mean) {}

    /** Which rows go first. */
    public enum Order {
        BEST_FIRST,
        WORST_FIRST
    }

    /**
     * Removes and retrains.
     *
     * @param values one a row
     * @param shares of the rows to take out, each 0 or more and less than 1
     */
    public static RemovalCurve run(
            double[] values, Order order, double[] shares, Retraining retraining, long seed, Progress progress) {
        Comparator<Integer> worst =
                Comparator.comparingDouble((Integer row) -> values[row]).thenComparing(row -> row);
        int[] rows = IntStream.range(0, values.length)
                .boxed()
                .sorted(order == Order.WORST_FIRST ? worst : worst.reversed())
                .mapToInt(row -> row)
                .toArray();
        List<Point> points = new ArrayList<>();
        progress.stage("removing", shares.length);
        for (double share : shares) {
            int removed = (int) Math.round(share * rows.length);
            if (!(share >= 0) || removed >= rows.length) {
                throw new IllegalArgumentException(
                        "a share of %s leaves none of %d rows".formatted(share, rows.length));
            }
            int[] kept = Arrays.copyOfRange(rows, removed, rows.length);
            Arrays.sort(kept);
            points.add(new Point(
                    share,
                    Arrays.stream(retraining.outcomes(kept, seed)).average().orElse(Double.NaN)));
            progress.advance(1);
        }
        return new RemovalCurve(points);
    }

    /** Area under the curve over the share removed (trapezoids), divided by the width: the mean outcome while removing. */
    public double area() {
        double area = 0;
        for (int i = 1; i < points.size(); i++) {
            Point a = points.get(i - 1);
            Point b = points.get(i);
            area += (b.removed - a.removed) * (a.mean + b.mean) / 2;
        }
        return area / (points.get(points.size() - 1).removed - points.get(0).removed);
    }
}
