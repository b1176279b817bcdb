package org.datanet.hook.epochs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;
import org.datanet.io.DatanetReader;
import org.datanet.io.Reports;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Epochs accounted for from a folder, as they were when they were closed. */
@SuppressWarnings("NullAway.Init")
class FolderAccountTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(
                folder.resolve("datanet.yaml"),
                "name: wheat\nversion: \"1\"\ncolumns:\n  id: id\n  contributor: who\n  epoch: epoch\n  label: kind\n"
                        + "  licence: licence\n  features: [x, y]\nlabels: [a, b]\n");
        StringBuilder rows = new StringBuilder("id,who,epoch,kind,licence,x,y\n");
        for (int i = 0; i < 40; i++) {
            rows.append("s-%d,ada,0,%s,,%d,%d\n".formatted(i, i % 2 == 0 ? "a" : "b", i % 2 * 50 + i, i * 7 % 40));
        }
        // A row that may not be there, and one of the epoch behind.
        rows.append("taken,bea,0,a,GPL-3.0-only,20,20\nlater,bea,1,a,GPL-3.0-only,3,3\n");
        Files.writeString(folder.resolve("samples.csv"), rows);
        policy("");
    }

    private void policy(String appeals) throws IOException {
        Files.writeString(
                folder.resolve("policy.yaml"),
                "quality:\n  licences: {denied: [GPL-3.0-only]}\n  appeals: [%s]\n".formatted(appeals));
    }

    private QualityReport inspected(QualityPolicy.Appeal... accepted) throws IOException {
        Datanet all = DatanetReader.open(folder).read();
        EpochAccount.Document document = new FolderAccount(flagged -> {})
                .inspect(new EpochAccount.Epoch(
                        folder, all.first(all.firstRow(1)), 0, List.of(accepted), Stream::empty, Stream::empty));
        Path file =
                Files.writeString(folder.resolve("quality.json"), new String(document.bytes(), StandardCharsets.UTF_8));
        return Reports.QUALITY.read(file);
    }

    private static QualityPolicy.Appeal accepted(String sample) {
        return new QualityPolicy.Appeal(new SampleId(sample), "*", "owner", "it is right");
    }

    @Test
    void an_accepted_appeal_overrides_findings_on_its_row() throws IOException {
        assertThat(inspected().weights()[40]).isLessThan(1);
        assertThat(inspected(accepted("taken")).weights()[40]).isEqualTo(1);
    }

    @Test
    void a_decision_about_rows_that_an_epoch_did_not_have_does_not_keep_it_from_being_paid() throws IOException {
        assertThat(inspected(accepted("later"), accepted("no such sample")).digest())
                .isEqualTo(inspected().digest());
        policy("{sample: later, detector: licence, decided_by: owner, reason: mine}");
        assertThat(inspected().weights()[40]).isZero();
    }
}
