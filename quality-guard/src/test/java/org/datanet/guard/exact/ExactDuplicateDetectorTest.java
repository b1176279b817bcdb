package org.datanet.guard.exact;

import static org.assertj.core.api.Assertions.assertThat;

import org.datanet.guard.PlantedOutcome;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.Role;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactDuplicateDetectorTest {
    @ParameterizedTest
    @ValueSource(longs = 21)
    void copies_are_found_whoever_brings_them_and_originals_are_not(long seed) {
        PlantedOutcome outcome = PlantedOutcome.of(PlantedDatanet.optdigits(seed, true), new ExactDuplicateDetector());
        assertThat(outcome.flagged(role -> role == Role.EXACT_COPIER || role == Role.SYBIL))
                .isGreaterThan(0.999);
        assertThat(outcome.flagged(PlantedOutcome::honest)).isLessThan(1e-9);
    }
}
