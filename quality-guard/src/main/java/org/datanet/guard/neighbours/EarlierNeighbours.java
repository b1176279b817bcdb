package org.datanet.guard.neighbours;

import org.datanet.contribution.FeatureMatrix;
import org.datanet.quality.InspectionContext;

/**
 * For each row of an epoch the nearest earlier rows of distinct content, seen on the principal axes: what is added to hide a copy
 * or a computation falls on all axes alike, what tells rows apart shows on few of them. Not to be written to.
 *
 * @param scale fitted to the rows before the epoch's close
 * @param axes fitted to the same
 * @param d axes that carry most of the variance
 * @param points coordinates on them, {@code to x d}, row-major
 * @param near neighbours of the rows {@code [from, to)}
 */
public record EarlierNeighbours(Scale scale, PrincipalAxes axes, int d, float[] points, NearestNeighbours near) {
    private static final double CARRIED = 0.9;
    private static final int LEAST = 16;

    private record Epoch(int from, int to, int k) {}

    /** Those of an epoch, at least {@code k} of them, searched once for all detectors of an inspection. */
    public static EarlierNeighbours of(InspectionContext context, int from, int to, int k) {
        int wide = Math.max(LEAST, k);
        return context.shared().once(EarlierNeighbours.class, new Epoch(from, to, wide), () -> {
            FeatureMatrix features = context.datanet().features().orElseThrow();
            Scale scale = Scale.fit(features, to);
            float[] scaled = scale.apply(features, to);
            PrincipalAxes axes = PrincipalAxes.fit(scaled, features.columns());
            int d = axes.carrying(CARRIED);
            float[] points = axes.project(scaled, d);
            return new EarlierNeighbours(
                    scale,
                    axes,
                    d,
                    points,
                    NearestNeighbours.distinct(
                            points,
                            d,
                            from,
                            to,
                            wide,
                            row -> row,
                            context.shared().crew().orElse(null)));
        });
    }
}
