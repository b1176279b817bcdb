package org.datanet.guard.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;

/**
 * A number of every row, in bins whose borders are the tenths of the first epoch's rows, so that later rows change nothing of what
 * was said before them. A border is a bin of its own, so values that many rows share are told from those beside them.
 */
final class RowMeasure {
    private static final int TENTHS = 10;
    private static final int MOST_REFERENCE = 10_000;
    private static final int MOST_COLUMNS = 64;

    private final String name;
    private final byte[] bins;
    private final int highest;
    private final boolean label;

    private RowMeasure(String name, Datanet datanet, IntToDoubleFunction value, boolean label) {
        this.name = name;
        this.label = label;
        double[] borders = borders(datanet, value);
        highest = 2 * borders.length;
        bins = new byte[datanet.rows()];
        for (int row = 0; row < bins.length; row++) {
            double v = value.applyAsDouble(row);
            int at = Arrays.binarySearch(borders, v);
            bins[row] = (byte) (Double.isNaN(v) ? -1 : at >= 0 ? 2 * at + 1 : 2 * (-at - 1));
        }
    }

    /** Every measure of the Datanet. */
    static List<RowMeasure> all(Datanet datanet, double[] disagree, Function<Datanet, TextShapes> shapes) {
        List<RowMeasure> measures = new ArrayList<>(features(datanet));
        if (datanet.hasText()) {
            measures.addAll(texts(datanet, shapes.apply(datanet)));
        }
        if (datanet.labels().size() > 1) {
            measures.add(new RowMeasure(
                    "label", datanet, row -> datanet.label(row) < 0 ? Double.NaN : datanet.label(row), true));
        }
        if (disagree.length > 0) {
            measures.add(new RowMeasure("agreement of labels", datanet, row -> disagree[row], false));
        }
        return measures;
    }

    /** The features; of more than 64 columns that vary in the first epoch, 64 at even distances. */
    static List<RowMeasure> features(Datanet datanet) {
        if (datanet.features().isEmpty() || datanet.rows() == 0) {
            return List.of();
        }
        FeatureMatrix features = datanet.features().get();
        int[] varying = IntStream.range(0, features.columns())
                .filter(column -> borders(datanet, row -> features.get(row, column)).length > 1)
                .toArray();
        int count = Math.min(MOST_COLUMNS, varying.length);
        return IntStream.range(0, count)
                .parallel()
                .map(i -> varying[(int) ((long) i * varying.length / count)])
                .mapToObj(column ->
                        new RowMeasure(features.names().get(column), datanet, row -> features.get(row, column), false))
                .toList();
    }

    private static List<RowMeasure> texts(Datanet datanet, TextShapes shapes) {
        return List.of(
                new RowMeasure("words", datanet, row -> shapes.words()[row], false),
                new RowMeasure("letters per word", datanet, row -> shapes.letters()[row], false),
                new RowMeasure("share of digits and signs", datanet, row -> shapes.signs()[row], false));
    }

    private static double[] borders(Datanet datanet, IntToDoubleFunction value) {
        int first = datanet.firstRow(datanet.epoch(0) + 1);
        int count = Math.min(first, MOST_REFERENCE);
        double[] sorted = IntStream.range(0, count)
                .mapToDouble(i -> value.applyAsDouble((int) ((long) i * first / count)))
                .filter(v -> !Double.isNaN(v))
                .sorted()
                .toArray();
        return sorted.length == 0
                ? new double[0]
                : IntStream.range(1, TENTHS)
                        .mapToDouble(tenth -> sorted[(int) ((long) tenth * sorted.length / TENTHS)])
                        .distinct()
                        .toArray();
    }

    String name() {
        return name;
    }

    /** One a row, from 0 to {@link #highest()}; -1 for a row without a value. Not to be written to. */
    byte[] bins() {
        return bins;
    }

    int highest() {
        return highest;
    }

    /** Whether it is what the rows of a class have in common anyway. */
    boolean label() {
        return label;
    }
}
