package org.datanet.guard.near;

import java.util.Arrays;
import org.datanet.guard.DistinctRows;

/**
 * A text as the set of hashes of its runs of so many words; a text of fewer words is one run. Sets are ascending arrays without
 * repeats.
 */
public final class Shingles {
    private static final long SEED = 0x9E3779B97F4A7C15L;

    private Shingles() {}

    /** The set of a text; empty for a text without letters or digits. */
    public static long[] of(String text, int words) {
        long[] hashes = inOrder(text);
        int count = hashes.length;
        if (count == 0) {
            return hashes;
        }
        int width = Math.min(words, count);
        long[] shingles = new long[count - width + 1];
        for (int i = 0; i < shingles.length; i++) {
            long hash = width;
            for (int w = 0; w < width; w++) {
                hash = mix(hash * 31 + hashes[i + w]);
            }
            shingles[i] = hash;
        }
        return ascending(shingles);
    }

    /** Hashes of the different words of a text, ascending. */
    public static long[] words(String text) {
        return ascending(inOrder(text));
    }

    /** Hashes of the words of a text, as they follow each other. */
    public static long[] inOrder(String text) {
        String folded = DistinctRows.fold(text);
        long[] hashes = new long[Math.max(4, folded.length() / 4)];
        int count = 0;
        int at = 0;
        int n = folded.length();
        while (at < n) {
            if (Character.isLetterOrDigit(folded.charAt(at))) {
                long hash = SEED;
                while (at < n && Character.isLetterOrDigit(folded.charAt(at))) {
                    hash = (hash ^ folded.charAt(at++)) * 0x100000001B3L;
                    hash ^= hash >>> 29;
                }
                if (count == hashes.length) {
                    hashes = Arrays.copyOf(hashes, 2 * count);
                }
                hashes[count++] = mix(hash);
            } else {
                at++;
            }
        }
        return Arrays.copyOf(hashes, count);
    }

    private static long[] ascending(long[] shingles) {
        if (shingles.length == 0) {
            return shingles;
        }
        Arrays.sort(shingles);
        int kept = 1;
        for (int i = 1; i < shingles.length; i++) {
            if (shingles[i] != shingles[i - 1]) {
                shingles[kept++] = shingles[i];
            }
        }
        return kept == shingles.length ? shingles : Arrays.copyOf(shingles, kept);
    }

    /** Number of common elements of two ascending sets; stops at -1 as soon as fewer than the required number can be common. */
    static int common(long[] a, long[] b, int required) {
        int common = 0;
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            if (a[i] == b[j]) {
                common++;
                i++;
                j++;
            } else {
                if (a[i] < b[j]) {
                    i++;
                } else {
                    j++;
                }
                if (common + Math.min(a.length - i, b.length - j) < required) {
                    return -1;
                }
            }
        }
        return common;
    }

    /** The same of the {@link #halves} of two sets. */
    static int common(int[] a, int[] b, int required) {
        int common = 0;
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            if (a[i] == b[j]) {
                common++;
                i++;
                j++;
            } else {
                if (a[i] < b[j]) {
                    i++;
                } else {
                    j++;
                }
                if (common + Math.min(a.length - i, b.length - j) < required) {
                    return -1;
                }
            }
        }
        return common;
    }

    /** The upper halves of the elements of a set, in the same order. */
    static int[] halves(long[] set) {
        int[] halves = new int[set.length];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = (int) (set[i] >> 32);
        }
        return halves;
    }

    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
