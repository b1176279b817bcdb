package org.datanet.guard.synthetic;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.Epochs;
import org.datanet.guard.Findings;
import org.datanet.guard.statistics.RobustNull;
import org.datanet.guard.statistics.Tail;
import org.datanet.quality.Evidence;
import org.datanet.quality.InspectionContext;

/**
 * Two tests on texts: how surprising the letters are to a model of letter pairs of the Datanet's own texts, which random keys fail,
 * and how much of a text repeats its own word triples, which padding fails. Texts of fewer than {@value #LEAST_LETTERS} letters
 * are not judged.
 */
final class SyntheticTexts {
    private static final int LEAST_LETTERS = 20;
    private static final int LEAST_TEXTS = 30;
    private static final int ALPHABET = 256;

    private final InspectionContext context;
    private final Datanet datanet;
    private final double[] scores;
    private final Findings findings;

    SyntheticTexts(InspectionContext context, double[] scores, Findings findings) {
        this.context = context;
        this.datanet = context.datanet();
        this.scores = scores;
        this.findings = findings;
    }

    void find() {
        DistinctRows distinct = DistinctRows.of(context);
        long[] pairs = new long[ALPHABET * ALPHABET];
        long[] firsts = new long[ALPHABET];
        double[] surprise = new double[datanet.rows()];
        double[] repetition = new double[datanet.rows()];
        Epochs.forEach(datanet, (from, to) -> {
            for (int row = from; row < to; row++) {
                if (distinct.isFirst(row)) {
                    count(datanet.text(row), pairs, firsts);
                }
            }
            IntStream.range(0, to).parallel().forEach(row -> {
                surprise[row] = surprise(datanet.text(row), pairs, firsts);
                if (row >= from) {
                    repetition[row] = repetition(datanet.text(row));
                }
            });
            judge(from, to, Arrays.copyOf(surprise, to), Arrays.copyOf(repetition, to));
            context.progress().advance(to - from);
        });
    }

    private void judge(int from, int to, double[] surprise, double[] repetition) {
        if (Arrays.stream(surprise).filter(s -> !Double.isNaN(s)).count() < LEAST_TEXTS) {
            return;
        }
        RobustNull letters = RobustNull.upper(surprise);
        // A text may repeat itself a little whatever the others do.
        RobustNull usual = RobustNull.upper(repetition);
        RobustNull repeats = new RobustNull(usual.centre(), Math.max(0.1, usual.spread()));
        for (int row = from; row < to; row++) {
            if (Double.isNaN(surprise[row])) {
                continue;
            }
            // Short texts vary more: the spread grows as their length shrinks below a hundred letters.
            double damp = Math.min(1, Math.sqrt(datanet.text(row).length() / 100.0));
            double byLetters = Tail.normalAbove(letters.z(surprise[row]) * damp);
            double byRepeats = repeats.pValue(repetition[row]);
            double least = Math.min(byLetters, byRepeats);
            scores[row] = -Math.log10(Math.max(1e-300, least));
            double pValue = Tail.anyOf(least, 2);
            if (pValue <= context.detectorPolicy().rate()) {
                if (byLetters <= byRepeats) {
                    findings.row(
                            row,
                            scores[row],
                            pValue,
                            "The sequence of letters in this text is unlike the language of the other texts.",
                            new Evidence.Measure("bits-per-letter", surprise[row]),
                            new Evidence.Measure("usual-bits-per-letter", letters.centre()));
                } else {
                    findings.row(
                            row,
                            scores[row],
                            pValue,
                            String.format(
                                    Locale.ROOT,
                                    "%.0f percent of the word sequences in this text repeat one another.",
                                    100 * repetition[row]),
                            phrase(datanet.text(row)));
                }
            }
        }
    }

    private static int letter(char c) {
        char lower = Character.toLowerCase(c);
        return lower < ALPHABET - 1 ? lower : ALPHABET - 1;
    }

    private static void count(String text, long[] pairs, long[] firsts) {
        for (int i = 0; i + 1 < text.length(); i++) {
            int a = letter(text.charAt(i));
            pairs[a * ALPHABET + letter(text.charAt(i + 1))]++;
            firsts[a]++;
        }
    }

    /** Bits per letter under the pair model, the text's own pairs taken out; {@code NaN} for a short text. */
    private static double surprise(String text, long[] pairs, long[] firsts) {
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

    private static double repetition(String text) {
        Map<String, Integer> triples = triples(text);
        int total = triples.values().stream().mapToInt(Integer::intValue).sum();
        return total < 5 ? 0 : 1 - (double) triples.size() / total;
    }

    private static Map<String, Integer> triples(String text) {
        String[] words = DistinctRows.fold(text).split("[^\\p{L}\\p{N}]+");
        Map<String, Integer> triples = new java.util.TreeMap<>();
        for (int i = 0; i + 2 < words.length; i++) {
            triples.merge(words[i] + " " + words[i + 1] + " " + words[i + 2], 1, Integer::sum);
        }
        return triples;
    }

    private static Evidence.Phrase phrase(String text) {
        String most = "";
        int times = 0;
        for (Map.Entry<String, Integer> entry : triples(text).entrySet()) {
            if (entry.getValue() > times) {
                most = entry.getKey();
                times = entry.getValue();
            }
        }
        return new Evidence.Phrase(most, times);
    }
}
