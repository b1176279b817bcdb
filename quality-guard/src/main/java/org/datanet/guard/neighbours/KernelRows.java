package org.datanet.guard.neighbours;

import org.datanet.progress.Crew;

/** Rows of a Gaussian kernel matrix between points and centres; squared distances in float. Thread-safe. */
public final class KernelRows implements Crew.Sendable {
    private static final long serialVersionUID = 1;

    private final int d;
    private final Tiles centres;
    private final float[] origin;
    private final int count;
    private final double factor;

    /**
     * @param points {@code n x d}, row-major
     * @param centres rows that serve as centres, at least one
     * @param width of the kernel: the distance at which it is {@code exp(-1/2)}
     */
    public KernelRows(float[] points, int d, int[] centres, double width) {
        this.d = d;
        this.count = centres.length;
        this.factor = -1 / (width * width);
        double[] sum = new double[d];
        float[] matrix = new float[count * d];
        for (int i = 0; i < count; i++) {
            System.arraycopy(points, centres[i] * d, matrix, i * d, d);
            for (int c = 0; c < d; c++) {
                sum[c] += matrix[i * d + c];
            }
        }
        this.origin = new float[d];
        for (int c = 0; c < d; c++) {
            origin[c] = (float) (sum[c] / count);
        }
        this.centres = Tiles.single(matrix, d, origin, count);
    }

    /** Number of columns. */
    public int columns() {
        return d;
    }

    /** Number of centres. */
    public int centres() {
        return count;
    }

    /**
     * Writes the kernel of rows with every centre, one row after the other.
     *
     * @param points the matrix that they are rows of, row-major
     * @param from first row
     * @param to one past the last row
     */
    public void fill(float[] points, int from, int to, double[] out) {
        int padded = centres.padded();
        float[] negated = new float[2 * padded];
        float[] scoresA = new float[Tiles.WIDTH];
        float[] scoresB = new float[Tiles.WIDTH];
        for (int i = from; i < to; i += 2) {
            int j = Math.min(i + 1, to - 1);
            float normA = Tiles.negate(points, i * d, d, origin, negated, 0);
            float normB = Tiles.negate(points, j * d, d, origin, negated, padded);
            for (int first = 0; first < count; first += Tiles.WIDTH) {
                int width = Math.min(Tiles.WIDTH, count - first);
                centres.score(first, width, negated, 0, padded, scoresA, scoresB);
                for (int t = 0; t < width; t++) {
                    out[(i - from) * count + first + t] = Math.exp(factor * Math.max(0, scoresA[t] + normA / 2));
                    out[(j - from) * count + first + t] = Math.exp(factor * Math.max(0, scoresB[t] + normB / 2));
                }
            }
        }
    }
}
