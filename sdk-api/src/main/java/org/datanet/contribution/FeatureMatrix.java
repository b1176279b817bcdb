package org.datanet.contribution;

import java.util.List;
import org.datanet.proof.Ids;

/**
 * Features as one row-major array: value {@code (row, column)} stands at {@code row * columns + column}. All values are finite.
 * Immutable by agreement: {@link #values()} hands out the array itself, because hot loops read it, and nobody writes to it.
 */
public final class FeatureMatrix {
    private final List<String> names;
    private final int rows;
    private final double[] values;

    /**
     * @param names column names, at least one, distinct
     * @param rows number of rows
     * @param values {@code rows x names.size()}, row-major, finite; taken over, not copied
     * @throws IllegalArgumentException naming the row, the column and the value
     */
    public FeatureMatrix(List<String> names, int rows, double[] values) {
        if (names.isEmpty() || names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException(
                    "feature names are distinct and at least one, not " + Ids.excerpt(names.toString()));
        }
        if (values.length != (long) rows * names.size()) {
            throw new IllegalArgumentException("%d rows of %d features need %d values, not %d"
                    .formatted(rows, names.size(), (long) rows * names.size(), values.length));
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("feature %s of row %d is %s, which is not a finite number"
                        .formatted(names.get(i % names.size()), i / names.size(), values[i]));
            }
        }
        this.names = List.copyOf(names);
        this.rows = rows;
        this.values = values;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return names.size();
    }

    public List<String> names() {
        return names;
    }

    public double get(int row, int column) {
        return values[row * names.size() + column];
    }

    /** A copy of one row. */
    public double[] row(int row) {
        double[] copy = new double[names.size()];
        System.arraycopy(values, row * names.size(), copy, 0, copy.length);
        return copy;
    }

    /** The array itself, {@code rows x columns}, row-major; not to be written to. */
    public double[] values() {
        return values;
    }
}
