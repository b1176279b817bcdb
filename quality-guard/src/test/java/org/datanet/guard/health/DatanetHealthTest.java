package org.datanet.guard.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Annotation;
import org.datanet.curation.CuratorId;
import org.datanet.guard.DatanetGuard;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.quality.HealthMeasure;
import org.datanet.quality.HealthPolicy;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.quality.QualityReport.DriftPoint;
import org.datanet.quality.QualityReport.DriftSeries;
import org.datanet.quality.QualityReport.HealthPoint;
import org.datanet.quality.QualityReport.HealthWarning;
import org.datanet.testkit.planted.RealTable;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatanetHealthTest {
    /** Rows of two classes, four features and five contributors, in epochs of 100. */
    private static final class Rows {
        private final Datanet.Builder builder = Datanet.builder(new DatanetId("d"), "1")
                .featureNames(List.of("a", "b", "c", "d"))
                .labels(List.of("x", "y", "rare"));
        private final SplittableRandom random;
        private int next;

        Rows(long seed) {
            random = new SplittableRandom(seed);
        }

        void add(int epoch, String label, double shift) {
            double[] features = random.doubles(4).toArray();
            features[1] += shift;
            builder.add(new Datanet.Row(
                            new SampleId("s" + next),
                            new ContributorId("c" + next % 5),
                            Digest.sha256(new byte[] {(byte) next, (byte) (next >> 8)}))
                    .epoch(epoch)
                    .features(features)
                    .label(label));
            next++;
        }
    }

    private static DatanetHealth health(Datanet datanet, BitSet copies) {
        return DatanetHealth.of(
                datanet,
                IntStream.range(0, datanet.rows()).mapToDouble(row -> 1).toArray(),
                new TreeMap<>(Map.of("exact-duplicate", copies)),
                Map.of(),
                HealthPolicy.defaults());
    }

    private static double last(DatanetHealth health, HealthMeasure measure) {
        HealthPoint point = health.points().get(health.points().size() - 1);
        return point.values().get(measure.key());
    }

    private static QualityReport inspected(RealTable table, long seed) {
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, table.features().length).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        Datanet.Builder builder = Datanet.builder(new DatanetId("real"), "1")
                .featureNames(table.featureNames())
                .labels(table.labelNames());
        for (int row = 0; row < order.size(); row++) {
            int source = order.get(row);
            builder.add(new Datanet.Row(
                            new SampleId("s" + row),
                            new ContributorId("c" + row % 8),
                            Digest.sha256(new byte[] {(byte) source, (byte) (source >> 8)}))
                    .epoch(6 * row / order.size())
                    .features(table.features()[source])
                    .label(table.labelNames().get(table.labels()[source])));
        }
        return new DatanetGuard().inspect(builder.build(), UsageView.none(), QualityPolicy.defaults(), Progress.none());
    }

    @Test
    void clean_real_tables_in_random_order_are_well() {
        for (RealTable table : List.of(RealTable.wdbc(), RealTable.optdigits())) {
            QualityReport report = inspected(table, 3);
            assertThat(report.warnings()).isEmpty();
            assertThat(report.health())
                    .last()
                    .satisfies(point -> assertThat(point.values())
                            .containsOnlyKeys(
                                    "weight",
                                    "freshness",
                                    "tail-coverage",
                                    "label-agreement",
                                    "duplicates",
                                    "synthetic",
                                    "outliers",
                                    "drift"));
            assertThat(report.drift()).extracting(DriftSeries::of).contains(DriftSeries.Of.values());
        }
    }

    @Test
    void rows_in_no_order_drift_no_more_often_than_chance_allows() {
        int windows = 0;
        int moved = 0;
        for (long seed = 0; seed < 20; seed++) {
            Rows rows = new Rows(seed);
            for (int row = 0; row < 1_000; row++) {
                rows.add(row / 100, rows.random.nextBoolean() ? "x" : "y", 0);
            }
            for (DriftSeries series : health(rows.builder.build(), new BitSet()).drift()) {
                windows += series.points().size();
                moved += (int) series.points().stream()
                        .filter(point -> point.drift() > 0)
                        .count();
            }
        }
        assertThat(windows).isGreaterThan(1_000);
        assertThat(moved / (double) windows).isLessThanOrEqualTo(0.01);
    }

    @Test
    void a_class_whose_rows_become_others_drifts_and_is_named_with_the_feature() {
        Rows rows = new Rows(1);
        for (int row = 0; row < 1_000; row++) {
            boolean x = row % 2 == 0;
            rows.add(row / 100, x ? "x" : "y", x && row >= 500 ? (row - 500) / 400.0 : 0);
        }
        DatanetHealth health = health(rows.builder.build(), new BitSet());
        assertThat(health.drift())
                .filteredOn(series -> series.of() == DriftSeries.Of.CLASS)
                .satisfiesExactly(
                        x -> {
                            assertThat(x.name()).isEqualTo("x");
                            assertThat(x.points())
                                    .last()
                                    .satisfies(point -> assertThat(point.by()).isEqualTo("b"));
                            assertThat(x.points().get(0).drift()).isZero();
                        },
                        y -> assertThat(y.points())
                                .extracting(DriftPoint::drift)
                                .containsOnly(0.0));
        assertThat(health.warnings())
                .extracting(HealthWarning::about)
                .contains("class x")
                .doesNotContain("class y");
        assertThat(health.warnings())
                .filteredOn(warning -> warning.about().equals("class x"))
                .first()
                .satisfies(warning -> assertThat(warning.reason())
                        .contains("above the policy's 0.3, most in b", "the latest among them"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_rare_class_that_is_no_longer_brought_is_missed(boolean brought) {
        Rows rows = new Rows(2);
        for (int row = 0; row < 2_000; row++) {
            boolean rare = row % 10 == 0 && (brought || row < 1_000);
            rows.add(row / 500, rare ? "rare" : row % 2 == 0 ? "x" : "y", 0);
        }
        DatanetHealth health = health(rows.builder.build(), new BitSet());
        assertThat(health.warnings().stream()
                        .anyMatch(warning -> warning.measure().equals(HealthMeasure.TAIL_COVERAGE.key())))
                .isEqualTo(!brought);
        double worst = health.points().stream()
                .map(point -> point.values().getOrDefault(HealthMeasure.TAIL_COVERAGE.key(), 1.0))
                .min(Double::compare)
                .orElseThrow();
        assertThat(worst).isBetween(brought ? 1 : 0.3, brought ? 1 : 0.6);
    }

    @Test
    void fewer_rows_an_epoch_are_less_fresh_and_copies_do_not_freshen() {
        Rows rows = new Rows(3);
        int[] perEpoch = {200, 200, 200, 200, 200, 200, 25, 25, 25, 25};
        BitSet none = new BitSet();
        for (int epoch = 0; epoch < perEpoch.length; epoch++) {
            for (int row = 0; row < perEpoch[epoch]; row++) {
                rows.add(epoch, "x", 0);
            }
        }
        Datanet dried = rows.builder.build();
        // 25 rows in each of the last four epochs, 1,300 in ten.
        assertThat(last(health(dried, none), HealthMeasure.FRESHNESS)).isEqualTo(0.192308);
        assertThat(health(dried, none).warnings())
                .extracting(HealthWarning::measure)
                .contains("freshness");

        Rows steady = new Rows(4);
        for (int row = 0; row < 2_000; row++) {
            steady.add(row / 200, "x", 0);
        }
        Datanet datanet = steady.builder.build();
        assertThat(last(health(datanet, none), HealthMeasure.FRESHNESS)).isEqualTo(1);
        BitSet copies = new BitSet();
        copies.set(1_200, 2_000);
        assertThat(last(health(datanet, copies), HealthMeasure.FRESHNESS)).isZero();
        assertThat(last(health(datanet, copies), HealthMeasure.DUPLICATES)).isEqualTo(1);
    }

    @Test
    void annotators_who_stop_agreeing_with_the_labels_are_seen() {
        Rows rows = new Rows(5);
        List<Annotation> answers = new ArrayList<>();
        for (int row = 0; row < 400; row++) {
            rows.add(row / 100, "x", 0);
            for (int annotator = 0; annotator < 3; annotator++) {
                answers.add(new Annotation(
                        new SampleId("s" + row),
                        new CuratorId("a" + annotator),
                        row < 300 ? "x" : "y",
                        Instant.EPOCH,
                        1));
            }
        }
        DatanetHealth health = health(rows.builder.annotations(answers).build(), new BitSet());
        assertThat(health.points().get(0).values()).containsEntry("annotator-agreement", 1.0);
        assertThat(last(health, HealthMeasure.ANNOTATOR_AGREEMENT)).isZero();
    }

    @Test
    void a_threshold_of_zero_never_warns_and_another_is_the_policy_s_own() {
        Rows rows = new Rows(6);
        for (int row = 0; row < 200; row++) {
            rows.add(0, "x", 0);
        }
        BitSet copies = new BitSet();
        copies.set(100, 110);
        Datanet datanet = rows.builder.build();
        double[] weights = IntStream.range(0, 200).mapToDouble(row -> 0.1).toArray();
        HealthPolicy policy = new HealthPolicy(2, Map.of(HealthMeasure.WEIGHT, 0.0, HealthMeasure.DUPLICATES, 0.3));
        DatanetHealth health = DatanetHealth.of(datanet, weights, Map.of("near-duplicate", copies), Map.of(), policy);
        assertThat(health.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.measure()).isEqualTo("duplicates");
            assertThat(warning.value()).isEqualTo(0.4);
            assertThat(warning.reason())
                    .isEqualTo("duplicates is 0.400 in rows 100 to 124, above the policy's 0.3: share of the rows that"
                            + " repeat an earlier one. 1 of 8 windows cross it; the latest does not.");
        });
    }
}
