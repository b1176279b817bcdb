package org.datanet.guard.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordPairsTest {
    private static final RecordPairs PLACES = new RecordPairs(List.of(
            List.of("Palisades", "1829 Peachtree Rd.", "404/350-6755"),
            List.of("the palisades restaurant", "1829 peachtree road", "404-350-6755"),
            List.of("Peachtree Cafe", "268 E. Paces Ferry Rd.", "404/233-4402"),
            List.of("The Restaurant", "181 Peachtree St.", "404-659-0400"),
            List.of("Lobster House", "", "")));

    @Test
    void one_place_written_in_two_ways_is_nearer_to_itself_than_to_others() {
        assertThat(PLACES.similarity(0, 1))
                .isGreaterThan(2 * PLACES.similarity(0, 2))
                .isGreaterThan(2 * PLACES.similarity(0, 3));
    }

    @Test
    void a_number_is_the_same_however_it_is_punctuated() {
        RecordPairs numbers = new RecordPairs(
                List.of(List.of("404/350-6755"), List.of("404-350-6755"), List.of("404-350-6799"), List.of("other")));
        assertThat(numbers.similarity(0, 1)).isEqualTo(1, within(1e-9)).isGreaterThan(numbers.similarity(0, 2));
    }

    @Test
    void similarities_are_symmetric_within_bounds_and_one_for_a_record_with_itself() {
        Random random = new Random(3);
        RecordPairs pairs = new RecordPairs(Stream.generate(() -> IntStream.range(0, 3)
                        .mapToObj(c -> random.nextInt(4) == 0 ? "" : "w" + random.nextInt(9) + " w" + random.nextInt(9))
                        .toList())
                .limit(60)
                .distinct()
                .filter(record -> record.stream().anyMatch(value -> !value.isEmpty()))
                .toList());
        for (int a = 0; a < 40; a++) {
            assertThat(pairs.similarity(a, a)).isEqualTo(1, within(1e-9));
            for (int b = 0; b < 40; b++) {
                assertThat(pairs.similarity(a, b)).isBetween(0.0, 1.0).isEqualTo(pairs.similarity(b, a));
            }
        }
    }

    @Test
    void a_record_that_is_spoken_for_is_no_partner_of_a_third() {
        RecordPairs cameras = new RecordPairs(List.of(
                List.of("acme camera x100 red"),
                List.of("acme camera x100"),
                List.of("acme camera x200"),
                List.of("acme camera x200 blue"),
                List.of("pump p7")));
        double[] scores = cameras.oneToOne(new int[][] {{0, 1}, {0, 2}, {3, 1}, {3, 2}});
        assertThat(Math.min(scores[0], scores[3])).isGreaterThan(0).isGreaterThan(Math.max(scores[1], scores[2]));
        assertThat(scores[0]).isLessThan(cameras.similarity(0, 1));
    }

    @Test
    void a_missing_value_speaks_neither_for_nor_against() {
        RecordPairs records = new RecordPairs(List.of(
                List.of("lobster house", "12 main street"),
                List.of("lobster house", ""),
                List.of("lobster house", "99 hill road"),
                List.of("corner bakery", "1 side lane")));
        assertThat(records.similarity(0, 1)).isGreaterThan(records.similarity(0, 2));
    }

    @Test
    void a_record_of_another_width_is_refused_by_number() {
        assertThatThrownBy(() -> new RecordPairs(List.of(List.of("a", "b"), List.of("a"))))
                .hasMessageContaining("record 1 has 1 columns, the first has 2");
    }
}
