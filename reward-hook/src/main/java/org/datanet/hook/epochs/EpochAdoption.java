package org.datanet.hook.epochs;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.hook.json.MalformedJson;
import org.datanet.hook.json.RewardDocuments;
import org.datanet.hook.ledger.JdbcUsageLedger;
import org.datanet.hook.store.AuditLog;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.EpochRounds;
import org.datanet.hook.store.PaidEpochBook;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.rest.PaidEpochs.Adopted;
import org.datanet.rest.PaidEpochs.Adoption;
import org.datanet.rest.PaidEpochs.Paid;
import org.datanet.rest.PaidEpochs.Stated;
import org.datanet.rest.PaidEpochs.Taken;
import org.datanet.reward.RewardReport;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;

/**
 * Takes over what was paid and forgotten, so that it is not paid again: an epoch is closed with the receipts that its report paid, which
 * the report's root over their digests proves. Those are the first receipts behind the epoch before, so that a restored hook is sent
 * the lost ones before any others. Where the owner accepts that this cannot be proved, nothing that ended before that payment is ever paid
 * without the owner. Thread-safe.
 */
public final class EpochAdoption {
    private final IntakeDesk desk;
    private final Database database;
    private final JdbcUsageLedger ledger;
    private final OutboxReporter reporter;
    private final PaidElsewhere elsewhere;
    private final PaidEpochBook book;
    private final EpochRounds rounds;
    private final AuditLog audit;
    private final Clock clock;

    public EpochAdoption(
            IntakeDesk desk,
            Database database,
            JdbcUsageLedger ledger,
            OutboxReporter reporter,
            PaidElsewhere elsewhere,
            PaidEpochBook book,
            EpochRounds rounds,
            AuditLog audit,
            Clock clock) {
        this.desk = desk;
        this.database = database;
        this.ledger = ledger;
        this.reporter = reporter;
        this.elsewhere = elsewhere;
        this.book = book;
        this.rounds = rounds;
        this.audit = audit;
        this.clock = clock;
    }

    /** What was paid cannot be proved from what is here; its message says what to do. */
    public static final class Unproved extends Exception {
        private static final long serialVersionUID = 1;

        Unproved(String message) {
            super(message);
        }
    }

    /** An epoch and what is known of what paid it. */
    private record Payment(int epoch, Digest digest, Instant at, Optional<RewardReport> report) {}

    /**
     * Takes over everything that the witnesses know and this database does not.
     *
     * @param actor for the audit log
     * @throws Unproved when something of it cannot be proved and that is not accepted; then nothing is changed
     */
    public Adopted adopt(String actor, DatanetId datanet, Adoption adoption)
            throws IOException, InterruptedException, Unproved {
        elsewhere.ask(datanet);
        Map<Stated, Payment> unknown = unknown(datanet, adoption.stated());
        List<String> problems = new ArrayList<>();
        SortedMap<Integer, Payment> payments = new TreeMap<>();
        for (Payment payment : unknown.values()) {
            Optional<Paid> here = book.of(datanet, payment.epoch());
            if (here.isPresent()) {
                problems.add("epoch %d is paid by report %s here, and by %s elsewhere"
                        .formatted(payment.epoch(), here.get().report(), payment.digest()));
            } else if (payments.putIfAbsent(payment.epoch(), payment) != null) {
                problems.add("epoch %d is said to be paid by two reports, %s and %s"
                        .formatted(
                                payment.epoch(), payments.get(payment.epoch()).digest(), payment.digest()));
            }
        }
        List<Taken> taken = placed(datanet, payments, problems);
        if (!problems.isEmpty() && !adoption.accept()) {
            throw new Unproved(
                    String.join("; ", problems.subList(0, Math.min(5, problems.size())))
                            + ". Nothing was taken over. Send the receipts again that came in until then, before any others, or say that all receipts that are here count as paid (\"accept\")");
        }
        List<RewardReport> told = payments.values().stream()
                .flatMap(payment -> payment.report().stream())
                .distinct()
                .toList();
        Optional<Instant> paidUntil = taken.stream()
                .filter(one -> !one.proved())
                .map(one -> Objects.requireNonNull(payments.get(one.epoch())).at())
                .max(Comparator.naturalOrder());
        database.write(connection -> {
            for (Stated paid : unknown.keySet()) {
                book.know(connection, datanet, paid.epoch(), paid.report());
            }
            if (paidUntil.isPresent()) {
                rounds.payNothingUntil(connection, datanet, paidUntil.get());
            }
            for (Taken one : taken) {
                book.claim(connection, datanet, List.of(one.epoch()), one.report());
                audit.add(
                        connection,
                        actor,
                        "adopt epoch",
                        datanet + "/" + one.epoch(),
                        "report %s, receipts up to %d%s: %s"
                                .formatted(
                                        one.report(),
                                        one.receipts(),
                                        one.proved() ? "" : ", not proved and accepted",
                                        adoption.reason()));
            }
            rounds.adopt(connection, datanet, taken);
            // Receivers that have it answer as they did before; one that lost it, too, is told again.
            for (RewardReport report : told) {
                reporter.enqueue(connection, report);
            }
            return true;
        });
        told.forEach(reporter::enqueued);
        return new Adopted(datanet, taken);
    }

    private Map<Stated, Payment> unknown(DatanetId datanet, List<Stated> stated)
            throws IOException, InterruptedException {
        Map<Stated, Payment> unknown = new LinkedHashMap<>();
        for (PaidElsewhere.Testimony said : elsewhere.unknown(datanet)) {
            Stated key = new Stated(said.paid().epoch(), said.paid().report());
            Payment earlier = unknown.get(key);
            if (earlier == null || earlier.report().isEmpty()) {
                unknown.put(key, payment(said.paid(), said.witness().report(datanet, said.paid())));
            }
        }
        for (Stated one : stated) {
            Paid paid = new Paid(one.epoch(), one.report(), clock.instant());
            if (!book.knows(datanet, paid)) {
                unknown.putIfAbsent(one, payment(paid, Optional.empty()));
            }
        }
        return unknown;
    }

    /** What a witness gave is believed only where it is the report that it says. */
    private static Payment payment(Paid paid, Optional<byte[]> document) throws IOException {
        Optional<RewardReport> report = Optional.empty();
        if (document.isPresent()) {
            try {
                report = Optional.of(RewardDocuments.read(document.get()))
                        .filter(read -> read.digest().equals(paid.report())
                                && read.epochs().contains(paid.epoch()));
            } catch (MalformedJson e) {
                throw new IOException(
                        "the report %s of epoch %d cannot be read: %s"
                                .formatted(paid.report(), paid.epoch(), e.getMessage()),
                        e);
            }
        }
        return new Payment(paid.epoch(), paid.report(), paid.at(), report);
    }

    /** Finds for each epoch the place behind the receipts that were paid; where that cannot be proved, behind all that are here. */
    private List<Taken> placed(DatanetId datanet, SortedMap<Integer, Payment> payments, List<String> problems)
            throws IOException {
        if (payments.isEmpty()) {
            return List.of();
        }
        long size = ledger.size();
        Datanet all = desk.at(datanet, (intake, reader) -> reader.read());
        int open = desk.at(datanet, (intake, reader) -> intake.state().epoch());
        long place = rounds.paidUpTo(datanet, payments.firstKey());
        List<Taken> taken = new ArrayList<>();
        for (Payment payment : payments.values()) {
            Optional<Long> end = Optional.empty();
            if (!taken.isEmpty() && taken.get(taken.size() - 1).report().equals(payment.digest())) {
                // One report may pay several epochs; its receipts belong to the first.
                taken.add(new Taken(
                        payment.epoch(),
                        payment.digest(),
                        place,
                        taken.get(taken.size() - 1).proved()));
                continue;
            }
            if (payment.report().isEmpty()) {
                problems.add("report %s of epoch %d is not to be had, only that it paid"
                        .formatted(payment.digest(), payment.epoch()));
            } else if (open <= payment.epoch()) {
                problems.add(
                        "epoch %d is paid, but the Datanet's folder is in epoch %d: it was restored from an older backup, too; put a newer copy of it back"
                                .formatted(payment.epoch(), open));
            } else {
                Datanet state = all.first(all.firstRow(payment.epoch() + 1));
                end = end(datanet, state, payment.report().get(), place, size, problems);
            }
            place = end.orElse(size);
            taken.add(new Taken(payment.epoch(), payment.digest(), place, end.isPresent()));
        }
        return taken;
    }

    private Optional<Long> end(
            DatanetId datanet, Datanet state, RewardReport report, long first, long size, List<String> problems)
            throws IOException {
        if (!DatanetRef.of(state).equals(report.datanet())) {
            problems.add("report %s is of %s, and the folder held %s when that epoch closed"
                    .formatted(report.digest(), report.datanet(), DatanetRef.of(state)));
            return Optional.empty();
        }
        RewardRun run = RewardRun.of(desk.folder(datanet), state, Progress.none());
        List<Digest> paid = new ArrayList<>();
        long place = first;
        try (Stream<UsageReceipt> receipts = ledger.receipts(first, size)) {
            for (UsageReceipt receipt : (Iterable<UsageReceipt>) receipts::iterator) {
                if (paid.size() == report.receipts()) {
                    break;
                }
                place++;
                if (receipt.header().state() == RunState.COMPLETED && run.knows(receipt)) {
                    paid.add(receipt.digest());
                }
            }
        }
        if (paid.size() == report.receipts() && RewardReport.receiptsRoot(paid).equals(report.receiptsRoot())) {
            return Optional.of(place);
        }
        problems.add(
                paid.size() < report.receipts()
                        ? "report %s paid %d receipts, and behind place %d of the ledger there are only %d that could be meant"
                                .formatted(report.digest(), report.receipts(), first, paid.size())
                        : "report %s paid %d receipts, and the first %d behind place %d of the ledger are others"
                                .formatted(report.digest(), report.receipts(), paid.size(), first));
        return Optional.empty();
    }
}
