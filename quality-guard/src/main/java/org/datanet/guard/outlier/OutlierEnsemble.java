package org.datanet.guard.outlier;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.guard.neighbours.NearestNeighbours;
import org.datanet.guard.statistics.Quantiles;
import org.datanet.guard.statistics.RobustNull;

/**
 * Four views of loneliness over distinct points: isolation forest, distance to the neighbours, histograms, principal components.
 * Each is brought to standard deviations of its own bulk on a logarithmic scale, and their mean is the score; so a view that sees
 * nothing cannot drown one that does.
 */
final class OutlierEnsemble {
    private static final int TREES = 200;
    private static final int NEIGHBOURS = 10;

    private OutlierEnsemble() {}

    /**
     * Scores points.
     *
     * @param points {@code n x d}, row-major, distinct
     * @param from the first of them that is to be scored
     * @return one score for each point from there on, in standard deviations above the bulk
     */
    static double[] scores(float[] points, int d, int from, long seed) {
        int n = points.length / d;
        IsolationForest forest = new IsolationForest(points, d, TREES, seed);
        Histograms histograms = new Histograms(points, d);
        PrincipalResidual components = new PrincipalResidual(points, d);
        int k = Math.min(NEIGHBOURS, n - 1);
        NearestNeighbours near = NearestNeighbours.search(points, d, 0, n, k, row -> n);
        double[][] views = new double[4][n];
        IntStream.range(0, n).parallel().forEach(i -> {
            double mean = 0;
            for (int rank = 0; rank < k; rank++) {
                mean += near.distance(i, rank) / k;
            }
            views[0][i] = Math.log(forest.score(points, i));
            views[1][i] = Math.log(mean + 1e-9);
            views[2][i] = Math.log(histograms.score(points, i) + 1e-9);
            views[3][i] = Math.log(components.score(points, i) + 1e-9);
        });
        double[] sum = new double[n];
        for (double[] view : views) {
            RobustNull bulk = RobustNull.upper(view);
            double low = new Quantiles(view).at(0.25);
            for (int i = 0; i < n; i++) {
                // What is more usual than a quarter of all rows says nothing: no view may argue another one down.
                sum[i] += bulk.z(Math.max(low, view[i])) / views.length;
            }
        }
        return Arrays.copyOfRange(sum, from, n);
    }
}
