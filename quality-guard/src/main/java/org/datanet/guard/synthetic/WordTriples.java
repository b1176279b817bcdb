package org.datanet.guard.synthetic;

import java.util.Map;
import java.util.TreeMap;
import org.datanet.guard.DistinctRows;
import org.datanet.quality.Evidence;

/** The runs of three words in a text, and how often each stands there. */
public final class WordTriples {
    private final Map<String, Integer> triples = new TreeMap<>();

    private WordTriples() {}

    /** Those of a text. */
    public static WordTriples of(String text) {
        WordTriples found = new WordTriples();
        String[] words = DistinctRows.fold(text).split("[^\\p{L}\\p{N}]+");
        for (int i = 0; i + 2 < words.length; i++) {
            found.triples.merge(words[i] + " " + words[i + 1] + " " + words[i + 2], 1, Integer::sum);
        }
        return found;
    }

    /** Which part of them repeat one another, in [0,1]. */
    public double repetition() {
        int total = triples.values().stream().mapToInt(Integer::intValue).sum();
        return total < 5 ? 0 : 1 - (double) triples.size() / total;
    }

    /** The one that stands most often, the first in alphabetical order on ties. */
    public Evidence.Phrase most() {
        String most = "";
        int times = 0;
        for (Map.Entry<String, Integer> entry : triples.entrySet()) {
            if (entry.getValue() > times) {
                most = entry.getKey();
                times = entry.getValue();
            }
        }
        return new Evidence.Phrase(most, times);
    }
}
