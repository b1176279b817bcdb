package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.datanet.io.InvalidInputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** Entry point of the {@code datanet} command. Exit codes: 0 success, 1 findings against policy, 2 bad usage or input. */
@Command(
        name = "datanet",
        description = "Pays the contributors of a community-owned data set for what their samples did for models.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  success",
            "  1  findings against policy (with --fail-on), or a detector that failed",
            "  2  bad usage, bad input (nothing was written), or a verification that fails",
            "",
            "Set DATANET_DEBUG=1 for stack traces, NO_COLOR=1 for plain text.",
        },
        subcommands = {
            DemoCommand.class,
            NewCommand.class,
            NewProjectCommand.class,
            InspectCommand.class,
            AuditCommand.class,
            ExplainCommand.class,
            ContributeCommand.class,
            CurateCommand.class,
            RoundCommand.class,
            EpochCommand.class,
            AppealCommand.class,
            PolicyCommand.class,
            ValueCommand.class,
            RewardCommand.class,
            EscrowCommand.class,
            VerifyCommand.class,
            ProofCommand.class,
            ServeCommand.class,
            MirrorCommand.class,
            ExportCommand.class,
            EconomyCommand.class,
            GauntletCommand.class,
            SettleCommand.class,
            ClaimCommand.class,
        })
public final class Main implements Runnable {
    /** What this project says itself; held, or it would be forgotten with its level. */
    private static final Logger OURS = Logger.getLogger("org.datanet");

    /** Success. */
    static final int OK = 0;
    /** Findings against the policy. */
    static final int FINDINGS = 1;
    /** Bad usage or bad input. */
    static final int BAD_INPUT = 2;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] args) {
        // A server is started for long, and often on a small machine: it leaves the model of all other commands unread.
        boolean serving = args.length > 0 && args[0].equals("serve");
        // Libraries tell at INFO what concerns nobody at a terminal; a logging.properties of the user's still wins.
        if (System.getenv("DATANET_DEBUG") == null && System.getProperty("java.util.logging.config.file") == null) {
            Logger.getLogger("").setLevel(Level.WARNING);
            if (serving) {
                OURS.setLevel(Level.INFO);
                System.setProperty(
                        "java.util.logging.SimpleFormatter.format",
                        System.getProperty(
                                "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL%1$tz %4$s: %5$s%6$s%n"));
            }
        }
        System.exit((serving ? commandLine(new Serving()) : commandLine()).execute(args));
    }

    static CommandLine commandLine() {
        return commandLine(new Main());
    }

    private static CommandLine commandLine(Object root) {
        return new CommandLine(root)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(System.getenv("NO_COLOR") == null ? Ansi.AUTO : Ansi.OFF))
                .setExecutionExceptionHandler((error, command, parsed) -> report(error, command.getErr()));
    }

    /** Says what went wrong in a sentence, and what would be right where that is known. */
    private static int report(Exception error, PrintWriter err) {
        err.println("datanet: " + sentence(error));
        if (System.getenv("DATANET_DEBUG") != null) {
            StringWriter trace = new StringWriter();
            error.printStackTrace(new PrintWriter(trace));
            err.print(trace);
        }
        err.flush();
        return BAD_INPUT;
    }

    private static String sentence(Exception error) {
        String message = String.valueOf(error.getMessage());
        if (error instanceof InvalidInputException || error instanceof IllegalArgumentException) {
            return message;
        } else if (error instanceof NoSuchFileException) {
            return message + ": no such file or folder";
        } else if (error instanceof AccessDeniedException) {
            return message + ": permission denied";
        } else if (error instanceof FileAlreadyExistsException exists) {
            return exists.getReason() == null ? message + ": exists already" : message;
        } else if (error instanceof IOException || error instanceof IllegalStateException) {
            return message;
        }
        return "this should not have happened: " + error + " (set DATANET_DEBUG=1 and run again for the details)";
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The command with its server alone. */
    @Command(name = "datanet", subcommands = ServeCommand.class)
    static final class Serving {
        private Serving() {}
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"datanet " + (version == null ? "(unpackaged build)" : version)};
        }
    }
}
