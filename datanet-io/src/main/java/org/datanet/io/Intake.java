package org.datanet.io;

import static org.datanet.io.InvalidInputException.quote;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.datanet.contribution.Commitment;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Reveal;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Assignment;
import org.datanet.curation.Curation;
import org.datanet.curation.CurationTables;
import org.datanet.curation.CuratorId;
import org.datanet.curation.RoundStep;
import org.datanet.curation.Verdict;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.proof.Digest;

/**
 * Takes rows, promises of rows and verdicts into a Datanet folder. Every call happens as a whole or not at all, whatever crashes
 * when; what is refused is refused with file, line, column, value and remedy, and leaves nothing written.
 *
 * <p>An epoch is first {@linkplain IntakeState.Phase#OPEN open}: contributors {@linkplain #commit promise} rows without showing
 * them, or {@linkplain #contribute show} them at once at their own risk. {@linkplain #closeEpoch Closing} it begins its
 * {@linkplain IntakeState.Phase#REVEAL reveal}, in which promised rows are {@linkplain #reveal shown}; closing it again opens the
 * next epoch, and what was promised but not shown is forfeit. An epoch without promises has no reveal.
 *
 * <p>Holds a lock on the folder while open. Not thread-safe.
 */
public final class Intake implements Closeable {
    private static final String STATE = "state.json";
    private static final int SALT_BYTES = 32;

    private final Path folder;
    private final Clock clock;
    private final SecureRandom random;
    private final ReadLimits limits = ReadLimits.defaults();
    private final IntakeJournal journal;
    private final DatanetReader reader;
    private final DatanetDescriptor descriptor;

    private Intake(Path folder, Clock clock, SecureRandom random, IntakeJournal journal) {
        this.folder = folder;
        this.clock = Clock.tick(clock, Duration.ofMillis(1));
        this.random = random;
        this.journal = journal;
        this.reader = DatanetReader.open(folder, limits);
        this.descriptor = reader.descriptor();
    }

    /**
     * Opens a Datanet folder for intake and finishes what a crash left.
     *
     * @param clock tells the time of commitments, rows and verdicts
     * @throws InvalidInputException when the folder is no Datanet or another intake is under way
     */
    public static Intake open(Path folder, Clock clock) throws IOException {
        return open(folder, clock, new SecureRandom(), step -> {});
    }

    static Intake open(Path folder, Clock clock, SecureRandom random, Consumer<String> step) throws IOException {
        DatanetReader.open(folder);
        IntakeJournal journal = IntakeJournal.open(folder, step);
        try {
            return new Intake(folder, clock, random, journal);
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /**
     * What a call took in.
     *
     * @param rows number of rows
     * @param epoch the epoch that they are of
     */
    public record Accepted(int rows, int epoch) {}

    /**
     * What closing did.
     *
     * @param closed the state before
     * @param now the state after
     * @param forfeits promises of the closed epoch that were not kept; their deposits are forfeit
     */
    public record Closed(IntakeState closed, IntakeState now, List<Commitment> forfeits) {
        public Closed {
            forfeits = List.copyOf(forfeits);
        }
    }

    /** Which epoch takes what. */
    public IntakeState state() throws IOException {
        Path file = folder.resolve(IntakeJournal.FOLDER).resolve(STATE);
        if (Files.exists(file)) {
            return IntakeState.DOCUMENT.read(file);
        }
        if (descriptor.columns().epoch().isEmpty()) {
            return new IntakeState(0, IntakeState.Phase.OPEN);
        }
        Standing standing = Standing.of(reader, limits);
        int epoch = standing.rows() == 0 ? 0 : standing.lastEpoch() + 1;
        for (Commitment commitment : reader.commitments()) {
            epoch = Math.max(epoch, commitment.epoch());
        }
        return new IntakeState(epoch, IntakeState.Phase.OPEN);
    }

    /** Writes the state down where it is not yet, so that the rows that are about to come in don't move it. */
    private void keep(IntakeState state) throws IOException {
        if (descriptor.columns().epoch().isPresent()
                && !Files.exists(folder.resolve(IntakeJournal.FOLDER).resolve(STATE))) {
            journal.replace(STATE, IntakeState.DOCUMENT, state);
        }
    }

    /** Rows that were put into the file by hand may be of a later epoch than the one that is open. */
    private void requireNoLaterRows(Standing standing, IntakeState state) {
        if (standing.lastEpoch() > state.epoch()) {
            throw refused(
                    "epoch %d takes rows, but the samples have rows of epoch %d"
                            .formatted(state.epoch(), standing.lastEpoch()),
                    "close epochs until epoch %d is open, with \"datanet epoch close\""
                            .formatted(standing.lastEpoch()));
        }
    }

    /**
     * Takes in rows at once, as rows of the open epoch.
     *
     * @param rows a file with the Datanet's columns; contributor and epoch may be left out
     */
    public Accepted contribute(ContributorId who, Path rows) throws IOException {
        IntakeState state = require(IntakeState.Phase.OPEN, "rows are taken in while an epoch is open");
        Standing standing = Standing.of(reader, limits);
        requireNoLaterRows(standing, state);
        return atOnce(() -> {
            SampleStage stage = new SampleStage(reader, journal, standing, limits);
            int count = stage.add(rows, who, state.epoch(), clock.instant(), (line, id, payload) -> {});
            keep(state);
            journal.commit();
            return new Accepted(count, state.epoch());
        });
    }

    /**
     * Checks rows without taking them in.
     *
     * @return how many there are
     */
    public int validate(ContributorId who, Path rows) throws IOException {
        Standing standing = Standing.of(reader, limits);
        return atOnce(() -> {
            int count = new SampleStage(reader, journal, standing, limits)
                    .add(rows, who, state().epoch(), clock.instant(), (line, id, payload) -> {});
            journal.rollBack();
            return count;
        });
    }

    /**
     * Promises rows of the open epoch without showing them.
     *
     * @param rows a file with the Datanet's columns, which stays with its contributor
     * @param salts the file to which the salts are written that open the promises: whoever loses it forfeits, whoever shows it
     *     lets others guess the rows. Created, never replaced
     */
    public Accepted commit(ContributorId who, Path rows, Path salts) throws IOException {
        IntakeState state = require(IntakeState.Phase.OPEN, "rows are promised while an epoch is open");
        if (descriptor.columns().epoch().isEmpty()) {
            throw refused(
                    "has no column with the role epoch, so nothing can be promised for one",
                    "declare columns.epoch in datanet.yaml");
        }
        if (Files.exists(salts)) {
            throw new InvalidInputException(
                    Place.of(salts),
                    "holds salts already",
                    "",
                    "name another file; without these, earlier promises forfeit");
        }
        Standing standing = Standing.of(reader, limits);
        requireNoLaterRows(standing, state);
        Instant now = clock.instant();
        return atOnce(() -> {
            List<Reveal> reveals = new ArrayList<>();
            List<Commitment> commitments = new ArrayList<>();
            int count = new SampleStage(reader, journal, standing, limits)
                    .add(rows, who, state.epoch(), now, (line, id, payload) -> {
                        Reveal reveal = drawn(id);
                        reveals.add(reveal);
                        commitments.add(new Commitment(
                                state.epoch(),
                                who,
                                Commitment.digest(state.epoch(), who, payload, reveal.saltBytes()),
                                now));
                    });
            journal.rollBack();
            append(
                    "commitments",
                    List.of("epoch", "contributor", "commitment", "at"),
                    Set.of("epoch"),
                    commitments.stream().map(DatanetWriter::commitment).toList());
            // First the salts: a promise whose salt is lost in a crash would forfeit.
            write(reveals, salts);
            try {
                keep(state);
                journal.commit();
            } catch (IOException | RuntimeException e) {
                if (!IntakeJournal.isPending(folder)) {
                    Files.deleteIfExists(salts);
                }
                throw e;
            }
            return new Accepted(count, state.epoch());
        });
    }

    /**
     * A row under a promise.
     *
     * @param line where the row begins in its file, from 1
     * @param reveal what opens the promise
     * @param commitment the promise
     */
    public record Sealed(long line, Reveal reveal, Digest commitment) {}

    /**
     * Seals rows for an epoch of the same Datanet somewhere else, such as at a hook; takes nothing in here. Sealing a file again, with
     * the salts of the first time, gives the same promises.
     *
     * @param rows a file with the Datanet's columns, which stays with its contributor
     * @param salts the file that holds one salt for every row. Where there is none, salts are drawn, and stand in it, readable by its
     *     owner only, before this returns
     * @return one per row, in their order
     */
    public List<Sealed> seal(ContributorId who, int epoch, Path rows, Path salts) throws IOException {
        boolean again = Files.exists(salts);
        Map<SampleId, Reveal> saltOf = again ? salts(salts) : Map.of();
        Standing standing = Standing.of(reader, limits);
        return atOnce(() -> {
            List<Sealed> sealed = new ArrayList<>();
            new SampleStage(reader, journal, standing, limits)
                    .add(rows, who, epoch, clock.instant(), (line, id, payload) -> {
                        Reveal reveal = again ? saltIn(saltOf, id, line, salts) : drawn(id);
                        sealed.add(new Sealed(
                                line.line(), reveal, Commitment.digest(epoch, who, payload, reveal.saltBytes())));
                    });
            journal.rollBack();
            if (!again) {
                write(sealed.stream().map(Sealed::reveal).toList(), salts);
            }
            return sealed;
        });
    }

    private Reveal drawn(SampleId id) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new Reveal(id, HexFormat.of().formatHex(salt));
    }

    private static Reveal saltIn(Map<SampleId, Reveal> saltOf, SampleId id, Place line, Path salts) {
        Reveal reveal = saltOf.get(id);
        if (reveal == null) {
            throw new InvalidInputException(
                    line,
                    "sample %s has no salt in %s".formatted(quote(id.value()), salts),
                    id.value(),
                    "name the file of salts that was written when it was promised");
        }
        return reveal;
    }

    private static void write(List<Reveal> reveals, Path salts) throws IOException {
        AtomicFile.writeSecret(salts, out -> {
            StringBuilder text = new StringBuilder("sample,salt\n");
            for (Reveal reveal : reveals) {
                text.append(csv(reveal.sample().value()))
                        .append(',')
                        .append(reveal.salt())
                        .append('\n');
            }
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        });
    }

    /**
     * Takes promises whose rows and salts this side never sees.
     *
     * @param commitments each made with {@link Commitment#digest} for the open epoch; what stands already is left as it is
     * @return number of those that are new
     */
    public Accepted promise(ContributorId who, List<Digest> commitments) throws IOException {
        IntakeState state = require(IntakeState.Phase.OPEN, "rows are promised while an epoch is open");
        if (descriptor.columns().epoch().isEmpty()) {
            throw refused(
                    "has no column with the role epoch, so nothing can be promised for one",
                    "declare columns.epoch in datanet.yaml");
        }
        Set<Digest> standing = new HashSet<>();
        for (Commitment earlier : reader.commitments()) {
            if (earlier.epoch() == state.epoch() && earlier.contributor().equals(who)) {
                standing.add(earlier.commitment());
            }
        }
        Instant now = clock.instant();
        List<List<String>> lines = new ArrayList<>();
        for (Digest commitment : commitments) {
            if (standing.add(commitment)) {
                lines.add(DatanetWriter.commitment(new Commitment(state.epoch(), who, commitment, now)));
            }
        }
        if (lines.isEmpty()) {
            return new Accepted(0, state.epoch());
        }
        return atOnce(() -> {
            append("commitments", List.of("epoch", "contributor", "commitment", "at"), Set.of("epoch"), lines);
            keep(state);
            journal.commit();
            return new Accepted(lines.size(), state.epoch());
        });
    }

    private static String csv(String value) {
        return value.matches("[^\",\r\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    /**
     * Shows rows that were promised; all of them open a promise of this contributor, or none is taken in.
     *
     * @param rows the file that was promised, or some of its rows
     * @param salts the file that {@link #commit} wrote
     */
    public Accepted reveal(ContributorId who, Path rows, Path salts) throws IOException {
        IntakeState state = require(IntakeState.Phase.REVEAL, "rows are shown once their epoch is closed");
        Map<SampleId, Reveal> saltOf = salts(salts);
        Set<Digest> open = new HashSet<>();
        for (Commitment commitment : unopened(state.epoch())) {
            if (commitment.contributor().equals(who)) {
                open.add(commitment.commitment());
            }
        }
        Standing standing = Standing.of(reader, limits);
        requireNoLaterRows(standing, state);
        return atOnce(() -> {
            List<List<String>> opened = new ArrayList<>();
            int count = new SampleStage(reader, journal, standing, limits)
                    .add(rows, who, state.epoch(), clock.instant(), (line, id, payload) -> {
                        Reveal reveal = saltIn(saltOf, id, line, salts);
                        Digest commitment = Commitment.digest(state.epoch(), who, payload, reveal.saltBytes());
                        if (!open.remove(commitment)) {
                            throw new InvalidInputException(
                                    line,
                                    "sample %s opens no promise of %s for epoch %d"
                                            .formatted(quote(id.value()), who, state.epoch()),
                                    id.value(),
                                    "show the row exactly as it was promised, once");
                        }
                        opened.add(List.of(id.value(), reveal.salt()));
                    });
            append("reveals", List.of("sample", "salt"), Set.of(), opened);
            journal.commit();
            return new Accepted(count, state.epoch());
        });
    }

    private Map<SampleId, Reveal> salts(Path file) {
        Map<SampleId, Reveal> saltOf = new HashMap<>();
        try (Rows rows = Rows.open(file, List.of("sample", "salt"), limits)) {
            int[] at = Header.exactly(rows, List.of("sample", "salt"));
            while (rows.next()) {
                Reveal reveal = DatanetReader.reveal(rows, at);
                saltOf.put(reveal.sample(), reveal);
            }
        }
        return saltOf;
    }

    /** Takes in a verdict. Nobody judges an own sample, or one sample twice. */
    public Curation curate(CuratorId who, SampleId sample, Verdict verdict) throws IOException {
        Standing standing = Standing.of(reader, limits);
        ContributorId contributor = standing.contributorOf(sample)
                .orElseThrow(() -> refused(
                        "has no sample " + quote(sample.value()),
                        standing.nearIds(sample).isEmpty()
                                ? "name one that stands in the Datanet's samples"
                                : Nearest.remedy(sample.value(), standing.nearIds(sample))));
        if (contributor.value().equals(who.value())) {
            throw refused(
                    "%s is the contributor of sample %s".formatted(who, quote(sample.value())),
                    "let somebody else judge it");
        }
        for (Curation earlier : reader.curations()) {
            if (earlier.sample().equals(sample) && earlier.curator().equals(who)) {
                throw refused(
                        "%s has judged sample %s already, at %s".formatted(who, quote(sample.value()), earlier.at()),
                        "a verdict stands; appeal against the finding instead");
            }
        }
        sealing(sample).ifPresent(round -> {
            throw refused(
                    "sample %s is judged in round %d, whose verdicts are sealed until all are in"
                            .formatted(quote(sample.value()), round),
                    "seal the verdict with \"datanet round seal\", or wait until the round is closed");
        });
        Curation curation = new Curation(sample, who, verdict, clock.instant());
        return atOnce(() -> {
            append("curations", CurationFiles.VERDICTS, Set.of(), List.of(DatanetWriter.curation(curation)));
            journal.commit();
            return curation;
        });
    }

    /** The round that is under way and judges a sample. */
    private Optional<Integer> sealing(SampleId sample) {
        CurationTables tables = CurationFiles.read(reader);
        Map<Integer, RoundStep.Phase> phases = new HashMap<>();
        tables.steps().forEach(step -> phases.put(step.round(), step.phase()));
        return tables.assignments().stream()
                .filter(assignment ->
                        assignment.sample().equals(sample) && phases.get(assignment.round()) != RoundStep.Phase.CLOSED)
                .map(Assignment::round)
                .findFirst();
    }

    /**
     * Appends to the tables of rounds of sealed verdicts, all of it or nothing. What a round allows is checked by who calls; this
     * intake's lock keeps others out between the reading and the writing.
     */
    public void append(CurationTables more) throws IOException {
        atOnce(() -> {
            append(
                    "rounds",
                    CurationFiles.STEPS,
                    Set.of("round", "per_sample", "shared_error", "unanswered", "audit_share"),
                    more.steps().stream()
                            .map(step -> List.of(
                                    Integer.toString(step.round()),
                                    CurationFiles.name(step.phase()),
                                    Long.toString(step.seed()),
                                    Integer.toString(step.terms().perSample()),
                                    Integer.toString(step.terms().sharedError()),
                                    Integer.toString(step.terms().unanswered()),
                                    Integer.toString(step.terms().auditShare()),
                                    step.at().toString()))
                            .toList());
            append(
                    "assignments",
                    CurationFiles.ASSIGNMENTS,
                    Set.of("round"),
                    more.assignments().stream()
                            .map(a -> List.of(
                                    Integer.toString(a.round()),
                                    a.sample().value(),
                                    a.curator().value()))
                            .toList());
            append(
                    "seals",
                    CurationFiles.SEALS,
                    Set.of("round"),
                    more.seals().stream()
                            .map(s -> List.of(
                                    Integer.toString(s.round()),
                                    s.sample().value(),
                                    s.curator().value(),
                                    s.seal().hex(),
                                    s.at().toString()))
                            .toList());
            append(
                    "openings",
                    CurationFiles.OPENINGS,
                    Set.of("round"),
                    more.openings().stream()
                            .map(o -> List.of(
                                    Integer.toString(o.round()),
                                    o.sample().value(),
                                    o.curator().value(),
                                    o.salt()))
                            .toList());
            append(
                    "curations",
                    CurationFiles.VERDICTS,
                    Set.of(),
                    more.verdicts().stream().map(DatanetWriter::curation).toList());
            append(
                    "audits",
                    CurationFiles.AUDITS,
                    Set.of("difficulty"),
                    more.audits().stream()
                            .map(a -> List.of(
                                    a.sample().value(),
                                    CurationFiles.name(a.truth()),
                                    Integer.toString(a.difficulty()),
                                    a.at().toString()))
                            .toList());
            journal.commit();
            return more;
        });
    }

    /** Ends the open phase or the reveal of the present epoch. */
    public Closed closeEpoch() throws IOException {
        if (descriptor.columns().epoch().isEmpty()) {
            throw refused("has no column with the role epoch", "declare columns.epoch in datanet.yaml");
        }
        IntakeState state = state();
        List<Commitment> unopened = unopened(state.epoch());
        boolean reveal = state.phase() == IntakeState.Phase.OPEN && !unopened.isEmpty();
        IntakeState now = reveal
                ? new IntakeState(state.epoch(), IntakeState.Phase.REVEAL)
                : new IntakeState(Math.addExact(state.epoch(), 1), IntakeState.Phase.OPEN);
        journal.replace(STATE, IntakeState.DOCUMENT, now);
        return new Closed(state, now, reveal ? List.of() : unopened);
    }

    /**
     * Publishes the commitment to a slice of the holdout, and keeps the slice's seed where only the owner reads it.
     *
     * @param slice the first epoch in which the slice is used
     * @param commitment to its rows and its seed
     * @throws InvalidInputException when there is a commitment to it already
     */
    public void commitSlice(int slice, long seed, Digest commitment) throws IOException {
        if (reader.slices().containsKey(slice)) {
            throw refused(
                    "has a commitment to slice %d already".formatted(slice), "begin a new slice with a later epoch");
        }
        SortedMap<Integer, Long> seeds = reader.seeds();
        seeds.put(slice, seed);
        // First the seed: a commitment that nobody can open would make every later value unverifiable.
        AtomicFile.writeSecret(folder.resolve("seeds.csv"), out -> {
            StringBuilder text = new StringBuilder("slice,seed\n");
            seeds.forEach((epoch, value) ->
                    text.append(epoch).append(',').append(value).append('\n'));
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        });
        atOnce(() -> {
            append(
                    "slices",
                    List.of("slice", "commitment", "at"),
                    Set.of("slice"),
                    List.of(List.of(
                            Integer.toString(slice),
                            commitment.hex(),
                            clock.instant().toString())));
            journal.commit();
            return commitment;
        });
    }

    /** Promises of closed epochs that were not kept: their deposits are forfeit. */
    public List<Commitment> forfeits() throws IOException {
        int open = state().epoch();
        return unopened(epoch -> epoch < open);
    }

    /** Promises of the present epoch that no row has opened yet. */
    public List<Commitment> unopened() throws IOException {
        return unopened(state().epoch());
    }

    private List<Commitment> unopened(int epoch) {
        return unopened(e -> e == epoch);
    }

    private List<Commitment> unopened(IntPredicate epochs) {
        List<Commitment> promised = new ArrayList<>();
        for (Commitment commitment : reader.commitments()) {
            if (epochs.test(commitment.epoch())) {
                promised.add(commitment);
            }
        }
        if (promised.isEmpty()) {
            return promised;
        }
        Set<Digest> opened = Standing.opened(reader, limits);
        promised.removeIf(commitment -> opened.contains(commitment.commitment()));
        return promised;
    }

    private void append(String name, List<String> columns, Set<String> numeric, List<List<String>> lines)
            throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        Path target = reader.file(name).orElse(folder.resolve(name + ".csv"));
        RowStage stage = RowStage.begin(journal, target, columns, numeric, limits);
        for (List<String> line : lines) {
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                values.put(columns.get(i), line.get(i));
            }
            stage.add(values);
        }
        stage.end();
    }

    private IntakeState require(IntakeState.Phase phase, String why) throws IOException {
        IntakeState state = state();
        if (state.phase() != phase) {
            throw refused(
                    "epoch %d is %s; %s"
                            .formatted(
                                    state.epoch(),
                                    state.phase() == IntakeState.Phase.OPEN ? "open" : "in its reveal",
                                    why),
                    "close the epoch first, with \"datanet epoch close\"");
        }
        return state;
    }

    private InvalidInputException refused(String problem, String remedy) {
        return new InvalidInputException(Place.of(folder), problem, "", remedy);
    }

    private interface Change<T> {
        T run() throws IOException;
    }

    /** Runs a change; whatever goes wrong before its journal is in place leaves nothing. */
    private <T> T atOnce(Change<T> change) throws IOException {
        try {
            return change.run();
        } catch (IOException | RuntimeException e) {
            if (!IntakeJournal.isPending(folder)) {
                journal.rollBack();
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
