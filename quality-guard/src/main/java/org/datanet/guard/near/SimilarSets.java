package org.datanet.guard.near;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds, for every set in order, an earlier representative with at least the given Jaccard similarity. Exact: candidates come from
 * prefix filtering (R. J. Bayardo, Y. Ma, R. Srikant, 2007): two sets with Jaccard t or more must share one of the rarest
 * {@code n - ceil(t n) + 1} elements of each. Every candidate is verified in full. A set that has a representative does not become
 * one, so nothing is chained. A representative that is similar to one of the first {@value #MOST_MEMBERS} sets with an earlier representative, itself
 * similar to nothing, has that set for its twin; it stays the representative of others. What an earlier set is given depends on no later one. Work is
 * linear in the number of sets as long as rare elements are rare.
 */
public final class SimilarSets {
    /** Buckets for approximate element counts; any fixed order of elements is correct, rare ones first is fast. */
    private static final int BUCKETS = 1 << 22;

    /** What a pair of sets has that are not similar. */
    public static final double UNLIKE = -1;

    /** Sets of one representative that others are compared with. */
    public static final int MOST_MEMBERS = 16;

    private static final int[] NONE = {};

    private final int[][] halves;
    private final IntFunction<long[]> whole;
    private final double threshold;
    private final int[] twin;
    private final double[] similarity;

    /**
     * @param halves upper halves of the elements of every set, in the same order, none left out: what is held of all sets at a time, and all
     *     that most candidates need to be refused
     * @param whole the elements of a set, ascending, without repeats; empty sets are similar to nothing
     * @param threshold least Jaccard similarity, in (0,1]
     * @param skip sets that are neither compared nor become representatives
     */
    SimilarSets(int[][] halves, IntFunction<long[]> whole, double threshold, boolean[] skip) {
        this.halves = halves;
        this.whole = whole;
        this.threshold = threshold;
        int n = halves.length;
        int[] representative = new int[n];
        similarity = new double[n];
        Arrays.fill(representative, -1);
        int[][] prefixes = prefixes(skip);
        PostingLists index = new PostingLists(Arrays.stream(prefixes));
        int[] stamp = new int[n];
        Arrays.fill(stamp, -1);
        for (int i = 0; i < n; i++) {
            find(i, prefixes[i], index, stamp, representative);
            if (representative[i] < 0) {
                index.addAll(prefixes[i], i);
            }
        }
        twin = representative.clone();
        Arrays.fill(stamp, -1);
        byte[] members = new byte[n];
        PostingLists copies = new PostingLists(
                IntStream.range(0, n).filter(i -> representative[i] >= 0).mapToObj(i -> prefixes[i]));
        for (int i = 0; i < n; i++) {
            int first = representative[i];
            if (first < 0) {
                find(i, prefixes[i], copies, stamp, twin);
            } else if (twin[first] < 0 && members[first] < MOST_MEMBERS) {
                members[first]++;
                copies.addAll(prefixes[i], i);
            }
        }
    }

    /** Of every set that counts the rarest elements, but for those that stand nowhere else. */
    private int[][] prefixes(boolean[] skip) {
        short[] counts = new short[BUCKETS];
        for (int i = 0; i < halves.length; i++) {
            for (int half : skip[i] ? NONE : halves[i]) {
                if (counts[bucket(half)] < Short.MAX_VALUE) {
                    counts[bucket(half)]++;
                }
            }
        }
        int[][] prefixes = new int[halves.length][];
        IntStream.range(0, halves.length).parallel().forEach(i -> {
            int[] set = skip[i] ? NONE : halves[i];
            prefixes[i] = Arrays.stream(rarest(set.length, threshold, place -> counts[bucket(set[place])]))
                    .map(place -> set[place])
                    .filter(half -> counts[bucket(half)] > 1)
                    .toArray();
        });
        return prefixes;
    }

    private void find(int i, int[] prefix, PostingLists index, int[] stamp, int[] found) {
        int size = halves[i].length;
        long[] own = null;
        for (int half : prefix) {
            for (int at = index.head(half); at >= 0; at = index.next(at)) {
                int other = index.set(at);
                int otherSize = halves[other].length;
                if (stamp[other] == i || !sizesAllow(size, otherSize, threshold)) {
                    continue;
                }
                stamp[other] = i;
                // Equal elements have equal halves: too few of these are too few of those.
                if (Shingles.common(halves[i], halves[other], required(size, otherSize, threshold)) < 0) {
                    continue;
                }
                own = own == null ? whole.apply(i) : own;
                double jaccard = jaccard(own, whole.apply(other), threshold);
                if (jaccard > similarity[i] || jaccard == similarity[i] && (found[i] < 0 || other < found[i])) {
                    found[i] = other;
                    similarity[i] = jaccard;
                }
            }
        }
    }

    /** The bucket in which an element is counted. */
    private static int bucket(int half) {
        return half >>> 10;
    }

    /** Whether sets of these sizes may be similar. */
    public static boolean sizesAllow(int size, int other, double threshold) {
        return Math.min(size, other) >= threshold * Math.max(size, other);
    }

    /** Common elements that sets of these sizes must have to be similar. */
    public static int required(int size, int other, double threshold) {
        return (int) Math.ceil(threshold / (1 + threshold) * (size + other) - 1e-9);
    }

    /** Jaccard similarity of two sets; {@value #UNLIKE} where it is below the threshold. */
    public static double jaccard(long[] a, long[] b, double threshold) {
        int required = required(a.length, b.length, threshold);
        int common = Shingles.common(a, b, required);
        return common >= required ? (double) common / (a.length + b.length - common) : UNLIKE;
    }

    /**
     * The rarest elements that a similar set must share one of, in ascending order of count, then of the element.
     *
     * @param count about how many sets have an element; below 2<sup>31</sup>
     */
    public static long[] prefix(long[] set, double threshold, LongToIntFunction count) {
        return Arrays.stream(rarest(set.length, threshold, place -> count.applyAsInt(set[place])))
                .mapToLong(place -> set[place])
                .toArray();
    }

    /** The places of those in a set of so many. */
    private static int[] rarest(int size, double threshold, IntUnaryOperator count) {
        int length = size == 0 ? 0 : size - (int) Math.ceil(threshold * size - 1e-9) + 1;
        // Sort by (count, element): the count in the upper bits of a key, the place in the set in the lower.
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            keys[i] = (long) count.applyAsInt(i) << 32 | i;
        }
        Arrays.sort(keys);
        int[] rarest = new int[Math.min(size, length)];
        for (int i = 0; i < rarest.length; i++) {
            rarest[i] = (int) keys[i];
        }
        return rarest;
    }

    /** The earlier representative of the set; without one, the earlier set that it is a copy of a copy's; or -1. */
    int twin(int set) {
        return twin[set];
    }

    /** Jaccard similarity to the twin; 0 without one. */
    double similarity(int set) {
        return similarity[set];
    }

    /** Lists of sets by element, in flat arrays: a chain per bucket, which different elements may share. */
    private static final class PostingLists {
        private final int[] heads;
        private final int[] sets;
        private final int[] nexts;
        private int entries;

        /** @param most that may be added */
        PostingLists(Stream<int[]> most) {
            sets = new int[most.mapToInt(added -> added.length).reduce(0, Math::addExact)];
            nexts = new int[sets.length];
            heads = new int[Math.max(2, Integer.highestOneBit(sets.length) * 2)];
            Arrays.fill(heads, -1);
        }

        private int bucket(int element) {
            return (int) Shingles.mix(element) & heads.length - 1;
        }

        int head(int element) {
            return heads[bucket(element)];
        }

        int next(int entry) {
            return nexts[entry];
        }

        int set(int entry) {
            return sets[entry];
        }

        void addAll(int[] elements, int set) {
            for (int element : elements) {
                int bucket = bucket(element);
                sets[entries] = set;
                nexts[entries] = heads[bucket];
                heads[bucket] = entries++;
            }
        }
    }
}
