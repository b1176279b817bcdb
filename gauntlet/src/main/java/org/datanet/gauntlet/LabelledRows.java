package org.datanet.gauntlet;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.datanet.attribution.gain.HashedText;

/**
 * Rows with labels, as somebody holds or submits them. Immutable by agreement: nobody writes to the arrays.
 *
 * @param x features, {@code n x d}, in the table's own units; of texts, what the valuation compares them by
 * @param y indices into the label set, one a row
 * @param texts one a row, or none where rows are numbers
 */
public record LabelledRows(double[][] x, int[] y, String[] texts) {
    public LabelledRows {
        if (x.length != y.length || texts.length > 0 && texts.length != y.length) {
            throw new IllegalArgumentException(
                    "%d rows and %d texts have as many labels, not %d".formatted(x.length, texts.length, y.length));
        }
    }

    /** Rows of numbers. */
    public LabelledRows(double[][] x, int[] y) {
        this(x, y, new String[0]);
    }

    /** Rows of text. */
    public static LabelledRows ofTexts(String[] texts, int[] y) {
        return new LabelledRows(
                Arrays.stream(texts).parallel().map(HashedText::of).toArray(double[][]::new), y, texts);
    }

    /** Number of rows. */
    public int size() {
        return y.length;
    }

    /** Whether rows are texts; nothing is neither. */
    public boolean areTexts() {
        return texts.length > 0;
    }

    /** The rows of the given indices, in their order. */
    public LabelledRows select(int... rows) {
        return new LabelledRows(
                IntStream.of(rows).mapToObj(i -> x[i]).toArray(double[][]::new),
                IntStream.of(rows).map(i -> y[i]).toArray(),
                areTexts() ? IntStream.of(rows).mapToObj(i -> texts[i]).toArray(String[]::new) : texts);
    }

    /** The first rows, or all where there are fewer. */
    public LabelledRows first(int count) {
        int n = Math.min(count, size());
        return new LabelledRows(Arrays.copyOf(x, n), Arrays.copyOf(y, n), areTexts() ? Arrays.copyOf(texts, n) : texts);
    }

    /** The same rows under other labels. */
    public LabelledRows labelled(int[] labels) {
        return new LabelledRows(x, labels, texts);
    }

    /** All rows of the parts, one after the other. */
    public static LabelledRows concat(List<LabelledRows> parts) {
        return new LabelledRows(
                parts.stream().flatMap(part -> Arrays.stream(part.x)).toArray(double[][]::new),
                parts.stream().flatMapToInt(part -> Arrays.stream(part.y)).toArray(),
                parts.stream().flatMap(part -> Arrays.stream(part.texts)).toArray(String[]::new));
    }
}
