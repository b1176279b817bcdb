package org.datanet.attribution.gain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashedTextTest {
    private static final String TEXT = "The mayor's approval came in advance.";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the mayor's approval came in advance",
                "  THE  MAYOR'S approval\tcame in advance.. ",
                "The mayor\u2019s approval came in advance!",
                "\uff34he mayor's appro\u200bval came in advance."
            })
    void a_text_that_is_written_otherwise_lies_where_it_does(String same) {
        assertThat(HashedText.of(same)).isEqualTo(HashedText.of(TEXT));
    }

    @Test
    void other_words_lie_elsewhere_at_length_one() {
        double[] place = HashedText.of(TEXT);
        double[] other = HashedText.of("He has got the approval of the mayor.");
        assertThat(Arrays.stream(place).map(v -> v * v).sum()).isCloseTo(1, within(1e-12));
        double product = 0;
        for (int c = 0; c < HashedText.COLUMNS; c++) {
            product += place[c] * other[c];
        }
        assertThat(product).isBetween(0.1, 0.9);
        assertThat(HashedText.of("...")).containsOnly(0);
    }
}
