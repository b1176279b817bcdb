package org.datanet.guard.neighbours;

/** Rows of a Gaussian kernel matrix between points and some of them as centres; squared distances in float. Thread-safe. */
public final class KernelRows {
    private final float[] points;
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
        this.points = points;
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

    /** Writes the kernel of each of the given rows with every centre, one row after the other from {@code at}. */
    public void fill(int[] rows, double[] out, int at) {
        int padded = centres.padded();
        float[] negated = new float[2 * padded];
        float[] scoresA = new float[Tiles.WIDTH];
        float[] scoresB = new float[Tiles.WIDTH];
        for (int i = 0; i < rows.length; i += 2) {
            int j = Math.min(i + 1, rows.length - 1);
            float normA = Tiles.negate(points, rows[i] * d, d, origin, negated, 0);
            float normB = Tiles.negate(points, rows[j] * d, d, origin, negated, padded);
            for (int first = 0; first < count; first += Tiles.WIDTH) {
                int width = Math.min(Tiles.WIDTH, count - first);
                centres.score(first, width, negated, 0, padded, scoresA, scoresB);
                for (int t = 0; t < width; t++) {
                    out[at + i * count + first + t] = Math.exp(factor * Math.max(0, scoresA[t] + normA / 2));
                    out[at + j * count + first + t] = Math.exp(factor * Math.max(0, scoresB[t] + normB / 2));
                }
            }
        }
    }
}
