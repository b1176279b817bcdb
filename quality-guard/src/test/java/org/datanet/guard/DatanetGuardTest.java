package org.datanet.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.datanet.contribution.SampleId;
import org.datanet.guard.exact.ExactDuplicateDetector;
import org.datanet.progress.Progress;
import org.datanet.quality.Detector;
import org.datanet.quality.Finding;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.Appeal;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.quality.QualityReport.DetectorOutcome.State;
import org.datanet.quality.Subject;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.Role;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatanetGuardTest {
    private static final PlantedDatanet WORLD = PlantedDatanet.optdigits(5, true);

    private record Failing(String name) implements Detector {
        @Override
        public Set<Need> needs() {
            return Set.of();
        }

        @Override
        public Inspection inspect(InspectionContext context) {
            throw new IllegalStateException("the model does not fit");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = 11)
    void those_who_game_lose_weight_and_the_honest_keep_it(long seed) {
        PlantedDatanet world = PlantedDatanet.optdigits(seed, true);
        PlantedOutcome outcome =
                PlantedOutcome.of(world, new DatanetGuard().detectors().toArray(Detector[]::new));
        assertThat(outcome.weight(role -> role == Role.HONEST)).isGreaterThan(0.99);
        assertThat(outcome.weight(role -> role == Role.RARE_HONEST)).isGreaterThan(0.97);
        assertThat(outcome.weight(role -> role == Role.EXACT_COPIER || role == Role.SYBIL))
                .isLessThan(0.02);
        assertThat(outcome.weight(role -> role == Role.JUNK_FLOODER)).isLessThan(0.6);
        assertThat(outcome.weight(role -> role == Role.FLIPPER)).isLessThan(0.4);
        assertThat(outcome.weight(role -> role == Role.LAUNDERER)).isLessThan(0.6);
        assertThat(outcome.weight(role -> role == Role.SYNTHESISER)).isLessThan(0.75);
        assertThat(outcome.report().detectors()).noneMatch(d -> d.state() == State.FAILED);
    }

    @Test
    void where_nobody_games_almost_nobody_loses_weight() {
        PlantedOutcome outcome = PlantedOutcome.of(
                PlantedDatanet.optdigits(11, false),
                new DatanetGuard().detectors().toArray(Detector[]::new));
        assertThat(outcome.weight(role -> true)).isGreaterThan(0.995);
    }

    @Test
    void the_report_is_the_same_with_one_thread_and_with_many() throws Exception {
        QualityReport one = new ForkJoinPool(1).submit(DatanetGuardTest::report).get();
        QualityReport many =
                new ForkJoinPool(5).submit(DatanetGuardTest::report).get();
        assertThat(many.digest()).isEqualTo(one.digest());
    }

    private static QualityReport report() {
        return new DatanetGuard().inspect(WORLD.datanet(), UsageView.none(), QualityPolicy.defaults(), Progress.none());
    }

    @Test
    void two_detectors_of_one_name_are_refused_at_start() {
        assertThatThrownBy(() -> new DatanetGuard(List.of(new Failing("twice"), new Failing("twice"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two detectors are called \"twice\"");
    }

    @Test
    void an_unknown_detector_in_the_policy_is_refused_with_the_nearest_name() {
        assertThatThrownBy(() -> inspect(policy("exact-duplicates", Map.of()), new ExactDuplicateDetector()))
                .hasMessageContaining("did you mean \"exact-duplicate\"");
    }

    @Test
    void an_unknown_option_is_refused_with_the_nearest_name() {
        assertThatThrownBy(() -> inspect(
                        policy("exact-duplicate", Map.of("tolerate-failures", 1)), new ExactDuplicateDetector()))
                .hasMessageContaining("no option \"tolerate-failures\"; did you mean \"tolerate-failure\"");
    }

    @Test
    void a_detector_that_fails_is_named_and_the_others_still_report_but_there_are_no_weights() {
        QualityReport report = inspect(QualityPolicy.defaults(), new Failing("broken"), new ExactDuplicateDetector());
        assertThat(report.detectors())
                .anyMatch(d -> d.detector().equals("broken")
                        && d.state() == State.FAILED
                        && d.message().equals("the model does not fit"))
                .anyMatch(d -> d.detector().equals("exact-duplicate") && d.state() == State.RAN && d.flagged() > 0);
        assertThat(report.hasWeights()).isFalse();
        assertThatThrownBy(report::requireWeights).hasMessageContaining("broken (the model does not fit)");
    }

    @Test
    void a_tolerated_failure_leaves_the_weights() {
        QualityReport report = inspect(
                policy("broken", Map.of("tolerate-failure", 1)), new Failing("broken"), new ExactDuplicateDetector());
        assertThat(report.requireWeights()).hasSize(WORLD.datanet().rows());
    }

    @Test
    void observing_finds_the_same_and_lowers_nothing() {
        QualityPolicy observe = new QualityPolicy(
                QualityPolicy.Mode.OBSERVE, 1, Map.of(), Set.of(), Set.of(), Set.of(), Set.of(), List.of());
        QualityReport report = inspect(observe, new ExactDuplicateDetector());
        assertThat(report.weights()).containsOnly(1.0);
        assertThat(report.findings())
                .isEqualTo(inspect(QualityPolicy.defaults(), new ExactDuplicateDetector())
                        .findings());
    }

    @Test
    void an_appeal_gives_back_the_weight_of_its_sample_only() {
        QualityReport before = inspect(QualityPolicy.defaults(), new ExactDuplicateDetector());
        Finding finding = before.findings().get(0);
        SampleId sample = ((Subject.Row) finding.subject()).sample();
        QualityPolicy policy = new QualityPolicy(
                QualityPolicy.Mode.ENFORCE,
                1,
                Map.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                List.of(new Appeal(sample, "exact-duplicate", "owner", "both took the same picture")));
        double[] after = inspect(policy, new ExactDuplicateDetector()).weights();
        int row = WORLD.datanet().row(sample).orElseThrow();
        assertThat(before.weights()[row]).isZero();
        assertThat(after[row]).isEqualTo(1);
        after[row] = 0;
        assertThat(after).containsExactly(before.weights());
    }

    @Test
    void an_appeal_for_an_unknown_sample_is_refused() {
        QualityPolicy policy = new QualityPolicy(
                QualityPolicy.Mode.ENFORCE,
                1,
                Map.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                List.of(new Appeal(new SampleId("nobody"), "*", "owner", "")));
        assertThatThrownBy(() -> inspect(policy, new ExactDuplicateDetector()))
                .hasMessageContaining("sample \"nobody\"");
    }

    @Test
    void health_is_a_series_over_all_rows_without_gaps() {
        QualityReport report = inspect(QualityPolicy.defaults(), new ExactDuplicateDetector());
        int next = 0;
        for (QualityReport.HealthPoint point : report.health()) {
            assertThat(point.fromRow()).isEqualTo(next);
            assertThat(point.values()).containsKeys("weight", "duplicates");
            next = point.toRow();
        }
        assertThat(next).isEqualTo(WORLD.datanet().rows());
    }

    private static QualityPolicy policy(String detector, Map<String, Object> options) {
        return new QualityPolicy(
                QualityPolicy.Mode.ENFORCE,
                1,
                Map.of(detector, new DetectorPolicy(true, 0.01, 0, 0, options)),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                List.of());
    }

    private static QualityReport inspect(QualityPolicy policy, Detector... detectors) {
        return new DatanetGuard(List.of(detectors)).inspect(WORLD.datanet(), UsageView.none(), policy, Progress.none());
    }
}
