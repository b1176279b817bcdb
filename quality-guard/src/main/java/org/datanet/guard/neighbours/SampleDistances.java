package org.datanet.guard.neighbours;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.progress.Crew;

/**
 * How far rows lie from the nearest of a sample of them, all compared: the work is linear in the number of rows, and a crowd that is
 * a small share of all rows is a small share of the sample too, so that its members are not near to anybody.
 */
public final class SampleDistances implements Crew.Sendable {
    private static final long serialVersionUID = 1;

    private static final int BLOCK = 256;

    private final int d;
    private final float[] origin;
    private final int[] sample;
    private final Tiles tiles;

    private SampleDistances(float[] chosen, int d, float[] origin, int[] sample) {
        this.d = d;
        this.origin = origin;
        this.sample = sample;
        this.tiles = Tiles.single(chosen, d, origin, sample.length);
    }

    /**
     * Takes a sample of points.
     *
     * @param points {@code n x d}, row-major
     * @param sample rows, ascending, at least one
     */
    public static SampleDistances of(float[] points, int d, int[] sample) {
        float[] chosen = new float[sample.length * d];
        for (int i = 0; i < sample.length; i++) {
            System.arraycopy(points, sample[i] * d, chosen, i * d, d);
        }
        // The middle of each column, near which most rows lie: float arithmetic then loses little among them.
        float[] origin = new float[d];
        for (int c = 0; c < d; c++) {
            float[] column = new float[sample.length];
            for (int i = 0; i < column.length; i++) {
                column[i] = chosen[i * d + c];
            }
            Arrays.sort(column);
            origin[c] = column[column.length / 2];
        }
        return new SampleDistances(chosen, d, origin, sample);
    }

    /** Rows in the sample. */
    public int size() {
        return sample.length;
    }

    /**
     * Mean distance of rows to the nearest of the sample.
     *
     * @param points {@code m x d}, row-major
     * @param from number of the first of them among those that the sample was taken from: a row does not meet itself
     * @param k how many of the nearest, 1 or more; fewer where the sample has fewer
     * @return one a row, 0 or more, the same whatever the number of threads; 0 for the only row
     */
    public double[] means(float[] points, int from, int k) {
        int n = points.length / d;
        double[] means = new double[n];
        IntStream.range(0, (n + BLOCK - 1) / BLOCK).parallel().forEach(block -> {
            float[] negated = new float[tiles.padded()];
            float[] tile = new float[Tiles.WIDTH];
            float[] scores = new float[sample.length];
            int[] places = new int[sample.length + 1];
            int end = Math.min(n, (block + 1) * BLOCK);
            for (int row = block * BLOCK; row < end; row++) {
                float norm = Tiles.negate(points, row * d, d, origin, negated, 0);
                for (int first = 0; first < sample.length; first += Tiles.WIDTH) {
                    int width = tiles.score(0, first, negated, 0, tile);
                    System.arraycopy(tile, 0, scores, first, width);
                }
                means[row] = mean(scores, places, norm, Arrays.binarySearch(sample, from + row), k);
            }
        });
        return means;
    }

    private static double mean(float[] scores, int[] places, float norm, int own, int k) {
        int count = scores.length;
        if (own >= 0) {
            // Its own place goes to the last, which stands beyond the end.
            scores[own] = scores[--count];
        }
        int nearest = Math.min(k, count);
        int low = Lowest.upTo(Lowest.roof(scores, count, nearest), scores, count, places);
        if (low >= nearest) {
            for (int i = 0; i < low; i++) {
                scores[i] = scores[places[i]];
            }
            count = low;
        }
        Lowest.select(scores, count, nearest);
        double sum = 0;
        for (int i = 0; i < nearest; i++) {
            sum += Math.sqrt(Math.max(0, 2 * scores[i] + norm));
        }
        return nearest == 0 ? 0 : sum / nearest;
    }
}
