package org.datanet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.progress.Progress;
import org.datanet.proof.CanonicalBytes;
import org.datanet.quality.Detector;
import org.datanet.quality.Finding;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.Settled;
import org.datanet.quality.SharedWork;
import org.datanet.quality.Subject;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every detector must keep, whatever it looks for: extend this class, name the detector, and all tests must pass. Override
 * {@link #datanet()} and {@link #usage()} where the detector needs what the planted digits lack.
 */
public abstract class DetectorCompatibilityKit {
    private static final Datanet PLANTED =
            twoEpochs(PlantedDatanet.optdigits(1, true).datanet());

    private static Datanet twoEpochs(Datanet datanet) {
        return prefix(datanet, datanet.firstRow(2));
    }

    /** The detector under test, fresh. */
    protected abstract Detector detector();

    /** A Datanet of at least two epochs that the detector can inspect: by default the first two epochs of planted digits. */
    protected Datanet datanet() {
        return PLANTED;
    }

    /** Usage that the detector can inspect: none by default. */
    protected UsageView usage() {
        return UsageView.none();
    }

    private Inspection inspect(Datanet datanet) {
        Detector detector = detector();
        return detector.inspect(new InspectionContext(
                datanet, usage(), QualityPolicy.defaults(), detector.defaults(), new BitSet(), 1, Progress.none()));
    }

    @Test
    void its_name_is_lower_case_words_joined_by_hyphens() {
        assertThat(detector().name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    }

    @Test
    void its_findings_are_in_its_name_on_existing_rows_in_order_and_say_why() {
        Datanet datanet = datanet();
        Inspection inspection = inspect(datanet);
        assertThat(inspection.scores().length).isIn(0, datanet.rows());
        for (Finding finding : inspection.findings()) {
            assertThat(finding.detector()).isEqualTo(detector().name());
            assertThat(finding.reason()).isNotBlank().endsWith(".");
            assertThat(finding.evidence()).isNotEmpty();
            if (finding.subject() instanceof Subject.Row row) {
                assertThat(datanet.sampleId(row.row())).isEqualTo(row.sample());
                assertThat(inspection.scores()).hasSize(datanet.rows());
            }
        }
        assertThat(inspection.findings())
                .isSortedAccordingTo(Comparator.comparingInt(
                        f -> f.subject() instanceof Subject.Row row ? row.row() : Integer.MAX_VALUE));
    }

    @Test
    void a_finding_on_a_row_has_no_p_value_above_the_rate() {
        double rate = detector().defaults().rate();
        assertThat(inspect(datanet()).findings()).allMatch(f -> f.pValue() <= rate);
    }

    @Test
    void it_says_the_same_twice_and_with_one_thread_or_many() throws Exception {
        Datanet datanet = datanet();
        Inspection one = new ForkJoinPool(1).submit(() -> inspect(datanet)).get();
        Inspection many = new ForkJoinPool(4).submit(() -> inspect(datanet)).get();
        assertThat(many.findings()).isEqualTo(one.findings());
        assertThat(many.scores()).containsExactly(one.scores());
    }

    @Test
    void a_later_epoch_changes_nothing_that_was_said_of_rows_before() {
        Datanet datanet = datanet();
        int rows = datanet.firstRow(datanet.epochs() - 1);
        Inspection whole = inspect(datanet);
        Inspection before = inspect(prefix(datanet, rows));
        if (whole.scores().length > 0) {
            assertThat(IntStream.range(0, rows).mapToDouble(i -> whole.scores()[i]))
                    .containsExactlyElementsOf(IntStream.range(0, rows)
                            .mapToObj(i -> before.scores()[i])
                            .toList());
        }
        assertThat(onRows(whole, rows)).isEqualTo(onRows(before, rows));
    }

    @Test
    void it_says_the_same_when_it_takes_over_what_it_said_of_closed_epochs() {
        Datanet datanet = datanet();
        int rows = datanet.firstRow(datanet.epochs() - 1);
        Inspection before = inspect(prefix(datanet, rows));
        Inspection whole = inspect(datanet);
        Inspection resumed = detector()
                .inspect(new InspectionContext(
                        datanet,
                        usage(),
                        QualityPolicy.defaults(),
                        detector().defaults(),
                        new BitSet(),
                        1,
                        Progress.none(),
                        new SharedWork(),
                        new Settled(rows, before.scores(), onRows(before, rows))));
        assertThat(resumed.scores()).containsExactly(whole.scores());
        assertThat(resumed.findings()).isEqualTo(whole.findings());
    }

    private static List<Finding> onRows(Inspection inspection, int rows) {
        return inspection.findings().stream()
                .filter(f -> f.subject() instanceof Subject.Row row && row.row() < rows)
                .toList();
    }

    /** The same Datanet as it was when it had so many rows. */
    protected static Datanet prefix(Datanet datanet, int rows) {
        Datanet.Builder builder = Datanet.builder(datanet.id(), datanet.version());
        datanet.features().ifPresent(features -> builder.featureNames(features.names()));
        if (!datanet.labels().isEmpty()) {
            builder.labels(datanet.labels());
        }
        for (int row = 0; row < rows; row++) {
            int at = row;
            Datanet.Row copy = new Datanet.Row(datanet.sampleId(row), datanet.contributorId(row), datanet.digest(row))
                    .epoch(datanet.epoch(row));
            datanet.features().ifPresent(features -> copy.features(features.row(at)));
            if (datanet.label(row) >= 0) {
                copy.label(datanet.labels().get(datanet.label(row)));
            }
            if (datanet.hasText()) {
                copy.text(datanet.text(row));
            }
            datanet.submittedAt(row).ifPresent(copy::submittedAt);
            datanet.licence(row).ifPresent(copy::licence);
            datanet.source(row).ifPresent(copy::source);
            builder.add(copy);
        }
        return builder.curations(datanet.curations().stream()
                        .filter(c -> datanet.row(c.sample()).orElse(rows) < rows)
                        .toList())
                .annotations(datanet.annotations().stream()
                        .filter(a -> datanet.row(a.sample()).orElse(rows) < rows)
                        .toList())
                .build();
    }

    static Stream<Map.Entry<String, Datanet>> odd() {
        return Stream.of(
                Map.entry("one row", rows(1, i -> new double[] {1, 2, 3, 4}, 2)),
                Map.entry("two rows", rows(2, i -> new double[] {i, 2, 3, 4}, 2)),
                Map.entry("constant columns", rows(60, i -> new double[] {0, 0, 0, 0}, 2)),
                Map.entry("one column varies", rows(60, i -> new double[] {i, 0, 0, 0}, 2)),
                Map.entry("one class", rows(60, i -> new double[] {i % 7, i % 5, i % 3, i}, 1)),
                Map.entry(
                        "huge and tiny numbers",
                        rows(60, i -> new double[] {1e300 * (i % 2), 1e-300 * i, -1e18 * i, i}, 2)),
                Map.entry("one column", rows(60, i -> new double[] {i % 11}, 2)));
    }

    private static Datanet rows(int n, IntFunction<double[]> row, int classes) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("odd"), "1")
                .featureNames(IntStream.range(0, row.apply(0).length)
                        .mapToObj(c -> "f" + c)
                        .toList())
                .labels(List.of("a", "b"));
        for (int i = 0; i < n; i++) {
            builder.add(new Datanet.Row(
                            new SampleId("s" + i),
                            new ContributorId("only"),
                            CanonicalBytes.tagged("odd").number(i).toDigest())
                    .epoch(i < n / 2 ? 0 : 1)
                    .features(row.apply(i))
                    .label(i % classes == 0 ? "a" : "b"));
        }
        return builder.build();
    }

    @ParameterizedTest
    @MethodSource("odd")
    void odd_datanets_are_inspected_without_failing(Map.Entry<String, Datanet> odd) {
        assertThatCode(() -> {
                    Inspection inspection = inspect(odd.getValue());
                    assertThat(inspection.scores().length)
                            .isIn(0, odd.getValue().rows());
                    assertThat(java.util.Arrays.stream(inspection.scores())).noneMatch(s -> Double.isInfinite(s));
                })
                .as(odd.getKey())
                .doesNotThrowAnyException();
    }
}
