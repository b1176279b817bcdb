package org.datanet.rewards.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.ConsistencyProof;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerCopyTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-02-03T04:05:06Z"), ZoneOffset.UTC);
    private static final Signer KEEPER = PlantedReceipts.signer(77);
    private static final PlantedReceipts RECEIPTS = new PlantedReceipts(
            new DatanetRef(new DatanetId("wheat"), "1", 9, Digest.sha256(new byte[] {1})), PlantedReceipts.signer(5));

    @TempDir
    Path folder;

    private FileUsageLedger ledger;

    @BeforeEach
    void open() throws IOException {
        ledger = FileUsageLedger.open(folder.resolve("ledger"), KEEPER, CLOCK);
        add(ledger, 0, 5);
    }

    @AfterEach
    void close() throws IOException {
        ledger.close();
    }

    private static void add(FileUsageLedger to, int first, int end) throws IOException {
        for (int run = first; run < end; run++) {
            to.append(RECEIPTS.of(
                    "r" + run, "p", 10 + run, new UsageTable(new int[] {run % 9}, new long[] {1}, new long[] {0})));
        }
    }

    private Path copied() {
        return folder.resolve("copy");
    }

    /** What a mirror does, with as many receipts as are asked for before it is interrupted. */
    private static void follow(Path copied, FileUsageLedger from, long receipts) throws IOException {
        try (LedgerCopy copy = LedgerCopy.open(copied)) {
            Optional<ConsistencyProof> since =
                    copy.size() == 0 || copy.size() > from.head().size()
                            ? Optional.empty()
                            : Optional.of(from.consistency(copy.size()));
            copy.requireContinuation(from.signedHead(), since);
            List<UsageReceipt> all;
            try (Stream<UsageReceipt> stream = from.receipts()) {
                all = stream.toList();
            }
            for (long place = copy.size(); place < Math.min(receipts, all.size()); place++) {
                copy.append(all.get((int) place));
            }
            if (copy.size() == all.size()) {
                copy.finish(from.signedHead());
            }
        }
    }

    private static void requireSame(Path copied, FileUsageLedger ledger) throws IOException {
        LedgerAudit audit = FileUsageLedger.verify(copied);
        assertThat(audit.problems()).isEmpty();
        assertThat(audit.head()).contains(ledger.signedHead());
        try (FileUsageLedger read = FileUsageLedger.openReadOnly(copied);
                Stream<UsageReceipt> there = read.receipts();
                Stream<UsageReceipt> here = ledger.receipts()) {
            assertThat(there).containsExactlyElementsOf(here.toList());
        }
    }

    @Test
    void it_is_checked_as_the_ledger_itself_and_follows_it() throws IOException {
        follow(copied(), ledger, Long.MAX_VALUE);
        requireSame(copied(), ledger);
        follow(copied(), ledger, Long.MAX_VALUE);
        add(ledger, 5, 12);
        follow(copied(), ledger, Long.MAX_VALUE);
        requireSame(copied(), ledger);
    }

    @Test
    void what_was_appended_before_an_interruption_is_kept_and_a_reader_sees_what_the_head_covers() throws IOException {
        follow(copied(), ledger, 3);
        try (LedgerCopy copy = LedgerCopy.open(copied())) {
            assertThat(copy.size()).isEqualTo(3);
        }
        follow(copied(), ledger, Long.MAX_VALUE);
        add(ledger, 5, 9);
        follow(copied(), ledger, 7);
        try (FileUsageLedger read = FileUsageLedger.openReadOnly(copied())) {
            assertThat(read.head().size()).isEqualTo(5);
        }
        follow(copied(), ledger, Long.MAX_VALUE);
        requireSame(copied(), ledger);
    }

    @Test
    void an_empty_ledger_has_a_copy() throws IOException {
        try (FileUsageLedger empty = FileUsageLedger.open(folder.resolve("empty"), KEEPER, CLOCK)) {
            follow(copied(), empty, Long.MAX_VALUE);
            requireSame(copied(), empty);
        }
    }

    @Test
    void a_ledger_that_was_written_anew_does_not_go_on_from_it() throws IOException {
        follow(copied(), ledger, Long.MAX_VALUE);
        try (FileUsageLedger other = FileUsageLedger.open(folder.resolve("other"), KEEPER, CLOCK)) {
            add(other, 1, 9);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> follow(copied(), other, Long.MAX_VALUE))
                    .withMessageContaining("does not go on from the 5 receipts");
        }
        requireSame(copied(), ledger);
    }

    @Test
    void a_ledger_that_was_put_back_is_noticed() throws IOException {
        follow(copied(), ledger, Long.MAX_VALUE);
        try (FileUsageLedger other = FileUsageLedger.open(folder.resolve("other"), KEEPER, CLOCK)) {
            add(other, 0, 3);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> follow(copied(), other, Long.MAX_VALUE))
                    .withMessageContaining("has 5 receipts and the ledger only 3");
        }
    }

    @Test
    void another_keeper_is_refused() throws IOException {
        follow(copied(), ledger, Long.MAX_VALUE);
        try (FileUsageLedger other = FileUsageLedger.open(folder.resolve("other"), PlantedReceipts.signer(78), CLOCK)) {
            add(other, 0, 6);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> follow(copied(), other, Long.MAX_VALUE))
                    .withMessageContaining("another key");
        }
    }

    @Test
    void receipts_that_the_head_does_not_cover_are_not_taken_for_it() throws IOException {
        try (LedgerCopy copy = LedgerCopy.open(copied());
                FileUsageLedger other = FileUsageLedger.open(folder.resolve("other"), KEEPER, CLOCK)) {
            add(other, 2, 7);
            try (Stream<UsageReceipt> receipts = other.receipts()) {
                for (UsageReceipt receipt : receipts.toList()) {
                    copy.append(receipt);
                }
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> copy.finish(ledger.signedHead()))
                    .withMessageContaining("they are not what its keeper signed");
        }
    }
}
