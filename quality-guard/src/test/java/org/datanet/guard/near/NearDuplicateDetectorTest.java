package org.datanet.guard.near;

import static org.assertj.core.api.Assertions.assertThat;

import org.datanet.guard.PlantedOutcome;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.Role;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearDuplicateDetectorTest {
    @ParameterizedTest
    @ValueSource(longs = 21)
    void shifted_and_jittered_copies_are_found(long seed) {
        PlantedOutcome outcome = PlantedOutcome.of(PlantedDatanet.optdigits(seed, true), new NearDuplicateDetector());
        assertThat(outcome.flagged(role -> role == Role.LAUNDERER)).isGreaterThan(0.75);
        assertThat(outcome.flagged(PlantedOutcome::honest)).isLessThan(0.005);
    }
}
