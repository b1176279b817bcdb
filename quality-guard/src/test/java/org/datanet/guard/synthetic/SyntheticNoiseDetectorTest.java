package org.datanet.guard.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import org.datanet.guard.PlantedOutcome;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.Role;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticNoiseDetectorTest {
    @ParameterizedTest
    @ValueSource(longs = 21)
    void class_means_are_found(long seed) {
        PlantedOutcome outcome = PlantedOutcome.of(PlantedDatanet.optdigits(seed, true), new SyntheticNoiseDetector());
        assertThat(outcome.flagged(role -> role == Role.SYNTHESISER)).isGreaterThan(0.5);
        assertThat(outcome.flagged(PlantedOutcome::honest)).isLessThan(0.01);
    }
}
