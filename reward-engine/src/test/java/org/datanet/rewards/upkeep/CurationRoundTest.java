package org.datanet.rewards.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Assignment;
import org.datanet.curation.CuratorId;
import org.datanet.curation.SealedVerdict;
import org.datanet.curation.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurationRoundTest {
    private static final Instant AT = Instant.parse("2026-09-02T09:00:00Z");
    private static final byte[] SALT = "sixteen bytes of salt".getBytes(StandardCharsets.UTF_8);
    private static final SampleId ONE = new SampleId("s1");
    private static final CuratorId ANN = new CuratorId("ann");
    private static final CuratorId BOB = new CuratorId("bob");

    private final CurationRound round =
            new CurationRound(2, List.of(new Assignment(2, ONE, ANN), new Assignment(2, ONE, BOB)));

    private static SealedVerdict sealed(CuratorId curator, Verdict verdict) {
        return new SealedVerdict(2, ONE, curator, SealedVerdict.digest(2, ONE, curator, verdict, SALT), AT);
    }

    @Test
    void a_verdict_is_taken_only_as_it_was_sealed_before_any_was_shown() {
        round.seal(sealed(ANN, Verdict.REJECT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> round.open(ANN, ONE, Verdict.REJECT, SALT, AT))
                .withMessageContaining("could be copied");
        round.closeSeals();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> round.open(ANN, ONE, Verdict.APPROVE, SALT, AT))
                .withMessageContaining("not what ann sealed");
        assertThat(round.open(ANN, ONE, Verdict.REJECT, SALT, AT).verdict()).isEqualTo(Verdict.REJECT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> round.open(ANN, ONE, Verdict.REJECT, SALT, AT))
                .withMessageContaining("already");
        assertThat(round.opened()).hasSize(1);
    }

    @Test
    void who_waits_until_others_have_opened_is_refused() {
        round.seal(sealed(ANN, Verdict.REJECT));
        round.closeSeals();
        round.open(ANN, ONE, Verdict.REJECT, SALT, AT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> round.seal(sealed(BOB, Verdict.REJECT)))
                .withMessageContaining("too late");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> round.open(BOB, ONE, Verdict.REJECT, SALT, AT))
                .withMessageContaining("sealed no verdict");
    }

    @Test
    void anothers_seal_does_not_open_as_ones_own() {
        SealedVerdict theirs = sealed(ANN, Verdict.REJECT);
        round.seal(theirs);
        round.seal(new SealedVerdict(2, ONE, BOB, theirs.seal(), AT));
        round.closeSeals();
        round.open(ANN, ONE, Verdict.REJECT, SALT, AT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> round.open(BOB, ONE, Verdict.REJECT, SALT, AT))
                .withMessageContaining("not what bob sealed");
    }

    @Test
    void nobody_seals_twice_or_what_was_not_assigned() {
        round.seal(sealed(ANN, Verdict.REJECT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> round.seal(sealed(ANN, Verdict.APPROVE)))
                .withMessageContaining("already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> round.seal(sealed(new CuratorId("eve"), Verdict.APPROVE)))
                .withMessageContaining("not assigned to eve");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_draw_gives_every_sample_to_as_many_curators_as_asked_none_of_them_its_contributor(long seed) {
        Map<SampleId, ContributorId> samples = new HashMap<>();
        IntStream.range(0, 300).forEach(i -> samples.put(new SampleId("s" + i), new ContributorId("curator-" + i % 5)));
        List<CuratorId> curators = new ArrayList<>(IntStream.range(0, 9)
                .mapToObj(i -> new CuratorId("curator-" + i))
                .toList());
        List<Assignment> drawn = CurationRound.draw(1, seed, samples, curators, 3);
        assertThat(drawn).hasSize(900).doesNotHaveDuplicates();
        assertThat(drawn)
                .noneMatch(
                        a -> samples.get(a.sample()).value().equals(a.curator().value()));
        Map<CuratorId, Long> loads =
                drawn.stream().collect(Collectors.groupingBy(Assignment::curator, TreeMap::new, Collectors.counting()));
        assertThat(loads.values()).allMatch(load -> load > 60 && load < 140);
        Collections.shuffle(curators, new Random(seed));
        assertThat(CurationRound.draw(1, seed, new TreeMap<>(samples), curators, 3))
                .isEqualTo(drawn);
        assertThat(CurationRound.draw(1, seed + 100, samples, curators, 3)).isNotEqualTo(drawn);
    }

    @Test
    void too_few_curators_are_refused_by_the_name_of_the_sample() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CurationRound.draw(0, 1, Map.of(ONE, new ContributorId("ann")), List.of(ANN, BOB), 2))
                .withMessageContaining("sample s1 of ann can be judged by 1 curators, 2 are wanted");
    }

    @Test
    void audits_are_a_share_of_the_samples_rounded_up() {
        Set<SampleId> samples = IntStream.range(0, 101)
                .mapToObj(i -> new SampleId("s" + i))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(CurationRound.audits(0, 7, samples, 400_000)).hasSize(41).isSubsetOf(samples);
        assertThat(CurationRound.audits(0, 8, samples, 400_000))
                .isNotEqualTo(CurationRound.audits(0, 7, samples, 400_000));
        assertThat(CurationRound.audits(0, 7, samples, 1_000_000)).containsExactlyElementsOf(samples);
    }
}
