package org.datanet.hook.deliver;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.json.RewardDocuments;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.hook.store.Idempotency;
import org.datanet.hook.store.Message;
import org.datanet.hook.store.Outbox;
import org.datanet.hook.store.PaidEpochBook;
import org.datanet.hook.store.RewardLines;
import org.datanet.hook.webhook.CloudEvent;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.rest.DeliveryFailed;
import org.datanet.rest.PaidEpochs;
import org.datanet.rest.RewardEvents;
import org.datanet.rest.RewardReported;
import org.datanet.rest.RewardReports;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReporter;

/**
 * Reports through a durable outbox. {@link #report} writes the report and one event per receiver in one transaction; they are
 * delivered by {@link #deliver}, or in the background once {@link #start} was called: at least once, in order per Datanet and receiver,
 * with one effect, because an event keeps its id. What one run cannot deliver waits for the next. Thread-safe.
 */
public final class OutboxReporter implements RewardReporter, AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration TIDY_EVERY = Duration.ofHours(1);

    /** Far longer than any sender goes on trying. */
    private static final Duration KEEP_ANSWERS = Duration.ofDays(30);

    private static final Duration KEEP_DELIVERED = Duration.ofDays(90);

    private final Database database;
    private final boolean ownsDatabase;
    private final Map<String, Receiver> receivers = new LinkedHashMap<>();
    private final Documents documents;
    private final RewardLines lines;
    private final PaidEpochBook paid;
    private final Outbox outbox;
    private final Courier courier;
    private final Clock clock;
    private final Optional<URI> publicBase;
    private final Consumer<RewardReported> reported;
    private final Object work = new Object();
    private boolean closed;
    private boolean called;
    private Optional<Thread> worker = Optional.empty();

    private OutboxReporter(Builder builder, Database database, boolean ownsDatabase) {
        this.database = database;
        this.ownsDatabase = ownsDatabase;
        this.clock = builder.clock;
        this.publicBase = builder.publicBase;
        for (Receiver receiver : builder.receivers) {
            if (receivers.put(receiver.name(), receiver) != null) {
                throw new IllegalArgumentException("two receivers are named \"" + receiver.name() + "\"");
            }
        }
        documents = new Documents(database, clock);
        lines = new RewardLines(database, clock);
        paid = new PaidEpochBook(database, clock);
        outbox = new Outbox(database, clock);
        courier = new Courier(
                outbox,
                documents,
                receivers,
                builder.schedule,
                clock,
                builder.random,
                UUID.randomUUID().toString(),
                builder.givenUp);
        reported = builder.reported;
    }

    /** Opens the outbox in a directory, which is made where it is missing; one process at a time. */
    public static OutboxReporter open(Path directory, Receiver... receivers) throws IOException {
        java.nio.file.Files.createDirectories(directory);
        Database database = Database.open(Database.h2Url(directory.resolve("outbox")), "", "");
        return to(receivers).openOwning(database);
    }

    /** Starts describing a reporter to these receivers. */
    public static Builder to(Receiver... receivers) {
        return new Builder(List.of(receivers));
    }

    @Override
    public void report(RewardReport report) throws IOException {
        database.write(connection -> {
            enqueue(connection, report);
            return true;
        });
        enqueued(report);
    }

    /** Delivers what was {@linkplain #enqueue taken over} without delay, and tells observers; called when that is committed. */
    public void enqueued(RewardReport report) {
        synchronized (work) {
            called = true;
            work.notifyAll();
        }
        reported.accept(RewardReported.of(report, link(report)));
    }

    private Optional<URI> link(RewardReport report) {
        return publicBase.map(base ->
                base.resolve(Receiver.path(RewardReports.PATH, report.datanet().id()) + "/"
                        + report.digest().hex()));
    }

    /**
     * The event's id: of the epochs where the report names them, so that even a receiver that knows nothing but ids does not pay one of
     * them twice, whatever a sender that was restored from a backup says of it the second time.
     */
    private static String id(RewardReport report, Digest digest) {
        if (report.epochs().isEmpty()) {
            return "reward-" + digest.hex();
        }
        CanonicalBytes epochs = CanonicalBytes.tagged("datanet-paid-epochs-1")
                .text(report.datanet().id().value());
        report.epochs().forEach(epochs::number);
        return "reward-" + epochs.toDigest().hex();
    }

    /** Takes a report over as part of a larger transaction on the same database. */
    public void enqueue(Connection connection, RewardReport report) throws SQLException {
        Digest digest = report.digest();
        Optional<PaidEpochs.Paid> paid =
                this.paid.claim(connection, report.datanet().id(), report.epochs(), digest);
        if (paid.isPresent()) {
            throw new IllegalStateException(
                    "epoch %d of %s is paid by report %s since %s: report %s of it is not reported"
                            .formatted(
                                    paid.get().epoch(),
                                    report.datanet().id(),
                                    paid.get().report(),
                                    paid.get().at(),
                                    digest));
        }
        if (documents.store(
                connection, Documents.Kind.REWARDS, report.datanet().id(), digest, RewardDocuments.write(report))) {
            lines.add(connection, report);
        }
        String id = id(report, digest);
        byte[] event = RecordJson.write(CloudEvent.of(
                id,
                URI.create("/"
                        + Receiver.path(
                                "v1/datanets/{datanet}", report.datanet().id())),
                RewardEvents.REWARD_REPORTED,
                digest.hex(),
                clock.instant(),
                RewardReported.of(report, link(report))));
        if (event.length > RewardEvents.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "the event would have %d bytes, more than %d: shorten the names of rule, currency and Datanet"
                            .formatted(event.length, RewardEvents.MAX_BYTES));
        }
        for (Receiver receiver : receivers.values()) {
            outbox.add(connection, report.datanet().id(), receiver.name(), id, Documents.Kind.REWARDS, digest, event);
        }
    }

    /**
     * Delivers what is due, and what becomes due, until the outbox has nothing pending that could be delivered or the time is over.
     *
     * @param atMost how long to go on; zero attempts what is due once
     * @return what is left: number of events that still wait
     */
    public long deliver(Duration atMost) throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            courier.deliverDue();
            long pending = outbox.count(Message.State.PENDING);
            long left = end - System.nanoTime();
            if (pending == 0 || left <= 0) {
                return pending;
            }
            Thread.sleep(Math.min(100, Math.max(1, left / 1_000_000)));
        }
    }

    /** Begins to deliver in the background, also what earlier runs left. */
    public OutboxReporter start() {
        synchronized (work) {
            if (worker.isEmpty() && !closed) {
                Thread thread = new Thread(this::deliverUntilClosed, "datanet-courier");
                thread.setDaemon(true);
                thread.start();
                worker = Optional.of(thread);
            }
        }
        return this;
    }

    /** Forgets what nobody will ask for again: answers to requests of long ago, and deliveries that arrived long ago. */
    void tidy() throws IOException {
        new Idempotency(database, clock).forgetOlderThan(KEEP_ANSWERS);
        outbox.forgetDeliveredBefore(clock.instant().minus(KEEP_DELIVERED));
    }

    private void deliverUntilClosed() {
        System.Logger log = System.getLogger(OutboxReporter.class.getName());
        Instant tidied = Instant.MIN;
        while (true) {
            try {
                courier.deliverDue();
                if (tidied.plus(TIDY_EVERY).isBefore(clock.instant())) {
                    tidy();
                    tidied = clock.instant();
                }
            } catch (IOException e) {
                synchronized (work) {
                    if (closed) {
                        return;
                    }
                }
                log.log(System.Logger.Level.WARNING, "deliveries wait: {0}", e.getMessage());
            } catch (InterruptedException e) {
                return;
            }
            synchronized (work) {
                if (closed) {
                    return;
                }
                try {
                    if (!called) {
                        work.wait(IDLE.toMillis());
                    }
                } catch (InterruptedException e) {
                    return;
                }
                called = false;
            }
        }
    }

    /** What waits, was delivered or was given up. */
    public Outbox outbox() {
        return outbox;
    }

    /** The receivers by name. */
    public Collection<Receiver> receivers() {
        return List.copyOf(receivers.values());
    }

    /** Ends the delivery that is under way, and leaves the rest in the outbox. */
    @Override
    public void close() throws IOException {
        Optional<Thread> running;
        synchronized (work) {
            closed = true;
            running = worker;
            work.notifyAll();
        }
        courier.close();
        if (running.isPresent()) {
            try {
                running.get().join(Duration.ofSeconds(25).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (ownsDatabase) {
            database.close();
        }
    }

    /** Describes a reporter. Not thread-safe. */
    public static final class Builder {
        private final List<Receiver> receivers;
        private RetrySchedule schedule = RetrySchedule.standard();
        private Clock clock = Clock.systemUTC();
        private RandomGenerator random = new SplittableRandom();
        private Optional<URI> publicBase = Optional.empty();
        private Consumer<RewardReported> reported = ignored -> {};
        private Consumer<DeliveryFailed> givenUp = ignored -> {};

        private Builder(List<Receiver> receivers) {
            this.receivers = receivers;
        }

        /** When to try again; {@link RetrySchedule#standard()} otherwise. */
        public Builder schedule(RetrySchedule value) {
            schedule = value;
            return this;
        }

        /** Gives the time of events, signatures and attempts; the system's otherwise. */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Draws the jitter. */
        public Builder random(RandomGenerator value) {
            random = value;
            return this;
        }

        /** Address under which this side serves its reports; events link to it. */
        public Builder publicBase(URI value) {
            publicBase = Optional.of(value.toString().endsWith("/") ? value : URI.create(value + "/"));
            return this;
        }

        /** Is told of each report once it is in the outbox, by the thread that reported it; what it throws reaches that thread. */
        public Builder onReported(Consumer<RewardReported> listener) {
            reported = listener;
            return this;
        }

        /** Is told of each delivery that was given up, by the thread that delivers. */
        public Builder onGivenUp(Consumer<DeliveryFailed> listener) {
            givenUp = listener;
            return this;
        }

        /** Uses a database, which stays the caller's. */
        public OutboxReporter open(Database database) {
            return new OutboxReporter(this, database, false);
        }

        private OutboxReporter openOwning(Database database) {
            return new OutboxReporter(this, database, true);
        }

        /** Opens the outbox in a directory, which is made where it is missing; one process at a time. */
        public OutboxReporter open(Path directory) throws IOException {
            java.nio.file.Files.createDirectories(directory);
            return openOwning(Database.open(Database.h2Url(directory.resolve("outbox")), "", ""));
        }
    }
}
