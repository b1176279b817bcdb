package org.datanet.guard.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.Deflater;

/**
 * Measures of style that hold for texts on any subject and in any language that separates words: how long words and sentences are and
 * how much that varies, how soon words come back, how far a text can be compressed, what marks it uses, and how often each of the
 * most frequent words and word endings of the reference stands in it. Every measure has a name that a reader understands.
 */
final class StyleMeasures {
    /** The most frequent words of the reference: which they are is no subject but grammar. */
    private static final int FREQUENT_WORDS = 80;

    private static final int FREQUENT_ENDINGS = 30;
    private static final int ENDING = 3;
    private static final int WINDOW = 50;
    private static final String MARKS = ",.\"'-;:()?![]%$/";

    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> frequent = new HashMap<>();
    private final Map<String, Integer> endings = new HashMap<>();
    private final boolean layout;

    /**
     * @param reference texts whose most frequent words and endings are measured, in any order
     * @param layout whether line breaks and typographic characters are measured too
     */
    StyleMeasures(Collection<Words> reference, boolean layout) {
        this.layout = layout;
        names.addAll(List.of(
                "letters per word",
                "spread of word lengths",
                "share of words of nine letters or more",
                "share of words of up to three letters",
                "words per sentence",
                "spread of sentence lengths",
                "change of length from sentence to sentence",
                "different words among fifty in a row",
                "share of words used once",
                "repetition of words",
                "evenness of word use",
                "size when compressed",
                "share of word pairs that repeat",
                "share of word triples that repeat",
                "share of frequent words",
                "words before a word comes back",
                "share of words of the second half that stand in the first",
                "share of words of the text that stand in its beginning",
                "capital letters",
                "share of words with a capital inside sentences",
                "share of words in capitals",
                "digits",
                "share of numbers among words",
                "share of words with an apostrophe",
                "characters outside ASCII",
                "variety of characters"));
        for (int i = 0; i < MARKS.length(); i++) {
            names.add("marks " + MARKS.charAt(i) + " per thousand characters");
        }
        if (layout) {
            names.addAll(List.of(
                    "line breaks per thousand characters", "typographic quotes and dashes per thousand characters"));
        }
        top(reference, FREQUENT_WORDS, word -> word).forEach(word -> {
            frequent.put(word, names.size());
            names.add("share of the word \"" + word + "\"");
        });
        top(reference, FREQUENT_ENDINGS, StyleMeasures::ending).forEach(ending -> {
            endings.put(ending, names.size());
            names.add("share of words in -" + ending);
        });
    }

    /** Names, in the order of the measures. */
    List<String> names() {
        return names;
    }

    /** The most frequent by the number of texts they stand in, ties in alphabetical order. */
    private static List<String> top(Collection<Words> reference, int count, Function<String, String> part) {
        Map<String, Integer> texts = new HashMap<>();
        for (Words words : reference) {
            Set<String> seen = new HashSet<>();
            words.words.forEach(word -> seen.add(part.apply(word)));
            seen.forEach(word -> texts.merge(word, 1, Integer::sum));
        }
        texts.remove("");
        return texts.entrySet().stream()
                .sorted((a, b) -> {
                    int byCount = Integer.compare(b.getValue(), a.getValue());
                    return byCount != 0 ? byCount : a.getKey().compareTo(b.getKey());
                })
                .limit(count)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String ending(String word) {
        return word.length() < 2 * ENDING ? "" : word.substring(word.length() - ENDING);
    }

    /** The measures of a text of at least one word, all finite. */
    double[] of(Words words) {
        double[] out = new double[names.size()];
        double n = words.size();
        int at = wordLengths(words, out, 0);
        at = sentenceLengths(words, out, at);
        at = variety(words, out, at);
        at = characters(words, out, at);
        double thousand = 1_000.0 / words.text.length();
        for (int i = 0; i < words.text.length(); i++) {
            int mark = MARKS.indexOf(words.text.charAt(i));
            if (mark >= 0) {
                out[at + mark] += thousand;
            }
        }
        at += MARKS.length();
        if (layout) {
            for (int i = 0; i < words.raw.length(); i++) {
                char c = words.raw.charAt(i);
                out[at] += c == '\n' ? thousand : 0;
                out[at + 1] += c >= '\u2010' && c <= '\u201F' || c == '\u00AB' || c == '\u00BB' ? thousand : 0;
            }
        }
        for (String word : words.words) {
            Integer place = frequent.get(word);
            if (place != null) {
                out[place] += 1 / n;
            }
            Integer end = endings.get(ending(word));
            if (end != null) {
                out[end] += 1 / n;
            }
        }
        return out;
    }

    private static int wordLengths(Words words, double[] out, int at) {
        double sum = 0;
        double squares = 0;
        double n = words.size();
        for (String word : words.words) {
            int length = word.length();
            sum += length;
            squares += (double) length * length;
            out[at + 2] += length >= 9 ? 1 / n : 0;
            out[at + 3] += length <= 3 ? 1 / n : 0;
        }
        out[at] = sum / n;
        out[at + 1] = Math.sqrt(Math.max(0, squares / n - out[at] * out[at]));
        return at + 4;
    }

    private static int sentenceLengths(Words words, double[] out, int at) {
        double mean = Arrays.stream(words.sentences).average().orElse(0);
        double squares = 0;
        double change = 0;
        for (int i = 0; i < words.sentences.length; i++) {
            squares += (words.sentences[i] - mean) * (words.sentences[i] - mean);
            change += i == 0 ? 0 : Math.abs(words.sentences[i] - words.sentences[i - 1]);
        }
        out[at] = Math.min(100, mean);
        out[at + 1] = mean == 0 ? 0 : Math.sqrt(squares / words.sentences.length) / mean;
        out[at + 2] = words.sentences.length < 2 ? 0 : change / (words.sentences.length - 1) / mean;
        return at + 3;
    }

    private int variety(Words words, double[] out, int at) {
        int[] kinds = words.kinds;
        double n = kinds.length;
        out[at] = different(kinds, words.counts.length);
        double once = 0;
        double squares = 0;
        double entropy = 0;
        for (int count : words.counts) {
            once += count == 1 ? 1 : 0;
            squares += (double) count * count;
            entropy -= count / n * Math.log(count / n);
        }
        out[at + 1] = once / n;
        out[at + 2] = squares / (n * n);
        out[at + 3] = entropy / Math.log(Math.max(2, n));
        out[at + 4] = compressed(words.text);
        Set<Long> pairs = new HashSet<>();
        Set<Long> triples = new HashSet<>();
        for (int i = 0; i + 1 < kinds.length; i++) {
            long pair = (long) kinds[i] << 20 | kinds[i + 1];
            pairs.add(pair);
            if (i + 2 < kinds.length) {
                triples.add(pair << 20 | kinds[i + 2]);
            }
        }
        out[at + 5] = 1 - pairs.size() / Math.max(1, n - 1);
        out[at + 6] = 1 - triples.size() / Math.max(1, n - 2);
        rarer(words, out, at + 7);
        return at + 11;
    }

    /** What the words that are not frequent in the reference do. */
    private void rarer(Words words, double[] out, int at) {
        int n = words.size();
        int[] last = new int[words.counts.length];
        Arrays.fill(last, -1);
        int rare = 0;
        int returns = 0;
        double gaps = 0;
        int second = 0;
        int inFirst = 0;
        int afterBeginning = 0;
        int inBeginning = 0;
        int[] first = new int[words.counts.length];
        Arrays.fill(first, n);
        for (int i = 0; i < n; i++) {
            if (frequent.containsKey(words.words.get(i))) {
                continue;
            }
            int kind = words.kinds[i];
            if (last[kind] >= 0) {
                gaps += rare - last[kind];
                returns++;
            }
            last[kind] = rare++;
            first[kind] = Math.min(first[kind], i);
            if (i >= n / 2) {
                second++;
                inFirst += first[kind] < n / 2 ? 1 : 0;
            }
            if (i >= 30) {
                afterBeginning++;
                inBeginning += first[kind] < 30 ? 1 : 0;
            }
        }
        out[at] = 1 - rare / (double) n;
        out[at + 1] = returns == 0 ? rare : gaps / returns;
        out[at + 2] = inFirst / (double) Math.max(1, second);
        out[at + 3] = inBeginning / (double) Math.max(1, afterBeginning);
    }

    /** Mean share of different words in windows, which does not depend on the length of the text. */
    private static double different(int[] kinds, int count) {
        int window = Math.min(WINDOW, kinds.length);
        int[] inside = new int[count];
        int now = 0;
        double sum = 0;
        for (int i = 0; i < kinds.length; i++) {
            now += inside[kinds[i]]++ == 0 ? 1 : 0;
            if (i >= window) {
                now -= --inside[kinds[i - window]] == 0 ? 1 : 0;
            }
            sum += i >= window - 1 ? now : 0;
        }
        return sum / window / (kinds.length - window + 1);
    }

    private static double compressed(String text) {
        byte[] bytes = text.toLowerCase(Locale.ROOT).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] block = new byte[8_192];
            long size = 0;
            while (!deflater.finished()) {
                size += deflater.deflate(block);
            }
            return size / (double) bytes.length;
        } finally {
            deflater.end();
        }
    }

    private static int characters(Words words, double[] out, int at) {
        double n = words.size();
        double length = words.text.length();
        Map<Integer, Integer> seen = new java.util.TreeMap<>();
        for (int i = 0; i < words.text.length(); i++) {
            char c = words.text.charAt(i);
            out[at] += Character.isUpperCase(c) ? 1 / length : 0;
            out[at + 3] += Character.isDigit(c) ? 1 / length : 0;
            out[at + 6] += c > 127 ? 1 / length : 0;
            seen.merge((int) Character.toLowerCase(c), 1, Integer::sum);
        }
        for (String word : words.written) {
            out[at + 2] +=
                    word.length() > 1 && word.equals(word.toUpperCase(Locale.ROOT)) && !numeric(word) ? 1 / n : 0;
            out[at + 4] += numeric(word) ? 1 / n : 0;
            out[at + 5] += word.indexOf('\'') > 0 ? 1 / n : 0;
        }
        out[at + 1] = words.inner / n;
        for (int count : seen.values()) {
            out[at + 7] -= count / length * Math.log(count / length) / Math.log(2);
        }
        return at + 8;
    }

    private static boolean numeric(String word) {
        return Character.isDigit(word.charAt(0));
    }
}
