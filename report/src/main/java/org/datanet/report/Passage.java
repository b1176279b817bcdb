package org.datanet.report;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a text with the words marked that matter: those that another text lacks, or a repeated phrase. Words are compared
 * without regard to case and to what stands between them; long stretches without a mark are left out.
 */
final class Passage {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final int MOST_CHARACTERS = 20_000;
    private static final int MOST_COMPARED = 400;
    private static final int AROUND = 8;
    private static final int MOST_SHOWN = 160;

    /** A stretch of text. */
    record Run(String text, boolean marked) {}

    private final String text;
    private final List<String> words = new ArrayList<>();
    private final List<int[]> places = new ArrayList<>();
    private final boolean cut;

    private Passage(String whole) {
        int end = Math.min(whole.length(), MOST_CHARACTERS);
        // A pair of surrogates stays together.
        end -= end < whole.length() && Character.isHighSurrogate(whole.charAt(end - 1)) ? 1 : 0;
        text = whole.substring(0, end);
        cut = end < whole.length();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(
                    Normalizer.normalize(matcher.group(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT));
            places.add(new int[] {matcher.start(), matcher.end()});
        }
    }

    /** The beginning of a text, without marks. */
    static List<Run> of(String text) {
        return new Passage(text).runs(new BitSet());
    }

    /** A text with the words marked that the other lacks at their place: a longest common subsequence is left unmarked. */
    static List<Run> of(String text, String other) {
        Passage here = new Passage(text);
        return here.runs(here.lackedBy(new Passage(other).words));
    }

    /** A text with every occurrence of a phrase marked. */
    static List<Run> withPhrase(String text, String phrase) {
        Passage here = new Passage(text);
        List<String> wanted = new Passage(phrase).words;
        BitSet marks = new BitSet();
        for (int at = 0; !wanted.isEmpty() && at + wanted.size() <= here.words.size(); at++) {
            if (here.words.subList(at, at + wanted.size()).equals(wanted)) {
                marks.set(at, at + wanted.size());
            }
        }
        return here.runs(marks);
    }

    private BitSet lackedBy(List<String> other) {
        int start = 0;
        int end = words.size();
        int otherEnd = other.size();
        while (start < Math.min(end, otherEnd) && words.get(start).equals(other.get(start))) {
            start++;
        }
        while (end > start && otherEnd > start && words.get(end - 1).equals(other.get(otherEnd - 1))) {
            end--;
            otherEnd--;
        }
        BitSet marks = new BitSet();
        marks.set(start, end);
        int n = Math.min(MOST_COMPARED, end - start);
        int m = Math.min(MOST_COMPARED, otherEnd - start);
        int[][] common = new int[n + 1][m + 1];
        for (int i = n - 1; i >= 0; i--) {
            for (int j = m - 1; j >= 0; j--) {
                common[i][j] = words.get(start + i).equals(other.get(start + j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        for (int i = 0, j = 0; i < n && j < m; ) {
            if (words.get(start + i).equals(other.get(start + j))) {
                marks.clear(start + i++);
                j++;
            } else if (common[i + 1][j] >= common[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
        return marks;
    }

    private List<Run> runs(BitSet marks) {
        List<Run> runs = new ArrayList<>();
        int shown = 0;
        int at = 0;
        boolean left = false;
        for (int word = 0; word < words.size(); word++) {
            if (shown >= MOST_SHOWN || !near(marks, word)) {
                left = true;
                continue;
            }
            int from = left ? places.get(word)[0] : at;
            if (left) {
                add(runs, "… ", false);
                left = false;
            }
            int[] place = places.get(word);
            add(runs, text.substring(from, place[0]), word > 0 && marks.get(word) && marks.get(word - 1));
            add(runs, text.substring(place[0], place[1]), marks.get(word));
            at = place[1];
            shown++;
        }
        add(runs, left || cut ? " …" : text.substring(at), false);
        return runs;
    }

    /** Whether a word stands near a mark, or near the beginning where nothing is marked; all do in a short text. */
    private boolean near(BitSet marks, int word) {
        if (words.size() <= MOST_SHOWN / 2) {
            return true;
        }
        if (marks.isEmpty()) {
            return word < MOST_SHOWN / 4;
        }
        int next = marks.nextSetBit(Math.max(0, word - AROUND));
        return next >= 0 && next <= word + AROUND;
    }

    private static void add(List<Run> runs, String text, boolean marked) {
        if (text.isEmpty()) {
            return;
        }
        int last = runs.size() - 1;
        if (last >= 0 && runs.get(last).marked() == marked) {
            runs.set(last, new Run(runs.get(last).text() + text, marked));
        } else {
            runs.add(new Run(text, marked));
        }
    }
}
