package org.datanet.guard.neighbours;

import java.util.Arrays;
import org.datanet.progress.Crew;

/**
 * Points in lists, and how to look through them: a search once it is prepared. What it answers for a query depends on the block of
 * {@value InvertedLists.Search#QUERIES} queries that it is asked with, so a part is cut at a multiple of it.
 *
 * @param lists the points by list
 * @param points the same, {@code n x d}, row-major
 * @param d number of columns
 * @param keep how many points to find a query
 * @param probes lists to look through a query
 */
record ListedPoints(InvertedLists lists, float[] points, int d, int keep, int probes)
        implements Crew.Model<ListedPoints.Queries> {
    private static final float[] OWN = {};

    /**
     * Some queries.
     *
     * @param matrix that they are rows of; empty where they are points themselves
     * @param rows which of them
     * @param limits one past the last point that may be found, by query
     * @param excluded point that may not be found, by query; -1 for none
     */
    record Queries(float[] matrix, int[] rows, int[] limits, int[] excluded) implements Crew.Sendable {}

    /** Where in an answer the points are, {@code keep} a query, nearest first, then by number: -1 where there is none. */
    static final int POINTS = 0;
    /** Where their Euclidean distances are, computed in double. */
    static final int DISTANCES = 1;

    /** Queries that are points themselves. */
    static Queries own(int[] points, int[] limits) {
        return new Queries(OWN, points, limits, points);
    }

    @Override
    public String name() {
        return "neighbours";
    }

    @Override
    public double[][] of(Queries asked) {
        float[] matrix = asked.matrix.length == 0 ? points : asked.matrix;
        int n = asked.rows.length;
        double[][] found = new double[2][n * keep];
        InvertedLists.Search search = lists.new Search(keep, probes);
        int block = InvertedLists.Search.QUERIES;
        for (int from = 0; from < n; from += block) {
            int to = Math.min(n, from + block);
            search.run(
                    matrix,
                    Arrays.copyOfRange(asked.rows, from, to),
                    to - from,
                    Arrays.copyOfRange(asked.limits, from, to),
                    Arrays.copyOfRange(asked.excluded, from, to));
            for (int q = from; q < to; q++) {
                rank(search, q - from, matrix, asked.rows[q], found[POINTS], found[DISTANCES], q * keep);
            }
        }
        return found;
    }

    /** Distances in double, because those in float may swap near ties. */
    private void rank(
            InvertedLists.Search search,
            int place,
            float[] matrix,
            int query,
            double[] found,
            double[] distances,
            int at) {
        int count = 0;
        while (count < keep && search.row(place, count) >= 0) {
            int point = search.row(place, count);
            double distance = NearestNeighbours.distance(matrix, query, points, point, d);
            int i = at + count++;
            while (i > at && (distances[i - 1] > distance || distances[i - 1] == distance && found[i - 1] > point)) {
                distances[i] = distances[i - 1];
                found[i] = found[i - 1];
                i--;
            }
            distances[i] = distance;
            found[i] = point;
        }
        Arrays.fill(found, at + count, at + keep, -1);
    }
}
