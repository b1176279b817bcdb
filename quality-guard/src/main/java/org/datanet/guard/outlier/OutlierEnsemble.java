package org.datanet.guard.outlier;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.guard.neighbours.NearestNeighbours;
import org.datanet.guard.statistics.RobustNull;

/**
 * Three views of loneliness: isolation forest and histograms over all rows, and the distance to the neighbours over distinct rows,
 * because among copies of one spam row nobody is lonely. Each view is brought to standard deviations above its own bulk on a
 * logarithmic scale; what lies below the centre counts nothing, so that no view argues another one down, and what lies above
 * counts by its logarithm, so that no view shouts the others down. Forest and histograms count twice. Chosen on every second of
 * the development tables, see the benchmark's page.
 */
final class OutlierEnsemble {
    private static final int TREES = 200;
    private static final int NEIGHBOURS = 10;
    private static final int PROBES = 6;
    private static final double[] WEIGHTS = {2, 2, 1};

    private OutlierEnsemble() {}

    /**
     * Scores distinct points.
     *
     * @param points distinct points, {@code n x d}, row-major
     * @param copies how many rows hold each point, 1 or more
     * @return one score a point, higher is lonelier: the geometric mean over the views of one plus the standard deviations above the
     *     bulk, less one
     */
    static double[] scores(float[] points, int d, int[] copies, long seed) {
        int n = copies.length;
        float[] scaled = unitRange(points, d);
        float[] rows = repeated(scaled, d, copies);
        IsolationForest forest = new IsolationForest(rows, d, TREES, seed);
        Histograms histograms = new Histograms(rows, d);
        int k = Math.min(NEIGHBOURS, n - 1);
        NearestNeighbours near = NearestNeighbours.roughly(scaled, d, k, PROBES);
        double[][] views = new double[3][n];
        IntStream.range(0, n).parallel().forEach(i -> {
            views[0][i] = Math.log(forest.score(scaled, i));
            views[1][i] = Math.log(histograms.score(scaled, i) + 1e-9);
            double mean = 0;
            for (int rank = 0; rank < k; rank++) {
                mean += near.distance(i, rank) / k;
            }
            views[2][i] = Math.log(mean + 1e-9);
        });
        double[] sum = new double[n];
        for (int v = 0; v < views.length; v++) {
            RobustNull bulk = RobustNull.upper(views[v]);
            for (int i = 0; i < n; i++) {
                sum[i] += WEIGHTS[v] * Math.log1p(Math.max(0, bulk.z(views[v][i])));
            }
        }
        double total = Arrays.stream(WEIGHTS).sum();
        for (int i = 0; i < n; i++) {
            sum[i] = Math.expm1(sum[i] / total);
        }
        return sum;
    }

    /** Every column brought to [0,1] by its least and greatest value. */
    private static float[] unitRange(float[] points, int d) {
        int n = points.length / d;
        float[] low = new float[d];
        float[] high = new float[d];
        Arrays.fill(low, Float.POSITIVE_INFINITY);
        Arrays.fill(high, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < points.length; i++) {
            low[i % d] = Math.min(low[i % d], points[i]);
            high[i % d] = Math.max(high[i % d], points[i]);
        }
        float[] scaled = new float[points.length];
        IntStream.range(0, n).parallel().forEach(r -> {
            for (int c = 0; c < d; c++) {
                float range = high[c] - low[c];
                scaled[r * d + c] = range > 0 ? (points[r * d + c] - low[c]) / range : 0;
            }
        });
        return scaled;
    }

    private static float[] repeated(float[] points, int d, int[] copies) {
        int total = Arrays.stream(copies).sum();
        if (total == copies.length) {
            return points;
        }
        float[] rows = new float[Math.multiplyExact(total, d)];
        int at = 0;
        for (int i = 0; i < copies.length; i++) {
            for (int c = 0; c < copies[i]; c++) {
                System.arraycopy(points, i * d, rows, at, d);
                at += d;
            }
        }
        return rows;
    }
}
