package org.datanet.guard.near;

import java.util.Arrays;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;

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

    private final int[] twin;
    private final double[] similarity;

    /**
     * @param sets ascending, without repeats; empty sets are similar to nothing
     * @param threshold least Jaccard similarity, in (0,1]
     * @param skip sets that are neither compared nor become representatives
     */
    SimilarSets(long[][] sets, double threshold, boolean[] skip) {
        int n = sets.length;
        int[] representative = new int[n];
        similarity = new double[n];
        Arrays.fill(representative, -1);
        short[] counts = new short[BUCKETS];
        for (int i = 0; i < n; i++) {
            for (long element : sets[i]) {
                int bucket = bucket(element);
                if (counts[bucket] < Short.MAX_VALUE) {
                    counts[bucket]++;
                }
            }
        }
        long[][] prefixes = new long[n][];
        IntStream.range(0, n)
                .parallel()
                .forEach(i -> prefixes[i] = prefix(sets[i], threshold, element -> counts[bucket(element)]));
        PostingLists index = new PostingLists(n);
        int[] stamp = new int[n];
        Arrays.fill(stamp, -1);
        for (int i = 0; i < n; i++) {
            if (skip[i] || sets[i].length == 0) {
                continue;
            }
            find(i, sets, threshold, prefixes[i], index, stamp, representative);
            if (representative[i] < 0) {
                index.addAll(prefixes[i], i);
            }
        }
        twin = representative.clone();
        Arrays.fill(stamp, -1);
        byte[] members = new byte[n];
        PostingLists copies = new PostingLists(64);
        for (int i = 0; i < n; i++) {
            if (skip[i] || sets[i].length == 0) {
                continue;
            }
            int first = representative[i];
            if (first < 0) {
                find(i, sets, threshold, prefixes[i], copies, stamp, twin);
            } else if (twin[first] < 0 && members[first] < MOST_MEMBERS) {
                members[first]++;
                copies.addAll(prefixes[i], i);
            }
        }
    }

    private void find(
            int i, long[][] sets, double threshold, long[] prefix, PostingLists index, int[] stamp, int[] found) {
        int size = sets[i].length;
        for (long element : prefix) {
            for (int at = index.head(element); at >= 0; at = index.next(at)) {
                int other = index.set(at);
                int otherSize = sets[other].length;
                if (stamp[other] == i || !sizesAllow(size, otherSize, threshold)) {
                    continue;
                }
                stamp[other] = i;
                double jaccard = jaccard(sets[i], sets[other], threshold);
                if (jaccard > similarity[i] || jaccard == similarity[i] && (found[i] < 0 || other < found[i])) {
                    found[i] = other;
                    similarity[i] = jaccard;
                }
            }
        }
    }

    /** The bucket in which an element is counted. */
    private static int bucket(long element) {
        return (int) (element >>> 42);
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
        int length = set.length - (int) Math.ceil(threshold * set.length - 1e-9) + 1;
        if (set.length == 0 || length >= set.length) {
            return set;
        }
        // Sort by (count, element): the count in the upper bits of a key, the place in the set in the lower.
        long[] keys = new long[set.length];
        for (int i = 0; i < set.length; i++) {
            keys[i] = (long) count.applyAsInt(set[i]) << 32 | i;
        }
        Arrays.sort(keys);
        long[] prefix = new long[length];
        for (int i = 0; i < length; i++) {
            prefix[i] = set[(int) keys[i]];
        }
        return prefix;
    }

    /** The earlier representative of the set; without one, the earlier set that it is a copy of a copy's; or -1. */
    int twin(int set) {
        return twin[set];
    }

    /** Jaccard similarity to the twin; 0 without one. */
    double similarity(int set) {
        return similarity[set];
    }

    /** Lists of sets by element, in flat arrays: an open-addressing table of heads and a chain per list. */
    private static final class PostingLists {
        private long[] keys;
        private int[] heads;
        private int[] sets;
        private int[] nexts;
        private int used;
        private int entries;

        PostingLists(int expected) {
            int capacity = Integer.highestOneBit(Math.max(64, expected)) * 8;
            keys = new long[capacity];
            heads = new int[capacity];
            Arrays.fill(heads, -1);
            sets = new int[Math.max(64, expected)];
            nexts = new int[sets.length];
        }

        private int slot(long key) {
            int mask = keys.length - 1;
            int slot = (int) (Shingles.mix(key) & mask);
            while (heads[slot] >= 0 && keys[slot] != key) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        int head(long key) {
            return heads[slot(key)];
        }

        int next(int entry) {
            return nexts[entry];
        }

        int set(int entry) {
            return sets[entry];
        }

        void addAll(long[] keys, int set) {
            for (long key : keys) {
                add(key, set);
            }
        }

        private void add(long key, int set) {
            if (entries == sets.length) {
                int size = entries + (entries >> 1);
                sets = Arrays.copyOf(sets, size);
                nexts = Arrays.copyOf(nexts, size);
            }
            int slot = slot(key);
            if (heads[slot] < 0) {
                used++;
            }
            sets[entries] = set;
            nexts[entries] = heads[slot];
            keys[slot] = key;
            heads[slot] = entries++;
            if (2 * used > keys.length) {
                grow();
            }
        }

        private void grow() {
            long[] oldKeys = keys;
            int[] oldHeads = heads;
            keys = new long[2 * oldKeys.length];
            heads = new int[keys.length];
            Arrays.fill(heads, -1);
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldHeads[i] >= 0) {
                    int slot = slot(oldKeys[i]);
                    keys[slot] = oldKeys[i];
                    heads[slot] = oldHeads[i];
                }
            }
        }
    }
}
