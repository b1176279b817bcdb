package org.datanet.guard.neighbours;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The k nearest rows of each query, exactly: squared distances in float for the search, in double for what is returned. Ties go to
 * the earlier row. Blocks of queries run on all cores; each is independent of the others, so the result is too.
 */
public final class NearestNeighbours {
    private static final int QUERIES = 16;
    private static final int TILE = 512;

    private final int k;
    private final int[] rows;
    private final double[] distances;

    private NearestNeighbours(int k, int[] rows, double[] distances) {
        this.k = k;
        this.rows = rows;
        this.distances = distances;
    }

    /**
     * Searches the rows {@code [0, limit(query))} other than the query itself.
     *
     * @param points {@code n x d}, row-major
     * @param d number of columns
     * @param from first query row
     * @param to one past the last query row
     * @param k number of neighbours, 1 or more
     * @param limit for each query row, one past the last row that may be its neighbour
     */
    public static NearestNeighbours search(float[] points, int d, int from, int to, int k, IntUnaryOperator limit) {
        return search(points, points, d, from, to, k, limit);
    }

    /**
     * The same with the queries taken from another matrix. A query never finds the row of its own number when the matrices have as
     * many rows; otherwise it may find any.
     */
    public static NearestNeighbours search(
            float[] queries, float[] points, int d, int from, int to, int k, IntUnaryOperator limit) {
        int[] rows = new int[Math.multiplyExact(to - from, k)];
        double[] distances = new double[rows.length];
        Arrays.fill(rows, -1);
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        int n = points.length / Math.max(1, d);
        float[] norms = new float[n];
        IntStream.range(0, n).parallel().forEach(r -> {
            float sum = 0;
            for (int c = 0; c < d; c++) {
                sum += points[r * d + c] * points[r * d + c];
            }
            norms[r] = sum;
        });
        int blocks = (to - from + QUERIES - 1) / QUERIES;
        IntStream.range(0, blocks).parallel().forEach(block -> {
            int first = from + block * QUERIES;
            int last = Math.min(to, first + QUERIES);
            new Block(queries, points, norms, d, first, last, k, limit).run(rows, distances, from);
        });
        return new NearestNeighbours(k, rows, distances);
    }

    /** Number of neighbours asked for. */
    public int k() {
        return k;
    }

    /** The row of the rank-th neighbour of the query at this offset from the first, nearest first; -1 where there is none. */
    public int row(int query, int rank) {
        return rows[query * k + rank];
    }

    /** Its Euclidean distance; infinite where there is none. */
    public double distance(int query, int rank) {
        return distances[query * k + rank];
    }

    /** Number of neighbours that the query has. */
    public int count(int query) {
        int count = 0;
        while (count < k && rows[query * k + count] >= 0) {
            count++;
        }
        return count;
    }

    private static final class Block {
        private final float[] queries;
        private final float[] points;
        private final float[] norms;
        private final int d;
        private final int first;
        private final int last;
        private final IntUnaryOperator limit;
        private final int keep;
        private final int k;

        Block(
                float[] queries,
                float[] points,
                float[] norms,
                int d,
                int first,
                int last,
                int k,
                IntUnaryOperator limit) {
            this.queries = queries;
            this.points = points;
            this.norms = norms;
            this.d = d;
            this.first = first;
            this.last = last;
            this.k = k;
            // A few more than asked for, because float arithmetic may swap near ties.
            this.keep = k + 4;
            this.limit = limit;
        }

        void run(int[] rows, double[] distances, int from) {
            int count = last - first;
            int[] bestRows = new int[count * keep];
            float[] best = new float[count * keep];
            Arrays.fill(bestRows, -1);
            Arrays.fill(best, Float.POSITIVE_INFINITY);
            int roof = 0;
            for (int q = first; q < last; q++) {
                roof = Math.max(roof, limit.applyAsInt(q));
            }
            float[] tile = new float[d * TILE];
            float[] products = new float[TILE];
            for (int start = 0; start < roof; start += TILE) {
                int width = Math.min(TILE, roof - start);
                for (int t = 0; t < width; t++) {
                    int at = (start + t) * d;
                    for (int c = 0; c < d; c++) {
                        tile[c * TILE + t] = points[at + c];
                    }
                }
                for (int q = first; q < last; q++) {
                    int until = Math.min(width, limit.applyAsInt(q) - start);
                    if (until > 0) {
                        multiply(q, tile, products, width);
                        collect(q, start, until, products, bestRows, best);
                    }
                }
            }
            for (int q = first; q < last; q++) {
                refine(q, bestRows, rows, distances, (q - from) * k);
            }
        }

        private void multiply(int q, float[] tile, float[] products, int width) {
            Arrays.fill(products, 0, width, 0f);
            int at = q * d;
            int c = 0;
            for (; c + 3 < d; c += 4) {
                float a0 = queries[at + c];
                float a1 = queries[at + c + 1];
                float a2 = queries[at + c + 2];
                float a3 = queries[at + c + 3];
                int t0 = c * TILE;
                int t1 = t0 + TILE;
                int t2 = t1 + TILE;
                int t3 = t2 + TILE;
                for (int t = 0; t < width; t++) {
                    products[t] += a0 * tile[t0 + t] + a1 * tile[t1 + t] + a2 * tile[t2 + t] + a3 * tile[t3 + t];
                }
            }
            for (; c < d; c++) {
                float a = queries[at + c];
                int t0 = c * TILE;
                for (int t = 0; t < width; t++) {
                    products[t] += a * tile[t0 + t];
                }
            }
        }

        private void collect(int q, int start, int until, float[] products, int[] bestRows, float[] best) {
            int base = (q - first) * keep;
            float worst = best[base + keep - 1];
            int excluded = queries.length == points.length ? q : -1;
            for (int t = 0; t < until; t++) {
                int row = start + t;
                float score = norms[row] - 2 * products[t];
                if (score < worst && row != excluded) {
                    int at = base + keep - 1;
                    while (at > base && best[at - 1] > score) {
                        best[at] = best[at - 1];
                        bestRows[at] = bestRows[at - 1];
                        at--;
                    }
                    best[at] = score;
                    bestRows[at] = row;
                    worst = best[base + keep - 1];
                }
            }
        }

        private void refine(int q, int[] bestRows, int[] rows, double[] distances, int out) {
            int base = (q - first) * keep;
            double[] exact = new double[keep];
            for (int i = 0; i < keep; i++) {
                int row = bestRows[base + i];
                exact[i] = row < 0 ? Double.POSITIVE_INFINITY : distance(queries, q, points, row, d);
            }
            for (int rank = 0; rank < k; rank++) {
                int chosen = -1;
                for (int i = 0; i < keep; i++) {
                    int row = bestRows[base + i];
                    if (row >= 0
                            && (chosen < 0
                                    || exact[i] < exact[chosen]
                                    || exact[i] == exact[chosen] && row < bestRows[base + chosen])) {
                        chosen = i;
                    }
                }
                if (chosen < 0) {
                    return;
                }
                rows[out + rank] = bestRows[base + chosen];
                distances[out + rank] = exact[chosen];
                bestRows[base + chosen] = -1;
            }
        }
    }

    /** Euclidean distance of a row of one matrix to a row of another, in double. */
    public static double distance(float[] a, int rowA, float[] b, int rowB, int d) {
        double sum = 0;
        for (int c = 0; c < d; c++) {
            double difference = (double) a[rowA * d + c] - b[rowB * d + c];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
