package org.datanet.guard.outlier;

import static org.assertj.core.api.Assertions.assertThat;

import org.datanet.guard.PlantedOutcome;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.Role;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutlierDetectorTest {
    @ParameterizedTest
    @ValueSource(longs = 21)
    void uniform_noise_is_found(long seed) {
        PlantedOutcome outcome = PlantedOutcome.of(PlantedDatanet.optdigits(seed, true), new OutlierDetector());
        assertThat(outcome.flagged(role -> role == Role.JUNK_FLOODER)).isGreaterThan(0.98);
        assertThat(outcome.flagged(PlantedOutcome::honest)).isLessThan(0.01);
    }
}
