package org.datanet.guard.licence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.guard.DatanetGuard;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityPolicy;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LicenceDetectorTest {
    @ParameterizedTest
    @CsvSource({
        "MIT, true",
        "mit, true",
        "GPL-3.0-only, false",
        "MIT OR GPL-3.0-only, true",
        "MIT AND GPL-3.0-only, false",
        "GPL-3.0-only AND MIT OR Apache-2.0, true",
        "GPL-3.0-only AND (MIT OR Apache-2.0), false",
        "Apache-2.0 WITH LLVM-exception, true"
    })
    void an_expression_is_accepted_when_accepted_licences_can_meet_it(String expression, boolean accepted) {
        Set<String> known = Set.of("mit", "apache-2.0");
        assertThat(LicenceExpression.accepted(expression, id -> known.contains(id.toLowerCase(java.util.Locale.ROOT))))
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MIT OR", "(MIT", "MIT)", "AND", "MIT Apache-2.0", "MIT OR OR MIT", "see file"})
    void what_is_no_expression_is_refused(String text) {
        assertThatThrownBy(() -> LicenceExpression.accepted(text, id -> true))
                .hasMessageContaining("no SPDX licence expression");
    }

    @Test
    void refused_and_missing_licences_cost_the_whole_weight_even_when_most_rows_are_refused() {
        Datanet.Builder builder = Datanet.builder(new DatanetId("licensed"), "1");
        String[] licences = {"CC-BY-4.0", "CC-BY-NC-4.0", "", "CC0-1.0", "CC-BY-NC-4.0", "CC-BY-NC-4.0"};
        for (int i = 0; i < licences.length; i++) {
            Datanet.Row row = new Datanet.Row(
                    new SampleId("s" + i), new ContributorId("c" + i % 3), Digest.sha256(new byte[] {(byte) i}));
            builder.add(licences[i].isEmpty() ? row : row.licence(licences[i]));
        }
        QualityPolicy policy = new QualityPolicy(
                QualityPolicy.Mode.ENFORCE,
                1,
                Map.of(),
                Set.of(),
                Set.of(),
                Set.of("CC-BY-4.0", "CC0-1.0"),
                Set.of(),
                List.of());
        assertThat(new DatanetGuard(List.of(new LicenceDetector()))
                        .inspect(builder.build(), UsageView.none(), policy, Progress.none())
                        .weights())
                .containsExactly(1, 0, 0, 1, 0, 0);
    }
}
