package org.datanet.hook.epochs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.io.CanonicalPayload;
import org.junit.jupiter.api.Test;

class RewardRunTest {
    /** Rows of three labels, dealt to slices in turn. */
    private static Datanet holdout(int rows, int slices) {
        List<String> labels = List.of("a", "b", "c");
        Datanet.Builder holdout = Datanet.builder(new DatanetId("net"), "1")
                .featureNames(List.of("x"))
                .labels(labels);
        for (int row = 0; row < rows; row++) {
            double[] x = {row};
            holdout.add(new Datanet.Row(
                            new SampleId("h" + row),
                            new ContributorId("owner"),
                            CanonicalPayload.digest(x, null, labels.get(row % 3)))
                    .epoch(row * slices / rows)
                    .features(x)
                    .label(labels.get(row % 3)));
        }
        return holdout.build();
    }

    @Test
    void a_slice_with_fewer_than_two_rows_a_label_is_named() {
        assertThat(RewardRun.thinSlice(holdout(12, 2))).isEmpty();
        assertThat(RewardRun.thinSlice(holdout(10, 2)).orElseThrow())
                .contains("slice of epoch 0 has 5 labelled rows for 3 labels");
    }
}
