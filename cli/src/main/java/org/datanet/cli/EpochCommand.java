package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.datanet.attribution.gain.HoldoutSlices;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.epochs.HoldoutCommitments;
import org.datanet.hook.json.RecordJson;
import org.datanet.io.DatanetReader;
import org.datanet.io.Intake;
import org.datanet.io.IntakeState;
import org.datanet.proof.Digest;
import org.datanet.rest.PaidEpochs;
import org.datanet.rewards.escrow.EpochCommitments;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Epochs of contribution. */
@Command(
        name = "epoch",
        mixinStandardHelpOptions = true,
        description = "Shows or closes the present epoch of contribution.",
        subcommands = {
            EpochCommand.Close.class,
            EpochCommand.Commit.class,
            EpochCommand.Adopt.class,
            EpochCommand.Status.class
        })
final class EpochCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: close, commit, adopt or status");
    }

    private static String words(IntakeState state) {
        return "epoch %d, %s".formatted(state.epoch(), state.phase().name().toLowerCase(Locale.ROOT));
    }

    private static void say(HoldoutSlices.Slice slice, PrintWriter out) {
        out.printf(
                "Committed to holdout slice %d: %s. Its seed is in seeds.csv; publish neither before the slice is retired.%n",
                slice.epoch(), slice.commitment());
    }

    /** Ends the present phase. */
    @Command(
            name = "close",
            mixinStandardHelpOptions = true,
            description =
                    "Ends the open phase of the epoch (promises are then shown) or its reveal (the next epoch opens).")
    static final class Close implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Mixin
        private final DatanetOperand datanet = new DatanetOperand();

        @Override
        public Integer call() throws IOException {
            try (Intake intake = Intake.open(datanet.folder(), Clock.systemUTC())) {
                Intake.Closed closed = intake.closeEpoch();
                PrintWriter out = spec.commandLine().getOut();
                out.printf("Closed: %s. Now: %s.%n", words(closed.closed()), words(closed.now()));
                EpochCommitments promises =
                        promises(datanet.folder(), closed.closed().epoch());
                if (closed.now().phase() == IntakeState.Phase.REVEAL) {
                    out.printf(
                            "%d rows were promised; root %s%n",
                            promises.commitments().size(), promises.root());
                }
                closed.forfeits()
                        .forEach(c -> out.printf("Forfeit: a promise of %s (%s)%n", c.contributor(), c.commitment()));
                HoldoutCommitments.publish(
                        datanet.folder(), intake, closed.now().epoch(), slice -> say(slice, out));
                out.flush();
            }
            return Main.OK;
        }
    }

    private static EpochCommitments promises(Path folder, int epoch) {
        return EpochCommitments.close(
                epoch,
                DatanetReader.open(folder).commitments().stream()
                        .filter(commitment -> commitment.epoch() == epoch)
                        .toList());
    }

    /** Commits the owner to the holdout. */
    @Command(
            name = "commit",
            mixinStandardHelpOptions = true,
            description =
                    "Publishes a commitment to the holdout slice of the open epoch and its seed, which is drawn: before rows "
                            + "come in, so that everybody can check later that neither was chosen to suit somebody. Closing an "
                            + "epoch does the same for the next one.")
    static final class Commit implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Mixin
        private final DatanetOperand datanet = new DatanetOperand();

        @Override
        public Integer call() throws IOException {
            try (Intake intake = Intake.open(datanet.folder(), Clock.systemUTC())) {
                PrintWriter out = spec.commandLine().getOut();
                int before = DatanetReader.open(datanet.folder()).slices().size();
                if (!HoldoutCommitments.publish(
                        datanet.folder(), intake, intake.state().epoch(), slice -> say(slice, out))) {
                    throw new IllegalArgumentException(datanet.folder()
                            + " has no holdout.csv to commit to: put the owner's private rows there first");
                }
                if (DatanetReader.open(datanet.folder()).slices().size() == before) {
                    out.println(
                            "Nothing to commit to: slices.csv holds the commitment already, and the slice is still it.");
                }
                out.flush();
            }
            return Main.OK;
        }
    }

    /** Takes over what was paid and forgotten. */
    @Command(
            name = "adopt",
            mixinStandardHelpOptions = true,
            description = {
                "Shows what others know to be paid and a hook does not, because its database was restored from an older backup.",
                "With --reason, the hook takes these payments over: each epoch is closed with exactly the receipts that its report "
                        + "paid, once they are all there again. Nothing is paid by that."
            })
    static final class Adopt implements Callable<Integer> {
        @Mixin
        private final HookOptions hook = new HookOptions();

        @Option(names = "--datanet", required = true, paramLabel = "ID", description = "the Datanet")
        @SuppressWarnings("NullAway.Init")
        private String datanet;

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                description = "take them over, and say why; 1 to 500 characters")
        private @Nullable String reason;

        @Option(
                names = "--accept",
                description =
                        "take also over what cannot be proved: every receipt that the hook has then counts as paid, and is never paid again")
        private boolean accept;

        @Option(
                names = "--paid",
                paramLabel = "EPOCH=DIGEST",
                description =
                        "a payment that nobody can be asked for, such as one from a bank's statement; may be repeated. Its receipts are not known: it needs --accept")
        private Map<Integer, String> paid = new LinkedHashMap<>();

        @Mixin
        private final Printed printed = new Printed();

        @Override
        public Integer call() throws IOException {
            DatanetId id = new DatanetId(datanet);
            String why = reason;
            if (why == null) {
                PaidEpochs.Elsewhere elsewhere = hook.ask(client -> client.paidElsewhere(id));
                printed.print(() -> json(elsewhere), out -> show(elsewhere, out));
                return Main.OK;
            }
            List<PaidEpochs.Stated> stated = paid.entrySet().stream()
                    .map(one -> new PaidEpochs.Stated(one.getKey(), Digest.parse(one.getValue())))
                    .toList();
            PaidEpochs.Adopted adopted =
                    hook.ask(client -> client.adopt(id, new PaidEpochs.Adoption(accept, why, stated)));
            printed.print(() -> json(adopted), out -> show(adopted, out));
            return Main.OK;
        }

        private static String json(Record value) {
            return new String(RecordJson.write(value), StandardCharsets.UTF_8);
        }

        private static void show(PaidEpochs.Elsewhere elsewhere, PrintWriter out) {
            elsewhere
                    .witnesses()
                    .forEach(witness -> out.printf(
                            "Asked %s%s.%n",
                            witness.name(),
                            witness.silent().map(silent -> ": " + silent).orElse("")));
            elsewhere
                    .missing()
                    .forEach(one -> out.printf(
                            "Epoch %d is paid by report %s, says %s; the hook says %s.%n",
                            one.epoch(),
                            one.report(),
                            one.witness(),
                            one.here().map(here -> "by " + here).orElse("it is not")));
            if (elsewhere.missing().isEmpty()) {
                out.println("Nobody knows a payment that the hook does not know.");
            }
        }

        private static void show(PaidEpochs.Adopted adopted, PrintWriter out) {
            adopted.epochs()
                    .forEach(one -> out.printf(
                            "Epoch %d is paid by report %s: the receipts before place %d%s.%n",
                            one.epoch(),
                            one.report(),
                            one.receipts(),
                            one.proved() ? "" : ", as you say; that they are those is not proved"));
            if (adopted.epochs().isEmpty()) {
                out.println("There was nothing to take over.");
            }
        }
    }

    /** Shows the present phase. */
    @Command(name = "status", mixinStandardHelpOptions = true, description = "Shows which epoch takes what.")
    static final class Status implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Mixin
        private final DatanetOperand datanet = new DatanetOperand();

        @Override
        public Integer call() throws IOException {
            try (Intake intake = Intake.open(datanet.folder(), Clock.systemUTC())) {
                PrintWriter out = spec.commandLine().getOut();
                out.println(words(intake.state()));
                out.flush();
            }
            return Main.OK;
        }
    }
}
