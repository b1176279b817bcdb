package org.datanet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.datanet.contribution.Commitment;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final ContributorId ANN = new ContributorId("ann");
    private static final ContributorId EVE = new ContributorId("eve");

    @TempDir
    Path directory;

    private Folder folder;
    private Path rows;
    private Path salts;

    @BeforeEach
    void files() throws IOException {
        folder = Folder.sound(directory);
        rows = directory.resolve("rows.csv");
        salts = directory.resolve("salts.csv");
        Files.writeString(rows, "x,y,id,label\n9,8,n1,a\n7,6,n2,b\n");
    }

    private Intake open() throws IOException {
        return open(step -> {});
    }

    private Intake open(Consumer<String> step) throws IOException {
        return Intake.open(folder.path(), CLOCK, new SecureRandom(), step);
    }

    private String refusal(IntakeCall call) throws IOException {
        Map<String, String> before = contents();
        try (Intake intake = open()) {
            InvalidInputException refused = catchThrowableOfType(InvalidInputException.class, () -> call.on(intake));
            assertThat(refused).as("a refusal").isNotNull();
            assertThat(contents()).isEqualTo(before);
            return refused.getMessage().replace(directory + "/", "");
        }
    }

    private interface IntakeCall {
        void on(Intake intake) throws IOException;
    }

    /** Everything that readers of the folder see. */
    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.path())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
    }

    @Test
    void rows_are_appended_in_the_open_epoch_in_the_files_own_order_of_columns() throws IOException {
        try (Intake intake = open()) {
            assertThat(intake.state()).isEqualTo(new IntakeState(2, IntakeState.Phase.OPEN));
            assertThat(intake.contribute(EVE, rows)).isEqualTo(new Intake.Accepted(2, 2));
        }
        assertThat(folder.path().resolve("samples.csv"))
                .hasContent(Folder.SAMPLES + "n1,eve,2,a,9,8\nn2,eve,2,b,7,6\n");
        assertThat(folder.open().read().rows()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"samples.csv.gz", "samples.jsonl", "samples.jsonl.gz"})
    void every_form_of_samples_is_appended_to(String name) throws IOException {
        String text = name.contains("jsonl")
                ? "{\"id\":\"s1\",\"contributor\":\"ann\",\"epoch\":0,\"label\":\"a\",\"x\":1,\"y\":2}"
                : "id,contributor,epoch,label,x,y\ns1,ann,0,a,1,2";
        folder.without("samples.csv").with(name, text);
        try (Intake intake = open()) {
            intake.contribute(EVE, rows);
        }
        Datanet net = folder.open().read();
        assertThat(net.rows()).isEqualTo(3);
        assertThat(net.sampleId(2)).hasToString("n2");
        assertThat(net.epoch(2)).isEqualTo(1);
        assertThat(net.features().orElseThrow().row(2)).containsExactly(7, 6);
    }

    @Test
    void an_epoch_stays_open_until_it_is_closed_whoever_contributes_or_promises() throws IOException {
        Path more = Files.writeString(directory.resolve("more.csv"), "id,label,x,y\nm1,a,3,3\n");
        Path promised = Files.writeString(directory.resolve("promised.csv"), "id,label,x,y\np1,a,4,4\n");
        folder.without("samples.csv");
        try (Intake intake = open()) {
            assertThat(intake.contribute(EVE, rows)).isEqualTo(new Intake.Accepted(2, 0));
        }
        try (Intake intake = open()) {
            assertThat(intake.contribute(ANN, more)).isEqualTo(new Intake.Accepted(1, 0));
            assertThat(intake.commit(ANN, promised, directory.resolve("promised.salts")))
                    .isEqualTo(new Intake.Accepted(1, 0));
        }
        try (Intake intake = open()) {
            assertThat(intake.closeEpoch().now()).isEqualTo(new IntakeState(0, IntakeState.Phase.REVEAL));
        }
    }

    @Test
    void rows_of_a_later_epoch_that_were_put_in_by_hand_are_not_followed_by_rows_of_an_earlier_one()
            throws IOException {
        try (Intake intake = open()) {
            intake.contribute(EVE, rows);
        }
        folder.with("samples.csv", Folder.SAMPLES + "h1,ann,7,a,9,8\n");
        assertThat(refusal(intake -> intake.contribute(EVE, rows)))
                .isEqualTo(
                        "net: epoch 2 takes rows, but the samples have rows of epoch 7; close epochs until epoch 7 is"
                                + " open, with \"datanet epoch close\"");
    }

    @Test
    void a_folder_without_samples_begins_with_epoch_0() throws IOException {
        folder.without("samples.csv");
        try (Intake intake = open()) {
            assertThat(intake.contribute(EVE, rows)).isEqualTo(new Intake.Accepted(2, 0));
        }
        assertThat(folder.open().read().rows()).isEqualTo(2);
    }

    @Test
    void promised_rows_are_shown_after_the_epoch_is_closed() throws IOException {
        try (Intake intake = open()) {
            assertThat(intake.commit(ANN, rows, salts)).isEqualTo(new Intake.Accepted(2, 2));
            assertThat(Files.getPosixFilePermissions(salts)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(folder.open().read().rows()).isEqualTo(3);
            assertThat(intake.closeEpoch().now()).isEqualTo(new IntakeState(2, IntakeState.Phase.REVEAL));
        }
        try (Intake intake = open()) {
            assertThat(intake.reveal(ANN, rows, salts)).isEqualTo(new Intake.Accepted(2, 2));
            Intake.Closed closed = intake.closeEpoch();
            assertThat(closed.now()).isEqualTo(new IntakeState(3, IntakeState.Phase.OPEN));
            assertThat(closed.forfeits()).isEmpty();
        }
        DatanetReader reader = folder.open();
        Datanet net = reader.read();
        assertThat(net.rows()).isEqualTo(5);
        assertThat(net.epoch(4)).isEqualTo(2);
        for (int i = 0; i < 2; i++) {
            assertThat(Commitment.digest(
                            2, ANN, net.digest(3 + i), reader.reveals().get(i).saltBytes()))
                    .isEqualTo(reader.commitments().get(i).commitment());
        }
    }

    @Test
    void a_begun_datanet_takes_its_first_rows_in() throws IOException {
        Path fresh = directory.resolve("fresh");
        DatanetWriter.begin(fresh, folder.open().descriptor());
        assertThatThrownBy(() -> DatanetReader.open(fresh).read())
                .hasMessageEndingWith("has no rows; add at least one sample");
        try (Intake intake = Intake.open(fresh, CLOCK)) {
            assertThat(intake.contribute(EVE, rows)).isEqualTo(new Intake.Accepted(2, 0));
        }
        assertThat(DatanetReader.open(fresh).read().rows()).isEqualTo(2);
    }

    @Test
    void an_auditor_sees_that_what_is_shown_was_promised() throws IOException {
        try (Intake intake = open()) {
            intake.commit(ANN, rows, salts);
            intake.closeEpoch();
            Files.writeString(rows, "x,y,id,label\n7,6,n2,b\n");
            intake.reveal(ANN, rows, salts);
        }
        Verification sound = Verifier.verify(folder.path());
        assertThat(sound.ok()).isTrue();
        assertThat(sound.checks())
                .last()
                .satisfies(check -> assertThat(check.detail()).isEqualTo("2 promised, 1 not shown"));
        folder.with(
                "samples.csv",
                Files.readString(folder.path().resolve("samples.csv")).replace("7,6", "7,6.5"));
        assertThat(Verifier.verify(folder.path()).failures())
                .singleElement()
                .satisfies(check -> assertThat(check.detail())
                        .endsWith(
                                "reveals.csv: sample \"n2\" of ann opens no promise for epoch 2; the row is not the one that was"
                                        + " promised"));
        folder.with("samples.csv", "id\n");
        assertThat(Verifier.verify(folder.path()).failures().get(0).name()).isEqualTo("form");
    }

    @Test
    void a_datanet_without_rows_holds_until_something_says_that_there_were_some() throws IOException {
        Folder fresh = new Folder(directory.resolve("fresh"))
                .with("datanet.yaml", Folder.YAML)
                .with("samples.csv", "id,contributor,epoch,label,x,y\n");
        Verification verification = Verifier.verify(fresh.path());
        assertThat(verification.ok()).isTrue();
        assertThat(verification.checks().get(0).detail()).isEqualTo("no rows yet");
        fresh.with("reveals.csv", "sample,salt\ns1," + "00".repeat(16) + "\n");
        assertThat(Verifier.verify(fresh.path()).failures().get(0).detail()).contains("has no rows");
    }

    @Test
    void what_is_promised_and_not_shown_is_forfeit() throws IOException {
        try (Intake intake = open()) {
            intake.commit(ANN, rows, salts);
            intake.closeEpoch();
            Files.writeString(rows, "x,y,id,label\n7,6,n2,b\n");
            intake.reveal(ANN, rows, salts);
            Intake.Closed closed = intake.closeEpoch();
            assertThat(closed.forfeits()).hasSize(1);
            assertThat(closed.forfeits().get(0))
                    .isEqualTo(folder.open().commitments().get(0));
            assertThat(intake.forfeits()).isEqualTo(closed.forfeits());
            assertThat(intake.closeEpoch().now()).isEqualTo(new IntakeState(4, IntakeState.Phase.OPEN));
        }
    }

    @Test
    void each_phase_takes_only_what_is_its_own() throws IOException {
        assertThat(refusal(intake -> intake.reveal(ANN, rows, salts)))
                .isEqualTo(
                        "net: epoch 2 is open; rows are shown once their epoch is closed; close the epoch first, with"
                                + " \"datanet epoch close\"");
        try (Intake intake = open()) {
            intake.commit(ANN, rows, salts);
            intake.closeEpoch();
        }
        assertThat(refusal(intake -> intake.contribute(EVE, rows)))
                .isEqualTo(
                        "net: epoch 2 is in its reveal; rows are taken in while an epoch is open; close the epoch first, with"
                                + " \"datanet epoch close\"");
        assertThat(refusal(intake -> intake.commit(EVE, rows, directory.resolve("other"))))
                .contains("epoch 2 is in its reveal; rows are promised while an epoch is open");
    }

    @Test
    void only_what_was_promised_is_shown_and_only_by_who_promised_it_and_once() throws IOException {
        try (Intake intake = open()) {
            intake.commit(ANN, rows, salts);
            intake.closeEpoch();
        }
        assertThat(refusal(intake -> intake.reveal(EVE, rows, salts)))
                .isEqualTo(
                        "rows.csv:2:5: sample \"n1\" opens no promise of eve for epoch 2; show the row exactly as it was"
                                + " promised, once");
        Path changed = directory.resolve("changed.csv");
        Files.writeString(changed, "x,y,id,label\n9,8,n1,a\n7,6.5,n2,b\n");
        assertThat(refusal(intake -> intake.reveal(ANN, changed, salts)))
                .startsWith("changed.csv:3:7: sample \"n2\" opens no promise of ann");
        Files.writeString(changed, "x,y,id,label\n9,8,n3,a\n");
        assertThat(refusal(intake -> intake.reveal(ANN, changed, salts)))
                .isEqualTo("changed.csv:2:5: sample \"n3\" has no salt in " + "salts.csv"
                        + "; name the file of salts that was written when it was promised");
        try (Intake intake = open()) {
            intake.reveal(ANN, rows, salts);
        }
        assertThat(refusal(intake -> intake.reveal(ANN, rows, salts)))
                .startsWith("rows.csv:2:5: id \"n1\" is already the id of a sample of this Datanet");
    }

    @Test
    void salts_are_never_overwritten() throws IOException {
        Files.writeString(salts, "precious");
        assertThat(refusal(intake -> intake.commit(ANN, rows, salts)))
                .isEqualTo(
                        "salts.csv: holds salts already; name another file; without these, earlier promises forfeit");
        assertThat(salts).hasContent("precious");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id,label,x,y@s1,a,1,2 | rows.csv:2:1: id \"s1\" is already the id of a sample of this Datanet; give every sample its own id",
                "id,label,x,y@n,a,1,2@n,a,3,4 | rows.csv:3:1: id \"n\" is already the id of line 2; give every sample its own id",
                "id,label,x,y@n,z,1,2 | rows.csv:2:3: label \"z\" is not in the label set; use one of: a, b",
                "id,label,x,y@n,a,1,NaN | rows.csv:2:7: y \"NaN\" is not a finite number; fill it in or leave the row out",
                "id,label,x@n,a,1 | rows.csv:1: there is no column \"y\", which has the role features; add it to the header and to every row",
                "id,label,x,y,w@n,a,1,2,3 | rows.csv:1:14: unknown column \"w\"; give it a role in datanet.yaml, or list it under columns.ignored",
                "id,label,x,y,contributor@n,a,1,2,bob | rows.csv:2:9: contributor \"bob\" is not \"eve\", who contributes; leave the column out, or contribute as that person",
                "id,label,x,y,epoch@n,a,1,2,7 | rows.csv:2:9: epoch \"7\" is not epoch 2, which takes rows; leave the column out",
                "id,label,x,y | rows.csv: has no rows; add at least one row",
            })
    void wrong_rows_are_refused_and_nothing_is_written(String text, String message) throws IOException {
        Files.writeString(rows, text.replace('@', '\n') + "\n");
        assertThat(refusal(intake -> intake.contribute(EVE, rows))).isEqualTo(message);
        assertThat(refusal(intake -> intake.validate(EVE, rows))).isEqualTo(message);
        assertThat(refusal(intake -> intake.commit(EVE, rows, salts))).isEqualTo(message);
        assertThat(salts).doesNotExist();
    }

    @Test
    void licences_that_the_datanet_does_not_accept_are_refused() throws IOException {
        folder.with(
                "datanet.yaml",
                Folder.YAML.replace("  features", "  licence: licence\n  features")
                        + "licences: {allowed: [CC0-1.0, CC-BY-4.0], default: CC0-1.0}\n");
        folder.with("samples.csv", "id,contributor,epoch,label,x,y,licence\ns1,ann,0,a,1,2,\n");
        Files.writeString(rows, "id,label,x,y,licence\nn,a,1,2,\nm,a,1,3,GPL-3.0\n");
        assertThat(refusal(intake -> intake.contribute(EVE, rows)))
                .isEqualTo(
                        "rows.csv:3:9: licence \"GPL-3.0\" is not accepted by this Datanet; it accepts CC-BY-4.0, CC0-1.0");
    }

    @Test
    void verdicts_are_appended_and_nobody_judges_own_or_unknown_samples_or_twice() throws IOException {
        CuratorId cat = new CuratorId("cat");
        try (Intake intake = open()) {
            intake.curate(cat, new SampleId("s1"), Verdict.APPROVE);
            intake.curate(cat, new SampleId("s2"), Verdict.REJECT);
        }
        assertThat(folder.path().resolve("curations.csv"))
                .hasContent("sample,curator,verdict,at\ns1,cat,approve,2026-03-01T12:00:00Z\n"
                        + "s2,cat,reject,2026-03-01T12:00:00Z\n");
        assertThat(folder.open().read().curations()).hasSize(2);
        assertThat(refusal(intake -> intake.curate(cat, new SampleId("s1"), Verdict.REJECT)))
                .isEqualTo(
                        "net: cat has judged sample \"s1\" already, at 2026-03-01T12:00:00Z; a verdict stands; appeal against"
                                + " the finding instead");
        assertThat(refusal(intake -> intake.curate(new CuratorId("ann"), new SampleId("s1"), Verdict.APPROVE)))
                .isEqualTo("net: ann is the contributor of sample \"s1\"; let somebody else judge it");
        assertThat(refusal(intake -> intake.curate(cat, new SampleId("s9"), Verdict.APPROVE)))
                .startsWith("net: has no sample \"s9\"; did you mean \"s");
    }

    @Test
    void a_second_intake_is_refused_while_one_is_open() throws IOException {
        try (Intake intake = open()) {
            assertThat(intake.state().epoch()).isEqualTo(2);
            assertThatThrownBy(this::open)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(folder.path() + ": another intake is under way; wait until it has ended and try again");
        }
        open().close();
    }

    @Test
    void an_epoch_is_only_closed_where_there_are_epochs() throws IOException {
        folder.with("datanet.yaml", Folder.YAML.replace("  epoch: epoch\n", ""))
                .with("samples.csv", "id,contributor,label,x,y\n");
        assertThat(refusal(Intake::closeEpoch))
                .isEqualTo("net: has no column with the role epoch; declare columns.epoch in datanet.yaml");
    }

    /** A crash at a step: thrown past everything, as losing power would end everything. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void whatever_crashes_when_all_of_it_happened_or_nothing() throws IOException {
        try (Intake intake = open()) {
            intake.commit(ANN, rows, salts);
            intake.closeEpoch();
        }
        Map<String, String> before = contents();
        List<String> steps = new ArrayList<>();
        try (Intake intake = open(steps::add)) {
            intake.reveal(ANN, rows, salts);
        }
        Map<String, String> after = contents();
        assertThat(steps).contains("journal", "append to samples.csv", "within samples.csv", "end");
        int finished = 0;
        for (int crash = 0; crash < steps.size(); crash++) {
            reset(before);
            int at = crash;
            int[] step = {0};
            try (Intake intake = open(name -> {
                if (step[0]++ == at) {
                    throw new Crash();
                }
            })) {
                intake.reveal(ANN, rows, salts);
            } catch (Crash e) {
                // The process is gone; the next one opens the folder.
            }
            boolean pending = IntakeJournal.isPending(folder.path());
            if (pending) {
                assertThatThrownBy(() -> folder.open().read())
                        .hasMessageContaining("an intake is under way or was interrupted");
            }
            open().close();
            assertThat(IntakeJournal.isPending(folder.path())).isFalse();
            Map<String, String> recovered = contents();
            assertThat(recovered).as("crash at %s", steps.get(crash)).isIn(List.of(before, after));
            finished += recovered.equals(after) ? 1 : 0;
            assertThat(folder.open().read().rows()).isEqualTo(recovered.equals(after) ? 5 : 3);
        }
        assertThat(finished).isBetween(2, steps.size() - 2);
    }

    @Test
    void a_crash_while_recovering_is_recovered_from() throws IOException {
        Map<String, String> before = contents();
        try (Intake intake = open(crashAt("within samples.csv"))) {
            intake.contribute(EVE, rows);
        } catch (Crash e) {
            // The first crash.
        }
        for (int i = 0; i < 3; i++) {
            try {
                open(crashAt("within samples.csv")).close();
            } catch (Crash e) {
                // And again while recovering.
            }
        }
        open().close();
        assertThat(contents()).isNotEqualTo(before);
        assertThat(folder.path().resolve("samples.csv"))
                .hasContent(Folder.SAMPLES + "n1,eve,2,a,9,8\nn2,eve,2,b,7,6\n");
    }

    private static Consumer<String> crashAt(String name) {
        return step -> {
            if (step.equals(name)) {
                throw new Crash();
            }
        };
    }

    private void reset(Map<String, String> contents) {
        try (Stream<Path> files = Files.list(folder.path())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        contents.forEach(folder::with);
    }

    @Test
    void a_damaged_journal_is_refused_rather_than_believed() throws IOException {
        try (Intake intake = open(crashAt("within samples.csv"))) {
            intake.contribute(EVE, rows);
        } catch (Crash e) {
            // The journal is in place now.
        }
        Path journal = folder.path().resolve(".intake/journal");
        byte[] bytes = Files.readAllBytes(journal);
        bytes[10] ^= 1;
        Files.write(journal, bytes);
        assertThatThrownBy(this::open)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(journal + ": is damaged; restore the folder from a copy");
    }
}
