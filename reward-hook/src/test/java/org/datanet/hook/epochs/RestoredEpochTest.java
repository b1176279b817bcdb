package org.datanet.hook.epochs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.hook.HookServer;
import org.datanet.hook.HookSettings;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.deliver.TickingClock;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.hook.ledger.JdbcUsageLedger;
import org.datanet.hook.store.AppealBook;
import org.datanet.hook.store.AuditLog;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.EpochRounds;
import org.datanet.hook.store.PaidEpochBook;
import org.datanet.io.DatanetReader;
import org.datanet.proof.Digest;
import org.datanet.rest.Audit;
import org.datanet.rest.PaidEpochs;
import org.datanet.reward.RewardReport;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.PayerId;
import org.datanet.usage.RunId;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that is older than what it has paid pays nothing a second time, and goes on once its owner has said how. On H2. */
class RestoredEpochTest {
    private static final DatanetId WHEAT = new DatanetId("wheat");
    private static final EpochScheduler.Times TIMES =
            new EpochScheduler.Times(Duration.ofDays(7), Duration.ofDays(1), Duration.ofDays(3));

    @TempDir
    Path directory;

    private final TickingClock clock = new TickingClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<String> paid = new ArrayList<>();
    private HookServer bank;
    private Hook hook;
    private String url = "";
    private String backup = "";

    /** A database that is empty. */
    String fresh() throws Exception {
        return Database.h2Url(directory.resolve("db"));
    }

    /** A copy of a database, which nobody has open. */
    String copy(String of) throws Exception {
        Path to = directory.resolve("db-restored.mv.db");
        Files.copy(directory.resolve("db.mv.db"), to);
        return Database.h2Url(directory.resolve("db-restored"));
    }

    /** The sender's parts on one database, as a process has them. */
    private final class Hook implements AutoCloseable {
        final Database database;
        final JdbcUsageLedger ledger;
        final OutboxReporter reporter;
        final EpochRounds rounds;
        final AuditLog audit;
        final EpochScheduler scheduler;
        final EpochAdoption adoption;
        final PaidElsewhere elsewhere;

        Hook(String url, Receiver... receivers) throws IOException {
            database = Database.open(url, url.contains("postgresql") ? "datanet" : "", "");
            ledger = new JdbcUsageLedger(database, clock);
            audit = new AuditLog(database, clock);
            rounds = new EpochRounds(database, clock, audit);
            reporter = OutboxReporter.to(receivers).clock(clock).open(database);
            IntakeDesk desk = new IntakeDesk(Map.of(WHEAT, directory.resolve("wheat")), clock);
            PaidEpochBook book = new PaidEpochBook(database, clock);
            elsewhere = PaidElsewhere.of(desk, reporter, book, clock);
            adoption = new EpochAdoption(desk, database, ledger, reporter, elsewhere, book, rounds, audit, clock);
            scheduler = new EpochScheduler(
                    desk,
                    database,
                    ledger,
                    reporter,
                    new AppealBook(database, clock, audit),
                    elsewhere,
                    TIMES,
                    new Fees(),
                    clock);
        }

        PaidEpochs.Adopted adopt(boolean accept, PaidEpochs.Stated... stated) throws Exception {
            return adoption.adopt(
                    "owner", WHEAT, new PaidEpochs.Adoption(accept, "restored on Monday", List.of(stated)));
        }

        void append(UsageReceipt... receipts) throws IOException {
            for (UsageReceipt receipt : receipts) {
                ledger.append(receipt);
            }
        }

        @Override
        public void close() throws IOException {
            reporter.close();
            database.close();
        }
    }

    /** Pays every fee to one contributor, under the root of the receipts that it pays. */
    private final class Fees implements EpochAccount {
        @Override
        public Document inspect(Epoch epoch) {
            return new Document("{}".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Account account(Epoch epoch) {
            try (Stream<UsageReceipt> all = epoch.paid().get()) {
                List<UsageReceipt> receipts = all.toList();
                receipts.forEach(receipt -> paid.add(receipt.run().value()));
                BigInteger fees = receipts.stream()
                        .map(receipt -> receipt.header().fee())
                        .reduce(BigInteger.ZERO, BigInteger::add);
                RewardReport report = new RewardReport(
                        DatanetRef.of(epoch.datanet()),
                        "fees",
                        "UNIT",
                        receipts.size(),
                        RewardReport.receiptsRoot(
                                receipts.stream().map(UsageReceipt::digest).toList()),
                        Digest.EMPTY,
                        Digest.EMPTY,
                        fees,
                        List.of(new RewardReport.ContributorReward(new ContributorId("ada"), fees, 1, 1, 1, List.of())),
                        List.of());
                return new Account(report, inspect(epoch), Optional.empty(), List.of());
            }
        }
    }

    @BeforeEach
    void a_sender_that_paid_after_its_backup() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("wheat"));
        Files.writeString(
                folder.resolve("datanet.yaml"),
                "name: wheat\nversion: \"1\"\ncolumns:\n  id: id\n  contributor: who\n  epoch: epoch\n  label: kind\n"
                        + "  features: [x]\nlabels: [a, b]\n");
        Files.writeString(
                folder.resolve("samples.csv"), "id,who,epoch,kind,x\ns-0,ada,0,a,1\ns-1,ada,0,b,2\ns-2,bea,0,a,3\n");
        HookSettings settings = HookSettings.in(directory.resolve("bank")).by(clock);
        bank = HookServer.start(settings);
        url = fresh();
        try (Hook first = new Hook(url, bank())) {
            first.scheduler.tick();
            first.append(run("r-1"));
        }
        backup = copy(url);
        try (Hook first = new Hook(url, bank())) {
            first.append(run("r-2"));
            pay(first);
            assertThat(first.reporter.deliver(Duration.ofSeconds(5))).isZero();
        }
        assertThat(paid).containsExactly("r-1", "r-2");
        paid.clear();
    }

    @AfterEach
    void stop() throws IOException {
        if (hook != null) {
            hook.close();
        }
        bank.close();
    }

    private Receiver bank() throws IOException {
        return Receiver.hook(
                "bank", bank.uri(), HookSettings.in(directory.resolve("bank")).inbound());
    }

    /** Lets the open epoch end, its findings be shown and its challenge pass. */
    private void pay(Hook by) {
        clock.advance(Duration.ofDays(7));
        by.scheduler.tick();
        clock.advance(Duration.ofDays(3));
        by.scheduler.tick();
    }

    private UsageReceipt run(String name) {
        return run(name, Instant.parse("2026-01-02T00:00:00Z"));
    }

    private UsageReceipt run(String name, Instant ended) {
        UsageTable table = PlantedReceipts.table(3, 3, new SplittableRandom(name.hashCode()));
        return UsageReceipt.sign(
                new UsageReceipt.Header(
                        new RunId(name),
                        "model",
                        Digest.EMPTY,
                        "planted 1",
                        DatanetRef.of(
                                DatanetReader.open(directory.resolve("wheat")).read()),
                        new PayerId("payer"),
                        BigInteger.valueOf(100),
                        ended.minusSeconds(60),
                        ended,
                        RunState.COMPLETED,
                        "planted",
                        0,
                        Optional.empty(),
                        List.of(),
                        table.size(),
                        table.root()),
                table,
                PlantedReceipts.signer(1));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Hook restored(Receiver... receivers) throws IOException {
        hook = new Hook(backup, receivers);
        return hook;
    }

    @Test
    void it_closes_and_pays_nothing_while_its_receiver_knows_better() throws Exception {
        delete(directory.resolve("wheat/paid"));
        Hook restored = restored(bank());
        for (int day = 0; day < 20; day++) {
            restored.scheduler.tick();
            clock.advance(Duration.ofDays(1));
        }
        assertThat(paid).isEmpty();
        assertThat(restored.rounds.unreported(WHEAT)).as("nor closed").isEmpty();
        assertThat(restored.elsewhere.last(WHEAT).orElseThrow())
                .contains("epoch 1 by report", "says bank", "datanet epoch adopt");
    }

    @Test
    void the_folder_knows_what_was_paid_where_no_receiver_can_be_asked() throws Exception {
        Hook restored = restored(Receiver.webhook("pay", URI.create("http://127.0.0.1:9/nobody"), bank().secrets()));
        pay(restored);
        assertThat(paid).isEmpty();
        restored.append(run("r-2"));
        assertThat(restored.adopt(false).epochs())
                .extracting(PaidEpochs.Taken::epoch, PaidEpochs.Taken::receipts, PaidEpochs.Taken::proved)
                .containsExactly(tuple(1, 2L, true));
    }

    @Test
    void once_the_lost_receipts_are_there_what_was_paid_is_taken_over_and_later_ones_are_paid() throws Exception {
        delete(directory.resolve("wheat/paid"));
        Hook restored = restored(bank());
        assertThatThrownBy(() -> restored.adopt(false))
                .hasMessageContaining("paid 2 receipts, and behind place 0 of the ledger there are only 1")
                .hasMessageContaining("Nothing was taken over");
        restored.append(run("r-2"), run("r-3"));
        assertThat(restored.adopt(false).epochs())
                .extracting(PaidEpochs.Taken::epoch, PaidEpochs.Taken::receipts, PaidEpochs.Taken::proved)
                .containsExactly(tuple(1, 2L, true));
        assertThat(restored.adopt(false).epochs()).as("once").isEmpty();
        restored.scheduler.tick();
        restored.append(run("r-4"));
        pay(restored);
        assertThat(paid).containsExactly("r-3", "r-4");
        assertThat(restored.reporter.deliver(Duration.ofSeconds(5)))
                .as("the receiver knows the old report again, and takes the new one")
                .isZero();
        assertThat(restored.reporter.outbox().count(org.datanet.hook.store.Message.State.DEAD))
                .isZero();
        assertThat(bank.events().list(0, 9)).hasSize(2);
        assertThat(restored.audit.list(0, 100).entries())
                .extracting(Audit.Entry::action, Audit.Entry::subject)
                .contains(tuple("adopt epoch", "wheat/1"), tuple("report epoch", "wheat/2"));
    }

    @Test
    void what_cannot_be_proved_is_taken_over_only_when_accepted_and_then_nothing_of_that_time_is_paid()
            throws Exception {
        Hook restored = restored(bank());
        restored.append(run("r-3"));
        assertThatThrownBy(() -> restored.adopt(false))
                .as("r-3 stands where r-2 stood")
                .hasMessageContaining("the first 2 behind place 0 of the ledger are others");
        assertThat(restored.adopt(true).epochs())
                .extracting(PaidEpochs.Taken::receipts, PaidEpochs.Taken::proved)
                .containsExactly(tuple(2L, false));
        restored.scheduler.tick();
        restored.append(run("r-2"), run("r-5", clock.instant().plusSeconds(60)));
        pay(restored);
        assertThat(paid).as("r-2 came in again and is not paid again").containsExactly("r-5");
        assertThat(restored.audit.list(0, 100).entries())
                .filteredOn(entry -> entry.action().equals("leave run unpaid"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.detail()).startsWith("r-2 ended before"));
    }

    @Test
    void a_receiver_that_is_down_when_the_hook_starts_is_waited_for() throws Exception {
        delete(directory.resolve("wheat/paid"));
        Receiver down = bank();
        URI address = bank.uri();
        bank.close();
        Hook restored = restored(down);
        pay(restored);
        assertThat(paid).isEmpty();
        assertThat(restored.elsewhere.last(WHEAT).orElseThrow()).contains("bank at " + address, "does not answer");
        bank = HookServer.start(
                HookSettings.in(directory.resolve("bank")).by(clock).onPort(address.getPort()));
        clock.advance(Duration.ofMinutes(2));
        restored.scheduler.tick();
        assertThat(restored.elsewhere.last(WHEAT).orElseThrow()).contains("epoch 1 by report");
    }

    @Test
    void a_payment_that_only_the_owner_knows_of_needs_to_be_accepted() throws Exception {
        delete(directory.resolve("wheat/paid"));
        Hook restored = restored();
        PaidEpochs.Stated statement = new PaidEpochs.Stated(1, Digest.sha256(new byte[] {1}));
        assertThatThrownBy(() -> restored.adopt(false, statement)).hasMessageContaining("is not to be had");
        assertThat(restored.adopt(true, statement).epochs()).hasSize(1);
        pay(restored);
        assertThat(paid).isEmpty();
    }

    @Test
    void a_folder_that_is_older_than_what_was_paid_is_said() throws Exception {
        delete(directory.resolve("wheat/paid"));
        try (Stream<Path> files = Files.list(directory.resolve("wheat"))) {
            for (Path file : files.filter(file -> !file.endsWith("datanet.yaml") && !file.endsWith("samples.csv"))
                    .toList()) {
                delete(file);
            }
        }
        Hook restored = restored(bank());
        restored.append(run("r-2"));
        assertThatThrownBy(() -> restored.adopt(false)).hasMessageContaining("folder is in epoch");
        restored.adopt(true);
        pay(restored);
        pay(restored);
        assertThat(paid).isEmpty();
    }
}
