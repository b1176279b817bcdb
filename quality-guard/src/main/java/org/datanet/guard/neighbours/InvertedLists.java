package org.datanet.guard.neighbours;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.datanet.progress.Crew;

/**
 * Points listed under the nearest of some centres, about {@value #LIST} to a centre: a query looks through the lists of its
 * {@value #PROBES} nearest centres only (inverted lists, as in H. Jegou, M. Douze, C. Schmid, 2011, without their quantiser). Work
 * a query hardly grows with the number of points. A neighbour in a list that is not looked through is missed; a list whose every
 * point is too far by the triangle inequality is passed over. The centres are k-means of an even sample, the same whatever the
 * number of threads.
 */
final class InvertedLists implements Crew.Sendable {
    private static final long serialVersionUID = 1;

    static final int LIST = 256;
    static final int PROBES = 16;
    /** Points to a centre where a query looks through the lists around its own centre only. */
    static final int ROUGH_LIST = 512;

    private static final int MOST_CENTRES = 4096;
    private static final int SAMPLE_A_CENTRE = 24;
    private static final int ROUNDS = 4;

    private final int d;
    private final Tiles lists;
    private final Tiles centres;
    private final float[] origin;
    private final float[] radii;
    private final int[] places;
    private final int[] homes;
    private final int[] around;
    private final int reach;

    /** Lists the first {@code n} points; all in one list if {@code exact}. */
    InvertedLists(float[] points, int d, int n, boolean exact) {
        this(points, d, n, exact ? 1 : centres(n, LIST), 0);
    }

    /**
     * Lists the first {@code n} points by larger lists, of which a query that is one of them looks through those around the centre
     * of its own list, whichever others are nearer to itself: half the work.
     *
     * @param around how many
     */
    static InvertedLists rough(float[] points, int d, int n, int around) {
        return new InvertedLists(points, d, n, centres(n, ROUGH_LIST), around);
    }

    private InvertedLists(float[] points, int d, int n, int count, int around) {
        this.d = d;
        this.origin = mean(points, d, n);
        if (count == 1) {
            lists = Tiles.single(points, d, origin, n);
            centres = Tiles.single(new float[d], d, new float[d], 1);
            radii = new float[1];
            places = new int[0];
            homes = new int[0];
            this.around = new int[0];
            reach = 0;
            return;
        }
        float[] middle = train(points, n, count);
        centres = Tiles.single(middle, d, origin, count);
        float[] squared = new float[n];
        int[] home = nearest(points, rowsOf(n, 1), centres, squared);
        int[] starts = new int[count + 1];
        radii = new float[count];
        for (int row = 0; row < n; row++) {
            starts[home[row] + 1]++;
            radii[home[row]] = Math.max(radii[home[row]], squared[row]);
        }
        for (int list = 0; list < count; list++) {
            starts[list + 1] += starts[list];
            radii[list] = (float) Math.sqrt(Math.max(0, radii[list]));
        }
        int[] next = starts.clone();
        int[] rows = new int[n];
        places = new int[n];
        for (int row = 0; row < n; row++) {
            places[row] = next[home[row]];
            rows[next[home[row]]++] = row;
        }
        lists = new Tiles(points, d, origin, starts, rows);
        reach = Math.min(around, count);
        homes = reach > 0 ? home : new int[0];
        this.around = around(middle, count);
    }

    /** The nearest centres of each centre, itself first. */
    private int[] around(float[] middle, int count) {
        int[] nearest = new int[count * reach];
        IntStream.range(0, reach == 0 ? 0 : count).parallel().forEach(list -> {
            double[] best = new double[reach];
            Arrays.fill(best, Double.POSITIVE_INFINITY);
            for (int other = 0; other < count; other++) {
                double distance = other == list ? -1 : NearestNeighbours.distance(middle, list, middle, other, d);
                if (distance < best[reach - 1]) {
                    int at = reach - 1;
                    while (at > 0 && best[at - 1] > distance) {
                        best[at] = best[at - 1];
                        nearest[list * reach + at] = nearest[list * reach + at - 1];
                        at--;
                    }
                    best[at] = distance;
                    nearest[list * reach + at] = other;
                }
            }
        });
        return nearest;
    }

    /**
     * The queries in an order in which neighbours follow each other, so that one look through a list serves many.
     *
     * @param point of a query
     */
    int[] together(int[] queries, IntUnaryOperator point) {
        if (lists.lists() == 1) {
            return queries;
        }
        int[] starts = new int[places.length + 1];
        int[] place = new int[queries.length];
        for (int i = 0; i < queries.length; i++) {
            int p = point.applyAsInt(queries[i]);
            // A query beyond the points listed has no place: it comes last.
            place[i] = p < places.length ? places[p] : places.length - 1;
            starts[place[i] + 1]++;
        }
        for (int i = 0; i < places.length; i++) {
            starts[i + 1] += starts[i];
        }
        int[] ordered = new int[queries.length];
        for (int i = 0; i < queries.length; i++) {
            ordered[starts[place[i]]++] = queries[i];
        }
        return ordered;
    }

    /** The same for queries that are no points: in the order of their nearest centres. */
    int[] together(float[] queries, int[] rows) {
        if (lists.lists() == 1) {
            return rows;
        }
        int[] home = nearest(queries, rows, centres, new float[rows.length]);
        int[] starts = new int[lists.lists() + 1];
        for (int list : home) {
            starts[list + 1]++;
        }
        for (int list = 0; list < lists.lists(); list++) {
            starts[list + 1] += starts[list];
        }
        int[] ordered = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            ordered[starts[home[i]]++] = rows[i];
        }
        return ordered;
    }

    /** How many centres so many points get. */
    static int centres(int n, int list) {
        return Math.max(1, Math.min(MOST_CENTRES, n / list));
    }

    private static float[] mean(float[] points, int d, int n) {
        double[] sum = new double[d];
        int step = Math.max(1, n / 4096);
        int used = 0;
        for (int row = 0; row < n; row += step) {
            used++;
            for (int c = 0; c < d; c++) {
                sum[c] += points[row * d + c];
            }
        }
        float[] mean = new float[d];
        for (int c = 0; c < d; c++) {
            mean[c] = (float) (sum[c] / Math.max(1, used));
        }
        return mean;
    }

    private static int[] rowsOf(int n, int step) {
        return IntStream.range(0, (n + step - 1) / step).map(i -> i * step).toArray();
    }

    private float[] train(float[] points, int n, int count) {
        int[] sample = rowsOf(n, Math.max(1, n / (count * SAMPLE_A_CENTRE)));
        float[] middle = new float[count * d];
        for (int i = 0; i < count; i++) {
            System.arraycopy(points, sample[(int) ((long) i * sample.length / count)] * d, middle, i * d, d);
        }
        for (int round = 0; round < ROUNDS; round++) {
            int[] home = nearest(points, sample, Tiles.single(middle, d, origin, count), new float[sample.length]);
            double[] sums = new double[count * d];
            int[] members = new int[count];
            for (int i = 0; i < sample.length; i++) {
                members[home[i]]++;
                for (int c = 0; c < d; c++) {
                    sums[home[i] * d + c] += points[sample[i] * d + c];
                }
            }
            for (int i = 0; i < count; i++) {
                for (int c = 0; c < d && members[i] > 0; c++) {
                    middle[i * d + c] = (float) (sums[i * d + c] / members[i]);
                }
            }
        }
        return middle;
    }

    /** The nearest centre of each of some rows, and its squared distance. */
    private int[] nearest(float[] points, int[] rows, Tiles middle, float[] squared) {
        int[] home = new int[rows.length];
        int block = 64;
        IntStream.range(0, (rows.length + block - 1) / block).parallel().forEach(b -> {
            float[] negated = new float[middle.padded()];
            float[] scores = new float[Tiles.WIDTH];
            int last = Math.min(rows.length, (b + 1) * block);
            for (int i = b * block; i < last; i++) {
                float norm = negate(points, rows[i], negated, 0);
                float best = Float.POSITIVE_INFINITY;
                int count = middle.start(1);
                for (int first = 0; first < count; first += Tiles.WIDTH) {
                    int width = middle.score(0, first, negated, 0, scores);
                    for (int t = 0; t < width; t++) {
                        if (scores[t] < best) {
                            best = scores[t];
                            home[i] = first + t;
                        }
                    }
                }
                squared[i] = 2 * best + norm;
            }
        });
        return home;
    }

    private float negate(float[] queries, int row, float[] negated, int at) {
        return Tiles.negate(queries, row * d, d, origin, negated, at);
    }

    /** Points that the k nearest of some queries are among, for one thread at a time. */
    final class Search {
        static final int QUERIES = 32;

        private final int keep;
        private final int probes;
        private final float[] negated = new float[QUERIES * lists.padded()];
        private final float[] norms = new float[QUERIES];
        private final float[] best;
        private final int[] bestRows;
        private final int[] roofs = new int[QUERIES];
        private final int[] excluded = new int[QUERIES];
        private final float[] toCentres;
        private final int[] probed;
        private final int[] asking;
        private final int[] order;
        private final int[] active = new int[QUERIES];
        private final float[] scores = new float[Tiles.WIDTH];
        private final float[] lows = new float[Lowest.GROUPS];

        /**
         * @param keep how many points to keep a query
         * @param probes lists to look through a query
         */
        Search(int keep, int probes) {
            this.keep = keep;
            this.probes = reach > 0 ? reach : Math.min(probes, lists.lists());
            best = new float[QUERIES * keep];
            bestRows = new int[QUERIES * keep];
            toCentres = new float[QUERIES * this.probes];
            probed = new int[QUERIES * this.probes];
            asking = new int[lists.lists()];
            order = new int[Math.min(lists.lists(), QUERIES * this.probes)];
        }

        /** Row of the rank-th kept point of a query of the last run, in no exact order; -1 where there is none. */
        int row(int query, int rank) {
            return bestRows[query * keep + rank];
        }

        /**
         * Looks for the neighbours of up to {@value #QUERIES} queries.
         *
         * @param queries matrix of queries
         * @param rows which of them
         * @param count how many
         * @param limits one past the last point that may be found, by query
         * @param own point that may not be found, by query; -1 for none, which rough lists do not know
         */
        void run(float[] queries, int[] rows, int count, int[] limits, int[] own) {
            Arrays.fill(best, 0, count * keep, Float.POSITIVE_INFINITY);
            Arrays.fill(bestRows, 0, count * keep, -1);
            for (int q = 0; q < count; q++) {
                norms[q] = negate(queries, rows[q], negated, q * lists.padded());
                roofs[q] = limits[q];
                excluded[q] = own[q];
            }
            int length = choose(count);
            for (int i = 0; i < length; i++) {
                int list = order[i];
                int asked = 0;
                for (int q = 0; q < count; q++) {
                    if ((asking[list] & 1 << q) != 0 && !tooFar(q, list)) {
                        active[asked++] = q;
                    }
                }
                asking[list] = 0;
                scan(list, asked);
            }
        }

        /** Chooses the lists of every query; nearest first, as any query has them. */
        private int choose(int count) {
            if (lists.lists() == 1) {
                asking[0] = -1 >>> (32 - count);
                order[0] = 0;
                Arrays.fill(toCentres, Float.NEGATIVE_INFINITY);
                return 1;
            }
            if (reach > 0) {
                return chooseAround(count);
            }
            Arrays.fill(toCentres, Float.POSITIVE_INFINITY);
            int all = centres.start(1);
            for (int first = 0; first < all; first += Tiles.WIDTH) {
                for (int q = 0; q < count; q++) {
                    int width = centres.score(0, first, negated, q * lists.padded(), scores);
                    keepNearest(width, first, q);
                }
            }
            int length = 0;
            for (int rank = 0; rank < probes; rank++) {
                for (int q = 0; q < count; q++) {
                    int list = probed[q * probes + rank];
                    if (asking[list] == 0) {
                        order[length++] = list;
                    }
                    asking[list] |= 1 << q;
                }
            }
            return length;
        }

        /** The lists around the one that each query is in: which points they are is known by {@link #excluded}. */
        private int chooseAround(int count) {
            Arrays.fill(toCentres, Float.NEGATIVE_INFINITY);
            int length = 0;
            for (int rank = 0; rank < probes; rank++) {
                for (int q = 0; q < count; q++) {
                    int list = around[homes[excluded[q]] * reach + rank];
                    probed[q * probes + rank] = list;
                    if (asking[list] == 0) {
                        order[length++] = list;
                    }
                    asking[list] |= 1 << q;
                }
            }
            return length;
        }

        private void keepNearest(int width, int first, int q) {
            int base = q * probes;
            int last = base + probes - 1;
            for (int t = 0; t < width; t++) {
                if (scores[t] < toCentres[last]) {
                    int at = last;
                    while (at > base && toCentres[at - 1] > scores[t]) {
                        toCentres[at] = toCentres[at - 1];
                        probed[at] = probed[at - 1];
                        at--;
                    }
                    toCentres[at] = scores[t];
                    probed[at] = first + t;
                }
            }
        }

        private boolean tooFar(int q, int list) {
            if (lists.start(list) == lists.start(list + 1) || lists.row(lists.start(list)) >= roofs[q]) {
                return true;
            }
            float worst = best[q * keep + keep - 1];
            if (lists.lists() == 1 || worst == Float.POSITIVE_INFINITY) {
                return false;
            }
            for (int rank = 0; rank < probes; rank++) {
                if (probed[q * probes + rank] == list) {
                    double centre = Math.sqrt(Math.max(0, 2.0 * toCentres[q * probes + rank] + norms[q]));
                    double gap = centre - radii[list];
                    // The slack is what float arithmetic may have lost.
                    return gap > 0
                            && gap * gap > 2.0 * worst + norms[q] + 1e-4 * (norms[q] + radii[list] * radii[list]);
                }
            }
            return false;
        }

        private void scan(int list, int asked) {
            int end = lists.start(list + 1);
            int roof = 0;
            for (int i = 0; i < asked; i++) {
                roof = Math.max(roof, roofs[active[i]]);
            }
            for (int first = lists.start(list); first < end && lists.row(first) < roof; first += Tiles.WIDTH) {
                for (int i = 0; i < asked; i++) {
                    int width = lists.score(list, first, negated, active[i] * lists.padded(), scores);
                    collect(active[i], first, width);
                }
            }
        }

        /** Keeps what is nearer than the farthest kept; of equals the earlier points, in whichever order they are met. */
        private void collect(int q, int first, int width) {
            int count = width;
            while (count > 0 && lists.row(first + count - 1) >= roofs[q]) {
                count--;
            }
            Arrays.fill(scores, count, Tiles.WIDTH, Float.POSITIVE_INFINITY);
            Lowest.ofGroups(scores, lows);
            int last = q * keep + keep - 1;
            float worst = best[last];
            if (worst == Float.POSITIVE_INFINITY) {
                // One more, because the query itself is not kept.
                worst = Lowest.roof(lows, keep + 1);
            }
            for (int group = 0; group < Lowest.GROUPS; group++) {
                if (lows[group] <= worst) {
                    for (int t = group; t < count; t += Lowest.GROUPS) {
                        if (scores[t] <= worst) {
                            keep(q * keep, last, scores[t], lists.row(first + t), excluded[q]);
                            worst = Math.min(worst, best[last]);
                        }
                    }
                }
            }
        }

        private void keep(int base, int last, float score, int row, int except) {
            if (row == except || score == best[last] && row > bestRows[last]) {
                return;
            }
            int at = last;
            while (at > base && (best[at - 1] > score || best[at - 1] == score && bestRows[at - 1] > row)) {
                best[at] = best[at - 1];
                bestRows[at] = bestRows[at - 1];
                at--;
            }
            best[at] = score;
            bestRows[at] = row;
        }
    }
}
