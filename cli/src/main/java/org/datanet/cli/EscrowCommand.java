package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.datanet.contribution.Commitment;
import org.datanet.contribution.ContributorId;
import org.datanet.io.DatanetReader;
import org.datanet.io.Intake;
import org.datanet.proof.Digest;
import org.datanet.rewards.escrow.Account;
import org.datanet.rewards.escrow.Account.Kind;
import org.datanet.rewards.escrow.EpochCommitments;
import org.datanet.rewards.escrow.EscrowPolicy;
import org.datanet.rewards.escrow.Movement;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What happens to amounts after a report. */
@Command(
        name = "escrow",
        mixinStandardHelpOptions = true,
        description = {
            "Keeps what reports pay until it can no longer be challenged, and takes what they charge, in a folder of files.",
            "\"datanet verify FOLDER\" does everything again."
        },
        subcommands = {
            EscrowCommand.Open.class,
            EscrowCommand.Deposit.class,
            EscrowCommand.Withdraw.class,
            EscrowCommand.Settle.class,
            EscrowCommand.Forfeit.class,
            EscrowCommand.Advance.class,
            EscrowCommand.Withhold.class,
            EscrowCommand.Release.class,
            EscrowCommand.Challenge.class,
            EscrowCommand.Decide.class,
            EscrowCommand.Claim.class,
            EscrowCommand.Bounty.class,
            EscrowCommand.Status.class,
            EscrowAdvice.PriceDeposits.class,
            EscrowAdvice.Review.class,
            EscrowAdvice.PriceGaps.class
        })
final class EscrowCommand implements Runnable {
    private static final double MILLION = 1e6;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "say what to do: open, deposit, withdraw, settle, forfeit, advance, withhold, release, challenge, decide, claim, bounty, status, price-deposits, review or price-gaps");
    }

    /** What every subcommand has. */
    private abstract static class OfBook extends PrintingCommand {
        @Parameters(index = "0", paramLabel = "FOLDER", description = "folder of the escrow")
        @SuppressWarnings("NullAway.Init")
        Path folder;

        @Override
        void run(PrintWriter out) throws IOException {
            try (EscrowBook book = EscrowBook.open(folder)) {
                change(book, out);
            }
        }

        abstract void change(EscrowBook book, PrintWriter out) throws IOException;
    }

    /** A subcommand about a contributor. */
    private abstract static class OfContributor extends OfBook {
        @Option(names = "--of", required = true, paramLabel = "ID", description = "the contributor")
        @SuppressWarnings("NullAway.Init")
        String who;

        final void say(EscrowBook book, PrintWriter out) {
            out.printf(
                    "%s: deposit %s, unvested %s, claimable %s, debt %s%n",
                    who,
                    book.balance(Kind.DEPOSIT, who),
                    book.balance(Kind.UNVESTED, who),
                    book.balance(Kind.CLAIMABLE, who),
                    book.escrow().debt(new ContributorId(who)));
        }
    }

    /** A subcommand about a contributor and an amount. */
    private abstract static class OfAmount extends OfContributor {
        @Option(names = "--amount", required = true, paramLabel = "N", description = "base units")
        @SuppressWarnings("NullAway.Init")
        BigInteger amount;
    }

    /** Begins a book. */
    @Command(name = "open", mixinStandardHelpOptions = true, description = "Begins an escrow.")
    static final class Open extends OfBook {
        @Option(
                names = "--window",
                paramLabel = "N",
                description = "epochs that an amount stays open to challenge (default: ${DEFAULT-VALUE})")
        private int window = EscrowPolicy.defaults().window();

        @Option(
                names = "--bond",
                paramLabel = "X",
                description = "what a challenger stakes, as a share of the amount (default: ${DEFAULT-VALUE})")
        private double bond = EscrowPolicy.defaults().bondShare() / MILLION;

        @Option(
                names = "--bounty",
                paramLabel = "X",
                description = "what an upheld challenge earns, as a share of it (default: ${DEFAULT-VALUE})")
        private double bounty = EscrowPolicy.defaults().bountyShare() / MILLION;

        @Override
        void run(PrintWriter out) throws IOException {
            EscrowPolicy policy =
                    new EscrowPolicy(window, (int) Math.round(bond * MILLION), (int) Math.round(bounty * MILLION));
            EscrowBook.create(folder, policy);
            out.printf("Escrow %s is open; amounts vest %d epochs after their report.%n", folder, window);
        }

        @Override
        void change(EscrowBook book, PrintWriter out) {
            throw new IllegalStateException("a book is not opened twice");
        }
    }

    /** Takes a deposit. */
    @Command(name = "deposit", mixinStandardHelpOptions = true, description = "Takes a deposit in.")
    static final class Deposit extends OfAmount {
        @Override
        void change(EscrowBook book, PrintWriter out) throws IOException {
            book.apply(EscrowBook.Event.of("deposit", who, amount, ""));
            say(book, out);
        }
    }

    /** Gives a deposit back. */
    @Command(
            name = "withdraw",
            mixinStandardHelpOptions = true,
            description = "Gives a deposit back to who owes nothing and has nothing open to challenge.")
    static final class Withdraw extends OfAmount {
        @Override
        void change(EscrowBook book, PrintWriter out) throws IOException {
            book.apply(EscrowBook.Event.of("withdraw", who, amount, ""));
            say(book, out);
        }
    }

    /** Books a report. */
    @Command(
            name = "settle",
            mixinStandardHelpOptions = true,
            description = "Books a reward report: amounts become unvested, charges are taken.")
    static final class Settle extends OfBook {
        @Parameters(index = "1", paramLabel = "rewards.json", description = "the report")
        @SuppressWarnings("NullAway.Init")
        private Path report;

        @Override
        void change(EscrowBook book, PrintWriter out) throws IOException {
            EscrowBook.Event done = book.settle(report);
            out.printf(
                    "Report %s is settled: %s base units to contributors, unvested in epoch %d.%n",
                    done.reference(), done.amount(), book.escrow().epoch());
        }
    }

    /** Takes what is forfeit. */
    @Command(
            name = "forfeit",
            mixinStandardHelpOptions = true,
            description = "Takes from deposits what was promised in a closed epoch of a Datanet and not shown.")
    static final class Forfeit extends OfBook {
        @Option(names = "--datanet", required = true, paramLabel = "DATANET", description = "folder of the Datanet")
        @SuppressWarnings("NullAway.Init")
        private Path datanet;

        @Option(names = "--epoch", required = true, paramLabel = "N", description = "the closed epoch")
        private int epoch;

        @Option(names = "--per-row", required = true, paramLabel = "N", description = "base units a promise")
        @SuppressWarnings("NullAway.Init")
        private BigInteger perRow;

        @Override
        void change(EscrowBook book, PrintWriter out) throws IOException {
            String why = "promises of epoch %d not kept".formatted(epoch);
            if (book.movements().stream().anyMatch(movement -> movement.why().equals(why))) {
                throw new IllegalArgumentException("what was forfeit in epoch %d is taken already".formatted(epoch));
            }
            Set<Digest> unopened;
            try (Intake intake = Intake.open(datanet, Clock.systemUTC())) {
                unopened =
                        intake.forfeits().stream().map(Commitment::commitment).collect(Collectors.toSet());
            }
            EpochCommitments promised = EpochCommitments.close(
                    epoch,
                    DatanetReader.open(datanet).commitments().stream()
                            .filter(commitment -> commitment.epoch() == epoch)
                            .toList());
            Set<Digest> kept = promised.commitments().stream()
                    .map(Commitment::commitment)
                    .filter(commitment -> !unopened.contains(commitment))
                    .collect(Collectors.toSet());
            Map<ContributorId, BigInteger> due = promised.forfeits(kept, perRow);
            for (Map.Entry<ContributorId, BigInteger> one : due.entrySet()) {
                book.apply(EscrowBook.Event.of("forfeit", one.getKey().value(), one.getValue(), why));
                out.printf("%s forfeits %s%n", one.getKey(), one.getValue());
            }
            if (due.isEmpty()) {
                out.printf("Nothing is forfeit in epoch %d.%n", epoch);
            }
        }
    }

    /** Begins an epoch. */
    @Command(
            name = "advance",
            mixinStandardHelpOptions = true,
            description = "Begins the next epoch: what was open to challenge long enough can be claimed.")
    static final class Advance extends OfBook {
        @Override
        void change(EscrowBook book, PrintWriter out) throws IOException {
            book.apply(EscrowBook.Event.of("advance", "", BigInteger.ZERO, ""));
            out.printf("Epoch %d.%n", book.escrow().epoch());
        }
    }

    /** Delays a contributor's amounts. */
    @Command(
            name = "withhold",
            mixinStandardHelpOptions = true,
            description = "Keeps a contributor's amounts from vesting until they are released: delayed, never lowered.")
    static final class Withhold extends OfContributor {
        @Override
        void change(EscrowBook book, PrintWriter out) throws IOException {
            book.apply(EscrowBook.Event.of("withhold", who, BigInteger.ZERO, ""));
            say(book, out);
        }
    }

    /** Ends a delay. */
    @Command(name = "release", mixinStandardHelpOptions = true, description = "Ends \"withhold\".")
    static final class Release extends OfContributor {
        @Override
        void change(EscrowBook book, PrintWriter out) throws IOException {
            book.apply(EscrowBook.Event.of("release", who, BigInteger.ZERO, ""));
            say(book, out);
        }
    }

    /** Challenges an amount. */
    @Command(
            name = "challenge",
            mixinStandardHelpOptions = true,
            description = "Takes a challenger's bond and freezes what a contributor was paid in an epoch.")
    static final class Challenge extends OfContributor {
        @Option(names = "--epoch", required = true, paramLabel = "N", description = "epoch of the amount")
        private int epoch;

        @Option(names = "--by", required = true, paramLabel = "ID", description = "the challenger")
        @SuppressWarnings("NullAway.Init")
        private String by;

        @Option(names = "--id", required = true, paramLabel = "NAME", description = "names the dispute, without blanks")
        @SuppressWarnings("NullAway.Init")
        private String id;

        @Option(names = "--evidence", required = true, paramLabel = "FILE", description = "what is said against it")
        @SuppressWarnings("NullAway.Init")
        private Path evidence;

        @Override
        void change(EscrowBook book, PrintWriter out) throws IOException {
            if (!id.matches("\\S{1,200}")) {
                throw new IllegalArgumentException(
                        "a dispute's name has 1 to 200 characters and no blanks, not \"%s\"".formatted(id));
            }
            Digest digest = Digest.sha256(Files.readAllBytes(evidence));
            EscrowBook.Event done = book.apply(
                    new EscrowBook.Event("challenge", who, by, epoch, BigInteger.ZERO, id + " " + digest.hex()));
            out.printf(
                    "Dispute %s: %s of %s in epoch %d are frozen; the bond of %s is %s.%n",
                    id, done.amount(), who, epoch, by, book.escrow().bondFor(done.amount()));
        }
    }

    /** Decides a challenge. */
    @Command(
            name = "decide",
            mixinStandardHelpOptions = true,
            description =
                    "Decides a dispute. Upheld, the amount is forfeit less the challenger's bounty; else the bond goes to who was challenged.")
    static final class Decide extends OfBook {
        @Option(names = "--id", required = true, paramLabel = "NAME", description = "the dispute")
        @SuppressWarnings("NullAway.Init")
        private String id;

        @ArgGroup(exclusive = true, multiplicity = "1")
        private Outcome outcome = new Outcome();

        /** One of the two. */
        static final class Outcome {
            @Option(names = "--uphold", description = "the challenger is right")
            private boolean uphold;

            @Option(names = "--reject", description = "the challenger is wrong")
            private boolean reject;
        }

        @Override
        void change(EscrowBook book, PrintWriter out) throws IOException {
            boolean upheld = outcome.uphold && !outcome.reject;
            int before = book.movements().size();
            book.apply(new EscrowBook.Event("decide", "", "", upheld ? 1 : 0, BigInteger.ZERO, id));
            book.movements()
                    .subList(before, book.movements().size())
                    .forEach(movement -> out.printf("%s: %s%n", movement.why(), movement.amount()));
        }
    }

    /** Pays out. */
    @Command(name = "claim", mixinStandardHelpOptions = true, description = "Pays out what a contributor can claim.")
    static final class Claim extends OfContributor {
        @Override
        void change(EscrowBook book, PrintWriter out) throws IOException {
            EscrowBook.Event done = book.apply(EscrowBook.Event.of("claim", who, BigInteger.ZERO, ""));
            out.printf("%s is paid %s.%n", who, done.amount());
        }
    }

    /** Pays a bounty. */
    @Command(
            name = "bounty",
            mixinStandardHelpOptions = true,
            description = "Pays a refresh bounty from what was forfeited and charged.")
    static final class Bounty extends OfBook {
        @Option(names = "--amount", required = true, paramLabel = "N", description = "base units")
        @SuppressWarnings("NullAway.Init")
        private BigInteger amount;

        @Option(names = "--for", required = true, paramLabel = "REASON", description = "who filled which gap")
        @SuppressWarnings("NullAway.Init")
        private String reason;

        @Override
        void change(EscrowBook book, PrintWriter out) throws IOException {
            book.apply(EscrowBook.Event.of("bounty", "", amount, reason));
            out.printf("Paid %s: %s. %s are left.%n", amount, reason, book.balance(Kind.REFRESH, ""));
        }
    }

    /** Shows balances. */
    @Command(name = "status", mixinStandardHelpOptions = true, description = "Shows every balance.")
    static final class Status extends OfBook {
        @Option(names = "--movements", description = "show every movement, too")
        private boolean movements;

        @Option(
                names = "--of",
                paramLabel = "ID",
                description =
                        "one contributor, step by step: what reports paid, what paid back a debt, what was taken, vested and claimed, what is open to challenge, and what is carried forward")
        private @Nullable String who;

        @Override
        void change(EscrowBook book, PrintWriter out) {
            if (who != null) {
                EscrowStatement statement = EscrowStatement.of(book, who);
                statement.print(out);
                if (movements) {
                    statement.movements().forEach(m -> print(m, out));
                }
                return;
            }
            Set<String> owners = new TreeSet<>(book.escrow().debtors());
            book.movements().forEach(movement -> owners.addAll(ownersOf(movement.from(), movement.to())));
            TextTable table = new TextTable("contributor", "deposit", "unvested", "claimable", "debt");
            owners.forEach(owner -> table.row(
                    owner,
                    book.balance(Kind.DEPOSIT, owner).toString(),
                    book.balance(Kind.UNVESTED, owner).toString(),
                    book.balance(Kind.CLAIMABLE, owner).toString(),
                    book.escrow().debt(new ContributorId(owner)).toString()));
            out.printf("Epoch %d; %s for refresh bounties.%n", book.escrow().epoch(), book.balance(Kind.REFRESH, ""));
            out.print(table.render());
            if (movements) {
                book.movements().forEach(m -> print(m, out));
            }
        }

        private static void print(Movement m, PrintWriter out) {
            out.printf(
                    "%s %s -> %s %s: %s (%s)%n",
                    m.from().kind(), m.from().owner(), m.to().kind(), m.to().owner(), m.amount(), m.why());
        }

        private static Set<String> ownersOf(Account... accounts) {
            Set<String> owners = new TreeSet<>();
            for (Account account : accounts) {
                if (Set.of(Kind.DEPOSIT, Kind.UNVESTED, Kind.CLAIMABLE).contains(account.kind())) {
                    owners.add(account.owner());
                }
            }
            return owners;
        }
    }
}
