package org.datanet.guard.label;

import static org.assertj.core.api.Assertions.assertThat;

import org.datanet.guard.PlantedOutcome;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.Role;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelNoiseDetectorTest {
    @ParameterizedTest
    @ValueSource(longs = 21)
    void flipped_and_lazy_labels_are_found(long seed) {
        PlantedOutcome outcome = PlantedOutcome.of(PlantedDatanet.optdigits(seed, true), new LabelNoiseDetector());
        assertThat(outcome.flagged(role -> role == Role.FLIPPER || role == Role.LAZY_LABELLER))
                .isGreaterThan(0.8);
        assertThat(outcome.flagged(PlantedOutcome::honest)).isLessThan(0.01);
    }
}
