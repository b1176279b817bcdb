package org.datanet.gauntlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.datanet.gauntlet.rules.Mechanisms;
import org.datanet.progress.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GauntletTest {
    @TempDir
    private Path folder;

    /** The quick slice of continuous integration: one form of each kind of attack, on two seeds. */
    private static Plan slice() {
        return new Plan(
                List.of(Ground.wdbc()),
                Stream.of("split", "junk", "plagiarism", "altered-receipts", "approve-all")
                        .map(AttackBook::named)
                        .map(attack -> new Attack(
                                attack.name(),
                                attack.family(),
                                attack.forms().subList(0, 1),
                                attack.dose(),
                                attack.leak(),
                                attack.turns(),
                                attack.later(),
                                attack.on()))
                        .toList(),
                () -> List.of(Mechanisms.named("conditional-gain-leverage")),
                List.of(false),
                1,
                2,
                Plan.REPORTED_FROM,
                0,
                0,
                2);
    }

    @Test
    void what_is_measured_meets_the_aims_and_is_the_same_after_a_crash() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole.jsonl");
        Findings findings;
        try (Journal journal = Journal.open(whole)) {
            findings = new Gauntlet(slice(), journal, Progress.none()).run();
            Journal.write(whole, journal.cells());
        }
        for (Findings.Line line : findings.lines()) {
            switch (line.attack().name()) {
                case "honest", "honest-curators" ->
                    assertThat(line.gain().value()).isEqualTo(1);
                case "split" -> assertThat(line.gain().value()).isLessThan(1 + 1e-9);
                case "altered-receipts" -> assertThat(line.excess().value()).isNegative();
                default ->
                    assertThat(line.gain().value()).as(line.attack().name()).isLessThan(0.25);
            }
        }
        assertThat(findings.lines()).hasSize(9);

        List<String> lines = Files.readAllLines(whole);
        Path broken = folder.resolve("broken.jsonl");
        String half = lines.get(4).substring(0, lines.get(4).length() / 2);
        Files.writeString(broken, String.join("\n", lines.subList(0, 4)) + "\n" + half);
        try (Journal journal = Journal.open(broken)) {
            assertThat(journal.cells()).hasSize(4);
            new Gauntlet(slice(), journal, Progress.none()).run();
            Journal.write(broken, journal.cells());
        }
        assertThat(Files.readString(broken)).isEqualTo(Files.readString(whole));
        assertThat(new MarkdownTables(findings, "conditional-gain-leverage").render())
                .contains("| replication and Sybil split |", "| plagiarism | wdbc | off |", "approve-all")
                .contains("(images/gauntlet-wdbc.svg)");
        GainPlot plot = new GainPlot(findings, "conditional-gain-leverage");
        assertThat(plot.grounds()).containsExactly("wdbc");
        assertThat(plot.svg("wdbc"))
                .startsWith("<svg ")
                .contains(">plagiarism</text>", ">altered-receipts</text>")
                .doesNotContain("NaN", "<script", "approve-all");
    }

    @Test
    void a_file_that_is_no_journal_is_refused_by_line() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "{\"ground\":1}\n");
        assertThatThrownBy(() -> Journal.open(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("notes.txt:1");
    }

    @Test
    void a_bound_holds_the_ratio_of_sums_and_widens_with_the_spread() {
        Bound even = Bound.ratio(new double[] {1, 2, 3}, new double[] {2, 4, 6});
        assertThat(even.value()).isEqualTo(0.5);
        assertThat(even.upper()).isCloseTo(0.5, within(1e-12));
        Bound spread = Bound.ratio(new double[] {3, 0, 3}, new double[] {2, 4, 6});
        assertThat(spread.value()).isEqualTo(0.5);
        // Residuals 2, -2, 0: sd 2, error 2 / sqrt(3) / 4, times Student's 2.920.
        assertThat(spread.upper()).isCloseTo(0.5 + 2.920 * 2 / Math.sqrt(3) / 4, within(1e-9));
    }

    @Test
    void a_share_of_people_is_bounded_by_worlds_since_those_of_one_are_found_together() {
        int[] counted = new int[200];
        // None of 200 worlds: at most 1.49 % of worlds, and two of six people in each.
        assertThat(Bound.share(counted, 6).value()).isZero();
        assertThat(Bound.share(counted, 6).upper()).isCloseTo((1 - Math.pow(0.05, 1 / 200.0)) / 3, within(1e-6));
        counted[3] = 2;
        counted[90] = 1;
        Bound two = Bound.share(counted, 6);
        assertThat(two.value()).isEqualTo(3 / 1200.0);
        // Clopper and Pearson's one-sided bound of two in 200 is 3.12 %, at one and a half of six people each.
        assertThat(two.upper()).isCloseTo(0.0312 * 1.5 / 6, within(5e-5));
    }

    @Test
    void every_attack_has_a_name_of_its_own_and_every_family_an_attack() {
        assertThat(AttackBook.all())
                .extracting(Attack::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(45);
        assertThat(AttackBook.all())
                .extracting(Attack::family)
                .contains(
                        Family.SYBIL,
                        Family.NOISE,
                        Family.LAUNDERING,
                        Family.USAGE,
                        Family.CURATION,
                        Family.PATIENCE,
                        Family.FRAMING);
    }
}
