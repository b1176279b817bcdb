package org.datanet.guard.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.guard.PlantedOutcome;
import org.datanet.proof.CanonicalBytes;
import org.datanet.quality.Finding;
import org.datanet.quality.Subject;
import org.datanet.testkit.planted.RealTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelDriftDetectorTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void who_labels_well_first_and_wrongly_later_is_found_and_nobody_else(long seed) {
        RealTable table = RealTable.optdigits();
        Random random = new Random(seed);
        Datanet.Builder builder = Datanet.builder(new DatanetId("drift"), "1")
                .featureNames(table.featureNames())
                .labels(table.labelNames());
        for (int i = 0; i < 900; i++) {
            int who = random.nextInt(10);
            boolean wrong = who == 3 && i > 600 && random.nextInt(3) > 0;
            int label = (table.labels()[i] + (wrong ? 1 + random.nextInt(9) : 0)) % 10;
            builder.add(new Datanet.Row(
                            new SampleId("s" + i),
                            new ContributorId("c" + who),
                            CanonicalBytes.tagged("drift").number(i).toDigest())
                    .epoch(i / 300)
                    .features(table.features()[i])
                    .label(Integer.toString(label)));
        }
        assertThat(PlantedOutcome.inspect(builder.build(), List.of(new LabelDriftDetector()))
                        .findings())
                .extracting(Finding::subject)
                .containsExactly(new Subject.Contributor(new ContributorId("c3")));
    }
}
