package org.datanet.attribution.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.datanet.progress.Progress;

/**
 * What happens to a model when the rows that a method values most are taken out first, or those it values least: a method that knows
 * which rows help makes the one curve fall at once and the other rise or stay. Adding rows is the same in the other direction: the curve of
 * additions rises at once where the best rows come first.
 *
 * @param points in the order of the shares that were asked for
 */
public record RemovalCurve(List<Point> points) {
    public RemovalCurve {
        points = List.copyOf(points);
    }

    /**
     * One training.
     *
     * @param share of the rows that were taken out, or put in
     * @param mean mean outcome over queries
     */
    public record Point(double share, double mean) {}

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
        return of(values, order, "removing", shares, progress, rows -> {
            int removed = (int) Math.round(rows.share * values.length);
            if (!(rows.share >= 0) || removed >= values.length) {
                throw new IllegalArgumentException(
                        "a share of %s leaves none of %d rows".formatted(rows.share, values.length));
            }
            return retraining.outcomes(sorted(rows.order, removed, values.length), seed);
        });
    }

    /**
     * Trains on the first rows alone.
     *
     * @param values one a row
     * @param shares of the rows to put in, each more than 0 and at most 1
     */
    public static RemovalCurve adding(
            double[] values, Order order, double[] shares, Retraining retraining, long seed, Progress progress) {
        return of(values, order, "adding", shares, progress, rows -> {
            int added = (int) Math.round(rows.share * values.length);
            if (!(rows.share <= 1) || added < 1) {
                throw new IllegalArgumentException(
                        "a share of %s puts in none or too many of %d rows".formatted(rows.share, values.length));
            }
            return retraining.outcomes(sorted(rows.order, 0, added), seed);
        });
    }

    private record Ordered(int[] order, double share) {}

    private static RemovalCurve of(
            double[] values,
            Order order,
            String stage,
            double[] shares,
            Progress progress,
            Function<Ordered, double[]> training) {
        Comparator<Integer> worst =
                Comparator.comparingDouble((Integer row) -> values[row]).thenComparing(row -> row);
        int[] rows = IntStream.range(0, values.length)
                .boxed()
                .sorted(order == Order.WORST_FIRST ? worst : worst.reversed())
                .mapToInt(row -> row)
                .toArray();
        List<Point> points = new ArrayList<>();
        progress.stage(stage, shares.length);
        for (double share : shares) {
            points.add(new Point(
                    share,
                    Arrays.stream(training.apply(new Ordered(rows, share)))
                            .average()
                            .orElse(Double.NaN)));
            progress.advance(1);
        }
        return new RemovalCurve(points);
    }

    private static int[] sorted(int[] order, int from, int to) {
        int[] chosen = Arrays.copyOfRange(order, from, to);
        Arrays.sort(chosen);
        return chosen;
    }

    /** Area under the curve over the share (trapezoids), divided by the width: the mean outcome on the way. */
    public double area() {
        double area = 0;
        for (int i = 1; i < points.size(); i++) {
            Point a = points.get(i - 1);
            Point b = points.get(i);
            area += (b.share - a.share) * (a.mean + b.mean) / 2;
        }
        return area / (points.get(points.size() - 1).share - points.get(0).share);
    }
}
