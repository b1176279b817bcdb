package org.datanet.guard.neighbours;

import java.util.stream.IntStream;
import org.datanet.progress.Crew;

/**
 * Points in lists, laid out for scoring: every list is cut into tiles of at most {@value #WIDTH} points, and within a tile one
 * coordinate of all its points lies together, so that a query is compared with many points by vector instructions. Scores are half
 * the squared distance less half the query's own squared length, in float: they order the points of one query.
 */
final class Tiles implements Crew.Sendable {
    private static final long serialVersionUID = 1;

    static final int WIDTH = 256;

    private final int padded;
    private final int[] starts;
    private final int[] rows;
    private final float[] tiled;
    private final float[] halfNorms;

    /**
     * @param points {@code n x d}, row-major
     * @param origin of {@code d} coordinates, subtracted from points and queries, so that float arithmetic loses little
     * @param starts first place of every list in {@code rows}, and one past the last; ascending rows within a list
     * @param rows the points by list
     */
    Tiles(float[] points, int d, float[] origin, int[] starts, int[] rows) {
        this.padded = (d + 3) & ~3;
        this.starts = starts;
        this.rows = rows;
        this.tiled = new float[Math.multiplyExact(rows.length, padded)];
        this.halfNorms = new float[rows.length];
        IntStream.range(0, starts.length - 1).parallel().forEach(list -> {
            for (int first = starts[list]; first < starts[list + 1]; first += WIDTH) {
                int width = Math.min(WIDTH, starts[list + 1] - first);
                int base = first * padded;
                for (int t = 0; t < width; t++) {
                    int at = rows[first + t] * d;
                    float norm = 0;
                    for (int c = 0; c < d; c++) {
                        float value = points[at + c] - origin[c];
                        tiled[base + c * width + t] = value;
                        norm += value * value;
                    }
                    halfNorms[first + t] = norm / 2;
                }
            }
        });
    }

    /** All points in one list. */
    static Tiles single(float[] points, int d, float[] origin, int n) {
        return new Tiles(
                points, d, origin, new int[] {0, n}, IntStream.range(0, n).toArray());
    }

    /** Writes a query as {@link #score} reads it, less the origin and negated; gives its squared length. */
    static float negate(float[] queries, int from, int d, float[] origin, float[] negated, int at) {
        float norm = 0;
        for (int c = 0; c < d; c++) {
            float value = queries[from + c] - origin[c];
            negated[at + c] = -value;
            norm += value * value;
        }
        return norm;
    }

    /** Coordinates of a query as {@link #score} reads them: {@code d} rounded up to a multiple of four. */
    int padded() {
        return padded;
    }

    int lists() {
        return starts.length - 1;
    }

    int start(int list) {
        return starts[list];
    }

    int row(int place) {
        return rows[place];
    }

    /**
     * Scores the points of a tile for two queries.
     *
     * @param first place of the tile's first point
     * @param width points in the tile
     * @param negated queries, each less the origin and negated
     * @param a offset of one query
     * @param b offset of the other
     */
    void score(int first, int width, float[] negated, int a, int b, float[] scoresA, float[] scoresB) {
        System.arraycopy(halfNorms, first, scoresA, 0, width);
        System.arraycopy(halfNorms, first, scoresB, 0, width);
        int base = first * padded;
        for (int c = 0; c < padded; c += 4) {
            multiply(
                    tiled,
                    base + c * width,
                    width,
                    negated[a + c],
                    negated[a + c + 1],
                    negated[a + c + 2],
                    negated[a + c + 3],
                    negated[b + c],
                    negated[b + c + 1],
                    negated[b + c + 2],
                    negated[b + c + 3],
                    scoresA,
                    scoresB);
        }
    }

    /** Four coordinates of a tile for two queries: in a method of its own, because the compiler then finds the vector form. */
    private static void multiply(
            float[] tiled,
            int t0,
            int width,
            float a0,
            float a1,
            float a2,
            float a3,
            float b0,
            float b1,
            float b2,
            float b3,
            float[] scoresA,
            float[] scoresB) {
        int t1 = t0 + width;
        int t2 = t1 + width;
        int t3 = t2 + width;
        for (int t = 0; t < width; t++) {
            float x0 = tiled[t0 + t];
            float x1 = tiled[t1 + t];
            float x2 = tiled[t2 + t];
            float x3 = tiled[t3 + t];
            scoresA[t] = Math.fma(a0, x0, Math.fma(a1, x1, Math.fma(a2, x2, Math.fma(a3, x3, scoresA[t]))));
            scoresB[t] = Math.fma(b0, x0, Math.fma(b1, x1, Math.fma(b2, x2, Math.fma(b3, x3, scoresB[t]))));
        }
    }
}
