package org.datanet.guard.collusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.datanet.curation.CuratorId;
import org.datanet.guard.PlantedOutcome;
import org.datanet.quality.Finding;
import org.datanet.quality.Subject;
import org.datanet.testkit.planted.PlantedDatanet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CuratorCollusionDetectorTest {
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void those_who_approve_what_others_reject_are_found_and_nobody_else(long seed) {
        PlantedDatanet world = PlantedDatanet.optdigits(seed, true);
        assertThat(accused(world)).isEqualTo(new TreeSet<>(world.ringCurators()));
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void curators_who_simply_agree_are_left_alone(long seed) {
        assertThat(accused(PlantedDatanet.optdigits(seed, false))).isEmpty();
    }

    private static Set<CuratorId> accused(PlantedDatanet world) {
        Set<CuratorId> accused = new TreeSet<>();
        for (Finding finding : PlantedOutcome.of(world, new CuratorCollusionDetector())
                .report()
                .findings()) {
            if (finding.subject() instanceof Subject.Curator curator) {
                accused.add(curator.curator());
            } else if (finding.subject() instanceof Subject.CuratorPair pair) {
                accused.add(pair.first());
                accused.add(pair.second());
            }
        }
        return accused;
    }
}
