package org.datanet.attribution.gain;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What columns of the pool say about each other: each column's best quadratic prediction from one other. Rows that were drawn from means and
 * covariances, or crossed, keep straight relations and break curved ones, such as that of a radius and an area. Immutable and thread-safe.
 */
final class Relations {
    private static final int SAMPLE = 512;
    private static final int MOST_COLUMNS = 64;
    private static final double FLOOR = 1e-4;
    private static final double CLIP = 100;
    private static final double RIDGE = 1e-6;
    private static final double SINGULAR = 1e-9;

    /** One relation. */
    private record Relation(int column, int by, double[] mean, double[] coefficients, double variance, double left) {
        double residual(Points points, int i) {
            double value = points.get(i, by) - mean[1];
            double predicted = coefficients[0] + coefficients[1] * value + coefficients[2] * value * value;
            double difference = points.get(i, column) - mean[0] - predicted;
            return Math.min(CLIP, difference * difference / variance);
        }
    }

    private final Relation[] relations;
    private final int closest;

    /** @param order how to pick rows and columns of the pool, so that nobody chooses which */
    Relations(Points pool, int[] order) {
        int d = pool.columns();
        int[] rows = Arrays.copyOf(order, Math.min(order.length, SAMPLE));
        int step = (d + MOST_COLUMNS - 1) / MOST_COLUMNS;
        int[] columns = IntStream.range(0, d).filter(c -> c % step == 0).toArray();
        Relation[] best = new Relation[columns.length];
        double[][] centred = new double[columns.length][rows.length];
        double[] means = new double[columns.length];
        for (int c = 0; c < columns.length; c++) {
            for (int r = 0; r < rows.length; r++) {
                means[c] += pool.get(rows[r], columns[c]) / rows.length;
            }
            for (int r = 0; r < rows.length; r++) {
                centred[c][r] = pool.get(rows[r], columns[c]) - means[c];
            }
        }
        Chunks.forEach(columns.length, 1, (from, to) -> best[from] = best(columns, centred, means, from));
        relations = Arrays.stream(best)
                .filter(relation -> relation.by >= 0)
                .sorted((a, b) -> a.left != b.left ? Double.compare(a.left, b.left) : a.column - b.column)
                .toArray(Relation[]::new);
        closest = (relations.length + 3) / 4;
    }

    private static Relation best(int[] columns, double[][] centred, double[] means, int c) {
        double[] y = centred[c];
        double all = squares(y);
        Relation best = new Relation(columns[c], -1, new double[2], new double[3], 1, 1);
        for (int p = 0; p < columns.length && all > 0; p++) {
            double[] fit = p == c ? new double[0] : quadratic(centred[p], y);
            if (fit.length > 0) {
                double[] residuals = new double[y.length];
                for (int r = 0; r < y.length; r++) {
                    double x = centred[p][r];
                    residuals[r] = y[r] - fit[0] - fit[1] * x - fit[2] * x * x;
                }
                double left = squares(residuals);
                if (left / all < best.left) {
                    double variance = Math.max(left, FLOOR * all) / y.length;
                    best = new Relation(
                            columns[c], columns[p], new double[] {means[c], means[p]}, fit, variance, left / all);
                }
            }
        }
        return best;
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    /** Constant, slope and square that predict centred {@code y} from centred {@code x} with least squares; none where x has two values or one. */
    private static double[] quadratic(double[] x, double[] y) {
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double xy = 0;
        double xxy = 0;
        for (int r = 0; r < y.length; r++) {
            double square = x[r] * x[r];
            s2 += square;
            s3 += square * x[r];
            s4 += square * square;
            xy += x[r] * y[r];
            xxy += square * y[r];
        }
        double a = s2 * (1 + RIDGE);
        double e = s4 - s2 * s2 / y.length + RIDGE * s4;
        double determinant = a * e - s3 * s3;
        if (!(s2 > 0) || !(determinant > SINGULAR * a * e)) {
            return new double[0];
        }
        double slope = (xy * e - xxy * s3) / determinant;
        double square = (a * xxy - s3 * xy) / determinant;
        return new double[] {-square * s2 / y.length, slope, square};
    }

    /** Mean squared residual in units of the pool's: over all columns, and over the quarter that are told best. */
    void of(Points points, int i, double[] out, int at) {
        double all = 0;
        double close = 0;
        for (int r = 0; r < relations.length; r++) {
            double residual = relations[r].residual(points, i);
            all += residual / relations.length;
            close += r < closest ? residual / closest : 0;
        }
        out[at] = StrictMath.log(all + 1e-3);
        out[at + 1] = StrictMath.log(close + 1e-3);
    }
}
