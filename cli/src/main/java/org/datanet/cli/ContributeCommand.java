package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.datanet.contribution.ContributorId;
import org.datanet.io.DatanetReader;
import org.datanet.io.Intake;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes rows in. */
@Command(
        name = "contribute",
        mixinStandardHelpOptions = true,
        description = {
            "Takes a contributor's rows into the open epoch, as a whole or not at all.",
            "With --commit, rows are promised without being shown; after the epoch closed, --reveal shows them. Nobody can copy "
                    + "what is not shown.",
            "With --hook, promises and rows go to the owner's hook; DATANET is then a folder of your own with the Datanet's "
                    + "datanet.yaml. What was interrupted goes on when the same command is run again."
        })
final class ContributeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final DatanetOperand datanet = new DatanetOperand();

    @Option(names = "--as", required = true, paramLabel = "ID", description = "the contributor")
    @SuppressWarnings("NullAway.Init")
    private String who;

    @Option(
            names = "--file",
            required = true,
            paramLabel = "ROWS",
            description = "rows in the Datanet's columns (.csv or .jsonl); contributor and epoch may be left out")
    @SuppressWarnings("NullAway.Init")
    private Path rows;

    @ArgGroup(exclusive = true)
    private Mode mode = new Mode();

    @Option(
            names = "--salts",
            paramLabel = "FILE",
            description =
                    "where --commit writes, and --reveal reads, the secrets that open promises (default: ROWS.salts.csv)")
    private @Nullable Path salts;

    @ArgGroup(exclusive = false)
    private @Nullable HookOptions hook;

    /** What is done with the rows. */
    static final class Mode {
        @Option(names = "--commit", description = "promise the rows without showing them")
        private boolean commit;

        @Option(names = "--reveal", description = "show rows that were promised")
        private boolean reveal;

        @Option(names = "--check", description = "only check the rows; take nothing in")
        private boolean check;
    }

    @Override
    public Integer call() throws IOException {
        ContributorId contributor = new ContributorId(who);
        Path secrets = salts != null ? salts : rows.resolveSibling(rows.getFileName() + ".salts.csv");
        PrintWriter out = spec.commandLine().getOut();
        try (Intake intake = Intake.open(datanet.folder(), Clock.systemUTC())) {
            if (hook != null && !mode.check) {
                atHook(hook, intake, contributor, secrets, out);
            } else if (mode.check) {
                out.printf("%d rows are right; nothing was taken in.%n", intake.validate(contributor, rows));
            } else if (mode.commit) {
                Intake.Accepted accepted = intake.commit(contributor, rows, secrets);
                out.printf(
                        "%d rows are promised for epoch %d. Keep %s: without it they cannot be shown, and their deposits are lost.%n",
                        accepted.rows(), accepted.epoch(), secrets);
            } else if (mode.reveal) {
                Intake.Accepted accepted = intake.reveal(contributor, rows, secrets);
                out.printf("%d promised rows are shown in epoch %d.%n", accepted.rows(), accepted.epoch());
            } else {
                Intake.Accepted accepted = intake.contribute(contributor, rows);
                out.printf("%d rows are taken into epoch %d.%n", accepted.rows(), accepted.epoch());
            }
        }
        out.flush();
        return Main.OK;
    }

    private void atHook(HookOptions where, Intake intake, ContributorId contributor, Path secrets, PrintWriter out)
            throws IOException {
        where.ask(client -> {
            RemoteIntake remote = new RemoteIntake(
                    client,
                    DatanetReader.open(datanet.folder()).descriptor().name(),
                    intake,
                    contributor,
                    rows,
                    secrets);
            if (mode.commit) {
                remote.commit(out);
            } else if (mode.reveal) {
                remote.reveal(out);
            } else {
                throw new IllegalArgumentException(
                        "a hook takes rows that were promised: give --commit while an epoch is"
                                + " open, and --reveal once it is closed");
            }
            return contributor;
        });
    }
}
