package org.datanet.guard.near;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongToIntFunction;
import org.datanet.guard.DistinctRows;

/** The words of a text beside those of the earlier one that it is almost. Immutable. */
public final class SharedWords {
    private static final int SHOWN = 12;

    private final String text;
    private final String original;

    private SharedWords(String text, String original) {
        this.text = text;
        this.original = original;
    }

    /** Compares two texts. */
    public static SharedWords of(String text, String original) {
        return new SharedWords(text, original);
    }

    /** The different words of both, as {@link Shingles#words hashes}, ascending. */
    public long[] shared() {
        long[] here = Shingles.words(text);
        long[] there = Shingles.words(original);
        int kept = 0;
        int j = 0;
        for (long word : here) {
            while (j < there.length && there[j] < word) {
                j++;
            }
            if (j < there.length && there[j] == word) {
                here[kept++] = word;
            }
        }
        return Arrays.copyOf(here, kept);
    }

    /**
     * How likely two people share these words without knowing of each other: the expected number of earlier texts that would hold all
     * of them, each word counting half, because words come together.
     *
     * @param holders how many texts hold a word that are no near-duplicates; 0, 1 and 2 count the same
     * @param rows how many texts there are
     */
    public double pValue(LongToIntFunction holders, int rows) {
        double log = Math.log(rows);
        for (long word : shared()) {
            // The original itself holds the word; it must not vouch for its copy.
            double others = Math.max(1, holders.applyAsInt(word) - 1);
            log += 0.5 * Math.log(Math.min(1, others / rows));
        }
        return Math.max(0, Math.min(1, -Math.expm1(-Math.exp(log))));
    }

    /** What was added and what is missing, for people. */
    public String difference() {
        Set<String> here = words(text);
        Set<String> there = words(original);
        Set<String> added = new LinkedHashSet<>(here);
        added.removeAll(there);
        Set<String> missing = new LinkedHashSet<>(there);
        missing.removeAll(here);
        return (added.isEmpty() ? "" : "added: " + some(added))
                + (added.isEmpty() || missing.isEmpty() ? "" : "; ")
                + (missing.isEmpty() ? "" : "missing: " + some(missing));
    }

    private static Set<String> words(String text) {
        Set<String> words = new LinkedHashSet<>();
        for (String word : DistinctRows.fold(text).split("[^\\p{L}\\p{N}]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static String some(Set<String> words) {
        String joined = String.join(" ", words.stream().limit(SHOWN).toList());
        return words.size() > SHOWN ? joined + " ..." : joined;
    }
}
