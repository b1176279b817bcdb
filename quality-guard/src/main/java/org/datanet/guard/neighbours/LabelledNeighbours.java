package org.datanet.guard.neighbours;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.guard.DistinctRows;
import org.datanet.quality.InspectionContext;

/**
 * The labelled rows up to the close of an epoch and the nearest of them to each. A copy of an earlier epoch with the label of its
 * original stands for it only once; one with another label is a contradiction to be judged. Arrays are indexed by place among
 * these rows. Not to be written to.
 *
 * @param rows which rows these are, ascending
 * @param labels their labels
 * @param points on one scale, {@code rows.length x d}, row-major
 * @param near for each place the {@value #VOTERS} nearest places, or as many as there are
 */
public record LabelledNeighbours(int[] rows, int[] labels, float[] points, NearestNeighbours near) {
    /** Neighbours of a row, where there are as many others. */
    public static final int VOTERS = 10;

    private record Epoch(int from, int to) {}

    /** Those of an epoch, searched once for all detectors of an inspection. */
    public static LabelledNeighbours of(InspectionContext context, int from, int to) {
        return context.shared().once(LabelledNeighbours.class, new Epoch(from, to), () -> {
            Datanet datanet = context.datanet();
            FeatureMatrix features = datanet.features().orElseThrow();
            DistinctRows distinct = DistinctRows.of(context);
            int[] rows = IntStream.range(0, to)
                    .filter(row -> datanet.label(row) >= 0)
                    .filter(row -> row >= from
                            || distinct.isFirst(row)
                            || datanet.label(row) != datanet.label(distinct.first(row)))
                    .toArray();
            int d = features.columns();
            float[] all = Scale.fit(features, to).apply(features, to);
            float[] points = rows.length == to ? all : new float[rows.length * d];
            for (int i = 0; i < rows.length && points != all; i++) {
                System.arraycopy(all, rows[i] * d, points, i * d, d);
            }
            int n = rows.length;
            return new LabelledNeighbours(
                    rows,
                    Arrays.stream(rows).map(datanet::label).toArray(),
                    points,
                    NearestNeighbours.search(
                            points,
                            d,
                            0,
                            n,
                            Math.max(1, Math.min(VOTERS, n - 1)),
                            row -> n,
                            context.shared().crew().orElse(null)));
        });
    }

    /** Place of the first row that is not before the given one. */
    public int place(int row) {
        int at = Arrays.binarySearch(rows, row);
        return at >= 0 ? at : -at - 1;
    }
}
