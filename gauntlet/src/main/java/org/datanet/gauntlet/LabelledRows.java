package org.datanet.gauntlet;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows with labels, as somebody holds or submits them. Immutable by agreement: nobody writes to the arrays.
 *
 * @param x features, {@code n x d}, in the table's own units
 * @param y indices into the label set, one a row
 */
public record LabelledRows(double[][] x, int[] y) {
    public LabelledRows {
        if (x.length != y.length) {
            throw new IllegalArgumentException("%d rows have as many labels, not %d".formatted(x.length, y.length));
        }
    }

    /** Number of rows. */
    public int size() {
        return y.length;
    }

    /** The rows of the given indices, in their order. */
    public LabelledRows select(int... rows) {
        return new LabelledRows(
                IntStream.of(rows).mapToObj(i -> x[i]).toArray(double[][]::new),
                IntStream.of(rows).map(i -> y[i]).toArray());
    }

    /** The first rows, or all where there are fewer. */
    public LabelledRows first(int count) {
        int n = Math.min(count, size());
        return new LabelledRows(Arrays.copyOf(x, n), Arrays.copyOf(y, n));
    }

    /** The same features under other labels. */
    public LabelledRows labelled(int[] labels) {
        return new LabelledRows(x, labels);
    }

    /** All rows of the parts, one after the other. */
    public static LabelledRows concat(List<LabelledRows> parts) {
        return new LabelledRows(
                parts.stream().flatMap(part -> Arrays.stream(part.x)).toArray(double[][]::new),
                parts.stream().flatMapToInt(part -> Arrays.stream(part.y)).toArray());
    }
}
