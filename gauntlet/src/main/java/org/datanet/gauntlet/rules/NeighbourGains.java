package org.datanet.gauntlet.rules;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.attribution.knn.KnnShapley;
import org.datanet.contribution.Datanet;
import org.datanet.gauntlet.Space;

/** Naive values on the owner's holdout, by nearest neighbours (k = 5). */
final class NeighbourGains {
    private static final int K = 5;

    private NeighbourGains() {}

    /** Exact Shapley values of rows for a k-nearest-neighbour model of the whole Datanet. */
    static double[] shapley(Datanet datanet, Datanet holdout, Datanet reference, long seed) {
        Space space = Columns.space(holdout);
        Columns rows = Columns.of(datanet, space);
        Columns held = Columns.of(holdout, space);
        return new KnnShapley(rows.flat(), datanet.rows(), rows.x()[0].length, rows.y(), K)
                .add(held.flat(), held.y(), holdout.rows())
                .values();
    }

    /** What the share of right votes among the k nearest falls by when the row leaves the whole Datanet. */
    static double[] leaveOneOut(Datanet datanet, Datanet holdout, Datanet reference, long seed) {
        Space space = Columns.space(holdout);
        Columns rows = Columns.of(datanet, space);
        Columns held = Columns.of(holdout, space);
        int[][] nearest = IntStream.range(0, holdout.rows())
                .parallel()
                .mapToObj(h -> nearest(held.x()[h], rows.x(), datanet.rows()))
                .toArray(int[][]::new);
        double[] gains = new double[datanet.rows()];
        for (int h = 0; h < nearest.length; h++) {
            int[] near = nearest[h];
            if (near.length <= K) {
                continue;
            }
            int next = rows.y()[near[K]] == held.y()[h] ? 1 : 0;
            for (int j = 0; j < K; j++) {
                int own = rows.y()[near[j]] == held.y()[h] ? 1 : 0;
                gains[near[j]] += (own - next) / (double) (K * holdout.rows());
            }
        }
        return gains;
    }

    /** The k + 1 nearest of the first {@code count} rows, nearest first; the earlier row where distances are equal. */
    static int[] nearest(double[] point, double[][] among, int count) {
        double[] distances = new double[Math.min(K + 1, count)];
        int[] nearest = new int[distances.length];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        for (int i = 0; i < count; i++) {
            double squared = Columns.squared(point, among[i]);
            int at = distances.length;
            while (at > 0 && distances[at - 1] > squared) {
                at--;
            }
            if (at < distances.length) {
                System.arraycopy(distances, at, distances, at + 1, distances.length - at - 1);
                System.arraycopy(nearest, at, nearest, at + 1, distances.length - at - 1);
                distances[at] = squared;
                nearest[at] = i;
            }
        }
        return nearest;
    }
}
