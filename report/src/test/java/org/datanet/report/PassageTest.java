package org.datanet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datanet.report.Passage.Run;
import org.junit.jupiter.api.Test;

class PassageTest {
    private static String marked(List<Run> runs) {
        return runs.stream()
                .map(run -> run.marked() ? "[" + run.text() + "]" : run.text())
                .collect(Collectors.joining());
    }

    @Test
    void words_that_the_other_text_lacks_are_marked() {
        String copy = "The quick red fox, they say, jumps over the very lazy dog.";
        String original = "The QUICK brown fox (they say) jumps over the lazy dog.";
        assertThat(marked(Passage.of(copy, original)))
                .isEqualTo("The quick [red] fox, they say, jumps over the [very] lazy dog.");
        assertThat(marked(Passage.of(original, copy)))
                .isEqualTo("The QUICK [brown] fox (they say) jumps over the lazy dog.");
        assertThat(marked(Passage.of(copy, copy))).isEqualTo(copy);
    }

    @Test
    void every_occurrence_of_a_phrase_is_marked() {
        assertThat(marked(Passage.withPhrase("Buy now or Buy, now! Sell.", "buy now")))
                .isEqualTo("[Buy now] or [Buy, now]! Sell.");
        assertThat(marked(Passage.withPhrase("nothing of it", "buy now"))).isEqualTo("nothing of it");
        assertThat(marked(Passage.withPhrase("nothing of it", "?"))).isEqualTo("nothing of it");
    }

    @Test
    void what_is_far_from_a_mark_is_left_out() {
        String before = IntStream.range(0, 100).mapToObj(i -> "a" + i).collect(Collectors.joining(" "));
        String after = IntStream.range(0, 100).mapToObj(i -> "b" + i).collect(Collectors.joining(" "));
        assertThat(marked(Passage.of(before + " new " + after, before + " " + after)))
                .isEqualTo("… a92 a93 a94 a95 a96 a97 a98 a99 [new] b0 b1 b2 b3 b4 b5 b6 b7 …");
    }

    @Test
    void unmarked_words_are_a_common_subsequence_of_both_texts() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 200; round++) {
            String here = text(random);
            String there = text(random);
            String left =
                    marked(Passage.of(here, there)).replaceAll("\\[[^]]*]", "").strip();
            String right =
                    marked(Passage.of(there, here)).replaceAll("\\[[^]]*]", "").strip();
            assertThat(left.split("\\s+")).hasSameSizeAs(right.split("\\s+"));
            assertThat(marked(Passage.of(here, there)).replaceAll("[\\[\\]]", ""))
                    .isEqualTo(here);
        }
    }

    private static String text(SplittableRandom random) {
        return IntStream.range(0, random.nextInt(1, 25))
                .mapToObj(i -> String.valueOf((char) ('a' + random.nextInt(4))))
                .collect(Collectors.joining(" "));
    }

    @Test
    void texts_of_megabytes_and_of_no_words_take_no_time_and_no_space() {
        String large = "word ".repeat(400_000);
        assertThat(marked(Passage.of(large, "x " + large)).length()).isLessThan(2_000);
        assertThat(Passage.of("")).isEmpty();
        assertThat(marked(Passage.of("?! \uD83D\uDE00", "a"))).isEqualTo("?! \uD83D\uDE00");
        assertThat(marked(Passage.of("\uD83D\uDE00".repeat(20_000))))
                .doesNotContain("\uD83D…")
                .endsWith("…");
    }
}
