package org.datanet.hook.epochs;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.hook.json.RewardDocuments;
import org.datanet.hook.ledger.JdbcUsageLedger;
import org.datanet.hook.store.AppealBook;
import org.datanet.hook.store.AuditLog;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.hook.store.EpochRounds;
import org.datanet.io.Intake;
import org.datanet.io.IntakeState;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityPolicy;
import org.datanet.rest.Appeals;
import org.datanet.reward.RewardReport;
import org.datanet.usage.RunId;
import org.datanet.usage.UsageReceipt;

/**
 * Closes the epochs of the served Datanets, shows what the guard says of them, waits out the time in which that can be challenged, and
 * then has each epoch accounted for and reported, once. What has happened is read from the folder and the database alone, so that a scheduler which is stopped
 * anywhere goes on where it was; the report is put into the outbox in the transaction that marks the epoch as reported, so that two
 * schedulers on one database cannot report it twice. Thread-safe.
 */
public final class EpochScheduler implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EpochScheduler.class.getName());

    private static final String ACTOR = "scheduler";
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final IntakeDesk desk;
    private final EpochRounds rounds;
    private final Database database;
    private final JdbcUsageLedger ledger;
    private final AppealBook appeals;
    private final AuditLog audit;
    private final Map<DatanetId, Setback> setbacks = new ConcurrentHashMap<>();
    private final Map<DatanetId, Integer> committed = new ConcurrentHashMap<>();
    private final Map<DatanetId, Integer> held = new ConcurrentHashMap<>();
    private final Map<DatanetId, String> heldBack = new ConcurrentHashMap<>();
    private final PaidElsewhere elsewhere;
    private final FolderWitness folder;
    private final Documents documents;
    private final OutboxReporter reporter;
    private final Times times;
    private final EpochAccount account;
    private final Clock clock;
    private Optional<Thread> worker = Optional.empty();

    /**
     * @param elsewhere knows what others know to be paid
     * @param account works out what an epoch comes to
     */
    public EpochScheduler(
            IntakeDesk desk,
            Database database,
            JdbcUsageLedger ledger,
            OutboxReporter reporter,
            AppealBook appeals,
            PaidElsewhere elsewhere,
            Times times,
            EpochAccount account,
            Clock clock) {
        this.desk = desk;
        this.database = database;
        this.ledger = ledger;
        this.reporter = reporter;
        this.appeals = appeals;
        this.audit = new AuditLog(database, clock);
        this.times = times;
        this.elsewhere = elsewhere;
        this.folder = new FolderWitness(desk);
        this.account = account;
        this.clock = clock;
        this.rounds = new EpochRounds(database, clock, audit);
        this.documents = new Documents(database, clock);
    }

    /** Until when a Datanet that failed is left alone, and how long that was. */
    private record Setback(Instant until, Duration pause) {}

    /**
     * How long things take.
     *
     * @param open how long an epoch takes promises and rows
     * @param reveal how long promised rows may be shown then; not used by an epoch without promises
     * @param challenge how long after what the guard says of it was shown an epoch is not paid, so that it can be appealed
     */
    public record Times(Duration open, Duration reveal, Duration challenge) {
        /** A day to show promised rows. */
        public static final Duration REVEAL = Duration.ofDays(1);

        /** Three days to challenge. */
        public static final Duration CHALLENGE = Duration.ofDays(3);

        public Times {
            if (open.isNegative() || open.isZero() || reveal.isNegative() || challenge.isNegative()) {
                throw new IllegalArgumentException(
                        "an epoch is open for a positive time, and reveal and challenge are not"
                                + " negative, not %s, %s and %s".formatted(open, reveal, challenge));
            }
        }

        /** How often it is looked what is due: a hundred times while an epoch is open, every 100 ms to 1 minute. */
        Duration tick() {
            return Duration.ofMillis(Math.max(100, Math.min(60_000, open.toMillis() / 100)));
        }
    }

    /** Does everything that is due now, Datanet by Datanet; one that fails does not hold up the others, and waits before it is tried again. */
    public void tick() {
        for (DatanetId datanet : desk.datanets()) {
            Instant now = clock.instant();
            Setback last = setbacks.get(datanet);
            if (last != null && now.isBefore(last.until())) {
                continue;
            }
            try {
                Optional<String> hold = elsewhere.hold(datanet, false);
                if (hold.isPresent()) {
                    tellOfHold(datanet, hold.get());
                    continue;
                }
                heldBack.remove(datanet);
                close(datanet);
                account(datanet);
                setbacks.remove(datanet);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException | RuntimeException e) {
                Duration pause = last == null ? FIRST_PAUSE : last.pause().multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
                setbacks.put(datanet, new Setback(now.plus(pause), pause));
                LOG.log(
                        System.Logger.Level.ERROR,
                        "the epochs of " + datanet + " wait for " + pause + ": " + e.getMessage(),
                        e);
            }
        }
    }

    /** Once aloud: an owner who is not told would wait for what waits for the owner. */
    private void tellOfHold(DatanetId datanet, String why) {
        if (!why.equals(heldBack.put(datanet, why))) {
            LOG.log(System.Logger.Level.ERROR, "{0}", why);
        }
    }

    /** Brings the rounds up to the folder's state, and ends the phase whose time is over. */
    private void close(DatanetId datanet) throws IOException {
        desk.at(datanet, (intake, reader) -> {
            if (reader.descriptor().columns().epoch().isEmpty()) {
                return true;
            }
            commitToHoldout(datanet, intake);
            // A phase ends at most once per tick: an epoch whose time was over during a stop still gets its reveal.
            EpochRounds.Round round = rounds.at(datanet, intake.state(), ledger.size());
            boolean reveal = intake.state().phase() == IntakeState.Phase.REVEAL;
            Instant due = reveal
                    ? round.revealingAt().orElse(round.openedAt()).plus(times.reveal())
                    : round.openedAt().plus(times.open());
            if (!clock.instant().isBefore(due)) {
                Intake.Closed closed = intake.closeEpoch();
                rounds.at(datanet, intake.state(), ledger.size());
                LOG.log(
                        System.Logger.Level.INFO,
                        closed.now().phase() == IntakeState.Phase.REVEAL
                                ? "epoch {0} of {1} is closed; its promised rows can be shown"
                                : "epoch {0} of {1} is over; {2} promises were not kept",
                        closed.closed().epoch(),
                        datanet,
                        closed.forfeits().size());
                commitToHoldout(datanet, intake);
            }
            return true;
        });
    }

    /** Binds the owner to the slice of the holdout that an epoch is valued on, before its rows come in. */
    private void commitToHoldout(DatanetId datanet, Intake intake) throws IOException {
        int epoch = intake.state().epoch();
        if (committed.getOrDefault(datanet, -1) != epoch) {
            HoldoutCommitments.publish(
                    desk.folder(datanet),
                    intake,
                    epoch,
                    slice -> LOG.log(
                            System.Logger.Level.INFO,
                            "{0} is committed to holdout slice {1}: {2}",
                            datanet,
                            slice.epoch(),
                            slice.commitment()));
            committed.put(datanet, epoch);
        }
    }

    /**
     * Shows what the guard says of closed epochs, and pays what has vested, in order; an undecided appeal holds up what it is about. An
     * epoch that waits keeps later ones from being paid, but not from being shown, and each has its whole time to be challenged.
     */
    private void account(DatanetId datanet) throws IOException, InterruptedException {
        List<EpochRounds.Round> unreported = rounds.unreported(datanet);
        if (unreported.isEmpty()) {
            return;
        }
        List<QualityPolicy.Appeal> accepted = new ArrayList<>();
        boolean undecided = false;
        for (Appeals.Appeal appeal : appeals.list(datanet, "", Integer.MAX_VALUE)) {
            undecided |= appeal.decision().isEmpty();
            if (appeal.decision().isPresent() && appeal.decision().get().accepted()) {
                accepted.add(FolderAccount.accepted(
                        appeal.request(), appeal.decision().get().reason()));
            }
        }
        boolean waiting = false;
        for (EpochRounds.Round round : unreported) {
            if (round.inspectedAt().isEmpty()) {
                inspect(epoch(datanet, round, accepted), round);
            }
            Instant now = clock.instant();
            waiting |= now.isBefore(round.inspectedAt().orElse(now).plus(times.challenge()));
            if (!waiting && undecided) {
                tellOfAppeal(round);
                waiting = true;
            }
            if (!waiting) {
                // Another process may have paid it since, from the database that this one is a restored copy of.
                Optional<String> hold = elsewhere.hold(datanet, true);
                if (hold.isPresent()) {
                    tellOfHold(datanet, hold.get());
                    return;
                }
                report(epoch(datanet, round, accepted), round);
            }
        }
    }

    /** Once aloud: an owner who is not told would wait for a payment that waits for the owner. */
    private void tellOfAppeal(EpochRounds.Round round) {
        Integer told = held.put(round.datanet(), round.epoch());
        LOG.log(
                told != null && told == round.epoch() ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "epoch {0} of {1} is due and not paid while an appeal is undecided: decide it on the dashboard",
                round.epoch(),
                round.datanet());
    }

    /** The epoch as it was when it was closed: rows that came in since are of later ones. */
    private EpochAccount.Epoch epoch(DatanetId datanet, EpochRounds.Round round, List<QualityPolicy.Appeal> accepted)
            throws IOException {
        Datanet all = desk.at(datanet, (intake, reader) -> reader.read());
        long end = round.endReceipt().orElseThrow();
        Instant paidFrom = paidFrom(datanet);
        return new EpochAccount.Epoch(
                desk.folder(datanet),
                all.first(all.firstRow(round.epoch() + 1)),
                round.epoch(),
                accepted,
                () -> receipts(datanet, 0, end),
                () -> receipts(datanet, round.firstReceipt(), end)
                        .filter(receipt -> !receipt.header().ended().isBefore(paidFrom)));
    }

    /** Runs that ended before are paid by what was taken over without proof of its receipts. */
    private Instant paidFrom(DatanetId datanet) throws IOException {
        return rounds.paidUntil(datanet).map(until -> until.plusMillis(1)).orElse(Instant.MIN);
    }

    /** The runs of a round that are not paid for that. */
    private List<RunId> paidBefore(EpochRounds.Round round) throws IOException {
        Instant paidFrom = paidFrom(round.datanet());
        if (paidFrom.equals(Instant.MIN)) {
            return List.of();
        }
        try (Stream<UsageReceipt> receipts = receipts(
                round.datanet(), round.firstReceipt(), round.endReceipt().orElseThrow())) {
            return receipts.filter(receipt -> receipt.header().ended().isBefore(paidFrom))
                    .map(UsageReceipt::run)
                    .toList();
        }
    }

    private void leave(Connection connection, EpochRounds.Round round, List<RunId> runs, String why)
            throws SQLException {
        for (RunId run : runs) {
            audit.add(connection, ACTOR, "leave run unpaid", name(round), run + why);
        }
    }

    private Stream<UsageReceipt> receipts(DatanetId datanet, long first, long end) {
        return ledger.receipts(first, end)
                .filter(receipt -> receipt.header().datanet().id().equals(datanet));
    }

    private void inspect(EpochAccount.Epoch epoch, EpochRounds.Round round) throws IOException {
        EpochAccount.Document quality = account.inspect(epoch);
        database.write(connection -> {
            boolean mine = rounds.inspected(connection, round);
            if (mine) {
                store(connection, round, quality);
                audit.add(
                        connection,
                        ACTOR,
                        "inspect epoch",
                        name(round),
                        quality.digest().hex());
            }
            return mine;
        });
    }

    private static String name(EpochRounds.Round round) {
        return round.datanet() + "/" + round.epoch();
    }

    private void store(Connection connection, EpochRounds.Round round, EpochAccount.Document quality)
            throws SQLException {
        documents.store(connection, Documents.Kind.QUALITY, round.datanet(), quality.digest(), quality.bytes());
    }

    private void report(EpochAccount.Epoch epoch, EpochRounds.Round round) throws IOException {
        List<RunId> before = paidBefore(round);
        String paidBefore =
                " ended before a payment that was taken over without proof of its receipts: if that did not pay it, the owner may";
        boolean unused;
        try (Stream<UsageReceipt> receipts = epoch.paid().get()) {
            unused = receipts.findAny().isEmpty();
        }
        if (unused) {
            database.write(connection -> {
                if (rounds.reported(connection, round, Optional.empty())) {
                    leave(connection, round, before, paidBefore);
                    audit.add(connection, ACTOR, "report nothing", name(round), "no receipt came in while it was open");
                }
                return true;
            });
            return;
        }
        EpochAccount.Account worth = account.account(epoch);
        RewardReport rewards = worth.rewards().ofEpochs(List.of(round.epoch()));
        Digest digest = rewards.digest();
        String name = name(round);
        boolean mine = database.write(connection -> {
            if (!rounds.reported(connection, round, Optional.of(digest))) {
                return false;
            }
            store(connection, round, worth.quality());
            if (worth.valuation().isPresent()) {
                documents.store(
                        connection,
                        Documents.Kind.VALUATION,
                        round.datanet(),
                        rewards.valuation(),
                        worth.valuation().get().bytes());
            }
            reporter.enqueue(connection, rewards);
            audit.add(connection, ACTOR, "report epoch", name, digest.hex());
            leave(connection, round, before, paidBefore);
            leave(connection, round, worth.strangers(), " is of no state that the Datanet has had");
            return true;
        });
        if (mine) {
            reporter.enqueued(rewards);
            try {
                folder.keep(round.datanet(), round.epoch(), digest, RewardDocuments.write(rewards));
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the report of epoch " + name + " is kept in the database only: " + e.getMessage(),
                        e);
            }
            LOG.log(
                    System.Logger.Level.INFO,
                    "epoch {0} of {1} is reported: {2}",
                    round.epoch(),
                    round.datanet(),
                    digest);
        }
    }

    /** Ticks in the background until it is closed. */
    public synchronized EpochScheduler start() {
        Duration every = times.tick();
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
            // Detectors and rules are found through it, and in a server the starting thread has another.
            thread.setContextClassLoader(EpochScheduler.class.getClassLoader());
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
