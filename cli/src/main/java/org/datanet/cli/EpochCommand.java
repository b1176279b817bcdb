package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.datanet.attribution.gain.HoldoutSlices;
import org.datanet.hook.epochs.HoldoutCommitments;
import org.datanet.io.DatanetReader;
import org.datanet.io.Intake;
import org.datanet.io.IntakeState;
import org.datanet.rewards.escrow.EpochCommitments;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Epochs of contribution. */
@Command(
        name = "epoch",
        mixinStandardHelpOptions = true,
        description = "Shows or closes the present epoch of contribution.",
        subcommands = {EpochCommand.Close.class, EpochCommand.Commit.class, EpochCommand.Status.class})
final class EpochCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: close, commit or status");
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
