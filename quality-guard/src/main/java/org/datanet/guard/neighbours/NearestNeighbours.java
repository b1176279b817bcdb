package org.datanet.guard.neighbours;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.datanet.guard.RowParts;
import org.datanet.progress.Crew;
import org.jspecify.annotations.Nullable;

/**
 * The k nearest rows of each query. Among up to some thousands of rows the answer is exact; among more, {@link InvertedLists} look
 * through a bounded number of rows a query and may miss a neighbour, the nearest ones least. What is returned is in any case at the
 * distance that is told, which is computed in double. Rows of equal content are searched once, so any number of copies costs no
 * more than the rows themselves. Ties go to the earlier row. The same whatever the number of threads.
 */
public final class NearestNeighbours {
    /** Up to so many comparisons of a query with a row all are made. */
    private static final double EXACT = 2.5e7;
    /** Rows before which queries are told apart by how many of the rows they may find: those of one power of two together. */
    private static final int LEVEL = 4096;
    /** Queries that are searched by one thread at a time: always the same together, whoever searches. */
    private static final int CHUNK = 8 * InvertedLists.Search.QUERIES;

    /** Lists that a rough search looks through. */
    private static final int ROUGH = 2;

    private static final double[][] NOTHING = {{}, {}};

    private final int k;
    private final int[] rows;
    private final double[] distances;

    private NearestNeighbours(int queries, int k) {
        this.k = k;
        this.rows = new int[Math.multiplyExact(queries, k)];
        this.distances = new double[rows.length];
        Arrays.fill(rows, -1);
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
    }

    /**
     * Searches the rows {@code [0, limit(query))} other than the query itself.
     *
     * @param points {@code n x d}, row-major
     * @param d number of columns
     * @param from first query row
     * @param to one past the last query row
     * @param k number of neighbours, 1 or more
     * @param limit for each query row, one past the last row that may be its neighbour, at most n
     */
    public static NearestNeighbours search(float[] points, int d, int from, int to, int k, IntUnaryOperator limit) {
        return search(points, d, from, to, k, limit, EXACT, null);
    }

    /** The same with the looking through lists done by a crew, if there is one and it is worth it. */
    static NearestNeighbours search(
            float[] points, int d, int from, int to, int k, IntUnaryOperator limit, @Nullable Crew crew) {
        return search(points, d, from, to, k, limit, EXACT, crew);
    }

    /** The same, but of rows with equal content only the first is found, and none with the query's own. */
    static NearestNeighbours distinct(
            float[] points, int d, int from, int to, int k, IntUnaryOperator limit, @Nullable Crew crew) {
        NearestNeighbours found = new NearestNeighbours(to - from, k);
        new Run(points, points, d, from, to, limit, found, InvertedLists.PROBES, EXACT, false, false, crew).search();
        return found;
    }

    /**
     * The same with the queries taken from another matrix: query i may find any row within its limit, also that of its own number.
     * Of rows with equal content only the first is found. Only the lists nearest to a query are looked through, {@code probes} of them, which is enough for a neighbour that is much
     * nearer than others are.
     */
    public static NearestNeighbours moved(
            float[] queries,
            float[] points,
            int d,
            int from,
            int to,
            int k,
            IntUnaryOperator limit,
            int probes,
            @Nullable Crew crew) {
        NearestNeighbours found = new NearestNeighbours(to - from, k);
        double exact = EXACT * probes / InvertedLists.PROBES;
        new Run(queries, points, d, from, to, limit, found, probes, exact, false, false, crew).search();
        return found;
    }

    /**
     * The first search of all rows among all, through the lists around a row's own only: enough to say how far a row lies from
     * others.
     */
    public static NearestNeighbours roughly(float[] points, int d, int k, @Nullable Crew crew) {
        int n = points.length / d;
        NearestNeighbours found = new NearestNeighbours(n, k);
        new Run(points, points, d, 0, n, row -> n, found, ROUGH, EXACT, true, true, crew).search();
        return found;
    }

    /** The first search with another number of comparisons up to which all are made. */
    static NearestNeighbours search(
            float[] points, int d, int from, int to, int k, IntUnaryOperator limit, double exact, @Nullable Crew crew) {
        NearestNeighbours found = new NearestNeighbours(to - from, k);
        new Run(points, points, d, from, to, limit, found, InvertedLists.PROBES, exact, true, false, crew).search();
        return found;
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

    /** Euclidean distance of a row of one matrix to a row of another, in double. */
    public static double distance(float[] a, int rowA, float[] b, int rowB, int d) {
        int atA = rowA * d;
        int atB = rowB * d;
        // Two sums, so that one need not wait for the other.
        double even = 0;
        double odd = 0;
        int c = 0;
        for (; c + 1 < d; c += 2) {
            double first = (double) a[atA + c] - b[atB + c];
            double second = (double) a[atA + c + 1] - b[atB + c + 1];
            even += first * first;
            odd += second * second;
        }
        if (c < d) {
            double difference = (double) a[atA + c] - b[atB + c];
            even += difference * difference;
        }
        return Math.sqrt(even + odd);
    }

    private static final class Run {
        private final float[] queries;
        private final int d;
        private final int from;
        private final int to;
        private final IntUnaryOperator limit;
        private final NearestNeighbours found;
        private final int probes;
        private final double exact;
        private final boolean own;
        private final boolean copies;
        private final boolean rough;
        private final DistinctPoints distinct;
        private final @Nullable Crew crew;

        Run(
                float[] queries,
                float[] points,
                int d,
                int from,
                int to,
                IntUnaryOperator limit,
                NearestNeighbours found,
                int probes,
                double exact,
                boolean copies,
                boolean rough,
                @Nullable Crew crew) {
            this.crew = crew;
            this.queries = queries;
            this.d = d;
            this.from = from;
            this.to = to;
            this.limit = limit;
            this.found = found;
            this.probes = probes;
            this.exact = exact;
            this.own = queries == points;
            this.copies = copies;
            this.rough = rough;
            int n = own ? 0 : points.length / Math.max(1, d);
            for (int q = from; q < to; q++) {
                n = Math.max(n, Math.max(own ? q + 1 : 0, limit.applyAsInt(q)));
            }
            this.distinct = new DistinctPoints(points, d, n);
        }

        /** Queries that may find about as many points are searched together, so that nobody's lists are mostly out of bounds. */
        void search() {
            int[] level = new int[to - from];
            int levels = 0;
            for (int q = from; q < to; q++) {
                int reach = distinct.before(limit.applyAsInt(q));
                int l = 0;
                while (reach > (long) LEVEL << l) {
                    l++;
                }
                level[q - from] = reach == 0 || sated(q) ? -1 : l;
                levels = Math.max(levels, l + 1);
            }
            for (int l = 0; l < levels; l++) {
                int wanted = l;
                int[] rows = IntStream.range(from, to)
                        .filter(q -> level[q - from] == wanted)
                        .toArray();
                if (rows.length > 0) {
                    search(rows, (int) Math.min(distinct.count(), (long) LEVEL << l));
                }
            }
            IntStream.range(from, to)
                    .parallel()
                    .filter(q -> level[q - from] < 0)
                    .forEach(q -> store(q, NOTHING, 0, 0));
        }

        /** Whether rows of the query's own content are all its neighbours. */
        private boolean sated(int q) {
            if (!own || !copies) {
                return false;
            }
            int p = distinct.point(q);
            return distinct.copies(p) > found.k && distinct.member(p, found.k) < limit.applyAsInt(q);
        }

        private void search(int[] rows, int points) {
            double all = (double) rows.length * points;
            double steps = Math.min(all, listed(rows.length, points));
            boolean compared = all <= exact || all <= steps;
            InvertedLists lists = rough && !compared
                    ? InvertedLists.rough(distinct.matrix(), d, points, probes)
                    : new InvertedLists(distinct.matrix(), d, points, compared);
            int[] order = own ? lists.together(rows, distinct::point) : lists.together(queries, rows);
            // A few more than asked for, because float arithmetic may swap near ties; a rough search may miss those
            // too.
            int keep = rough && !compared ? found.k : found.k + 4 + found.k / 4;
            ListedPoints listed = new ListedPoints(lists, distinct.matrix(), d, keep, probes);
            int chunks = (order.length + CHUNK - 1) / CHUNK;
            if (crew != null && steps >= crew.least()) {
                RowParts.ask(
                        crew,
                        listed,
                        order.length,
                        CHUNK,
                        Math.max(listed.keep(), own ? 1 : d),
                        (first, end) -> asked(order, first, end, true),
                        (first, answer) -> store(order, first, answer, listed.keep()));
            } else {
                IntStream.range(0, chunks).parallel().forEach(i -> {
                    int end = Math.min(order.length, (i + 1) * CHUNK);
                    store(order, i * CHUNK, listed.of(asked(order, i * CHUNK, end, false)), listed.keep());
                });
            }
        }

        private double listed(int rows, int points) {
            int list = rough ? InvertedLists.ROUGH_LIST : InvertedLists.LIST;
            double centres = InvertedLists.centres(points, list);
            return rows * ((rough ? 0 : centres) + (double) probes * list) + 2.0 * points * centres;
        }

        private ListedPoints.Queries asked(int[] order, int from, int to, boolean gathered) {
            int[] limits = new int[to - from];
            int[] rows = new int[to - from];
            for (int i = from; i < to; i++) {
                limits[i - from] = distinct.before(limit.applyAsInt(order[i]));
                rows[i - from] = own ? distinct.point(order[i]) : gathered ? i - from : order[i];
            }
            if (own) {
                return ListedPoints.own(rows, limits);
            }
            int[] none = new int[rows.length];
            Arrays.fill(none, -1);
            if (!gathered) {
                return new ListedPoints.Queries(queries, rows, limits, none);
            }
            float[] matrix = new float[rows.length * d];
            for (int i = from; i < to; i++) {
                System.arraycopy(queries, order[i] * d, matrix, (i - from) * d, d);
            }
            return new ListedPoints.Queries(matrix, rows, limits, none);
        }

        private void store(int[] order, int from, double[][] answers, int keep) {
            for (int i = 0; i * keep < answers[ListedPoints.POINTS].length; i++) {
                store(order[from + i], answers, i * keep, (i + 1) * keep);
            }
        }

        /** Rows of the query's own content first, then those of the points found, by exact distance. */
        private void store(int q, double[][] answers, int first, int last) {
            int roof = limit.applyAsInt(q);
            int at = (q - from) * found.k;
            int end = at + found.k;
            if (own && copies) {
                at = put(distinct.point(q), q, roof, 0, at, end);
            }
            for (int i = first; i < last && at < end && answers[ListedPoints.POINTS][i] >= 0; i++) {
                int point = (int) answers[ListedPoints.POINTS][i];
                at = put(point, -1, roof, answers[ListedPoints.DISTANCES][i], at, end);
            }
        }

        private int put(int point, int except, int roof, double distance, int from, int end) {
            int at = from;
            for (int i = 0; i < (copies ? distinct.copies(point) : 1) && at < end; i++) {
                int row = distinct.member(point, i);
                if (row >= roof) {
                    break;
                }
                if (row != except) {
                    found.rows[at] = row;
                    found.distances[at++] = distance;
                }
            }
            return at;
        }
    }
}
