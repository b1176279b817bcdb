package org.datanet.guard.outlier;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.guard.neighbours.NearestNeighbours;
import org.datanet.guard.statistics.RobustNull;
import org.datanet.progress.Crew;
import org.jspecify.annotations.Nullable;

/**
 * Six views of loneliness:
 *
 * <ol>
 *   <li>an isolation forest,
 *   <li>histograms, column by column,
 *   <li>the mean distance to the nearest ten distinct points,
 *   <li>the mean distance to the nearest tenth of a sample of distinct points, which a small crowd of anomalies cannot hide from,
 *   <li>robust deviations from the median, summed over the columns,
 *   <li>the same along the principal axes of the columns.
 * </ol>
 *
 * Distances are those among distinct points, because among copies of one spam row nobody is lonely; everything else counts every
 * row. Each view is brought to standard deviations above its own bulk on a logarithmic scale, and what lies below the centre counts
 * nothing, so that no view argues another one down. The score is the mean, on a logarithmic scale, of the half of the views that
 * are most alarmed (average of maxima, C. C. Aggarwal and S. Sathe, 2015). Views and number were chosen on every second of the
 * development tables, see the benchmark's page.
 *
 * @param scores one a point, higher is lonelier: standard deviations above the bulk
 * @param local mean distance to the nearest ten distinct points, every column having range 1
 * @param neighbours those points, by offset among the distinct points
 */
record OutlierEnsemble(double[] scores, double[] local, NearestNeighbours neighbours) {
    private static final int VIEWS = 6;
    private static final int ALARMED = 3;
    private static final int NEIGHBOURS = 10;

    /** Rows that show the bulk at most, evenly spread. */
    private static final int BULK = 20_000;

    private static final double TINY = 1e-9;
    /** Standard deviations from which on a view's alarm counts by its logarithm; below, by its square, which noise hardly has. */
    private static final double RARE = 2;

    /**
     * Scores distinct points.
     *
     * @param firsts rows with the distinct points
     * @param copies how many rows hold each point, 1 or more
     * @param crew who may do large parts of it; {@code null} for nobody else
     */
    static OutlierEnsemble of(FeatureMatrix features, int[] firsts, int[] copies, long seed, @Nullable Crew crew) {
        int d = features.columns();
        int n = firsts.length;
        int[] members = members(copies);
        float[] unit = unitRange(features, firsts);
        float[] rows = members.length == n ? unit : gather(unit, d, members);
        double[][] views = new double[VIEWS][];

        FrozenViews frozen = FrozenViews.fit(rows, unit, d, seed);
        double[][] alone = frozen.all(unit, crew);
        views[0] = alone[FrozenViews.FOREST];
        views[1] = alone[FrozenViews.HISTOGRAMS];
        views[3] = alone[FrozenViews.FAR];
        views[4] = alone[FrozenViews.DEVIATIONS];
        views[5] = alone[FrozenViews.AXES];

        int k = Math.min(NEIGHBOURS, n - 1);
        NearestNeighbours near = NearestNeighbours.roughly(unit, d, k, crew);
        views[2] = IntStream.range(0, n)
                .parallel()
                .mapToDouble(i -> near.count(i) == 0 ? views[3][i] : mean(near, i))
                .toArray();
        return new OutlierEnsemble(combined(views, members), views[2], near);
    }

    private static double[] combined(double[][] views, int[] members) {
        int n = views[0].length;
        double[][] heights = new double[VIEWS][n];
        IntStream.range(0, VIEWS).parallel().forEach(v -> {
            double[] logs = new double[n];
            for (int i = 0; i < n; i++) {
                logs[i] = Math.log(views[v][i] + TINY);
            }
            int step = (members.length + BULK - 1) / BULK;
            double[] ofRows = new double[(members.length + step - 1) / step];
            for (int i = 0; i < ofRows.length; i++) {
                ofRows[i] = logs[members[i * step]];
            }
            RobustNull bulk = RobustNull.upper(ofRows);
            for (int i = 0; i < n; i++) {
                double z = Math.max(0, bulk.z(logs[i])) / RARE;
                heights[v][i] = Math.log1p(z * z);
            }
        });
        return IntStream.range(0, n)
                .parallel()
                .mapToDouble(i -> {
                    double[] own = new double[VIEWS];
                    for (int v = 0; v < VIEWS; v++) {
                        own[v] = heights[v][i];
                    }
                    Arrays.sort(own);
                    double sum = 0;
                    for (int v = VIEWS - ALARMED; v < VIEWS; v++) {
                        sum += own[v];
                    }
                    return RARE * Math.sqrt(Math.expm1(sum / ALARMED));
                })
                .toArray();
    }

    private static double mean(NearestNeighbours near, int query) {
        int count = near.count(query);
        double sum = 0;
        for (int rank = 0; rank < count; rank++) {
            sum += near.distance(query, rank);
        }
        return sum / count;
    }

    /** Every column brought to [0,1] by its least and greatest value; in halves, so that no range overflows. */
    private static float[] unitRange(FeatureMatrix features, int[] rows) {
        int d = features.columns();
        double[] low = new double[d];
        double[] high = new double[d];
        Arrays.fill(low, Double.POSITIVE_INFINITY);
        Arrays.fill(high, Double.NEGATIVE_INFINITY);
        for (int row : rows) {
            for (int c = 0; c < d; c++) {
                double half = features.get(row, c) / 2;
                low[c] = Math.min(low[c], half);
                high[c] = Math.max(high[c], half);
            }
        }
        float[] unit = new float[Math.multiplyExact(rows.length, d)];
        IntStream.range(0, rows.length).parallel().forEach(i -> {
            for (int c = 0; c < d; c++) {
                double range = high[c] - low[c];
                unit[i * d + c] = range > 0 ? (float) ((features.get(rows[i], c) / 2 - low[c]) / range) : 0;
            }
        });
        return unit;
    }

    /** Offsets of the distinct points, each as often as there are rows that hold it. */
    private static int[] members(int[] copies) {
        int[] members = new int[Arrays.stream(copies).sum()];
        int at = 0;
        for (int i = 0; i < copies.length; i++) {
            Arrays.fill(members, at, at + copies[i], i);
            at += copies[i];
        }
        return members;
    }

    private static float[] gather(float[] points, int d, int[] rows) {
        float[] chosen = new float[Math.multiplyExact(rows.length, d)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(points, rows[i] * d, chosen, i * d, d);
        }
        return chosen;
    }
}
