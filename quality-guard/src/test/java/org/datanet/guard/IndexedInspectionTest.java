package org.datanet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.quality.Detector;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.InspectionIndex;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.testkit.planted.RealTable;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;

class IndexedInspectionTest {
    private static final RealTable TABLE = RealTable.wdbc();

    /** Real rows in three epochs, a few of them jittered copies; the first value of one row may be changed. */
    private static Datanet datanet(int rows, int changed) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("wdbc"), "1")
                .featureNames(TABLE.featureNames())
                .labels(TABLE.labelNames());
        for (int row = 0; row < rows; row++) {
            int source = row % 9 == 8 ? row - 8 : row;
            double[] features = TABLE.features()[source].clone();
            features[0] += row % 9 == 8 ? 1e-7 : 0;
            features[0] += row == changed ? 0.5 : 0;
            builder.add(new Datanet.Row(
                            new SampleId("s" + row),
                            new ContributorId("c" + row % 7),
                            Digest.sha256(new byte[] {(byte) row, (byte) (row >> 8)}))
                    .epoch(row / 150)
                    .features(features)
                    .label(TABLE.labelNames().get(TABLE.labels()[source])));
        }
        return builder.build();
    }

    private static GuardRun run(Datanet datanet, QualityPolicy policy, InspectionIndex index) {
        return new DatanetGuard().run(datanet, UsageView.none(), policy, Progress.none(), index);
    }

    @Test
    void an_inspection_from_an_index_reports_what_a_full_one_does() {
        QualityPolicy policy = QualityPolicy.defaults();
        Datanet whole = datanet(420, -1);
        GuardRun full = new DatanetGuard().run(whole, UsageView.none(), policy, Progress.none());
        assertThat(full.report().findings()).isNotEmpty();
        InspectionIndex index = InspectionIndex.empty();
        // Also in the middle of an epoch, which is then judged again at its close.
        for (int rows : new int[] {150, 210, 300, 420}) {
            GuardRun run = run(datanet(rows, -1), policy, index);
            index = run.index();
            if (rows == 420) {
                assertThat(run.report().digest()).isEqualTo(full.report().digest());
                assertThat(run.scores().keySet()).isEqualTo(full.scores().keySet());
                run.scores()
                        .forEach((name, scores) -> assertThat(scores)
                                .as(name)
                                .containsExactly(full.scores().get(name)));
            }
        }
        assertThat(index.closes()).extracting(InspectionIndex.Close::rows).containsExactly(150, 300, 420);
    }

    @Test
    void only_epochs_whose_rows_and_settings_are_the_same_are_settled() {
        AtomicInteger judged = new AtomicInteger();
        DatanetGuard guard = new DatanetGuard(List.of(new Counting(judged)));
        QualityPolicy policy = QualityPolicy.defaults();
        InspectionIndex index = guard.run(
                        datanet(300, -1), UsageView.none(), policy, Progress.none(), InspectionIndex.empty())
                .index();
        assertThat(judged.getAndSet(0)).isEqualTo(300);

        guard.run(datanet(400, -1), UsageView.none(), policy, Progress.none(), index);
        assertThat(judged.getAndSet(0)).isEqualTo(100);
        guard.run(datanet(400, 200), UsageView.none(), policy, Progress.none(), index);
        assertThat(judged.getAndSet(0)).as("a changed row of the second epoch").isEqualTo(250);
        guard.run(datanet(400, 3), UsageView.none(), policy, Progress.none(), index);
        assertThat(judged.getAndSet(0)).as("a changed row of the first epoch").isEqualTo(400);

        QualityPolicy stricter = new QualityPolicy(
                policy.mode(),
                policy.seed(),
                Map.of("counting", new DetectorPolicy(true, 0.05, 0, 0.5, Map.of())),
                policy.trustedSamples(),
                policy.trustedContributors(),
                policy.licencesAllowed(),
                policy.licencesDenied(),
                policy.appeals());
        guard.run(datanet(400, -1), UsageView.none(), stricter, Progress.none(), index);
        assertThat(judged.get()).as("another rate").isEqualTo(400);
    }

    private record Counting(AtomicInteger judged) implements Detector {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public java.util.Set<Need> needs() {
            return java.util.Set.of();
        }

        @Override
        public Inspection inspect(InspectionContext context) {
            double[] scores = Epochs.scores(context);
            Epochs.forEach(context, (from, to) -> {
                judged.addAndGet(to - from);
                IntStream.range(from, to).forEach(row -> scores[row] = row);
            });
            return new Inspection(scores, List.of());
        }
    }
}
