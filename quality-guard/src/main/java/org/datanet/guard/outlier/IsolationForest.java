package org.datanet.guard.outlier;

import java.util.Arrays;
import java.util.LinkedHashSet;
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
    private static final int BLOCK = 256;

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
            return Arrays.copyOf(all, size);
        }
        // R. Floyd's sampling without replacement.
        LinkedHashSet<Integer> chosen = new LinkedHashSet<>();
        for (int j = n - size; j < n; j++) {
            int t = random.nextInt(j + 1);
            chosen.add(chosen.contains(t) ? j : t);
        }
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Mean depth over the trees relative to an unsuccessful search, as the paper's score in (0,1], of every row: higher is lonelier.
     * A block of rows goes through one tree after the other, so that the tree stays near at hand.
     */
    double[] scores(float[] points) {
        int n = points.length / d;
        double[] scores = new double[n];
        IntStream.range(0, (n + BLOCK - 1) / BLOCK).parallel().forEach(block -> {
            int end = Math.min(n, (block + 1) * BLOCK);
            int[] nodes = new int[BLOCK];
            for (Tree tree : trees) {
                tree.addDepths(points, d, block * BLOCK, end, nodes, scores);
            }
            for (int row = block * BLOCK; row < end; row++) {
                scores[row] = Math.pow(2, -scores[row] / trees.length / Math.max(normal, 1e-12));
            }
        });
        return scores;
    }

    static double averagePath(int n) {
        if (n <= 1) {
            return 0;
        }
        return n == 2 ? 1 : 2 * (Math.log(n - 1) + 0.5772156649015329) - 2.0 * (n - 1) / n;
    }

    /**
     * A complete binary tree in arrays, the children of node {@code i} at {@code 2 i + 1} and {@code 2 i + 2}. What is left of a point
     * that is alone earlier goes on by cuts that nothing exceeds, so that every way is as long: no step then has to be guessed.
     */
    private static final class Tree implements Crew.Sendable {
        private static final long serialVersionUID = 1;

        private final int levels;
        private final int[] feature;
        private final float[] cut;
        /** Of each way's end its depth plus what the points left there would add. */
        private final float[] depth;

        Tree(float[] points, int d, int[] rows, SplittableRandom random) {
            levels = (int) Math.ceil(Math.log(Math.max(2, rows.length)) / Math.log(2));
            depth = new float[1 << levels];
            feature = new int[depth.length - 1];
            cut = new float[feature.length];
            Arrays.fill(cut, Float.POSITIVE_INFINITY);
            grow(points, d, rows, 0, rows.length, 0, 0, random);
        }

        private void grow(
                float[] points, int d, int[] rows, int from, int to, int node, int level, SplittableRandom random) {
            if (level < levels && to - from > 1) {
                // A column that does not vary here cannot be cut; a few tries, then a full look, as the library forests
                // do.
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
                        grow(points, d, rows, from, middle, 2 * node + 1, level + 1, random);
                        grow(points, d, rows, middle, to, 2 * node + 2, level + 1, random);
                        return;
                    }
                }
            }
            // Nothing exceeds the cuts from here on: the leftmost end is where the way leads.
            int end = ((node + 1) << (levels - level)) - 1;
            depth[end - feature.length] = (float) (level + averagePath(to - from));
        }

        /** Adds the depths of the rows {@code [from, to)}, all of them a level at a time, so that no row waits for another. */
        void addDepths(float[] points, int d, int from, int to, int[] nodes, double[] depths) {
            Arrays.fill(nodes, 0, to - from, 0);
            for (int level = 0; level < levels; level++) {
                for (int i = 0, at = from * d; i < to - from; i++, at += d) {
                    int node = nodes[i];
                    nodes[i] = 2 * node + (points[at + feature[node]] > cut[node] ? 2 : 1);
                }
            }
            for (int row = from; row < to; row++) {
                depths[row] += depth[nodes[row - from] - feature.length];
            }
        }
    }
}
