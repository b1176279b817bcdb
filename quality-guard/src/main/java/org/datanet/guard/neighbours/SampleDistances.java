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
            Search search = new Search(k);
            int end = Math.min(n, (block + 1) * BLOCK);
            for (int row = block * BLOCK; row < end; row++) {
                means[row] = search.mean(points, row, Arrays.binarySearch(sample, from + row));
            }
        });
        return means;
    }

    /** For one thread at a time. */
    private final class Search {
        private final int k;
        private final float[] negated = new float[tiles.padded()];
        private final float[] tileLows = new float[Lowest.GROUPS];
        private final float[][] scores;
        private final float[] lows;
        private final int[] groups;
        private final float[] near;

        Search(int k) {
            this.k = k;
            scores = new float[(sample.length + Tiles.WIDTH - 1) / Tiles.WIDTH][Tiles.WIDTH];
            lows = new float[scores.length * Lowest.GROUPS];
            groups = new int[lows.length + 1];
            near = new float[scores.length * Tiles.WIDTH + 1];
        }

        /** @param own place of the row in the sample; negative for none */
        double mean(float[] points, int row, int own) {
            float norm = Tiles.negate(points, row * d, d, origin, negated, 0);
            for (int i = 0; i < scores.length; i++) {
                float[] tile = scores[i];
                int width = tiles.score(0, i * Tiles.WIDTH, negated, 0, tile);
                Arrays.fill(tile, width, Tiles.WIDTH, Float.POSITIVE_INFINITY);
                if (own >= 0 && own / Tiles.WIDTH == i) {
                    tile[own % Tiles.WIDTH] = Float.POSITIVE_INFINITY;
                }
                Lowest.ofGroups(tile, tileLows);
                System.arraycopy(tileLows, 0, lows, i * Lowest.GROUPS, Lowest.GROUPS);
            }
            int nearest = Math.min(k, own >= 0 ? sample.length - 1 : sample.length);
            int size = upTo(Lowest.mean(lows));
            size = size < nearest ? upTo(Float.MAX_VALUE) : size;
            Lowest.select(near, size, nearest);
            double sum = 0;
            for (int i = 0; i < nearest; i++) {
                sum += Math.sqrt(Math.max(0, 2 * near[i] + norm));
            }
            return nearest == 0 ? 0 : sum / nearest;
        }

        /** The values that do not exceed a roof; without a branch that would have to be guessed. */
        private int upTo(float roof) {
            int count = 0;
            for (int group = 0; group < lows.length; group++) {
                groups[count] = group;
                count += lows[group] <= roof ? 1 : 0;
            }
            int size = 0;
            for (int i = 0; i < count; i++) {
                float[] tile = scores[groups[i] / Lowest.GROUPS];
                for (int t = groups[i] % Lowest.GROUPS; t < Tiles.WIDTH; t += Lowest.GROUPS) {
                    near[size] = tile[t];
                    size += tile[t] <= roof ? 1 : 0;
                }
            }
            return size;
        }
    }
}
