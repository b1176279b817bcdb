package org.datanet.hook.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.datanet.hook.HookSettings;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.epochs.EpochAdoption;
import org.datanet.hook.epochs.EpochScheduler;
import org.datanet.hook.epochs.FolderAccount;
import org.datanet.hook.epochs.PaidElsewhere;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.hook.ledger.JdbcUsageLedger;
import org.datanet.hook.store.AccessTokens;
import org.datanet.hook.store.AppealBook;
import org.datanet.hook.store.Assignments;
import org.datanet.hook.store.AuditLog;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.hook.store.EpochRounds;
import org.datanet.hook.store.Events;
import org.datanet.hook.store.Idempotency;
import org.datanet.hook.store.Outbox;
import org.datanet.hook.store.PaidEpochBook;
import org.datanet.hook.store.RewardLines;
import org.datanet.hook.web.BodyBudget;
import org.datanet.hook.web.RateLimit;
import org.datanet.hook.web.RequestTimes;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.quality.GuardFlagged;
import org.datanet.rest.DeliveryFailed;
import org.datanet.rest.RewardReported;
import org.datanet.rest.Role;
import org.datanet.usage.UsageLedger;

/** Makes the parts of the hook, each once and when it is first asked for. */
@Dependent
public class HookBeans {
    /** For CDI. */
    public HookBeans() {}

    @Produces
    @Singleton
    Database database(HookSettings settings) throws IOException {
        return settings.storage().open();
    }

    void close(@Disposes Database database) {
        database.close();
    }

    @Produces
    @Singleton
    Documents documents(Database database, HookSettings settings) {
        return new Documents(database, settings.clock());
    }

    @Produces
    @Singleton
    Events events(Database database, HookSettings settings) {
        return new Events(database, settings.clock());
    }

    @Produces
    @Singleton
    PaidEpochBook paidEpochs(Database database, HookSettings settings) {
        return new PaidEpochBook(database, settings.clock());
    }

    @Produces
    @Singleton
    Idempotency idempotency(Database database, HookSettings settings) {
        return new Idempotency(database, settings.clock());
    }

    @Produces
    @Singleton
    AuditLog audit(Database database, HookSettings settings) {
        return new AuditLog(database, settings.clock());
    }

    @Produces
    @Singleton
    AccessTokens tokens(Database database, HookSettings settings, AuditLog audit) throws IOException {
        AccessTokens tokens = new AccessTokens(database, settings.clock(), audit);
        Optional<Path> file = settings.ownerTokenFile();
        if (file.isPresent() && !tokens.has(Role.OWNER)) {
            // The file first: a start that ends between the two steps leaves a token that the next one takes over.
            if (!Files.exists(file.get())) {
                SecretFiles.create(file.get(), tokens.draw());
            }
            tokens.adopt("start", Role.OWNER, "owner", SecretFiles.readLine(file.get()));
        }
        return tokens;
    }

    @Produces
    @Singleton
    AppealBook appeals(Database database, HookSettings settings, AuditLog audit) {
        return new AppealBook(database, settings.clock(), audit);
    }

    @Produces
    @Singleton
    EpochRounds rounds(Database database, HookSettings settings, AuditLog audit) {
        return new EpochRounds(database, settings.clock(), audit);
    }

    @Produces
    @Singleton
    Assignments assignments(Database database, HookSettings settings) {
        return new Assignments(database, settings.clock());
    }

    @Produces
    @Singleton
    IntakeDesk desk(HookSettings settings) {
        return new IntakeDesk(settings.datanets(), settings.clock());
    }

    @Produces
    @Singleton
    RewardLines lines(Database database, HookSettings settings) {
        return new RewardLines(database, settings.clock());
    }

    @Produces
    @Singleton
    BodyBudget bodies(HookSettings settings) {
        return BodyBudget.forBodiesOf(settings.limits().documentBytes());
    }

    @Produces
    @Singleton
    RateLimit rates(HookSettings settings) {
        return new RateLimit(settings.limits().requestsPerMinute(), settings.clock());
    }

    @Produces
    @Singleton
    RequestTimes times() {
        return new RequestTimes();
    }

    @Produces
    @Singleton
    @Typed({JdbcUsageLedger.class, UsageLedger.class})
    JdbcUsageLedger ledger(Database database, HookSettings settings) {
        return new JdbcUsageLedger(database, settings.clock());
    }

    @Produces
    @Singleton
    Outbox outbox(Database database, HookSettings settings) {
        return new Outbox(database, settings.clock());
    }

    @Produces
    @Singleton
    OutboxReporter reporter(
            Database database, HookSettings settings, Event<RewardReported> reported, Event<DeliveryFailed> givenUp) {
        return OutboxReporter.to(settings.receivers().toArray(Receiver[]::new))
                .clock(settings.clock())
                .onReported(reported::fire)
                .onGivenUp(givenUp::fire)
                .open(database)
                .start();
    }

    @Produces
    @Singleton
    PaidElsewhere elsewhere(IntakeDesk desk, OutboxReporter reporter, PaidEpochBook book, HookSettings settings) {
        return PaidElsewhere.of(desk, reporter, book, settings.clock());
    }

    @Produces
    @Singleton
    EpochAdoption adoption(
            IntakeDesk desk,
            Database database,
            JdbcUsageLedger ledger,
            OutboxReporter reporter,
            PaidElsewhere elsewhere,
            PaidEpochBook book,
            EpochRounds rounds,
            AuditLog audit,
            HookSettings settings) {
        return new EpochAdoption(desk, database, ledger, reporter, elsewhere, book, rounds, audit, settings.clock());
    }

    @Produces
    @Singleton
    EpochScheduler scheduler(
            IntakeDesk desk,
            Database database,
            JdbcUsageLedger ledger,
            OutboxReporter reporter,
            AppealBook appeals,
            PaidElsewhere elsewhere,
            HookSettings settings,
            Event<GuardFlagged> flagged) {
        return new EpochScheduler(
                desk,
                database,
                ledger,
                reporter,
                appeals,
                elsewhere,
                settings.epochs().orElseThrow(),
                new FolderAccount(flagged::fire),
                settings.clock());
    }

    void close(@Disposes EpochScheduler scheduler) {
        scheduler.close();
    }

    void close(@Disposes OutboxReporter reporter) throws IOException {
        reporter.close();
    }
}
