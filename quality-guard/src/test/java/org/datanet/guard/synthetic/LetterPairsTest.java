package org.datanet.guard.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterPairsTest {
    /** By the definition, pair by pair. */
    private static double defined(List<String> texts, String text) {
        Map<String, Integer> pairs = new HashMap<>();
        Map<Character, Integer> firsts = new HashMap<>();
        texts.forEach(other -> count(other, 1, pairs, firsts));
        count(text, -1, pairs, firsts);
        String plain = plain(text);
        double bits = 0;
        for (int i = 0; i + 1 < plain.length(); i++) {
            double seen = Math.max(0, pairs.get(plain.substring(i, i + 2)));
            double total = Math.max(0, firsts.get(plain.charAt(i)));
            bits -= Math.log((seen + 0.5) / (total + 32)) / Math.log(2);
        }
        return bits / (plain.length() - 1);
    }

    private static void count(String text, int times, Map<String, Integer> pairs, Map<Character, Integer> firsts) {
        String plain = plain(text);
        for (int i = 0; i + 1 < plain.length(); i++) {
            pairs.merge(plain.substring(i, i + 2), times, Integer::sum);
            firsts.merge(plain.charAt(i), times, Integer::sum);
        }
    }

    /** Lower case; letters beyond Latin-1 are all one. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.chars().map(Character::toLowerCase).forEach(c -> plain.append((char) Math.min(c, 255)));
        return plain.toString();
    }

    private static String text(Random random, int letters) {
        String alphabet = random.nextBoolean() ? "ab E" : "The quick brown fox, ÄÖÜ \u00ff\u0416\u4e16!";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void surprise_is_the_defined_one_to_the_last_bit_under_one_model_and_under_several(long seed) {
        Random random = new Random(seed);
        List<String> early = IntStream.range(0, 30)
                .mapToObj(i -> text(random, random.nextInt(200)))
                .toList();
        List<String> late = IntStream.range(0, 50)
                .mapToObj(i -> text(random, 20 + random.nextInt(700)))
                .toList();
        LetterPairs first = new LetterPairs();
        LetterPairs second = new LetterPairs();
        early.forEach(first::add);
        late.forEach(second::add);

        for (String text : late) {
            double[] both = LetterPairs.surprise(text, List.of(first, second));
            assertThat(both[0]).isEqualTo(defined(early, text)).isEqualTo(first.surprise(text));
            assertThat(both[1]).isEqualTo(defined(late, text)).isEqualTo(second.surprise(text));
        }
    }

    @Test
    void a_short_text_has_none_under_any_model() {
        String longest = "x".repeat(LetterPairs.LEAST_LETTERS - 1).toUpperCase(Locale.ROOT);

        assertThat(LetterPairs.surprise(longest, List.of(new LetterPairs(), new LetterPairs())))
                .containsOnly(Double.NaN);
        assertThat(new LetterPairs().surprise("")).isNaN();
        assertThat(new LetterPairs().surprise(longest + "x")).isPositive();
    }
}
