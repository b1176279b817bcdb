package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.datanet.evm.Settlement;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A report that is not paid. */
@Command(
        name = "drop",
        mixinStandardHelpOptions = true,
        description = "Takes a report out of a vetoed or discarded root for good.")
final class SettleDropCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DIGEST", description = "the report's digest, 64 hexadecimal digits")
    @SuppressWarnings("NullAway.Init")
    private String digest;

    @Mixin
    private final SettlementFolder folder = new SettlementFolder();

    @Mixin
    private final ChainOptions options = new ChainOptions();

    @Override
    public Integer call() throws IOException {
        try (Settlement settlement = Settlement.keyless(folder.path(), options.chain(), Progress.none())) {
            settlement.drop(Digest.parse(digest));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("Report %s is never paid from %s%n", digest, folder.path());
        out.flush();
        return Main.OK;
    }
}
