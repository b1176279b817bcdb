package org.datanet.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.quality.Subject;
import org.datanet.valuation.ValuationReport;
import org.junit.jupiter.api.Test;

class RewardInputTest {
    private static final ContributorId ADA = new ContributorId("ada");
    private static final ContributorId EVE = new ContributorId("eve");

    private final Datanet datanet = Datanet.builder(new DatanetId("tiny"), "1")
            .add(new Datanet.Row(new SampleId("s0"), ADA, Digest.EMPTY))
            .add(new Datanet.Row(new SampleId("s1"), EVE, Digest.EMPTY).epoch(1))
            .add(new Datanet.Row(new SampleId("s2"), EVE, Digest.EMPTY).epoch(1))
            .build();

    @Test
    void a_row_that_lost_weight_is_told_its_most_significant_reason_or_that_of_its_contributor() {
        RewardInput input = input(
                new double[] {1, 0.5, 0.2},
                finding(new Subject.Row(0, new SampleId("s0")), "outlier", 0.01),
                finding(new Subject.Row(1, new SampleId("s1")), "outlier", 0.02),
                finding(new Subject.Row(1, new SampleId("s1")), "label-noise", 0.001),
                finding(new Subject.ContributorPair(ADA, EVE), "sybil", 0.0001));

        assertThat(input.reasons()).containsExactly("", "label-noise: since", "sybil: since");
        assertThat(input.epochOf()).containsExactly(0, 1, 1);
        assertThat(input.contributorOf()).containsExactly(0, 1, 1);
        assertThat(input.contributors()).containsExactly(ADA, EVE);
    }

    @Test
    void a_report_without_weights_pays_nobody() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> input(new double[0]))
                .withMessageContaining("weights for 0 rows, not for 3");
    }

    private RewardInput input(double[] weights, Finding... findings) {
        DatanetRef ref = DatanetRef.of(datanet);
        QualityReport quality = new QualityReport(
                ref,
                Digest.EMPTY,
                QualityPolicy.Mode.ENFORCE,
                weights,
                List.of(findings),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        ValuationReport valuation = new ValuationReport(ref, "none", Digest.EMPTY, new long[3], new long[3]);
        return RewardInput.of(datanet, valuation, quality, RewardPolicy.defaults(), Stream::empty);
    }

    private static Finding finding(Subject subject, String detector, double pValue) {
        return new Finding(subject, detector, 1, pValue, "since", List.of());
    }
}
