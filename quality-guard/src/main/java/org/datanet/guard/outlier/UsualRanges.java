package org.datanet.guard.outlier;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.guard.statistics.Quantiles;
import org.datanet.quality.Evidence;

/** The range of 98 percent of the values of every column, as the first rows of a Datanet show it. Immutable and thread-safe. */
final class UsualRanges {
    private static final double OUTSIDE = 0.01;
    /** Rows that are looked at about, evenly spread. */
    private static final int SAMPLE = 2_000;

    private static final int SHOWN = 3;

    private final FeatureMatrix features;
    private final double[] low;
    private final double[] high;

    /** @param rows number of rows that show what is usual, at least one */
    UsualRanges(FeatureMatrix features, int rows) {
        this.features = features;
        low = new double[features.columns()];
        high = new double[low.length];
        int step = Math.max(1, rows / SAMPLE);
        IntStream.range(0, low.length).parallel().forEach(c -> {
            double[] column = new double[(rows + step - 1) / step];
            for (int i = 0; i < column.length; i++) {
                column[i] = features.get(i * step, c);
            }
            Quantiles quantiles = new Quantiles(column);
            low[c] = quantiles.at(OUTSIDE);
            high[c] = quantiles.at(1 - OUTSIDE);
        });
    }

    /** Up to three features of the row outside their range, the farthest outside first. */
    List<Evidence> deviations(int row) {
        record Excess(double size, Evidence.Deviation deviation) {}
        List<Excess> all = new ArrayList<>();
        for (int c = 0; c < low.length; c++) {
            double value = features.get(row, c);
            double outside = Math.max(low[c] - value, value - high[c]);
            if (outside > 0) {
                double range = high[c] > low[c] ? high[c] - low[c] : Math.max(1e-12, Math.abs(high[c]));
                all.add(new Excess(
                        outside / range, new Evidence.Deviation(features.names().get(c), value, low[c], high[c])));
            }
        }
        all.sort((a, b) -> Double.compare(b.size, a.size));
        return all.stream().limit(SHOWN).<Evidence>map(Excess::deviation).toList();
    }
}
