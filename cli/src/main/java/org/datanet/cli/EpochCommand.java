package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.datanet.io.Intake;
import org.datanet.io.IntakeState;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Epochs of contribution. */
@Command(
        name = "epoch",
        mixinStandardHelpOptions = true,
        description = "Shows or closes the present epoch of contribution.",
        subcommands = {EpochCommand.Close.class, EpochCommand.Status.class})
final class EpochCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: close or status");
    }

    private static String words(IntakeState state) {
        return "epoch %d, %s".formatted(state.epoch(), state.phase().name().toLowerCase(Locale.ROOT));
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

        @Parameters(paramLabel = "DATANET", description = "folder of the Datanet")
        @SuppressWarnings("NullAway.Init")
        private Path folder;

        @Override
        public Integer call() throws IOException {
            try (Intake intake = Intake.open(folder, Clock.systemUTC())) {
                Intake.Closed closed = intake.closeEpoch();
                PrintWriter out = spec.commandLine().getOut();
                out.printf("Closed: %s. Now: %s.%n", words(closed.closed()), words(closed.now()));
                closed.forfeits()
                        .forEach(c -> out.printf("Forfeit: a promise of %s (%s)%n", c.contributor(), c.commitment()));
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

        @Parameters(paramLabel = "DATANET", description = "folder of the Datanet")
        @SuppressWarnings("NullAway.Init")
        private Path folder;

        @Override
        public Integer call() throws IOException {
            try (Intake intake = Intake.open(folder, Clock.systemUTC())) {
                PrintWriter out = spec.commandLine().getOut();
                out.println(words(intake.state()));
                out.flush();
            }
            return Main.OK;
        }
    }
}
