package org.datanet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    @ParameterizedTest
    @ValueSource(strings = {"p0", "Zoë Ødegård", "किसान", "農家 7", "a/b:c#1", "row 😀"})
    void names_in_any_script_are_taken(String id) {
        assertThat(Ids.check("sample id", id)).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({
        "200B,zero width",
        "202E,turns the direction",
        "2066,isolates",
        "2028,a line",
        "0000,null",
        "D800,half a pair",
        "FEFF,mark"
    })
    void two_names_do_not_differ_by_what_nobody_sees(String hex, String what) {
        int point = Integer.parseInt(hex, 16);
        String id = "p" + Character.toString(point) + "0";

        assertThatThrownBy(() -> Ids.check("sample id", id))
                .as(what)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a sample id has no character that nobody sees, this one has U+%s at position 2", hex);
        assertThat(Ids.excerpt(id)).isEqualTo("p?0");
    }

    @Test
    void blanks_at_the_ends_and_lengths_are_bounded() {
        assertThatThrownBy(() -> Ids.check("sample id", " p")).hasMessageContaining("no blanks at its ends");
        assertThatThrownBy(() -> Ids.check("sample id", "")).hasMessageContaining("1 to 200");
        assertThatThrownBy(() -> Ids.check("sample id", "x".repeat(Ids.MAX_LENGTH + 1)))
                .hasMessageContaining("this one has 201");
        assertThat(Ids.check("sample id", "x".repeat(Ids.MAX_LENGTH))).hasSize(200);
    }
}
