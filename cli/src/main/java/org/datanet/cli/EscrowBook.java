package org.datanet.cli;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.datanet.contribution.ContributorId;
import org.datanet.io.InvalidInputException;
import org.datanet.io.Reports;
import org.datanet.io.Verification;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReport;
import org.datanet.rewards.escrow.Account;
import org.datanet.rewards.escrow.Escrow;
import org.datanet.rewards.escrow.EscrowPolicy;
import org.datanet.rewards.escrow.Movement;

/**
 * An {@link Escrow} as a folder: {@code escrow.jsonl} has an event a line, each with a digest over all before it and the balances
 * after it, and {@code reports/} the reward reports that were settled. Reading it does everything again, so that a changed line,
 * balance or report is found. Locked while open. Not thread-safe.
 */
final class EscrowBook implements AutoCloseable {
    /** The file of events. */
    static final String FILE = "escrow.jsonl";

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;
    private final List<Movement> movements = new ArrayList<>();
    private Escrow escrow = new Escrow(EscrowPolicy.defaults(), movements::add);
    private Digest state = Digest.sha256(new byte[0]);
    private int events;

    /**
     * What happened.
     *
     * @param kind open, deposit, withdraw, settle, forfeit, advance, withhold, release, challenge, decide, claim or bounty
     * @param who the contributor, or empty
     * @param by the challenger, or empty
     * @param number epoch of a challenged amount; window of an opened book; 1 for a challenge that is upheld
     * @param amount base units; what was claimed
     * @param reference digest of a report or of evidence, name of a dispute, or a reason
     */
    record Event(String kind, String who, String by, int number, BigInteger amount, String reference) {
        static Event of(String kind, String who, BigInteger amount, String reference) {
            return new Event(kind, who, "", 0, amount, reference);
        }
    }

    private EscrowBook(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Begins a book.
     *
     * @throws IllegalArgumentException when there is one
     */
    static void create(Path folder, EscrowPolicy policy) throws IOException {
        if (Files.exists(folder.resolve(FILE))) {
            throw new IllegalArgumentException(folder.resolve(FILE) + " is there already");
        }
        Files.createDirectories(folder.resolve("reports"));
        Files.createFile(folder.resolve(FILE));
        try (EscrowBook book = locked(folder)) {
            book.apply(new Event(
                    "open",
                    "",
                    "",
                    policy.window(),
                    BigInteger.valueOf(policy.bondShare()),
                    Integer.toString(policy.bountyShare())));
        }
    }

    /** Opens a book and does everything again that stands in it. */
    static EscrowBook open(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(FILE))) {
            throw new IllegalArgumentException(
                    "%s has no %s; begin a book with \"datanet escrow open\"".formatted(folder, FILE));
        }
        EscrowBook book = locked(folder);
        boolean read = false;
        try {
            String all = Files.readString(folder.resolve(FILE));
            int whole = all.lastIndexOf('\n') + 1;
            if (whole < all.length()) {
                // A crash while a line was written: what it says never happened.
                try (FileChannel file = FileChannel.open(folder.resolve(FILE), StandardOpenOption.WRITE)) {
                    file.truncate(all.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
                }
            }
            for (String line : all.substring(0, whole).lines().toList()) {
                book.replay(line);
            }
            read = true;
        } finally {
            if (!read) {
                book.close();
            }
        }
        return book;
    }

    private static EscrowBook locked(Path folder) throws IOException {
        // A file of its own: closing any other view of a locked file would give the lock up.
        FileChannel channel =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held within this process: the same to the caller as held by another.
        }
        if (lock == null) {
            channel.close();
            throw new IllegalArgumentException(folder + " is in use; try again when the other command has ended");
        }
        return new EscrowBook(folder, channel, lock);
    }

    /** The escrow as it stands. To change it, {@link #apply}. */
    Escrow escrow() {
        return escrow;
    }

    /** Every movement since the book began. */
    List<Movement> movements() {
        return List.copyOf(movements);
    }

    /**
     * Makes an event happen and writes it down.
     *
     * @return the event as written
     */
    Event apply(Event event) throws IOException {
        Event done = happen(event);
        String line = Json.object()
                .add("kind", done.kind())
                .add("who", done.who())
                .add("by", done.by())
                .add("number", done.number())
                .add("amount", done.amount().toString())
                .add("reference", done.reference())
                .add("state", state.hex())
                .build()
                .toString();
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try (FileChannel file = FileChannel.open(folder.resolve(FILE), StandardOpenOption.APPEND)) {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        return done;
    }

    /** Settles a report, of which the book keeps a copy. */
    Event settle(Path file) throws IOException {
        RewardReport report = Reports.REWARDS.read(file);
        Path kept = kept(report.digest().hex());
        boolean isNew = !Files.exists(kept);
        if (isNew) {
            Reports.REWARDS.write(report, kept);
        }
        try {
            return apply(Event.of("settle", "", report.paid(), report.digest().hex()));
        } catch (IllegalArgumentException e) {
            if (isNew) {
                Files.delete(kept);
            }
            throw e;
        }
    }

    private Path kept(String digest) {
        return folder.resolve("reports").resolve(digest + ".json");
    }

    private void replay(String line) throws IOException {
        int number = events + 1;
        try (jakarta.json.JsonReader reader = jakarta.json.Json.createReader(new StringReader(line))) {
            JsonObject object = reader.readObject();
            Event stated = new Event(
                    object.getString("kind"),
                    object.getString("who"),
                    object.getString("by"),
                    object.getInt("number"),
                    new BigInteger(object.getString("amount")),
                    object.getString("reference"));
            Event done = happen(stated);
            if (!done.equals(stated) || !state.hex().equals(object.getString("state"))) {
                throw new IllegalArgumentException(
                        "what it says is not what follows from the lines before it: it was changed after it was written");
            }
        } catch (JsonException | ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException(
                    "%s:%d is no event of a book: restore the folder from a copy"
                            .formatted(folder.resolve(FILE), number),
                    e);
        } catch (IllegalArgumentException | IllegalStateException | InvalidInputException e) {
            throw new IllegalArgumentException("%s:%d: %s".formatted(folder.resolve(FILE), number, e.getMessage()), e);
        }
    }

    private Event happen(Event event) {
        Event done = change(event);
        events++;
        CanonicalBytes bytes = CanonicalBytes.tagged("datanet-escrow-1")
                .digest(state)
                .text(done.kind())
                .text(done.who())
                .text(done.by())
                .number(done.number())
                .number(done.amount())
                .text(done.reference());
        new TreeMap<>(escrow.balances())
                .forEach((account, balance) -> bytes.text(account.kind().name())
                        .text(account.owner())
                        .number(account.epoch())
                        .number(balance));
        state = bytes.toDigest();
        return done;
    }

    private Event change(Event event) {
        if (events == 0 != event.kind().equals("open")) {
            throw new IllegalArgumentException("a book begins with \"open\", and has it once");
        }
        switch (event.kind()) {
            case "open" ->
                escrow = new Escrow(
                        new EscrowPolicy(
                                event.number(), event.amount().intValueExact(), Integer.parseInt(event.reference())),
                        movements::add);
            case "deposit" -> escrow.deposit(who(event), event.amount());
            case "withdraw" -> escrow.withdraw(who(event), event.amount());
            case "settle" -> settled(event);
            case "forfeit" -> escrow.forfeit(who(event), event.amount(), event.reference());
            case "advance" -> escrow.advance();
            case "withhold" -> escrow.withhold(who(event));
            case "release" -> escrow.release(who(event));
            case "challenge" -> {
                String[] idAndEvidence = event.reference().split(" ", 2);
                Escrow.Dispute dispute = escrow.challenge(
                        idAndEvidence[0],
                        new ContributorId(event.by()),
                        who(event),
                        event.number(),
                        Digest.parse(idAndEvidence[1]));
                return new Event(
                        event.kind(), event.who(), event.by(), event.number(), dispute.amount(), event.reference());
            }
            case "decide" -> escrow.decide(event.reference(), event.number() == 1);
            case "claim" -> {
                return Event.of(event.kind(), event.who(), escrow.claim(who(event)), event.reference());
            }
            case "bounty" -> escrow.payBounty(event.amount(), event.reference());
            default -> throw new IllegalArgumentException("there is no event \"%s\"".formatted(event.kind()));
        }
        return event;
    }

    private void settled(Event event) {
        RewardReport report = Reports.REWARDS.read(kept(event.reference()));
        if (!report.digest().hex().equals(event.reference()) || !report.paid().equals(event.amount())) {
            throw new IllegalArgumentException(
                    "%s is not the report that was settled".formatted(kept(event.reference())));
        }
        if (!escrow.settle(report)) {
            throw new IllegalArgumentException("report %s is settled already".formatted(event.reference()));
        }
    }

    private static ContributorId who(Event event) {
        return new ContributorId(event.who());
    }

    /** Does everything again that stands in a book. */
    static Verification verify(Path folder) throws IOException {
        try (EscrowBook book = open(folder)) {
            BigInteger sum = book.escrow().balances().values().stream().reduce(BigInteger.ZERO, BigInteger::add);
            return new Verification(
                    folder.resolve(FILE),
                    "escrow" + Recomputation.AGAIN,
                    List.of(
                            new Verification.Check(
                                    "events", true, book.events + " events give the states that they name"),
                            new Verification.Check(
                                    "balances", sum.signum() == 0, "all balances with the outside sum to " + sum)));
        } catch (IllegalArgumentException e) {
            return new Verification(
                    folder.resolve(FILE),
                    "escrow" + Recomputation.AGAIN,
                    List.of(new Verification.Check("events", false, String.valueOf(e.getMessage()))));
        }
    }

    /** What is kept of a kind, by owner and epoch. */
    BigInteger balance(Account.Kind kind, String owner) {
        return escrow.balances().entrySet().stream()
                .filter(entry ->
                        entry.getKey().kind() == kind && entry.getKey().owner().equals(owner))
                .map(java.util.Map.Entry::getValue)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
