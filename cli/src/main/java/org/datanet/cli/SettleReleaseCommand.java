package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.datanet.evm.Settlement;
import org.datanet.progress.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Another try after a veto. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        description = "Lets the reports of a vetoed or discarded root be proposed again.")
final class SettleReleaseCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final SettlementFolder folder = new SettlementFolder();

    @Mixin
    private final ChainOptions options = new ChainOptions();

    @Override
    public Integer call() throws IOException {
        try (Settlement settlement = Settlement.keyless(folder.path(), options.chain(), Progress.none())) {
            settlement.release();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("The next `datanet settle --send` proposes its reports again.");
        out.flush();
        return Main.OK;
    }
}
