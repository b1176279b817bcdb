package org.datanet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.progress.Progress;
import org.datanet.proof.CanonicalBytes;
import org.datanet.quality.Detector;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.quality.Subject;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;

/** At most the declared share of honest rows loses weight, over all detectors together. */
class PromiseTest {
    private static final int ROWS = 800;
    private static final int PEOPLE = 10;

    /** Flags every row of the given remainder modulo the number, with or without a twin to show. */
    private record Fixed(String name, int every, int remainder, boolean twin, double pValue) implements Detector {
        @Override
        public Set<Need> needs() {
            return Set.of();
        }

        /** Copies are flagged by rule, so that no usual share excuses them. */
        @Override
        public DetectorPolicy defaults() {
            return new DetectorPolicy(true, 0.01, 0, 0.5, twin ? Map.of("rule", 1) : Map.of());
        }

        @Override
        public Inspection inspect(InspectionContext context) {
            Datanet datanet = context.datanet();
            double[] scores = new double[datanet.rows()];
            Findings findings = new Findings(datanet, name);
            for (int row = 0; row < scores.length; row++) {
                if (row % every == remainder) {
                    scores[row] = 1;
                    findings.row(
                            row,
                            1,
                            pValue,
                            "Fixed.",
                            twin
                                    ? new Evidence.Twin(datanet.sampleId(0), "jaccard", 1, "")
                                    : new Evidence.Measure("m", 1));
                }
            }
            return new Inspection(scores, findings.list());
        }
    }

    private static QualityReport inspect(int people, Detector... detectors) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("promise"), "1").featureNames(List.of("x"));
        for (int row = 0; row < ROWS; row++) {
            builder.add(new Datanet.Row(
                            new SampleId("s" + row),
                            new ContributorId("c" + row / 7 % people),
                            CanonicalBytes.tagged("row").number(row).toDigest())
                    .epoch(row < ROWS / 2 ? 0 : 1)
                    .features(new double[] {row}));
        }
        return new DatanetGuard(List.of(detectors))
                .inspect(builder.build(), UsageView.none(), QualityPolicy.defaults(), Progress.none());
    }

    private static long lowered(QualityReport report) {
        return Arrays.stream(report.weights()).filter(w -> w < 1).count();
    }

    private static Fixed estimate(int number) {
        return new Fixed("estimate-" + number, 200, 3 + 7 * number, false, 1e-6 / (1 + number));
    }

    @Test
    void many_detectors_that_each_keep_the_rate_keep_it_together() {
        Detector[] estimates =
                IntStream.range(0, 8).mapToObj(PromiseTest::estimate).toArray(Detector[]::new);
        long alone = Arrays.stream(estimates)
                .mapToLong(e -> lowered(inspect(PEOPLE, e)))
                .sum();
        assertThat(alone).as("what the detectors flag one by one").isGreaterThan(ROWS / 100);
        QualityReport together = inspect(PEOPLE, estimates);
        assertThat(lowered(together)).isBetween(1L, ROWS / 100L);
    }

    @Test
    void a_copy_is_a_fact_that_is_never_dropped_but_leaves_no_room_for_estimates() {
        Fixed copies = new Fixed("copies", 80, 5, true, 1e-9);
        QualityReport report = inspect(PEOPLE, copies, estimate(0));
        assertThat(report.findings().stream().filter(f -> f.subject() instanceof Subject.Row))
                .extracting(Finding::detector)
                .containsOnly("copies");
        assertThat(lowered(report)).isEqualTo(lowered(inspect(PEOPLE, copies))).isPositive();
        assertThat(report.detectors()).anyMatch(d -> d.detector().equals("estimate-0") && d.flagged() == 0);
    }

    @Test
    void two_contributors_stand_for_nobody_so_nothing_is_dropped() {
        long alone = lowered(inspect(2, estimate(0)));
        assertThat(lowered(inspect(2, estimate(0), estimate(1)))).isEqualTo(alone + lowered(inspect(2, estimate(1))));
    }
}
