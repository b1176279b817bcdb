package org.datanet.guard.collusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Annotation;
import org.datanet.curation.CuratorId;
import org.datanet.guard.DatanetGuard;
import org.datanet.guard.PlantedOutcome;
import org.datanet.progress.Progress;
import org.datanet.proof.CanonicalBytes;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.Subject;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;
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

    @Test
    void annotators_who_copy_are_named_as_a_pair_with_the_errors_they_share() {
        SplittableRandom random = new SplittableRandom(9);
        Datanet.Builder builder = Datanet.builder(new DatanetId("copied"), "1").labels(List.of("no", "yes"));
        List<Annotation> annotations = new ArrayList<>();
        Set<SampleId> errors = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            SampleId sample = new SampleId("s" + i);
            builder.add(new Datanet.Row(
                            sample,
                            new ContributorId("c" + i % 4),
                            CanonicalBytes.tagged("row").number(i).toDigest())
                    .label("yes"));
            for (int a = 0; a < 16; a++) {
                boolean wrong = random.nextInt(5) == 0;
                String label = wrong == (i % 2 == 0) ? "yes" : "no";
                for (String name : a == 0 ? List.of("a0", "copy") : List.of("a" + a)) {
                    annotations.add(new Annotation(sample, new CuratorId(name), label, Instant.EPOCH, 1));
                }
                if (a == 0 && wrong) {
                    errors.add(sample);
                }
            }
        }
        List<Finding> findings = new DatanetGuard(List.of(new CuratorCollusionDetector()))
                .inspect(
                        builder.annotations(annotations).build(),
                        UsageView.none(),
                        QualityPolicy.defaults(),
                        Progress.none())
                .findings();
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).subject())
                .isEqualTo(new Subject.CuratorPair(new CuratorId("a0"), new CuratorId("copy")));
        assertThat(findings.get(0).reason()).startsWith("These two gave the same answer to 60 of 60 samples");
        assertThat(findings.get(0).evidence().get(0))
                .isInstanceOfSatisfying(
                        Evidence.Shared.class,
                        // Of hardly any sample the others are wrong together.
                        shared -> assertThat(shared.samples().stream().filter(errors::contains))
                                .hasSizeGreaterThan(shared.samples().size() * 9 / 10)
                                .hasSizeGreaterThan(5));
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
