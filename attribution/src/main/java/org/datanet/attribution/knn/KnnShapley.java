package org.datanet.attribution.knn;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.datanet.progress.Progress;

/**
 * Exact Shapley values of training rows for a K-nearest-neighbour classifier, in O(N (d + log N)) a query (Jia et al., "Efficient
 * task-specific data valuation for nearest neighbor algorithms", VLDB 2019, theorem 1). The game's utility is the mean, over
 * queries, of the share of the K nearest rows that carry the query's label (divided by K also where there are fewer rows).
 * A value is in units of that utility, which is the drop of the soft 0-1 loss: positive helps, negative harms. The values of all
 * rows sum to the utility of all rows.
 *
 * <p>The distance is Euclidean, computed in double precision from differences, so that equal rows have equal distances; equal
 * distances are ordered by row, the earlier being nearer. Queries are taken in as they come and not kept. Sums are kept in
 * integers of 2^-40, so that the same queries give the same bytes in any order and on any number of threads, to 5e-13 of the
 * exact value.
 *
 * <p>Memory: one copy of the features, 16 bytes a row and thread, and 112 bytes a row and thread of scratch during {@link #add}.
 * Not thread-safe: one caller at a time; {@link #add} itself uses all cores of the common pool.
 */
public final class KnnShapley {
    /** Queries that are compared with a tile of rows at once. */
    private static final int QUERIES = 4;
    /** Rows of a tile: small enough for four accumulators to stay in the first cache. */
    private static final int TILE = 512;

    private static final double SCALE = 1L << 40;
    /** One query adds at most 1 to a value, and a sum must stay below 2^63. */
    private static final long MAX_QUERIES = 1L << 22;

    private static final int RADIX_BITS = 11;
    private static final int BUCKETS = 1 << RADIX_BITS;

    private final int rows;
    private final int columns;
    private final int[] labels;
    /** Of every tile of rows its features, {@link #TILE} values each; the last tile is filled up with zeros. */
    private final double[][] tiles;
    /** weight[i] = min(K, i) / (i K): what a change of label between places i and i+1 is worth, 1-based. */
    private final double[] weights;

    private final long[] sums;
    private long queries;

    /**
     * @param features {@code rows x columns}, row-major, finite; copied
     * @param rows number of training rows, at least 1
     * @param columns number of features, at least 1
     * @param labels one a row, 0 or more; copied
     * @param k neighbours, at least 1
     * @throws IllegalArgumentException naming the argument that is wrong
     */
    public KnnShapley(double[] features, int rows, int columns, int[] labels, int k) {
        if (rows < 1 || columns < 1 || features.length < (long) rows * columns || labels.length < rows) {
            throw new IllegalArgumentException("%d rows of %d features need as many values and labels, not %d and %d"
                    .formatted(rows, columns, features.length, labels.length));
        }
        if (k < 1) {
            throw new IllegalArgumentException("k is at least 1, not " + k);
        }
        this.rows = rows;
        this.columns = columns;
        this.labels = Arrays.copyOf(labels, rows);
        int tileCount = (rows + TILE - 1) / TILE;
        tiles = new double[Math.multiplyExact(tileCount, columns)][TILE];
        for (int row = 0; row < rows; row++) {
            int base = row / TILE * columns;
            for (int column = 0; column < columns; column++) {
                double value = features[row * columns + column];
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException(
                            "feature %d of row %d is %s, which is not a finite number".formatted(column, row, value));
                }
                tiles[base + column][row % TILE] = value;
            }
        }
        weights = new double[rows + 1];
        for (int i = 1; i <= rows; i++) {
            weights[i] = Math.min(k, i) / ((double) i * k);
        }
        sums = new long[rows];
    }

    /** Adds queries; see {@link #add(double[], int[], int, Progress)}. */
    public KnnShapley add(double[] queryFeatures, int[] queryLabels, int count) {
        return add(queryFeatures, queryLabels, count, Progress.none());
    }

    /**
     * Adds the queries to the sums.
     *
     * @param queryFeatures {@code count x columns}, row-major, finite
     * @param queryLabels one a query, in the numbers of the rows' labels; a label that no row has is allowed
     * @param count number of queries
     * @param progress advanced by one a query
     * @return this
     * @throws IllegalArgumentException naming the query and the value that is wrong; then nothing is added
     */
    public KnnShapley add(double[] queryFeatures, int[] queryLabels, int count, Progress progress) {
        if (count < 0 || queryFeatures.length < (long) count * columns || queryLabels.length < count) {
            throw new IllegalArgumentException("%d queries of %d features need as many values and labels, not %d and %d"
                    .formatted(count, columns, queryFeatures.length, queryLabels.length));
        }
        if (queries + count > MAX_QUERIES) {
            throw new IllegalArgumentException(
                    "sums are exact for at most %d queries, not %d".formatted(MAX_QUERIES, queries + count));
        }
        for (int i = 0; i < count * columns; i++) {
            if (!Double.isFinite(queryFeatures[i])) {
                throw new IllegalArgumentException("feature %d of query %d is %s, which is not a finite number"
                        .formatted(i % columns, i / columns, queryFeatures[i]));
            }
        }
        int blocks = (count + QUERIES - 1) / QUERIES;
        int workers = Math.min(blocks, Runtime.getRuntime().availableProcessors());
        AtomicInteger next = new AtomicInteger();
        IntStream.range(0, workers).parallel().forEach(worker -> {
            Scratch scratch = new Scratch();
            for (int block = next.getAndIncrement(); block < blocks; block = next.getAndIncrement()) {
                int from = block * QUERIES;
                int to = Math.min(count, from + QUERIES);
                scratch.distances(queryFeatures, from, to);
                for (int query = from; query < to; query++) {
                    scratch.order(query - from);
                    scratch.value(queryLabels[query]);
                }
                progress.advance(to - from);
            }
            synchronized (sums) {
                for (int row = 0; row < rows; row++) {
                    sums[row] += scratch.sums[row];
                }
            }
        });
        queries += count;
        return this;
    }

    /** Number of queries so far. */
    public long queries() {
        return queries;
    }

    /**
     * The values, one a row: mean over the queries so far.
     *
     * @throws IllegalStateException when there was no query
     */
    public double[] values() {
        if (queries == 0) {
            throw new IllegalStateException("values are means over queries: add queries first");
        }
        double[] values = new double[rows];
        for (int row = 0; row < rows; row++) {
            values[row] = sums[row] / SCALE / queries;
        }
        return values;
    }

    /** What one worker needs of its own. */
    private final class Scratch {
        final long[] sums = new long[rows];
        private final double[][] distances = new double[QUERIES][(rows + TILE - 1) / TILE * TILE];
        private final double[][] tileSums = new double[QUERIES][TILE];
        private final int[] counts = new int[3 * BUCKETS];
        private long[] keys = new long[rows];
        private long[] spare = new long[rows];
        private double[] current = distances[0];

        /** Squared distances of up to four queries to all rows. */
        void distances(double[] features, int from, int to) {
            int last = to - 1;
            int first = from * columns;
            int second = Math.min(from + 1, last) * columns;
            int third = Math.min(from + 2, last) * columns;
            int fourth = Math.min(from + 3, last) * columns;
            for (int tile = 0; tile * columns < tiles.length; tile++) {
                for (double[] sum : tileSums) {
                    Arrays.fill(sum, 0);
                }
                for (int column = 0; column < columns; column++) {
                    squares(
                            tiles[tile * columns + column],
                            features[first + column],
                            features[second + column],
                            features[third + column],
                            features[fourth + column],
                            tileSums[0],
                            tileSums[1],
                            tileSums[2],
                            tileSums[3]);
                }
                for (int query = 0; query < QUERIES; query++) {
                    System.arraycopy(tileSums[query], 0, distances[query], tile * TILE, TILE);
                }
            }
        }

        /**
         * Puts the rows in order of distance, then of row: a radix sort by the upper half of the distance's bits, which are
         * monotone for numbers of 0 or more, then an exact sort of the few that agree in it.
         */
        void order(int slot) {
            current = distances[slot];
            double[] distance = current;
            Arrays.fill(counts, 0);
            for (int row = 0; row < rows; row++) {
                int key = (int) (Double.doubleToRawLongBits(distance[row]) >>> 31);
                keys[row] = (long) key << 32 | row;
                counts[key & BUCKETS - 1]++;
                counts[BUCKETS + (key >>> RADIX_BITS & BUCKETS - 1)]++;
                counts[2 * BUCKETS + (key >>> 2 * RADIX_BITS)]++;
            }
            for (int pass = 0; pass < 3; pass++) {
                pass(pass);
            }
            for (int from = 0; from < rows; ) {
                int to = from + 1;
                while (to < rows && keys[to] >>> 32 == keys[from] >>> 32) {
                    to++;
                }
                if (to - from > 1) {
                    exact(from, to);
                }
                from = to;
            }
        }

        private void pass(int pass) {
            int base = pass * BUCKETS;
            int offset = 0;
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                int size = counts[base + bucket];
                if (size == rows) {
                    return;
                }
                counts[base + bucket] = offset;
                offset += size;
            }
            int shift = 32 + pass * RADIX_BITS;
            long[] in = keys;
            long[] out = spare;
            for (int i = 0; i < rows; i++) {
                long key = in[i];
                out[counts[base + (int) (key >>> shift & BUCKETS - 1)]++] = key;
            }
            keys = out;
            spare = in;
        }

        /** Sorts keys [from, to), which agree in their upper half and ascend by row, by exact distance; stable. */
        private void exact(int from, int to) {
            boolean sorted = true;
            for (int i = from + 1; i < to && sorted; i++) {
                sorted = current[(int) keys[i - 1]] <= current[(int) keys[i]];
            }
            if (sorted) {
                return;
            }
            Integer[] group = new Integer[to - from];
            for (int i = from; i < to; i++) {
                group[i - from] = (int) keys[i];
            }
            Arrays.sort(group, (a, b) -> Double.compare(current[a], current[b]));
            for (int i = from; i < to; i++) {
                keys[i] = keys[i] >>> 32 << 32 | group[i - from];
            }
        }

        /** The recursion from the farthest row to the nearest. */
        void value(int label) {
            double value = 0;
            long rounded = 0;
            boolean far = false;
            for (int place = rows; place >= 1; place--) {
                int row = (int) keys[place - 1];
                boolean match = labels[row] == label;
                if (match != far) {
                    value += match ? weights[place] : -weights[place];
                    far = match;
                    rounded = Math.round(value * SCALE);
                }
                sums[row] += rounded;
            }
        }
    }

    /**
     * Adds the squared differences of one feature of a tile to the distances of four queries. Every array is read from its start: the compiler
     * finds the vector form of nothing else.
     */
    private static void squares(
            double[] x, double a, double b, double c, double d, double[] q0, double[] q1, double[] q2, double[] q3) {
        for (int i = 0; i < TILE; i++) {
            double da = x[i] - a;
            double db = x[i] - b;
            double dc = x[i] - c;
            double dd = x[i] - d;
            q0[i] += da * da;
            q1[i] += db * db;
            q2[i] += dc * dc;
            q3[i] += dd * dd;
        }
    }
}
