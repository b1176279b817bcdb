package org.datanet.hook.epochs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.contribution.SampleId;
import org.datanet.hook.ReportsForTests;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.deliver.TickingClock;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.hook.ledger.JdbcUsageLedger;
import org.datanet.hook.store.AppealBook;
import org.datanet.hook.store.AuditLog;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.hook.store.EpochRounds;
import org.datanet.hook.store.PaidEpochBook;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityPolicy;
import org.datanet.rest.Appeals;
import org.datanet.rest.Audit;
import org.datanet.rest.PaidEpochs;
import org.datanet.rest.ReportPage;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.RunId;
import org.datanet.usage.UsageReceipt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An epoch is closed in time, waits for challenges, and is paid once for exactly the receipts that are its own. */
class EpochSchedulerTest {
    private static final DatanetId WHEAT = new DatanetId("wheat");
    private static final EpochScheduler.Times TIMES =
            new EpochScheduler.Times(Duration.ofDays(7), Duration.ofDays(1), Duration.ofDays(3));
    private static final PlantedReceipts PLANTED =
            new PlantedReceipts(new DatanetRef(WHEAT, "1", 100, Digest.EMPTY), PlantedReceipts.signer(7));

    private static final RunId UNKNOWN = new RunId("of-nowhere");

    @TempDir
    Path directory;

    private final TickingClock clock = new TickingClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<String> paid = new ArrayList<>();
    private final List<Integer> inspected = new ArrayList<>();
    private boolean broken;
    private final List<QualityPolicy.Appeal> heard = new ArrayList<>();
    private Database database;
    private JdbcUsageLedger ledger;
    private OutboxReporter reporter;
    private AppealBook appeals;

    @BeforeEach
    void open() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("wheat"));
        Files.writeString(
                folder.resolve("datanet.yaml"),
                "name: wheat\nversion: \"1\"\ncolumns:\n  id: id\n  contributor: who\n  epoch: epoch\n  label: kind\n"
                        + "  features: [x]\nlabels: [a, b]\n");
        Files.writeString(folder.resolve("samples.csv"), "id,who,epoch,kind,x\ns-0,ada,0,a,1\n");
        database = Database.open(Database.h2Url(directory.resolve("db")), "", "");
        ledger = new JdbcUsageLedger(database, clock);
        reporter = OutboxReporter.to().clock(clock).open(database);
        appeals = new AppealBook(database, clock, new AuditLog(database, clock));
    }

    @AfterEach
    void close() throws IOException {
        reporter.close();
        database.close();
    }

    private List<ReportPage.Entry> qualities() throws IOException {
        return new Documents(database, clock)
                .page(Documents.Kind.QUALITY, WHEAT, 10)
                .reports();
    }

    /** A scheduler as a restarted process would make it: it remembers nothing. */
    private EpochScheduler scheduler() {
        IntakeDesk desk = new IntakeDesk(Map.of(WHEAT, directory.resolve("wheat")), clock);
        return new EpochScheduler(
                desk,
                database,
                ledger,
                reporter,
                appeals,
                PaidElsewhere.of(desk, reporter, new PaidEpochBook(database, clock), clock),
                TIMES,
                new EpochAccount() {
                    @Override
                    public Document inspect(Epoch epoch) {
                        inspected.add(epoch.number());
                        if (broken) {
                            throw new IllegalStateException("a detector failed");
                        }
                        return quality(epoch);
                    }

                    @Override
                    public Account account(Epoch epoch) {
                        try (Stream<UsageReceipt> all = epoch.paid().get()) {
                            all.forEach(receipt -> paid.add(epoch.number() + ":" + receipt.run()));
                        }
                        heard.addAll(epoch.accepted());
                        return new Account(
                                ReportsForTests.report("wheat", epoch.number()),
                                quality(epoch),
                                java.util.Optional.of(quality(epoch)),
                                List.of(UNKNOWN));
                    }
                },
                clock);
    }

    private static EpochAccount.Document quality(EpochAccount.Epoch epoch) {
        return new EpochAccount.Document(
                ("{\"rows\":" + epoch.datanet().rows() + "}").getBytes(StandardCharsets.UTF_8));
    }

    private List<ReportPage.Entry> reports() throws IOException {
        return new Documents(database, clock)
                .page(Documents.Kind.REWARDS, WHEAT, 10)
                .reports();
    }

    @Test
    void an_epoch_closes_in_time_and_is_paid_once_after_its_challenge_window() throws Exception {
        scheduler().tick();
        ledger.append(PLANTED.random("r-1", 5, 1));
        clock.advance(Duration.ofDays(6));
        scheduler().tick();
        clock.advance(Duration.ofDays(1));
        scheduler().tick();
        ledger.append(PLANTED.random("r-2", 5, 2));
        assertThat(paid).as("closed, not vested").isEmpty();
        assertThat(qualities()).as("shown before it is paid").hasSize(1);
        clock.advance(Duration.ofDays(3).minusMinutes(1));
        scheduler().tick();
        assertThat(reports()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        scheduler().tick();
        scheduler().tick();
        assertThat(paid).containsExactly("1:r-1");
        assertThat(reports()).hasSize(1);
        assertThat(new Documents(database, clock)
                        .page(Documents.Kind.VALUATION, WHEAT, 10)
                        .reports())
                .as("values are shown with the report, under the digest that it states")
                .extracting(ReportPage.Entry::digest)
                .containsExactly(ReportsForTests.report("wheat", 1).valuation());
        assertThat(new PaidEpochBook(database, clock).latest(WHEAT))
                .extracting(PaidEpochs.Paid::epoch, PaidEpochs.Paid::report)
                .containsExactly(tuple(1, reports().get(0).digest()));
        clock.advance(Duration.ofDays(4));
        scheduler().tick();
        clock.advance(Duration.ofDays(3));
        scheduler().tick();
        assertThat(paid).containsExactly("1:r-1", "2:r-2");
        assertThat(inspected).as("each epoch once").containsExactly(1, 2);
        assertThat(new EpochRounds(database, clock, new AuditLog(database, clock)).latest(WHEAT, 3))
                .extracting(
                        epoch -> epoch.round().epoch(), epoch -> epoch.report().isPresent())
                .startsWith(tuple(3, false))
                .endsWith(tuple(2, true), tuple(1, true));
        assertThat(new AuditLog(database, clock).list(0, 100).entries())
                .extracting(Audit.Entry::action, Audit.Entry::subject)
                .containsSubsequence(
                        tuple("close epoch", "wheat/1"),
                        tuple("inspect epoch", "wheat/1"),
                        tuple("report epoch", "wheat/1"),
                        tuple("leave run unpaid", "wheat/1"),
                        tuple("close epoch", "wheat/2"));
    }

    @Test
    void an_undecided_appeal_holds_up_the_epoch_and_an_accepted_one_is_heard() throws Exception {
        scheduler().tick();
        ledger.append(PLANTED.random("r-1", 5, 1));
        clock.advance(Duration.ofDays(7));
        scheduler().tick();
        Appeals.Request request =
                new Appeals.Request(new ContributorId("ada"), new SampleId("s-0"), "near-duplicate", "it is mine");
        Appeals.Appeal appeal = database.write(connection -> appeals.open(connection, "ada", WHEAT, request));
        clock.advance(Duration.ofDays(5));
        scheduler().tick();
        assertThat(paid).isEmpty();
        appeals.decide("owner", WHEAT, appeal.id(), new Appeals.Decision(true, "it is"));
        scheduler().tick();
        assertThat(paid).containsExactly("1:r-1");
        assertThat(heard).singleElement().satisfies(accepted -> {
            assertThat(accepted.sample()).isEqualTo(new SampleId("s-0"));
            assertThat(accepted.reason()).isEqualTo("it is");
        });
    }

    @Test
    void an_epoch_behind_one_that_waits_is_shown_in_time() throws Exception {
        scheduler().tick();
        ledger.append(PLANTED.random("r-1", 5, 1));
        clock.advance(Duration.ofDays(7));
        scheduler().tick();
        Appeals.Request request =
                new Appeals.Request(new ContributorId("ada"), new SampleId("s-0"), "near-duplicate", "it is mine");
        Appeals.Appeal appeal = database.write(connection -> appeals.open(connection, "ada", WHEAT, request));
        ledger.append(PLANTED.random("r-2", 5, 2));
        clock.advance(Duration.ofDays(7));
        scheduler().tick();
        assertThat(inspected).containsExactly(1, 2);
        appeals.decide("owner", WHEAT, appeal.id(), new Appeals.Decision(false, "it is not"));
        scheduler().tick();
        assertThat(paid).containsExactly("1:r-1");
        clock.advance(Duration.ofDays(3));
        scheduler().tick();
        assertThat(paid).containsExactly("1:r-1", "2:r-2");
    }

    @Test
    void an_epoch_that_is_shown_late_can_be_challenged_as_long_as_any() throws Exception {
        scheduler().tick();
        ledger.append(PLANTED.random("r-1", 5, 1));
        clock.advance(Duration.ofDays(7));
        broken = true;
        scheduler().tick();
        clock.advance(Duration.ofDays(5));
        broken = false;
        scheduler().tick();
        assertThat(qualities()).hasSize(1);
        assertThat(paid).as("nobody has seen yet what to appeal against").isEmpty();
        clock.advance(Duration.ofDays(3).minusMinutes(1));
        scheduler().tick();
        assertThat(paid).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        scheduler().tick();
        assertThat(paid).containsExactly("1:r-1");
    }

    @Test
    void receipts_of_another_datanet_are_not_its_own() throws Exception {
        scheduler().tick();
        PlantedReceipts other = new PlantedReceipts(
                new DatanetRef(new DatanetId("rye"), "1", 100, Digest.EMPTY), PlantedReceipts.signer(8));
        ledger.append(other.random("rye-1", 5, 1));
        ledger.append(PLANTED.random("r-1", 5, 1));
        clock.advance(Duration.ofDays(7));
        scheduler().tick();
        clock.advance(Duration.ofDays(3));
        scheduler().tick();
        assertThat(paid).containsExactly("1:r-1");
    }

    @Test
    void what_fails_is_tried_again_after_ever_longer_pauses() {
        EpochScheduler scheduler = scheduler();
        scheduler.tick();
        clock.advance(Duration.ofDays(7));
        broken = true;
        scheduler.tick();
        scheduler.tick();
        assertThat(inspected).hasSize(1);
        clock.advance(Duration.ofMinutes(1));
        scheduler.tick();
        clock.advance(Duration.ofMinutes(1));
        scheduler.tick();
        assertThat(inspected).hasSize(2);
        clock.advance(Duration.ofMinutes(1));
        broken = false;
        scheduler.tick();
        scheduler.tick();
        assertThat(inspected).hasSize(3);
    }

    @Test
    void an_epoch_that_nobody_used_is_closed_without_a_report() throws Exception {
        scheduler().tick();
        clock.advance(Duration.ofDays(7));
        scheduler().tick();
        clock.advance(Duration.ofDays(3));
        scheduler().tick();
        assertThat(paid).isEmpty();
        assertThat(reports()).isEmpty();
        assertThat(new AuditLog(database, clock).list(0, 100).entries())
                .extracting(Audit.Entry::action, Audit.Entry::subject)
                .contains(tuple("report nothing", "wheat/1"));
    }
}
