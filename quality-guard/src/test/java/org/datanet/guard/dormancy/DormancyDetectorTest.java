package org.datanet.guard.dormancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.guard.PlantedOutcome;
import org.datanet.guard.TextDatanet;
import org.datanet.quality.Finding;
import org.datanet.quality.Subject;
import org.junit.jupiter.api.Test;

class DormancyDetectorTest {
    @Test
    void who_came_every_epoch_and_stopped_is_dormant_and_who_comes_seldom_is_not() {
        TextDatanet texts = new TextDatanet(1);
        for (int epoch = 0; epoch < 12; epoch++) {
            texts.add("steady", epoch, texts.sentence(5));
            if (epoch < 6) {
                texts.add("stopped", epoch, texts.sentence(5));
            }
            if (epoch == 0 || epoch == 7) {
                texts.add("seldom", epoch, texts.sentence(5));
            }
        }
        assertThat(PlantedOutcome.inspect(texts.build(), List.of(new DormancyDetector()))
                        .findings())
                .extracting(Finding::subject)
                .containsExactly(new Subject.Contributor(new ContributorId("stopped")));
    }
}
