package org.datanet.guard.synthetic;

import java.util.Arrays;
import java.util.List;

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
        long[] counts = Arrays.copyOf(pairs, pairs.length + firsts.length);
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
        return surprise(text, List.of(this))[0];
    }

    /**
     * The same under several models, for which the text is read once.
     *
     * @return one a model
     */
    public static double[] surprise(String text, List<LetterPairs> models) {
        double[] surprise = new double[models.size()];
        if (text.length() < LEAST_LETTERS) {
            Arrays.fill(surprise, Double.NaN);
            return surprise;
        }
        OwnPairs own = new OwnPairs(text);
        Arrays.setAll(surprise, model -> own.bits(models.get(model)) / (text.length() - 1));
        return surprise;
    }

    /** The letter pairs of one text: which are different, how often each stands there, and in which order. */
    private static final class OwnPairs {
        private final int[] order;
        private final int[] pairs;
        private final int[] times;
        private final int[] firsts = new int[ALPHABET];
        private int different;

        OwnPairs(String text) {
            order = new int[text.length() - 1];
            pairs = new int[order.length];
            times = new int[order.length];
            // Open addressing, at most half full; a place holds the number of a pair and one more.
            int[] places = new int[Integer.highestOneBit(order.length) << 2];
            int a = letter(text.charAt(0));
            for (int i = 0; i < order.length; i++) {
                int b = letter(text.charAt(i + 1));
                int pair = a * ALPHABET + b;
                int at = pair * 0x9E3779B1 >>> Integer.numberOfLeadingZeros(places.length) + 1;
                while (places[at] != 0 && pairs[places[at] - 1] != pair) {
                    at = at + 1 & places.length - 1;
                }
                if (places[at] == 0) {
                    pairs[different] = pair;
                    places[at] = ++different;
                }
                order[i] = places[at] - 1;
                times[order[i]]++;
                firsts[a]++;
                a = b;
            }
        }

        double bits(LetterPairs model) {
            double[] each = new double[different];
            for (int i = 0; i < different; i++) {
                int a = pairs[i] / ALPHABET;
                double seen = Math.max(0, model.pairs[pairs[i]] - times[i]);
                double total = Math.max(0, model.firsts[a] - firsts[a]);
                each[i] = Math.log((seen + 0.5) / (total + 0.5 * 64)) / Math.log(2);
            }
            double bits = 0;
            // Added in the order of the text.
            for (int i : order) {
                bits -= each[i];
            }
            return bits;
        }
    }
}
