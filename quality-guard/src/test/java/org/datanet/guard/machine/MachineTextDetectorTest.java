package org.datanet.guard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DatanetGuard;
import org.datanet.guard.GuardRun;
import org.datanet.guard.TextDatanet;
import org.datanet.progress.Progress;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.QualityReport.DetectorOutcome.State;
import org.datanet.quality.Subject;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineTextDetectorTest {
    private static final int REFERENCE = 80;
    private static final int JUDGED = 240;

    /** The owner's and a machine's texts, then those of eight people and, every tenth, of one who lets a machine write. */
    private static Datanet datanet(boolean games) {
        TextDatanet texts = new TextDatanet(7);
        Prose prose = new Prose(texts, 8);
        for (int i = 0; i < REFERENCE; i++) {
            texts.add("owner", 0, prose.person());
            texts.add("robot", 0, prose.machine());
        }
        for (int i = 0; i < JUDGED; i++) {
            boolean gamer = games && i % 10 == 9;
            texts.add(gamer ? "gamer" : "c" + i % 8, 1, gamer ? prose.machine() : prose.person());
        }
        return texts.build();
    }

    private static GuardRun run(Datanet datanet, String machine, boolean trusted) {
        MachineTextDetector detector = new MachineTextDetector();
        DetectorPolicy own = detector.defaults();
        Map<String, Object> options = new TreeMap<>(own.options());
        options.put(MachineTextDetector.MACHINE, machine);
        QualityPolicy policy = new QualityPolicy(
                QualityPolicy.Mode.ENFORCE,
                1,
                Map.of(detector.name(), new DetectorPolicy(true, own.rate(), own.floor(), own.ceiling(), options)),
                Set.of(),
                trusted ? Set.of(new ContributorId("owner")) : Set.of(),
                Set.of(),
                Set.of(),
                List.of());
        return new DatanetGuard(List.of(detector)).run(datanet, UsageView.none(), policy, Progress.none());
    }

    private static double mean(Datanet datanet, double[] weights, boolean gamer) {
        return IntStream.range(2 * REFERENCE, datanet.rows())
                .filter(row -> datanet.contributorId(row).value().equals("gamer") == gamer)
                .mapToDouble(row -> weights[row])
                .average()
                .orElseThrow();
    }

    @ParameterizedTest(name = "trusted texts: {0}")
    @ValueSource(booleans = {true, false})
    void who_lets_a_machine_write_loses_weight_and_people_keep_theirs(boolean trusted) {
        Datanet datanet = datanet(true);
        double[] weights = run(datanet, "robot", trusted).report().requireWeights();
        assertThat(mean(datanet, weights, true)).isLessThan(trusted ? 0.7 : 0.8);
        assertThat(mean(datanet, weights, false)).isGreaterThan(0.995);
    }

    @Test
    void where_only_people_write_at_most_one_row_in_a_hundred_loses_weight() {
        Datanet datanet = datanet(false);
        double[] weights = run(datanet, "robot", true).report().requireWeights();
        assertThat(Arrays.stream(weights).filter(w -> w < 1).count()).isLessThanOrEqualTo(JUDGED / 100);
    }

    @Test
    void a_finding_says_which_habits_stick_out_and_what_is_usual() {
        List<Finding> findings = run(datanet(true), "robot", true).report().findings().stream()
                .filter(finding -> finding.subject() instanceof Subject.Row)
                .toList();
        assertThat(findings).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.reason()).contains("usually").contains("machines wrote for this Datanet");
            assertThat(finding.evidence()).hasSize(3).allSatisfy(evidence -> {
                Evidence.Deviation habit = (Evidence.Deviation) evidence;
                assertThat(finding.reason()).contains(habit.feature());
                assertThat(habit.usualLow()).isLessThanOrEqualTo(habit.usualHigh());
            });
        });
        assertThat(findings)
                .anyMatch(finding -> finding.reason().contains("sentence lengths")
                        || finding.reason().contains("from sentence to sentence"));
    }

    @Test
    void without_a_named_machine_nothing_is_judged() {
        GuardRun run = run(datanet(true), "", true);
        assertThat(run.report().findings()).isEmpty();
        assertThat(run.scores().get("machine-text")).containsOnly(Double.NaN);
    }

    @Test
    void a_machine_that_has_no_samples_is_a_named_failure() {
        assertThat(run(datanet(true), "robbot", true).report().detectors())
                .singleElement()
                .satisfies(outcome -> {
                    assertThat(outcome.state()).isEqualTo(State.FAILED);
                    assertThat(outcome.message()).contains("\"robbot\"").contains("has no samples");
                });
    }

    @Test
    void line_breaks_and_typographic_quotes_are_no_style_unless_asked_for() {
        Words plain = new Words("He said \"no\" - and went. It's late.");
        Words set = new Words("He said \u201Cno\u201D \u2014 and\n\nwent. It\u2019s late.");
        StyleMeasures style = new StyleMeasures(List.of(plain), false);
        assertThat(style.of(set)).containsExactly(style.of(plain));
        StyleMeasures layout = new StyleMeasures(List.of(plain), true);
        assertThat(layout.of(set)).isNotEqualTo(layout.of(plain));
    }

    @Test
    void every_measure_is_finite_for_any_text_with_a_word() {
        StyleMeasures style = new StyleMeasures(List.of(new Words("one two three four")), true);
        for (String text : List.of("a", "1", "\uD83D\uDE00 x", "word ".repeat(9_000), "...x", "\u0391\u03B2\u03B3")) {
            assertThat(Arrays.stream(style.of(new Words(text))).filter(Double::isFinite))
                    .hasSize(style.names().size());
        }
    }
}
