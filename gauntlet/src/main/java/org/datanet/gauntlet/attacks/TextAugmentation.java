package org.datanet.gauntlet.attacks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datanet.gauntlet.LabelledRows;
import org.datanet.gauntlet.Standpoint;

/**
 * Texts out of texts, as who has no language model makes them: words replaced by words that stand between the same neighbours
 * elsewhere, texts spliced and woven, and chains of words in which each follows on the two before it as in some known text.
 */
final class TextAugmentation extends Augmentation {
    private static final String LATIN = "aceopxyABCEHKMOPTX";
    private static final String ALIKE = "асеорхуАВСЕНКМОРТХ";
    private static final String END = "\n";

    private final Standpoint me;
    private final Map<String, List<String>> between = new HashMap<>();
    private final Map<String, List<String>> after = new HashMap<>();

    TextAugmentation(Standpoint me) {
        super(me);
        this.me = me;
    }

    private static String[] words(String text) {
        return text.strip().split("\\s+");
    }

    private LabelledRows each(LabelledRows rows, UnaryOperator<String> change) {
        return rows.areTexts()
                ? LabelledRows.ofTexts(Arrays.stream(rows.texts()).map(change).toArray(String[]::new), rows.y())
                : rows;
    }

    private static String joined(List<String> words, String otherwise) {
        String text = String.join(" ", words);
        return text.isBlank() ? otherwise : text;
    }

    /** Which words known texts have between two others, and after one. */
    private void learn() {
        if (after.isEmpty()) {
            for (String text : me.known().texts()) {
                String[] words = words(text);
                for (int i = 0; i < words.length; i++) {
                    String before = i == 0 ? END : words[i - 1];
                    String next = i + 1 == words.length ? END : words[i + 1];
                    between.computeIfAbsent(before + END + next, key -> new ArrayList<>())
                            .add(words[i]);
                    after.computeIfAbsent(before, key -> new ArrayList<>()).add(words[i]);
                }
            }
        }
    }

    private String any(List<String> words) {
        return words.get(me.below(words.size()));
    }

    /** A word that stands elsewhere where this one does here: between the same, after the same, or anywhere. */
    private String another(String[] words, int i) {
        String before = i == 0 ? END : words[i - 1];
        String next = i + 1 == words.length ? END : words[i + 1];
        List<String> found = List.of();
        for (List<String> candidates :
                List.of(between.getOrDefault(before + END + next, List.of()), after.getOrDefault(before, List.of()))) {
            if (found.isEmpty()) {
                found = candidates.stream()
                        .filter(word -> !word.equalsIgnoreCase(words[i]))
                        .toList();
            }
        }
        return found.isEmpty()
                ? any(List.of(words(me.known().texts()[me.below(me.known().size())])))
                : any(found);
    }

    @Override
    LabelledRows jitter(LabelledRows rows, double size) {
        learn();
        double part = 1 - StrictMath.exp(-size);
        return each(rows, text -> {
            String[] words = words(text);
            return IntStream.range(0, words.length)
                    .mapToObj(i -> me.uniform(0, 1) < part ? another(words, i) : words[i])
                    .collect(Collectors.joining(" "));
        });
    }

    @Override
    LabelledRows scaled(LabelledRows rows, double factor) {
        return each(rows, text -> {
            String[] words = words(text);
            int length = Math.max(1, (int) Math.round(factor * words.length));
            return IntStream.range(0, length)
                    .mapToObj(i -> words[i % words.length])
                    .collect(Collectors.joining(" "));
        });
    }

    private interface Pair {
        List<String> child(String[] first, String[] second);
    }

    private LabelledRows ofPairs(LabelledRows rows, int count, boolean near, Pair pair) {
        String[] texts = new String[count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            int parent = me.below(rows.size());
            labels[i] = rows.y()[parent];
            int[] fellows = fellows(rows, labels[i]);
            int[] candidates = near
                    ? me.space().nearest(rows.x()[parent], rows.select(fellows).x(), 6)
                    : IntStream.range(0, fellows.length).toArray();
            // The nearest is the row itself.
            int skip = near && candidates.length > 1 ? 1 : 0;
            int other = fellows[candidates[skip + me.below(candidates.length - skip)]];
            texts[i] = joined(pair.child(words(rows.texts()[parent]), words(rows.texts()[other])), rows.texts()[other]);
        }
        return LabelledRows.ofTexts(texts, labels);
    }

    /** The beginning of one text and the end of another. */
    @Override
    LabelledRows mixUp(LabelledRows rows, int count, boolean near) {
        return ofPairs(rows, count, near, (first, second) -> {
            double share = me.uniform(0.2, 0.8);
            List<String> words = new ArrayList<>(List.of(first).subList(0, (int) (share * first.length)));
            words.addAll(List.of(second).subList((int) (share * second.length), second.length));
            return words;
        });
    }

    /** At each place the word of one or of the other. */
    @Override
    LabelledRows crossOver(LabelledRows rows, int count) {
        return ofPairs(rows, count, false, (first, second) -> {
            int length = me.below(2) == 0 ? first.length : second.length;
            List<String> words = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                String[] from = i < first.length && (i >= second.length || me.below(2) == 0) ? first : second;
                words.add(from[i]);
            }
            return words;
        });
    }

    /** Without words that the other has, too; the stronger, the more of them are left out. */
    @Override
    LabelledRows extrapolate(LabelledRows rows, int count, double by) {
        return ofPairs(rows, count, false, (first, second) -> {
            Set<String> others = new HashSet<>(List.of(second));
            return Arrays.stream(first)
                    .filter(word -> !others.contains(word) || me.uniform(0, 1) >= by)
                    .toList();
        });
    }

    /** As many words as one of the texts has, as often as the label's texts have each. */
    @Override
    LabelledRows means(LabelledRows rows, int count) {
        return ofLabels(rows, count, (fellows, length) -> {
            List<String> words = new ArrayList<>();
            while (words.size() < length) {
                words.add(any(List.of(words(fellows[me.below(fellows.length)]))));
            }
            return words;
        });
    }

    /** Each word follows on the two before it as in some text of the label. */
    @Override
    LabelledRows generated(LabelledRows rows, int count) {
        Map<String[], Map<String, List<String>>> chains = new IdentityHashMap<>();
        return ofLabels(rows, count, (fellows, length) -> {
            Map<String, List<String>> chain = chains.computeIfAbsent(fellows, TextAugmentation::chain);
            List<String> words = new ArrayList<>();
            String last = END;
            String word = END;
            while (words.size() < 2 * length) {
                String next = any(chain.getOrDefault(last + " " + word, List.of(END)));
                if (next.equals(END)) {
                    break;
                }
                words.add(next);
                last = word;
                word = next;
            }
            return words;
        });
    }

    private static Map<String, List<String>> chain(String[] texts) {
        Map<String, List<String>> chain = new HashMap<>();
        for (String text : texts) {
            String last = END;
            String word = END;
            for (String next : words(text)) {
                chain.computeIfAbsent(last + " " + word, key -> new ArrayList<>())
                        .add(next);
                last = word;
                word = next;
            }
            chain.computeIfAbsent(last + " " + word, key -> new ArrayList<>()).add(END);
        }
        return chain;
    }

    private interface Composed {
        List<String> words(String[] fellows, int length);
    }

    private LabelledRows ofLabels(LabelledRows rows, int count, Composed composed) {
        int[] labels = labelsOf(rows, count);
        Map<Integer, String[]> byLabel = new HashMap<>();
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            String[] fellows = byLabel.computeIfAbsent(
                    labels[i], label -> rows.select(fellows(rows, label)).texts());
            String model = fellows[me.below(fellows.length)];
            texts[i] = joined(composed.words(fellows, words(model).length), model);
        }
        return LabelledRows.ofTexts(texts, labels);
    }

    /** Random letters, in words as long as some text's. */
    @Override
    LabelledRows noise(int count) {
        int[] labels = random(count);
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = Arrays.stream(
                            words(me.known().texts()[me.below(me.known().size())]))
                    .map(word -> word.codePoints()
                            .mapToObj(c -> String.valueOf((char) ('a' + me.below(26))))
                            .collect(Collectors.joining()))
                    .collect(Collectors.joining(" "));
        }
        return LabelledRows.ofTexts(texts, labels);
    }

    @Override
    LabelledRows marginals(LabelledRows rows, int count) {
        int[] labels = random(count);
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            int length = words(rows.texts()[me.below(rows.size())]).length;
            texts[i] = IntStream.range(0, length)
                    .mapToObj(w -> any(List.of(words(rows.texts()[me.below(rows.size())]))))
                    .collect(Collectors.joining(" "));
        }
        return LabelledRows.ofTexts(texts, labels);
    }

    /** Two spaces here and there, another case, another end. */
    LabelledRows respaced(LabelledRows rows) {
        return each(rows, text -> {
            StringBuilder out = new StringBuilder();
            for (String word : words(text)) {
                out.append(me.below(4) == 0 ? word.toUpperCase(Locale.ROOT) : word)
                        .append(me.below(3) == 0 ? "  " : " ");
            }
            String spaced = out.toString();
            return me.below(2) == 0 ? spaced + "." : spaced.strip();
        });
    }

    LabelledRows lookAlikes(LabelledRows rows, double part) {
        return each(
                rows,
                text -> text.chars()
                        .mapToObj(c -> LATIN.indexOf(c) >= 0 && me.uniform(0, 1) < part
                                ? ALIKE.charAt(LATIN.indexOf(c))
                                : (char) c)
                        .map(String::valueOf)
                        .collect(Collectors.joining()));
    }

    LabelledRows shuffled(LabelledRows rows, double places) {
        return each(rows, text -> {
            String[] words = words(text);
            double[] keys = IntStream.range(0, words.length)
                    .mapToDouble(i -> i + me.uniform(0, places + 1))
                    .toArray();
            return IntStream.range(0, words.length)
                    .boxed()
                    .sorted((a, b) -> Double.compare(keys[a], keys[b]))
                    .map(i -> words[i])
                    .collect(Collectors.joining(" "));
        });
    }

    LabelledRows shortened(LabelledRows rows, double part) {
        return each(
                rows,
                text -> joined(
                        Arrays.stream(words(text))
                                .filter(word -> me.uniform(0, 1) >= part)
                                .toList(),
                        text));
    }

    LabelledRows concatenated(LabelledRows rows, int others) {
        if (!rows.areTexts()) {
            return rows;
        }
        LabelledRows known = LabelledRows.concat(List.of(rows, me.known()));
        String[] texts = new String[rows.size()];
        for (int i = 0; i < texts.length; i++) {
            int[] fellows = fellows(known, rows.y()[i]);
            StringBuilder text = new StringBuilder(rows.texts()[i]);
            for (int other = 0; other < others; other++) {
                text.append(' ').append(known.texts()[fellows[me.below(fellows.length)]]);
            }
            texts[i] = text.toString();
        }
        return LabelledRows.ofTexts(texts, rows.y());
    }
}
