package org.datanet.rewards.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.datanet.proof.Signer;
import org.datanet.testkit.UsageLedgerCompatibilityKit;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.RunId;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileUsageLedgerTest extends UsageLedgerCompatibilityKit {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-02-03T04:05:06Z"), ZoneOffset.UTC);
    private static final Signer KEEPER = PlantedReceipts.signer(77);
    /** Small, so that every test crosses segments. */
    private static final long SEGMENT_BYTES = 1_500;

    @TempDir
    Path folder;

    @Override
    protected UsageLedger open() throws IOException {
        return open(folder.resolve("ledger"));
    }

    private static FileUsageLedger open(Path path) throws IOException {
        return FileUsageLedger.open(path, KEEPER, CLOCK, SEGMENT_BYTES);
    }

    private Path path() {
        return folder.resolve("ledger");
    }

    @Test
    void its_head_is_signed_by_the_keeper() throws IOException {
        append(3);
        FileUsageLedger ledger = (FileUsageLedger) ledger();
        assertThat(ledger.signedHead().verify(KEEPER.publicKey())).isTrue();
        assertThat(ledger.signedHead().verify(PlantedReceipts.signer(78).publicKey()))
                .isFalse();
        assertThat(ledger.head().at()).isEqualTo(CLOCK.instant());
        LedgerAudit audit = FileUsageLedger.verify(path());
        assertThat(audit.problems()).isEmpty();
        assertThat(audit.entries()).isEqualTo(3);
        assertThat(audit.head()).contains(ledger.signedHead());
    }

    @Test
    void an_empty_ledger_holds() throws IOException {
        assertThat(FileUsageLedger.verify(path()).problems()).isEmpty();
    }

    @Test
    void the_same_receipts_and_clock_give_the_same_bytes() throws IOException {
        List<UsageReceipt> receipts = append(6);
        Path other = folder.resolve("other");
        try (FileUsageLedger twin = open(other)) {
            for (UsageReceipt receipt : receipts) {
                twin.append(receipt);
            }
        }
        assertThat(files(path())).hasSizeGreaterThan(2);
        for (Path file : files(path())) {
            assertThat(other.resolve(file.getFileName())).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void any_single_flipped_byte_is_found_and_its_file_named() throws IOException {
        append(4);
        ledger().close();
        SplittableRandom random = new SplittableRandom(5);
        for (Path file : files(path())) {
            byte[] bytes = Files.readAllBytes(file);
            for (int at = 0; at < bytes.length; at += 1 + random.nextInt(25)) {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, changed);
                assertThat(FileUsageLedger.verify(path()).problems())
                        .as("byte %d of %s", at, file.getFileName())
                        .isNotEmpty()
                        .first()
                        .asString()
                        .startsWith(file.getFileName().toString());
            }
            Files.write(file, bytes);
        }
        assertThat(FileUsageLedger.verify(path()).problems()).isEmpty();
    }

    @Test
    void a_damaged_receipt_is_named_and_hides_no_other() throws IOException {
        append(5);
        ledger().close();
        Path first = files(path()).get(1);
        byte[] bytes = Files.readAllBytes(first);
        byte[] needle = "datanet-receipt-header-1".getBytes(StandardCharsets.UTF_8);
        int changed = 0;
        for (int at = 0; at < bytes.length - needle.length; at++) {
            if (Arrays.equals(bytes, at, at + needle.length, needle, 0, needle.length)) {
                bytes[at] = 'x';
                changed++;
            }
        }
        Files.write(first, bytes);

        assertThat(changed).isGreaterThan(1);
        LedgerAudit audit = FileUsageLedger.verify(path());
        assertThat(audit.problems()).hasSize(changed);
        assertThat(audit.problems().get(1)).contains("segment-00000000.log", "entry 1 (run run-1)", "header");
        assertThat(audit.entries()).isEqualTo(5 - changed);
        // What was acknowledged is never repaired, only refused.
        try (FileUsageLedger damaged = open(path())) {
            assertThatThrownBy(() -> damaged.receipt(new RunId("run-1"))).hasMessageContaining("entry 1");
        }
    }

    @Test
    void an_acknowledged_entry_that_is_cut_off_is_refused_not_forgotten() throws IOException {
        append(3);
        ledger().close();
        List<Path> files = files(path());
        Path last = files.get(files.size() - 1);
        byte[] bytes = Files.readAllBytes(last);
        Files.write(last, Arrays.copyOf(bytes, bytes.length - 1));

        assertThatThrownBy(() -> open(path())).isInstanceOf(IOException.class).hasMessageContaining("entry 2");
        assertThat(FileUsageLedger.verify(path()).problems()).isNotEmpty();
        assertThat(last).hasBinaryContent(Arrays.copyOf(bytes, bytes.length - 1));
    }

    @Test
    void an_append_torn_at_any_byte_leaves_the_ledger_before_or_after_it() throws IOException {
        append(2);
        byte[] headBefore = Files.readAllBytes(path().resolve("head"));
        List<Path> filesBefore = files(path());
        UsageReceipt third = planted.random("run-2", 25, 2);
        Path last = filesBefore.get(filesBefore.size() - 1);
        long sizeBefore = Files.size(last);
        ledger().append(third);
        ledger().close();
        List<Path> filesAfter = files(path());
        Path grown = filesAfter.get(filesAfter.size() - 1);
        byte[] bytes = Files.readAllBytes(grown);
        int from = grown.equals(last) ? (int) sizeBefore : 0;
        for (int cut = from; cut <= bytes.length; cut += cut > bytes.length - 3 ? 1 : 61) {
            // As a file system may leave it: the length is there, the bytes are not.
            for (boolean zeros : new boolean[] {false, true}) {
                byte[] torn = Arrays.copyOf(Arrays.copyOf(bytes, cut), zeros ? bytes.length : cut);
                Files.write(grown, torn);
                Files.write(path().resolve("head"), headBefore);
                try (FileUsageLedger recovered = open(path())) {
                    assertThat(recovered.head().size()).as("cut at %d", cut).isEqualTo(cut == bytes.length ? 3 : 2);
                    assertThat(recovered.append(third)).isEqualTo(2);
                }
                assertThat(FileUsageLedger.verify(path()).problems())
                        .as("cut at %d", cut)
                        .isEmpty();
                assertThat(Files.readAllBytes(grown)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void two_writers_are_kept_apart() throws IOException {
        assertThatThrownBy(() -> open(path())).isInstanceOf(IOException.class).hasMessageContaining("being written to");
        ledger().close();
        open(path()).close();
    }

    @Test
    void it_can_be_read_while_it_is_written_to() throws IOException {
        append(3);
        try (FileUsageLedger reader = FileUsageLedger.openReadOnly(path())) {
            ledger().append(planted.random("run-3", 25, 3));
            try (Stream<UsageReceipt> receipts = reader.receipts()) {
                assertThat(receipts).hasSize(3);
            }
            assertThatThrownBy(() -> reader.append(planted.random("run-4", 25, 4)))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
        try (FileUsageLedger reader = FileUsageLedger.openReadOnly(path())) {
            assertThat(reader.head()).isEqualTo(ledger().head());
        }
    }

    @Test
    void a_missing_segment_is_named() throws IOException {
        append(6);
        ledger().close();
        Files.delete(path().resolve("segment-00000001.log"));
        assertThat(FileUsageLedger.verify(path()).problems()).first().asString().contains("segment");
        assertThatThrownBy(() -> open(path())).isInstanceOf(IOException.class);
    }

    @Test
    void nothing_that_is_not_a_ledger_is_opened_or_changed() throws IOException {
        Path other = Files.createDirectories(folder.resolve("foreign"));
        Files.writeString(other.resolve("head"), "not a head");
        assertThatThrownBy(() -> open(other)).hasMessageContaining("head");
        assertThatThrownBy(() -> FileUsageLedger.openReadOnly(other)).hasMessageContaining("head");
        assertThat(FileUsageLedger.verify(other).problems()).first().asString().contains("head");
        assertThat(other.resolve("head")).hasContent("not a head");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith("lock"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }
}
