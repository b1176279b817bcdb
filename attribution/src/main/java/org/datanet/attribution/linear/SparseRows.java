package org.datanet.attribution.linear;

/**
 * Rows of features in compressed form: row {@code i} has the values {@code values[offsets[i]..offsets[i+1])} in the columns
 * {@code columns[..]}. Immutable by agreement: the arrays are taken over and nobody writes to them.
 *
 * @param width number of columns
 * @param offsets one more than there are rows, ascending from 0
 * @param columns 0 to width - 1 each; a column that stands twice in a row counts twice
 * @param values finite, one a column entry
 */
public record SparseRows(int width, int[] offsets, int[] columns, double[] values) {
    public SparseRows {
        if (offsets.length == 0 || offsets[0] != 0 || offsets[offsets.length - 1] > values.length) {
            throw new IllegalArgumentException(
                    "offsets begin with 0 and end within the %d values".formatted(values.length));
        }
        for (int row = 0; row + 1 < offsets.length; row++) {
            for (int i = offsets[row]; i < offsets[row + 1]; i++) {
                if (columns[i] < 0 || columns[i] >= width) {
                    throw new IllegalArgumentException(
                            "row %d names column %d of %d".formatted(row, columns[i], width));
                }
                if (!Double.isFinite(values[i])) {
                    throw new IllegalArgumentException("column %d of row %d is %s, which is not a finite number"
                            .formatted(columns[i], row, values[i]));
                }
            }
        }
    }

    /**
     * Rows of which every column is given.
     *
     * @param dense {@code rows x width}, row-major, taken over
     */
    public static SparseRows dense(double[] dense, int rows, int width) {
        int[] offsets = new int[rows + 1];
        int[] columns = new int[Math.multiplyExact(rows, width)];
        for (int row = 0; row < rows; row++) {
            offsets[row + 1] = (row + 1) * width;
            for (int column = 0; column < width; column++) {
                columns[row * width + column] = column;
            }
        }
        return new SparseRows(width, offsets, columns, dense);
    }

    /** Number of rows. */
    public int rows() {
        return offsets.length - 1;
    }

    /** Number of values that are given. */
    long entries() {
        return offsets[offsets.length - 1];
    }

    /** Scores of a row: {@code out[c] = sum_j matrix[c * width + j] x_j} for every class {@code c}. */
    void multiply(int row, double[] matrix, int classes, double[] out) {
        for (int c = 0; c < classes; c++) {
            double sum = 0;
            int base = c * width;
            for (int i = offsets[row]; i < offsets[row + 1]; i++) {
                sum += matrix[base + columns[i]] * values[i];
            }
            out[c] = sum;
        }
    }

    double squaredNorm(int row) {
        double sum = 0;
        for (int i = offsets[row]; i < offsets[row + 1]; i++) {
            sum += values[i] * values[i];
        }
        return sum;
    }

    /** Adds {@code factor[c] x} to every class's part of a matrix. */
    void addOuter(int row, double[] factor, int classes, double[] matrix) {
        for (int c = 0; c < classes; c++) {
            double f = factor[c];
            if (f != 0) {
                int base = c * width;
                for (int i = offsets[row]; i < offsets[row + 1]; i++) {
                    matrix[base + columns[i]] += f * values[i];
                }
            }
        }
    }
}
