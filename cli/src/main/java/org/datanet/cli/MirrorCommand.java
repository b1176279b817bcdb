package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.datanet.contribution.DatanetId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** An auditor's copy of what a hook has recorded and paid. */
@Command(
        name = "mirror",
        mixinStandardHelpOptions = true,
        description =
                "Copies from a hook what an auditor needs: its ledger under the head that its keeper signed, and for every paid "
                        + "epoch the reward report, the weights and the values it was computed from. Run again, it takes what is "
                        + "new, and says if what was there has been changed. Check it with \"datanet verify DIR\".")
final class MirrorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "the Datanet's name at the hook")
    @SuppressWarnings("NullAway.Init")
    private String datanet;

    @Mixin
    private final HookOptions hook = new HookOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "the folder of the copy")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(folder);
        HookMirror.Taken taken;
        try (ConsoleProgress progress = ConsoleProgress.onStandardError()) {
            taken = hook.ask(client -> new HookMirror(client, new DatanetId(datanet), folder, progress).follow());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s: %d receipts, %d of them new; %d reports, %d of them new.%n",
                folder, taken.receipts(), taken.newReceipts(), taken.reports(), taken.newReports());
        taken.missing().forEach(out::println);
        out.flush();
        return Main.OK;
    }
}
