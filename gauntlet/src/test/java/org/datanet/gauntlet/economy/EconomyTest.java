package org.datanet.gauntlet.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datanet.gauntlet.Ground;
import org.datanet.gauntlet.LabelledRows;
import org.datanet.gauntlet.rules.Mechanisms;
import org.datanet.progress.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EconomyTest {
    private static final Ground GROUND = Ground.wdbc();
    private static final List<Gaming> GAMING = List.of(Gaming.of("copies", 1), Gaming.of("flips", 0));

    @TempDir
    Path folder;

    private static Commons commons(long seed) {
        return new Commons(GROUND, seed, 12, 2);
    }

    private static Life live(String mechanism, double start, int epochs) {
        return new Economy(commons(1), Mechanisms.named(mechanism), GAMING, start).live(epochs);
    }

    private static EconomyPlan small() {
        return new EconomyPlan(List.of(GROUND), () -> List.of(Mechanisms.named("exposure")), GAMING, 2, 8, 12, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exposure", "knn-shapley"})
    void where_copies_pay_those_who_game_take_over(String naive) {
        Life life = live(naive, 0.2, 14);
        assertThat(life.gaming()).isGreaterThan(0.9);
        assertThat(life.shares().get("copies names 5")).isGreaterThan(0.9);
        assertThat(life.moments().get(13).integrity()).isLessThan(0.2);
        assertThat(life.holds()).isFalse();
    }

    @Test
    void where_they_do_not_pay_those_who_game_give_up() {
        Life life = live(Mechanisms.OURS, 0.45, 14);
        assertThat(life.gaming()).isLessThan(0.02);
        assertThat(life.moments().get(0).gaming()).isGreaterThan(0.1);
        assertThat(life.moments().get(13).integrity()).isGreaterThan(0.98);
        assertThat(life.moments().get(13).purity()).isGreaterThan(0.9);
    }

    @Test
    void without_anybody_who_games_all_is_clean() {
        Life life = live("exposure", 0, 6);
        assertThat(life.moments()).allMatch(m -> m.integrity() == 1 && m.purity() == 1 && m.gaming() == 0);
        assertThat(life.moments().get(5).accuracy())
                .isGreaterThanOrEqualTo(Economy.accuracy(commons(1), commons(1).reference()));
    }

    @Test
    void a_life_in_which_nobody_honest_is_left_stays_as_it_is() {
        Life life = live("exposure", 0.95, 30);
        assertThat(life.gaming()).isEqualTo(1);
        assertThat(life.moments()).hasSize(30);
        assertThat(life.moments().get(29)).isEqualTo(life.moments().get(28));
        assertThat(life.holds()).isFalse();
    }

    @Test
    void nature_deals_the_same_to_every_life_and_no_row_twice_while_it_is_kept() {
        Set<List<Double>> kept = new HashSet<>();
        for (int epoch = 0; epoch < 2; epoch++) {
            for (LabelledRows own : commons(1).deal(epoch)) {
                for (double[] row : own.x()) {
                    assertThat(kept.add(Arrays.stream(row).boxed().toList())).isTrue();
                }
            }
        }
        assertThat(commons(1).deal(7)[3].x())
                .isDeepEqualTo(commons(1).deal(7)[3].x());
        assertThat(commons(1).deal(7)[3].x()).isNotEqualTo(commons(2).deal(7)[3].x());
        assertThatThrownBy(() -> new Commons(GROUND, 1, 200, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("569 rows");
    }

    /** The true threshold is known here, so the search for it can be judged. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.3, 0.46, 0.7, 0.9, 1})
    void the_threshold_is_found_to_within_the_resolution_and_never_above(double truth) {
        List<Double> asked = new ArrayList<>();
        double found = EconomyRun.threshold(start -> {
            asked.add(start);
            double gaming = start <= truth ? 0 : 1;
            Moment moment = new Moment(gaming, 1 - gaming, 1, 1);
            return new Life("g", 1, "m", start, Collections.nCopies(50, moment), Map.of("honest", 1 - gaming));
        });
        assertThat(found).isLessThanOrEqualTo(truth);
        assertThat(found).isGreaterThanOrEqualTo(Math.min(truth, EconomyRun.HIGHEST) - EconomyRun.RESOLUTION);
        assertThat(asked).hasSizeLessThan(8);
    }

    @Test
    void an_interrupted_run_goes_on_where_it_stopped_and_finds_the_same() throws Exception {
        Path file = folder.resolve("lives.jsonl");
        EconomyFindings whole;
        try (LifeJournal journal = LifeJournal.open(file)) {
            whole = new EconomyRun(small(), journal, Progress.none()).run();
        }
        List<String> lines = Files.readAllLines(file);
        // Half of it, and a line that was being written when the machine stopped.
        List<String> half = lines.subList(0, lines.size() / 2);
        Files.writeString(
                file,
                String.join("\n", half) + "\n" + lines.get(lines.size() / 2).substring(0, 30));
        try (LifeJournal journal = LifeJournal.open(file)) {
            assertThat(journal.lives()).hasSize(half.size());
            assertThat(new EconomyRun(small(), journal, Progress.none()).run().lines())
                    .isEqualTo(whole.lines());
        }
        assertThat(Files.readAllLines(file)).containsExactlyInAnyOrderElementsOf(lines);
        Files.writeString(file, "{\"ground\":7}\n");
        assertThatThrownBy(() -> LifeJournal.open(file)).hasMessageContaining("lives.jsonl:1");
    }

    @Test
    void findings_are_a_table_and_a_page_that_asks_nobody() throws IOException, InterruptedException {
        EconomyFindings findings = new EconomyRun(small(), LifeJournal.inMemory(), Progress.none()).run();
        assertThat(EconomyPage.markdown(findings))
                .contains("| wdbc | exposure | 0.00 (0.00)")
                .contains("**missed**");
        Path page = folder.resolve("economy.html");
        EconomyPage.write(findings, page);
        String html = Files.readString(page);
        assertThat(html)
                .contains("default-src 'none'", "data-chart=\"wdbc-integrity\"", "\"rule\":\"exposure\"")
                .doesNotContain("src=\"", "href=\"http");
    }
}
