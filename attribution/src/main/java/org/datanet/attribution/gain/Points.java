package org.datanet.attribution.gain;

import org.datanet.progress.Crew;
import org.jspecify.annotations.Nullable;

/**
 * Points of a Euclidean space, {@code n x d}, kept twice: row-major to ask with, and in blocks of columns to be asked. A block holds
 * {@link #BLOCK} points column by column, so that the inner loop runs over points and needs no sum across lanes: the additions
 * of one distance always happen in the order of the columns, whatever the machine does with the loop. A distance of equal points
 * is exactly 0, and a distance is the same in both directions. Immutable and thread-safe.
 */
final class Points {
    /** Points of a block: with 64 columns a block of 128 kB stays in the second cache. */
    static final int BLOCK = 256;

    private final int n;
    private final int d;
    private final double[] rows;
    /** Of every block its columns, {@link #BLOCK} values each. */
    private final double[][] blocks;

    private final @Nullable Crew crew;

    /** @param rows {@code n x d}, row-major; taken over */
    Points(int n, int d, double[] rows) {
        this(n, d, rows, null);
    }

    /**
     * @param rows {@code n x d}, row-major; taken over
     * @param crew who compares them with others; nobody but this machine where there is none
     */
    Points(int n, int d, double[] rows, @Nullable Crew crew) {
        if (rows.length != (long) n * d) {
            throw new IllegalArgumentException(
                    "%d points of %d columns need %d values, not %d".formatted(n, d, (long) n * d, rows.length));
        }
        this.n = n;
        this.d = d;
        this.rows = rows;
        this.crew = crew;
        blocks = new double[Math.multiplyExact(blocks(), d)][BLOCK];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < d; c++) {
                blocks[i / BLOCK * d + c][i % BLOCK] = rows[i * d + c];
            }
        }
    }

    int size() {
        return n;
    }

    @Nullable
    Crew crew() {
        return crew;
    }

    int columns() {
        return d;
    }

    int blocks() {
        return (n + BLOCK - 1) / BLOCK;
    }

    /** How many points the block holds. */
    int blockSize(int block) {
        return Math.min(BLOCK, n - block * BLOCK);
    }

    double get(int point, int column) {
        return rows[point * d + column];
    }

    /** The array itself, {@code n x d}, row-major; not to be written to. */
    double[] rows() {
        return rows;
    }

    /** The points of the given indices, in their order. */
    Points select(int[] indices) {
        double[] selected = new double[indices.length * d];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(rows, indices[i] * d, selected, i * d, d);
        }
        return new Points(indices.length, d, selected, crew);
    }

    /** Squared distance of two points of this set. */
    double squaredDistance(int i, int j) {
        double sum = 0;
        for (int c = 0; c < d; c++) {
            double difference = rows[i * d + c] - rows[j * d + c];
            sum += difference * difference;
        }
        return sum;
    }

    /**
     * Squared distances from one point of another set to all points of a block.
     *
     * @param out takes {@link #BLOCK} values; those past the block's size mean nothing
     */
    void squaredDistances(Points from, int point, int block, double[] out) {
        java.util.Arrays.fill(out, 0, BLOCK, 0);
        int query = point * d;
        int at = block * d;
        int c = 0;
        for (; c + 3 < d; c += 4) {
            addFour(
                    out,
                    blocks[at + c],
                    blocks[at + c + 1],
                    blocks[at + c + 2],
                    blocks[at + c + 3],
                    from.rows[query + c],
                    from.rows[query + c + 1],
                    from.rows[query + c + 2],
                    from.rows[query + c + 3]);
        }
        for (; c < d; c++) {
            addOne(out, blocks[at + c], from.rows[query + c]);
        }
    }

    /** Every column in an array of its own, read from its start: the compiler finds the vector form of nothing else. */
    private static void addFour(
            double[] out,
            double[] x0,
            double[] x1,
            double[] x2,
            double[] x3,
            double q0,
            double q1,
            double q2,
            double q3) {
        for (int b = 0; b < BLOCK; b++) {
            double d0 = x0[b] - q0;
            double d1 = x1[b] - q1;
            double d2 = x2[b] - q2;
            double d3 = x3[b] - q3;
            out[b] = out[b] + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
        }
    }

    private static void addOne(double[] out, double[] x, double q) {
        for (int b = 0; b < BLOCK; b++) {
            double d0 = x[b] - q;
            out[b] += d0 * d0;
        }
    }
}
