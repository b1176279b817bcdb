package org.datanet.guard.neighbours;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.contribution.FeatureMatrix;

/**
 * Puts features on one scale. Where all columns share a unit, as pixels do, they keep it and are divided by one number; otherwise
 * each column is centred at its median and divided by its own spread. Columns that do not vary count nothing.
 */
public final class Scale {
    /** Whatever lies farther out is as far out as anything, and its square is still a number. */
    private static final double FARTHEST = 1e15;

    private final double[] centre;
    private final double[] factor;
    private final boolean shared;

    private Scale(double[] centre, double[] factor, boolean shared) {
        this.centre = centre;
        this.factor = factor;
        this.shared = shared;
    }

    /** Fits a scale to the first {@code rows} rows: at least 1. */
    public static Scale fit(FeatureMatrix features, int rows) {
        int d = features.columns();
        double[] low = new double[d];
        double[] high = new double[d];
        double[] mean = new double[d];
        double[] spread = new double[d];
        double[] median = new double[d];
        IntStream.range(0, d).parallel().forEach(c -> {
            double[] column = new double[rows];
            for (int r = 0; r < rows; r++) {
                column[r] = features.get(r, c);
            }
            Arrays.sort(column);
            low[c] = column[0];
            high[c] = column[rows - 1];
            median[c] = column[rows / 2];
            // Winsorised at the outer percents, so that a few wild values do not hide the rest.
            double floor = column[(int) (0.01 * (rows - 1))];
            double roof = column[(int) Math.ceil(0.99 * (rows - 1))];
            // A power of two: changes nothing but numbers whose squares are too large or too small to be written down.
            double unit = Math.max(roof - median[c], median[c] - floor);
            unit = unit > 1e150 || unit < 1e-150 ? Math.scalb(1.0, Math.min(1_023, Math.getExponent(unit))) : 1;
            double sum = 0;
            double squares = 0;
            for (double v : column) {
                double w = Math.max(floor, Math.min(roof, v)) / unit - median[c] / unit;
                sum += w;
                squares += w * w;
            }
            mean[c] = sum / rows;
            spread[c] = unit * Math.sqrt(Math.max(0, squares / rows - mean[c] * mean[c]));
            if (spread[c] <= 1e-12 * Math.max(1, Math.abs(median[c])) && high[c] > low[c]) {
                spread[c] = (high[c] - low[c]) / Math.sqrt(rows);
            }
        });
        double[] ranges = new double[d];
        for (int c = 0; c < d; c++) {
            ranges[c] = high[c] - low[c];
        }
        double joint =
                Arrays.stream(high).max().orElse(0) - Arrays.stream(low).min().orElse(0);
        Arrays.sort(ranges);
        boolean shared = d >= 4 && joint > 0 && ranges[d / 2] >= 0.8 * joint;
        double common = Math.sqrt(Arrays.stream(spread).map(s -> s * s).sum() / d);
        double[] factor = new double[d];
        for (int c = 0; c < d; c++) {
            double unit = shared ? common : spread[c];
            factor[c] = unit > 0 ? Math.min(Double.MAX_VALUE, 1 / unit) : 0;
        }
        return new Scale(median, factor, shared);
    }

    /** Whether the columns share a unit. */
    public boolean shared() {
        return shared;
    }

    /** The first {@code rows} rows on this scale: {@code rows x d}, row-major. */
    public float[] apply(FeatureMatrix features, int rows) {
        int d = features.columns();
        float[] scaled = new float[Math.multiplyExact(rows, d)];
        double[] values = features.values();
        IntStream.range(0, rows).parallel().forEach(r -> {
            for (int c = 0; c < d; c++) {
                double from = values[r * d + c] - centre[c];
                double value = Double.isInfinite(from)
                        ? values[r * d + c] * factor[c] - centre[c] * factor[c]
                        : from * factor[c];
                scaled[r * d + c] = (float) Math.max(-FARTHEST, Math.min(FARTHEST, value));
            }
        });
        return scaled;
    }
}
