package org.datanet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctRowsTest {
    @Test
    void a_folded_text_has_one_form_one_case_and_single_spaces() {
        assertThat(DistinctRows.fold("  The\tZoe\u0308\u00A0 \uFB01sh\n")).isEqualTo("the zo\u00EB fish");
        assertThat(DistinctRows.fold(" A\u001Fb\u000B\fC ")).isEqualTo("a b c");
        assertThat(DistinctRows.fold(" \n ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ascii_is_folded_as_it_is_beside_other_characters(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String text = random.ints(1 + random.nextInt(12), 0, 128)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(DistinctRows.fold("x" + text + "x"))
                    .isEqualTo(DistinctRows.fold("x" + text + "x\u00E9").replace("\u00E9", ""));
        }
    }
}
