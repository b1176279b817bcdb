package org.datanet.guard.outlier;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.progress.Crew;

/**
 * How far values lie from the median of their column, in robust standard deviations: the interquartile range over 1.349, or the
 * plain standard deviation where half of a column is one value.
 *
 * @param centre median of every column
 * @param scale robust standard deviation; 0 for a column that does not vary
 */
record Deviations(float[] centre, float[] scale) implements Crew.Sendable {
    private static final double NORMAL_QUARTILES = 1.3489795003921634;
    /** Rows that are sorted at most, evenly spread. */
    private static final int SAMPLE = 20_000;

    /** Fits {@code n x d} points, row-major, at least one. */
    static Deviations fit(float[] points, int d) {
        int n = points.length / d;
        int step = step(n);
        float[] centre = new float[d];
        float[] scale = new float[d];
        IntStream.range(0, d).parallel().forEach(c -> {
            float[] column = new float[(n + step - 1) / step];
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < column.length; i++) {
                column[i] = points[i * step * d + c];
                sum += column[i];
                squares += (double) column[i] * column[i];
            }
            Arrays.sort(column);
            centre[c] = at(column, 0.5);
            double quartiles = (at(column, 0.75) - at(column, 0.25)) / NORMAL_QUARTILES;
            double mean = sum / column.length;
            scale[c] =
                    (float) (quartiles > 0 ? quartiles : Math.sqrt(Math.max(0, squares / column.length - mean * mean)));
        });
        return new Deviations(centre, scale);
    }

    private static int step(int n) {
        return (n + SAMPLE - 1) / SAMPLE;
    }

    /** The points that {@link #fit} looks at, and no others: fitting to them gives the same. */
    static float[] spread(float[] points, int d) {
        int n = points.length / d;
        int step = step(n);
        if (step <= 1) {
            return points;
        }
        float[] spread = new float[(n + step - 1) / step * d];
        for (int i = 0; i * d < spread.length; i++) {
            System.arraycopy(points, i * step * d, spread, i * d, d);
        }
        return spread;
    }

    private static float at(float[] ascending, double share) {
        double place = share * (ascending.length - 1);
        int low = (int) place;
        int high = Math.min(low + 1, ascending.length - 1);
        return (float) (ascending[low] + (place - low) * (ascending[high] - ascending[low]));
    }

    private float of(float value, int c, double wildest) {
        return scale[c] > 0 ? (float) Math.max(-wildest, Math.min(wildest, (value - centre[c]) / scale[c])) : 0;
    }

    /** The deviations of {@code n x d} points, none beyond the wildest. */
    float[] apply(float[] points, double wildest) {
        int d = centre.length;
        float[] out = new float[points.length];
        IntStream.range(0, points.length / d).parallel().forEach(r -> {
            for (int c = 0; c < d; c++) {
                out[r * d + c] = of(points[r * d + c], c, wildest);
            }
        });
        return out;
    }

    /** For every point the sum of the absolute deviations over the columns. */
    double[] sums(float[] points, double wildest) {
        int d = centre.length;
        return IntStream.range(0, points.length / d)
                .parallel()
                .mapToDouble(r -> {
                    double sum = 0;
                    for (int c = 0; c < d; c++) {
                        sum += Math.abs(of(points[r * d + c], c, wildest));
                    }
                    return sum;
                })
                .toArray();
    }
}
