package org.datanet.guard.exact;

import java.util.function.ToIntFunction;
import org.datanet.guard.DistinctRows;

/** How likely a text is, word by word: the part of a coincidence that texts have. Thread-safe. */
public final class WordChances {
    private WordChances() {}

    /** The words that a text counts for and is judged by, in its order. */
    public static String[] words(String text) {
        return DistinctRows.fold(text).split(" ");
    }

    /**
     * Adds the logarithms of the chances of a text's words, in the order of the text.
     *
     * @param log what there is already
     * @param count how often a word stands in the distinct texts; 0 and 1 count the same
     * @param total how many words stand there
     */
    public static double add(double log, String text, ToIntFunction<String> count, long total) {
        double sum = log;
        for (String word : words(text)) {
            sum += Math.log(Math.max(1, count.applyAsInt(word)) / (double) Math.max(1, total));
        }
        return sum;
    }

    /** Chance that some earlier row equals a text, though nobody copied. */
    public static double pValue(String text, int rows, ToIntFunction<String> count, long total) {
        return pValue(add(Math.log(rows), text, count, total));
    }

    /** Chance of at least one, when e to the power of {@code log} are expected. */
    static double pValue(double log) {
        return Math.max(0, Math.min(1, -Math.expm1(-Math.exp(log))));
    }
}
