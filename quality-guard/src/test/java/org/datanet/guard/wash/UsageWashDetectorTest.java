package org.datanet.guard.wash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DatanetGuard;
import org.datanet.guard.TextDatanet;
import org.datanet.progress.Progress;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.Subject;
import org.datanet.usage.PayerId;
import org.datanet.usage.RunId;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageTable;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;

class UsageWashDetectorTest {
    private static UsageView.Use use(String payer, int[] rows) {
        long[] exposures = new long[rows.length];
        java.util.Arrays.fill(exposures, 3);
        return new UsageView.Use(
                new RunId("run-" + payer),
                new PayerId(payer),
                "model",
                RunState.COMPLETED,
                "exposure",
                new UsageTable(rows, exposures, new long[rows.length]));
    }

    @Test
    void a_payer_who_uses_one_contributor_only_is_found_and_payers_of_everything_are_not() {
        TextDatanet texts = new TextDatanet(1);
        for (int i = 0; i < 600; i++) {
            texts.add("c" + i % 12, 0, texts.sentence(6));
        }
        Datanet datanet = texts.build();
        List<UsageView.Use> uses = new ArrayList<>();
        uses.add(use("all", IntStream.range(0, 600).toArray()));
        uses.add(use("half", IntStream.range(0, 600).filter(i -> i % 2 == 0).toArray()));
        uses.add(use("washer", IntStream.range(0, 600).filter(i -> i % 12 == 5).toArray()));
        assertThat(new DatanetGuard(List.of(new UsageWashDetector()))
                        .inspect(datanet, new UsageView(uses), QualityPolicy.defaults(), Progress.none())
                        .findings())
                .extracting(Finding::subject)
                .containsExactly(new Subject.Payer(new PayerId("washer")));
    }
}
