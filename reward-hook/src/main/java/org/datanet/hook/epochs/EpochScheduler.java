package org.datanet.hook.epochs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.hook.ledger.JdbcUsageLedger;
import org.datanet.hook.store.AppealBook;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.hook.store.EpochRounds;
import org.datanet.io.IntakeState;
import org.datanet.io.InvalidInputException;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityPolicy;
import org.datanet.rest.Appeals;

/**
 * Closes the epochs of the served Datanets, waits out the time in which findings can be challenged, and then has each epoch accounted
 * for and reported, once. What has happened is read from the folder and the database alone, so that a scheduler which is stopped
 * anywhere goes on where it was; the report is put into the outbox in the transaction that marks the epoch as reported, so that two
 * schedulers on one database cannot report it twice. Thread-safe.
 */
public final class EpochScheduler implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EpochScheduler.class.getName());

    private final IntakeDesk desk;
    private final EpochRounds rounds;
    private final Database database;
    private final JdbcUsageLedger ledger;
    private final AppealBook appeals;
    private final Documents documents;
    private final OutboxReporter reporter;
    private final Times times;
    private final EpochAccount account;
    private final Clock clock;
    private Optional<Thread> worker = Optional.empty();

    /** @param account works out what an epoch comes to */
    public EpochScheduler(
            IntakeDesk desk,
            Database database,
            JdbcUsageLedger ledger,
            OutboxReporter reporter,
            AppealBook appeals,
            Times times,
            EpochAccount account,
            Clock clock) {
        this.desk = desk;
        this.database = database;
        this.ledger = ledger;
        this.reporter = reporter;
        this.appeals = appeals;
        this.times = times;
        this.account = account;
        this.clock = clock;
        this.rounds = new EpochRounds(database, clock);
        this.documents = new Documents(database, clock);
    }

    /**
     * How long things take.
     *
     * @param open how long an epoch takes promises and rows
     * @param reveal how long promised rows may be shown then; not used by an epoch without promises
     * @param challenge how long after its close an epoch is not paid, so that it can be appealed; longer than detection lags
     */
    public record Times(Duration open, Duration reveal, Duration challenge) {
        public Times {
            if (open.isNegative() || open.isZero() || reveal.isNegative() || challenge.isNegative()) {
                throw new IllegalArgumentException(
                        "an epoch is open for a positive time, and reveal and challenge are not"
                                + " negative, not %s, %s and %s".formatted(open, reveal, challenge));
            }
        }
    }

    /** Does everything that is due now, Datanet by Datanet; one that fails does not hold up the others. */
    public void tick() {
        for (DatanetId datanet : desk.datanets()) {
            try {
                close(datanet);
                pay(datanet);
            } catch (IOException | UncheckedIOException | InvalidInputException | IllegalArgumentException e) {
                LOG.log(System.Logger.Level.ERROR, "the epochs of " + datanet + " wait: " + e.getMessage(), e);
            }
        }
    }

    /** Brings the rounds up to the folder's state, and ends the phase whose time is over. */
    private void close(DatanetId datanet) throws IOException {
        desk.at(datanet, (intake, reader) -> {
            if (reader.descriptor().columns().epoch().isEmpty()) {
                return true;
            }
            // A phase ends at most once per tick: an epoch whose time was over during a stop still gets its reveal.
            EpochRounds.Round round = rounds.at(datanet, intake.state(), ledger.size());
            boolean reveal = intake.state().phase() == IntakeState.Phase.REVEAL;
            Instant due = reveal
                    ? round.revealingAt().orElse(round.openedAt()).plus(times.reveal())
                    : round.openedAt().plus(times.open());
            if (!clock.instant().isBefore(due)) {
                intake.closeEpoch();
                rounds.at(datanet, intake.state(), ledger.size());
            }
            return true;
        });
    }

    /** Pays what has vested, in order; an undecided appeal holds up its epoch and those behind it. */
    private void pay(DatanetId datanet) throws IOException {
        for (EpochRounds.Round round : rounds.unreported(datanet)) {
            Instant closed = round.closedAt().orElseThrow();
            if (clock.instant().isBefore(closed.plus(times.challenge()))) {
                return;
            }
            List<QualityPolicy.Appeal> accepted = new ArrayList<>();
            for (Appeals.Appeal appeal : appeals.list(datanet, "", Integer.MAX_VALUE)) {
                if (appeal.decision().isEmpty()) {
                    LOG.log(
                            System.Logger.Level.INFO,
                            "epoch {0} of {1} is not paid while appeal {2} is undecided",
                            round.epoch(),
                            datanet,
                            appeal.id());
                    return;
                }
                if (appeal.decision().get().accepted()) {
                    accepted.add(new QualityPolicy.Appeal(
                            appeal.request().sample(),
                            appeal.request().detector(),
                            "owner",
                            appeal.decision().get().reason()));
                }
            }
            report(datanet, round, accepted);
        }
    }

    private void report(DatanetId datanet, EpochRounds.Round round, List<QualityPolicy.Appeal> accepted)
            throws IOException {
        long first = round.firstReceipt();
        long end = round.endReceipt().orElseThrow();
        if (first == end) {
            database.write(connection -> rounds.reported(connection, round, Optional.empty()));
            return;
        }
        EpochAccount.Account worth =
                account.of(desk.folder(datanet), round.epoch(), accepted, () -> ledger.receipts(first, end));
        boolean mine = database.write(connection -> {
            if (!rounds.reported(connection, round, Optional.of(worth.rewards().digest()))) {
                return false;
            }
            if (worth.quality().isPresent()) {
                byte[] quality = worth.quality().get();
                documents.store(connection, Documents.Kind.QUALITY, datanet, Digest.sha256(quality), quality);
            }
            reporter.enqueue(connection, worth.rewards());
            return true;
        });
        if (mine) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "epoch {0} of {1} is reported: {2}",
                    round.epoch(),
                    datanet,
                    worth.rewards().digest());
        }
    }

    /** Ticks in the background until it is closed. */
    public synchronized EpochScheduler start(Duration every) {
        if (worker.isEmpty()) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            while (true) {
                                tick();
                                Thread.sleep(every.toMillis());
                            }
                        } catch (InterruptedException e) {
                            // Closed.
                        }
                    },
                    "datanet-epochs");
            thread.setDaemon(true);
            thread.start();
            worker = Optional.of(thread);
        }
        return this;
    }

    /** Ends after the work under way. */
    @Override
    public synchronized void close() {
        worker.ifPresent(thread -> {
            thread.interrupt();
            try {
                thread.join(Duration.ofSeconds(20).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
