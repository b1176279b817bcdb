package org.datanet.hook.epochs;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.deliver.AskedReceiver;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.deliver.PaidWitness;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.hook.store.PaidEpochBook;
import org.datanet.rest.PaidEpochs;
import org.datanet.rest.PaidEpochs.Elsewhere;
import org.datanet.rest.PaidEpochs.Missing;
import org.datanet.rest.PaidEpochs.Paid;

/**
 * What others know to be paid and this database does not: a database that was restored from an old backup has forgotten what it paid, and
 * would pay it again. Nothing of a Datanet is closed or paid until every witness was heard once and all that they say is known
 * here. Thread-safe.
 */
public final class PaidElsewhere {
    private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

    private final List<PaidWitness> witnesses;
    private final PaidEpochBook book;
    private final Clock clock;
    private final Map<DatanetId, Heard> heard = new ConcurrentHashMap<>();

    /** Everybody whom a hook can ask: its receivers that are hooks, and the folders of its Datanets. */
    public static PaidElsewhere of(IntakeDesk desk, OutboxReporter reporter, PaidEpochBook book, Clock clock) {
        List<PaidWitness> witnesses =
                new ArrayList<>(AskedReceiver.among(reporter.receivers(), reporter.outbox(), clock));
        witnesses.add(new FolderWitness(desk));
        return new PaidElsewhere(witnesses, book, clock);
    }

    PaidElsewhere(List<PaidWitness> witnesses, PaidEpochBook book, Clock clock) {
        this.witnesses = List.copyOf(witnesses);
        this.book = book;
        this.clock = clock;
    }

    /**
     * What was heard of a Datanet.
     *
     * @param said by each witness that has answered since the start, when it did so last
     * @param silent why the others have not
     */
    private record Heard(Instant at, Map<String, List<Paid>> said, Map<String, String> silent) {}

    /** Who said which report paid which epoch. */
    record Testimony(PaidWitness witness, Paid paid) {}

    /** Asks everybody now. */
    public Elsewhere ask(DatanetId datanet) throws IOException, InterruptedException {
        Heard before = heard.get(datanet);
        Map<String, List<Paid>> said = new ConcurrentHashMap<>(before == null ? Map.of() : before.said());
        Map<String, String> silent = new ConcurrentHashMap<>();
        for (PaidWitness witness : witnesses) {
            try {
                said.put(witness.name(), witness.paid(datanet));
            } catch (IOException e) {
                silent.put(witness.name(), String.valueOf(e.getMessage()));
            }
        }
        Heard now = new Heard(clock.instant(), said, silent);
        heard.put(datanet, now);
        return elsewhere(datanet, now);
    }

    /** What was said and is not known here. */
    List<Testimony> unknown(DatanetId datanet) throws IOException {
        Heard last = heard.get(datanet);
        return last == null ? List.of() : unknown(datanet, last);
    }

    private List<Testimony> unknown(DatanetId datanet, Heard last) throws IOException {
        List<Testimony> unknown = new ArrayList<>();
        for (PaidWitness witness : witnesses) {
            for (Paid paid : last.said().getOrDefault(witness.name(), List.of())) {
                if (!book.knows(datanet, paid)) {
                    unknown.add(new Testimony(witness, paid));
                }
            }
        }
        return unknown;
    }

    private Elsewhere elsewhere(DatanetId datanet, Heard last) throws IOException {
        List<Missing> missing = new ArrayList<>();
        for (Testimony unknown : unknown(datanet, last)) {
            missing.add(new Missing(
                    unknown.witness().name(),
                    unknown.paid().epoch(),
                    unknown.paid().report(),
                    book.of(datanet, unknown.paid().epoch()).map(Paid::report)));
        }
        List<PaidEpochs.Witness> asked = witnesses.stream()
                .map(witness -> new PaidEpochs.Witness(
                        witness.name(), Optional.ofNullable(last.silent().get(witness.name()))))
                .toList();
        return new Elsewhere(datanet, asked, missing);
    }

    /**
     * Why nothing of a Datanet may be closed or paid now, if so.
     *
     * @param now whether to ask everybody; otherwise that is done at the first call, and then once a minute until nothing is held
     */
    Optional<String> hold(DatanetId datanet, boolean now) throws IOException, InterruptedException {
        Heard last = heard.get(datanet);
        if (now
                || last == null
                || !isClear(datanet, last) && last.at().plus(ASK_AGAIN).isBefore(clock.instant())) {
            ask(datanet);
        }
        return last(datanet);
    }

    private boolean isClear(DatanetId datanet, Heard last) throws IOException {
        return last.said().size() == witnesses.size() && unknown(datanet, last).isEmpty();
    }

    /** The same from what was heard last; empty where nobody was asked yet. */
    public Optional<String> last(DatanetId datanet) throws IOException {
        Heard last = heard.get(datanet);
        if (last == null || isClear(datanet, last)) {
            return Optional.empty();
        }
        List<Testimony> unknown = unknown(datanet, last);
        if (unknown.isEmpty()) {
            String who = witnesses.stream()
                    .map(PaidWitness::name)
                    .filter(name -> !last.said().containsKey(name))
                    .map(name -> last.silent().getOrDefault(name, name))
                    .collect(Collectors.joining("; "));
            return Optional.of(
                    "nothing of %s is closed or paid before every receiver has said once what it knows to be paid: %s. Mend that, or take the receiver out of the configuration"
                            .formatted(datanet, who));
        }
        String what = unknown.stream()
                .limit(5)
                .map(one -> "epoch %d by report %s, says %s"
                        .formatted(
                                one.paid().epoch(),
                                one.paid().report(),
                                one.witness().name()))
                .collect(Collectors.joining("; "));
        return Optional.of(
                "nothing of %s is closed or paid: others know payments that this database does not, so it was restored from an older backup (%s%s). Take them over with \"datanet epoch adopt\""
                        .formatted(
                                datanet,
                                what,
                                unknown.size() > 5 ? "; and %d more".formatted(unknown.size() - 5) : ""));
    }
}
