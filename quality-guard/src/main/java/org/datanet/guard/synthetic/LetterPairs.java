package org.datanet.guard.synthetic;

import java.util.HashMap;
import java.util.Map;

/** A model of which letter follows which in the texts that were added. Not thread-safe while texts are added. */
public final class LetterPairs {
    /** Texts of fewer letters are not judged. */
    public static final int LEAST_LETTERS = 20;

    private static final int ALPHABET = 256;

    private final long[] pairs = new long[ALPHABET * ALPHABET];
    private final long[] firsts = new long[ALPHABET];

    private static int letter(char c) {
        char lower = Character.toLowerCase(c);
        return lower < ALPHABET - 1 ? lower : ALPHABET - 1;
    }

    /** Counts the pairs of a text. */
    public void add(String text) {
        for (int i = 0; i + 1 < text.length(); i++) {
            int a = letter(text.charAt(i));
            pairs[a * ALPHABET + letter(text.charAt(i + 1))]++;
            firsts[a]++;
        }
    }

    /** What was counted, to be sent elsewhere. */
    public long[] counts() {
        long[] counts = java.util.Arrays.copyOf(pairs, pairs.length + firsts.length);
        System.arraycopy(firsts, 0, counts, pairs.length, firsts.length);
        return counts;
    }

    /** Adds what {@link #counts} of another model gives. */
    public LetterPairs add(long[] counts) {
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] += counts[i];
        }
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] += counts[pairs.length + i];
        }
        return this;
    }

    /** Bits per letter, the text's own pairs taken out; {@code NaN} for a short text. */
    public double surprise(String text) {
        if (text.length() < LEAST_LETTERS) {
            return Double.NaN;
        }
        Map<Integer, Integer> own = new HashMap<>();
        Map<Integer, Integer> ownFirsts = new HashMap<>();
        for (int i = 0; i + 1 < text.length(); i++) {
            int a = letter(text.charAt(i));
            own.merge(a * ALPHABET + letter(text.charAt(i + 1)), 1, Integer::sum);
            ownFirsts.merge(a, 1, Integer::sum);
        }
        double bits = 0;
        for (int i = 0; i + 1 < text.length(); i++) {
            int a = letter(text.charAt(i));
            int pair = a * ALPHABET + letter(text.charAt(i + 1));
            double seen = Math.max(0, pairs[pair] - own.getOrDefault(pair, 0));
            double total = Math.max(0, firsts[a] - ownFirsts.getOrDefault(a, 0));
            bits -= Math.log((seen + 0.5) / (total + 0.5 * 64)) / Math.log(2);
        }
        return bits / (text.length() - 1);
    }
}
