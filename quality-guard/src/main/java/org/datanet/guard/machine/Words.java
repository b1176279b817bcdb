package org.datanet.guard.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A text taken apart: its words as numbers, and where sentences end. Only the first {@value #LONGEST} characters count, so that the
 * work on one text is bounded.
 */
final class Words {
    static final int LONGEST = 20_000;

    /** The characters that count, line breaks and all. */
    final String raw;
    /** The same with every run of white space as one space, and typographic quotes and dashes as plain ones. */
    final String text;
    /** Words as written, an apostrophe between letters included. */
    final List<String> written = new ArrayList<>();
    /** Words in lower case. */
    final List<String> words = new ArrayList<>();
    /** For every word the number of its kind, in order of first use. */
    final int[] kinds;
    /** How often each kind stands in the text. */
    final int[] counts;
    /** Numbers of words of the sentences. */
    final int[] sentences;
    /** Words that begin with a capital and do not begin a sentence. */
    final int inner;

    Words(String whole) {
        raw = whole.length() > LONGEST ? whole.substring(0, LONGEST) : whole;
        text = plain(raw);
        List<Integer> lengths = new ArrayList<>();
        int capitals = 0;
        int inSentence = 0;
        int at = 0;
        int n = text.length();
        while (at < n) {
            char c = text.charAt(at);
            if (Character.isLetterOrDigit(c)) {
                int from = at++;
                while (at < n && (Character.isLetterOrDigit(text.charAt(at)) || apostrophe(at))) {
                    at++;
                }
                String word = text.substring(from, at);
                capitals += inSentence > 0 && Character.isUpperCase(c) ? 1 : 0;
                inSentence++;
                written.add(word);
                words.add(word.toLowerCase(Locale.ROOT));
            } else {
                at++;
                if (inSentence > 0 && (c == '.' || c == '!' || c == '?') && ends(at)) {
                    lengths.add(inSentence);
                    inSentence = 0;
                }
            }
        }
        if (inSentence > 0) {
            lengths.add(inSentence);
        }
        inner = capitals;
        sentences = lengths.stream().mapToInt(Integer::intValue).toArray();
        Map<String, Integer> numbers = new HashMap<>();
        kinds = words.stream()
                .mapToInt(word -> {
                    numbers.putIfAbsent(word, numbers.size());
                    return numbers.get(word);
                })
                .toArray();
        counts = new int[numbers.size()];
        Arrays.stream(kinds).forEach(kind -> counts[kind]++);
    }

    /** Number of words. */
    int size() {
        return kinds.length;
    }

    private boolean apostrophe(int at) {
        return text.charAt(at) == '\'' && at + 1 < text.length() && Character.isLetter(text.charAt(at + 1));
    }

    /** Whether a sentence mark before this place ends a sentence: a space or the end follows, after quotes and brackets. */
    private boolean ends(int at) {
        while (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == ')' || text.charAt(at) == '\'')) {
            at++;
        }
        return at >= text.length() || text.charAt(at) == ' ';
    }

    private static String plain(String raw) {
        StringBuilder out = new StringBuilder(raw.length());
        boolean space = true;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                if (!space) {
                    out.append(' ');
                }
                space = true;
                continue;
            }
            space = false;
            out.append(
                    switch (c) {
                        case '\u2018', '\u2019' -> '\'';
                        case '\u201C', '\u201D', '\u201E', '\u00AB', '\u00BB' -> '"';
                        case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014' -> '-';
                        default -> c;
                    });
        }
        int end = out.length();
        return end > 0 && out.charAt(end - 1) == ' ' ? out.substring(0, end - 1) : out.toString();
    }
}
