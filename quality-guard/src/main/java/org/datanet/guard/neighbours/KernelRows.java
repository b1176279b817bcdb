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
        float[] negated = new float[centres.padded()];
        float[] scores = new float[Tiles.WIDTH];
        for (int i = from; i < to; i++) {
            float norm = Tiles.negate(points, i * d, d, origin, negated, 0);
            for (int first = 0; first < count; first += Tiles.WIDTH) {
                int width = centres.score(0, first, negated, 0, scores);
                for (int t = 0; t < width; t++) {
                    out[(i - from) * count + first + t] = Math.exp(factor * Math.max(0, scores[t] + norm / 2));
                }
            }
        }
    }
}
