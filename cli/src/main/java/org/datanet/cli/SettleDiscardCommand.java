package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.datanet.evm.Settlement;
import org.datanet.progress.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** An underfunded root makes way. */
@Command(
        name = "discard",
        mixinStandardHelpOptions = true,
        description =
                "Makes way for another root where the pending one is past its window and not funded; sends with the reporter's key.")
final class SettleDiscardCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final SettlementFolder folder = new SettlementFolder();

    @Mixin
    private final ChainOptions options = new ChainOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (Settlement settlement = Settlement.sending(
                folder.path(),
                options.chain(),
                options.signer(),
                options.policy(),
                Clock.systemUTC(),
                Progress.none())) {
            out.println(settlement.discard().message());
        }
        out.flush();
        return Main.OK;
    }
}
