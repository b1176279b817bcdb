package org.datanet.guard.outlier;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.progress.Crew;

/**
 * Isolation forest (F. T. Liu, K. M. Ting, Z.-H. Zhou, 2008): how few random cuts separate a point from a sample of the others.
 * Each tree has its own random stream, so the number of threads changes nothing.
 */
final class IsolationForest implements Crew.Sendable {
    private static final long serialVersionUID = 1;

    private static final int SAMPLE = 256;

    private final int d;
    private final Tree[] trees;
    private final double normal;

    /**
     * @param points {@code n x d}, row-major
     * @param trees number of trees
     */
    IsolationForest(float[] points, int d, int trees, long seed) {
        this.d = d;
        int n = points.length / d;
        int size = Math.min(SAMPLE, n);
        this.normal = averagePath(size);
        this.trees = new Tree[trees];
        SplittableRandom root = new SplittableRandom(seed);
        SplittableRandom[] streams =
                IntStream.range(0, trees).mapToObj(t -> root.split()).toArray(SplittableRandom[]::new);
        IntStream.range(0, trees)
                .parallel()
                .forEach(t -> this.trees[t] = new Tree(points, d, sample(n, size, streams[t]), streams[t]));
    }

    static int[] sample(int n, int size, SplittableRandom random) {
        if (n <= 4 * size) {
            int[] all = IntStream.range(0, n).toArray();
            for (int i = 0; i < size; i++) {
                int j = i + random.nextInt(n - i);
                int swap = all[i];
                all[i] = all[j];
                all[j] = swap;
            }
            return java.util.Arrays.copyOf(all, size);
        }
        // R. Floyd's sampling without replacement.
        java.util.LinkedHashSet<Integer> chosen = new java.util.LinkedHashSet<>();
        for (int j = n - size; j < n; j++) {
            int t = random.nextInt(j + 1);
            chosen.add(chosen.contains(t) ? j : t);
        }
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Mean depth over the trees relative to an unsuccessful search, as the paper's score in (0,1]: higher is lonelier. */
    double score(float[] points, int row) {
        double depth = 0;
        for (Tree tree : trees) {
            depth += tree.depth(points, row * d);
        }
        return Math.pow(2, -depth / trees.length / Math.max(normal, 1e-12));
    }

    static double averagePath(int n) {
        if (n <= 1) {
            return 0;
        }
        return n == 2 ? 1 : 2 * (Math.log(n - 1) + 0.5772156649015329) - 2.0 * (n - 1) / n;
    }

    /** Nodes in arrays; a leaf has feature -1 and holds its depth plus what the points left in it would add. */
    private static final class Tree implements Crew.Sendable {
        private static final long serialVersionUID = 1;

        private final int[] feature;
        private final float[] cut;
        private final int[] right;
        private final float[] leafDepth;
        private int nodes;

        Tree(float[] points, int d, int[] rows, SplittableRandom random) {
            int capacity = 2 * rows.length;
            feature = new int[capacity];
            cut = new float[capacity];
            right = new int[capacity];
            leafDepth = new float[capacity];
            int limit = (int) Math.ceil(Math.log(Math.max(2, rows.length)) / Math.log(2));
            grow(points, d, rows, 0, rows.length, 0, limit, random);
        }

        private int grow(
                float[] points, int d, int[] rows, int from, int to, int depth, int limit, SplittableRandom random) {
            int node = nodes++;
            feature[node] = -1;
            leafDepth[node] = (float) (depth + averagePath(to - from));
            if (depth >= limit || to - from <= 1) {
                return node;
            }
            // A column that does not vary here cannot be cut; a few tries, then a full look, as the library forests do.
            int start = random.nextInt(d);
            for (int tried = 0; tried < d; tried++) {
                int c = (start + tried) % d;
                float low = Float.POSITIVE_INFINITY;
                float high = Float.NEGATIVE_INFINITY;
                for (int i = from; i < to; i++) {
                    float v = points[rows[i] * d + c];
                    low = Math.min(low, v);
                    high = Math.max(high, v);
                }
                if (low < high) {
                    float at = (float) (low + random.nextDouble() * ((double) high - low));
                    at = at >= high ? low : at;
                    int middle = from;
                    for (int i = from; i < to; i++) {
                        if (points[rows[i] * d + c] <= at) {
                            int swap = rows[i];
                            rows[i] = rows[middle];
                            rows[middle++] = swap;
                        }
                    }
                    feature[node] = c;
                    cut[node] = at;
                    grow(points, d, rows, from, middle, depth + 1, limit, random);
                    right[node] = grow(points, d, rows, middle, to, depth + 1, limit, random);
                    return node;
                }
            }
            return node;
        }

        float depth(float[] points, int offset) {
            int node = 0;
            while (feature[node] >= 0) {
                node = points[offset + feature[node]] <= cut[node] ? node + 1 : right[node];
            }
            return leafDepth[node];
        }
    }
}
