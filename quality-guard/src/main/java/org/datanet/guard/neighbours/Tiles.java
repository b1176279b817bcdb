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
    /** First tile of every list. */
    private final int[] tiles;
    /** Of every tile its coordinates, {@link #padded} of them. */
    private final float[][] columns;

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
        this.tiles = new int[starts.length];
        for (int list = 0; list + 1 < starts.length; list++) {
            tiles[list + 1] = tiles[list] + (starts[list + 1] - starts[list] + WIDTH - 1) / WIDTH;
        }
        this.columns = new float[Math.multiplyExact(tiles[starts.length - 1], padded)][];
        this.halfNorms = new float[rows.length];
        IntStream.range(0, starts.length - 1).parallel().forEach(list -> {
            for (int first = starts[list]; first < starts[list + 1]; first += WIDTH) {
                int width = Math.min(WIDTH, starts[list + 1] - first);
                int tile = (tiles[list] + (first - starts[list]) / WIDTH) * padded;
                for (int c = 0; c < padded; c++) {
                    columns[tile + c] = new float[width];
                }
                for (int t = 0; t < width; t++) {
                    int at = rows[first + t] * d;
                    float norm = 0;
                    for (int c = 0; c < d; c++) {
                        float value = points[at + c] - origin[c];
                        columns[tile + c][t] = value;
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
     * Scores the points of a tile for one query.
     *
     * @param list the tile's
     * @param first place of the tile's first point: that of the list, or a multiple of {@value #WIDTH} beyond
     * @param negated queries, each less the origin and negated
     * @param query offset of this one
     * @return points in the tile
     */
    int score(int list, int first, float[] negated, int query, float[] scores) {
        int width = Math.min(WIDTH, starts[list + 1] - first);
        System.arraycopy(halfNorms, first, scores, 0, width);
        int tile = (tiles[list] + (first - starts[list]) / WIDTH) * padded;
        for (int c = 0; c < padded; c += 4) {
            multiply(
                    columns[tile + c],
                    columns[tile + c + 1],
                    columns[tile + c + 2],
                    columns[tile + c + 3],
                    width,
                    negated[query + c],
                    negated[query + c + 1],
                    negated[query + c + 2],
                    negated[query + c + 3],
                    scores);
        }
        return width;
    }

    /**
     * Four coordinates of a tile: in a method of its own, with every coordinate in an array of its own, read from its start, and one
     * array written to, because the compiler then finds the vector form. It does not for two queries at a time or eight coordinates.
     */
    private static void multiply(
            float[] x0,
            float[] x1,
            float[] x2,
            float[] x3,
            int width,
            float q0,
            float q1,
            float q2,
            float q3,
            float[] scores) {
        for (int t = 0; t < width; t++) {
            scores[t] = Math.fma(q0, x0[t], Math.fma(q1, x1[t], Math.fma(q2, x2[t], Math.fma(q3, x3[t], scores[t]))));
        }
    }
}
