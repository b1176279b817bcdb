package org.datanet.guard.outlier;

import java.util.stream.IntStream;
import org.datanet.progress.Crew;

/**
 * Histogram-based score (M. Goldstein, A. Dengel, 2012): the sum over columns of the negative logarithm of the density in the bin
 * where a value falls. Columns count as if independent, which is fast and blind to their joint structure.
 */
final class Histograms implements Crew.Sendable {
    private static final long serialVersionUID = 1;

    private static final int BINS = 20;

    private final int d;
    private final float[] low;
    private final float[] width;
    private final float[][] surprise;

    Histograms(float[] points, int d) {
        this.d = d;
        int n = points.length / d;
        low = new float[d];
        width = new float[d];
        surprise = new float[d][];
        IntStream.range(0, d).parallel().forEach(c -> {
            float min = Float.POSITIVE_INFINITY;
            float max = Float.NEGATIVE_INFINITY;
            for (int r = 0; r < n; r++) {
                min = Math.min(min, points[r * d + c]);
                max = Math.max(max, points[r * d + c]);
            }
            low[c] = min;
            width[c] = (max - min) / BINS;
            int[] counts = new int[BINS];
            for (int r = 0; r < n; r++) {
                counts[bin(c, points[r * d + c])]++;
            }
            int most = 0;
            for (int count : counts) {
                most = Math.max(most, count);
            }
            surprise[c] = new float[BINS];
            for (int b = 0; b < BINS; b++) {
                surprise[c][b] = (float) Math.log((most + 1.0) / (counts[b] + 1.0));
            }
        });
    }

    private int bin(int c, float value) {
        return width[c] > 0 ? Math.max(0, Math.min(BINS - 1, (int) ((value - low[c]) / width[c]))) : 0;
    }

    /** The score of every row: higher is lonelier. */
    double[] scores(float[] points) {
        return IntStream.range(0, points.length / d)
                .parallel()
                .mapToDouble(row -> {
                    double sum = 0;
                    for (int c = 0; c < d; c++) {
                        float value = points[row * d + c];
                        sum += surprise[c][bin(c, value)];
                    }
                    return sum;
                })
                .toArray();
    }
}
