package org.datanet.hook.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datanet.contribution.ContributorId;
import org.datanet.proof.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordJsonTest {
    enum Mood {
        GOOD,
        BAD
    }

    record Inner(ContributorId id, int number) {}

    record Outer(
            String text,
            long whole,
            double decimal,
            boolean flag,
            BigInteger money,
            Digest digest,
            Instant at,
            Mood mood,
            List<Inner> inners,
            Map<String, Integer> counts,
            Optional<String> maybe) {}

    private static final Outer VALUE = new Outer(
            "ü \"<\u0001> 😀",
            Long.MAX_VALUE,
            0.1,
            true,
            new BigInteger("123456789012345678901234567890"),
            Digest.EMPTY,
            Instant.parse("2026-01-01T00:00:00.123Z"),
            Mood.BAD,
            List.of(new Inner(new ContributorId("ada"), -1)),
            Map.of("b", 2, "a", 1),
            Optional.empty());

    @Test
    void a_record_comes_back_equal() throws MalformedJson {
        assertThat(RecordJson.read(RecordJson.write(VALUE), Outer.class)).isEqualTo(VALUE);
    }

    @Test
    void map_keys_are_sorted_and_what_is_absent_is_left_out() {
        assertThat(new String(RecordJson.write(VALUE), StandardCharsets.UTF_8))
                .contains("\"counts\":{\"a\":1,\"b\":2}")
                .doesNotContain("maybe")
                .contains("\"money\":\"123456789012345678901234567890\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"number\":-1 | \"number\":1.5 | /inners/0/number",
                "\"number\":-1 | \"number\":2147483648 | /inners/0/number",
                "\"number\":-1 | \"number\":1e999999999 | /inners/0/number",
                "\"number\":-1 | \"number\":\"-1\" | /inners/0/number",
                "\"number\":-1 | \"numbers\":-1 | /inners/0/number",
                "\"number\":-1 | \"number\":-1,\"a/b\":1 | /inners/0/a~1b",
                "\"id\":\"ada\" | \"id\":\" ada\" | /inners/0/id",
                "\"flag\":true | \"flag\":1 | /flag",
                "\"flag\":true | \"flag\":null | /flag",
                "\"mood\":\"BAD\" | \"mood\":\"bad\" | /mood",
                "\"a\":1 | \"a\":[] | /counts/a",
                "\"money\":\"1 | \"money\":\"01 | /money",
            })
    void what_is_wrong_is_named_by_its_pointer(String right, String wrong, String pointer) {
        String json = new String(RecordJson.write(VALUE), StandardCharsets.UTF_8);
        assertThat(json).contains(right);
        assertThatThrownBy(
                        () -> RecordJson.read(json.replace(right, wrong).getBytes(StandardCharsets.UTF_8), Outer.class))
                .isInstanceOfSatisfying(MalformedJson.class, e -> {
                    assertThat(e.pointer()).isEqualTo(pointer);
                    assertThat(e.isSyntax()).isFalse();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}}",
                "{} {}",
                "[1,]",
                "{\"a\":1,\"a\":1}",
                "nul",
                "\"\\x\"",
                "01",
                "{\"a\" 1}",
                "\u0000"
            })
    void what_is_no_JSON_is_said_to_be_none(String text) {
        assertThatThrownBy(() -> RecordJson.read(text.getBytes(StandardCharsets.UTF_8), Outer.class))
                .isInstanceOfSatisfying(
                        MalformedJson.class, e -> assertThat(e.isSyntax()).isTrue());
    }
}
