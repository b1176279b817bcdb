package org.datanet.guard.outlier;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.datanet.guard.RowParts;
import org.datanet.guard.neighbours.PrincipalAxes;
import org.datanet.guard.neighbours.SampleDistances;
import org.datanet.progress.Crew;
import org.jspecify.annotations.Nullable;

/**
 * The views of loneliness that are fitted to a sample and then say of any row by itself how lonely it is: frozen, whole and ready to be
 * sent to whoever has the rows.
 *
 * @param forest random cuts
 * @param histograms of the columns
 * @param far distances to a sample of the distinct points
 * @param deviations from the medians of the columns
 * @param axes of the deviations; {@code null} where there are none
 * @param count of axes that vary
 * @param along deviations along them
 */
record FrozenViews(
        IsolationForest forest,
        Histograms histograms,
        SampleDistances far,
        Deviations deviations,
        @Nullable PrincipalAxes axes,
        int count,
        @Nullable Deviations along)
        implements Crew.Model<FrozenViews.Rows> {
    static final int FOREST = 0;
    static final int HISTOGRAMS = 1;
    static final int FAR = 2;
    static final int DEVIATIONS = 3;
    static final int AXES = 4;
    private static final int VIEWS = 5;

    /** Distinct points beyond which half the trees and half the sample do: what they leave to chance is little beside so many. */
    private static final int MANY = 50_000;

    private static final int TREES = 200;
    private static final int FAR_SAMPLE = 512;
    /** More columns than this have no principal axes taken: their cost grows with the cube. */
    private static final int MOST_AXES = 400;

    private static final double WILDEST = 20;
    private static final double WILDEST_OF_AXES = 10;

    /**
     * Some rows.
     *
     * @param from number of the first among all points
     * @param points row-major
     */
    record Rows(int from, float[] points) implements Crew.Sendable {}

    /**
     * Fits all views.
     *
     * @param rows all rows, {@code n x d}, row-major
     * @param points the distinct ones
     */
    static FrozenViews fit(float[] rows, float[] points, int d, long seed) {
        int n = points.length / d;
        int share = n > MANY ? 2 : 1;
        int[] chosen =
                IsolationForest.sample(n, Math.min(FAR_SAMPLE / share, n), new SplittableRandom(seed ^ FAR_SAMPLE));
        Arrays.sort(chosen);
        SampleDistances far = SampleDistances.of(points, d, chosen);
        IsolationForest forest = new IsolationForest(rows, d, TREES / share, seed);
        Histograms histograms = new Histograms(rows, d);
        Deviations deviations = Deviations.fit(rows, d);
        if (d > MOST_AXES) {
            return new FrozenViews(forest, histograms, far, deviations, null, 0, null);
        }
        float[] clipped = deviations.apply(rows, WILDEST_OF_AXES);
        PrincipalAxes axes = PrincipalAxes.fit(clipped, d);
        int count = 0;
        while (count < d && axes.variances()[count] > 1e-6 * axes.variances()[0]) {
            count++;
        }
        Deviations along =
                count == 0 ? null : Deviations.fit(axes.project(Deviations.spread(clipped, d), count), count);
        return new FrozenViews(forest, histograms, far, deviations, axes, count, along);
    }

    /** All views of all points, {@value #VIEWS} by {@code n}: here, or by the crew where it is worth it. */
    double[][] all(float[] points, @Nullable Crew crew) {
        int d = deviations.centre().length;
        int n = points.length / d;
        if (crew == null || (double) n * FAR_SAMPLE < crew.least()) {
            return of(new Rows(0, points));
        }
        double[][] all = new double[VIEWS][n];
        RowParts.ask(
                crew,
                this,
                n,
                1,
                Math.max(d, VIEWS),
                (from, to) -> new Rows(from, Arrays.copyOfRange(points, from * d, to * d)),
                (from, part) -> {
                    for (int view = 0; view < VIEWS; view++) {
                        System.arraycopy(part[view], 0, all[view], from, part[view].length);
                    }
                });
        return all;
    }

    @Override
    public String name() {
        return "loneliness";
    }

    @Override
    public double[][] of(Rows rows) {
        float[] points = rows.points;
        int d = deviations.centre().length;
        double[][] views = new double[VIEWS][points.length / d];
        views[FOREST] = forest.scores(points);
        views[HISTOGRAMS] = histograms.scores(points);
        views[FAR] = far.means(points, rows.from, Math.max(1, far.size() / 10));
        views[DEVIATIONS] = deviations.sums(points, WILDEST);
        if (axes != null && along != null) {
            views[AXES] = along.sums(axes.project(deviations.apply(points, WILDEST_OF_AXES), count), WILDEST);
        }
        return views;
    }
}
