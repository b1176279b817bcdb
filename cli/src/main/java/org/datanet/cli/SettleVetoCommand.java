package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.datanet.evm.SettlementSettings;
import org.datanet.evm.chain.Distributor;
import org.datanet.evm.tree.Bytes32;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A guardian's veto. */
@Command(name = "veto", mixinStandardHelpOptions = true, description = "Stops a pending root with the guardian's key.")
final class SettleVetoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "ROOT", description = "the root that is meant, 0x and 64 hexadecimal digits")
    @SuppressWarnings("NullAway.Init")
    private String root;

    @Mixin
    private final SettlementFolder folder = new SettlementFolder();

    @Option(names = "--send", description = "send it; without, only say what would be sent")
    private boolean send;

    @Mixin
    private final ChainOptions options = new ChainOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        SettlementSettings settings = SettlementSettings.read(folder.path());
        Bytes32 meant = Bytes32.parse(root);
        Distributor.Root pending = new Distributor(options.chain(), settings.contract()).pending();
        if (!pending.root().equals(meant)) {
            throw new IllegalArgumentException(
                    pending.exists()
                            ? "root %s is pending, not %s".formatted(pending.root(), meant)
                            : "no root is pending");
        }
        if (!send) {
            out.printf("Would veto root %s of epoch %d%nDry run: nothing was sent.%n", meant, pending.epoch());
            out.flush();
            return Main.OK;
        }
        options.errand(settings.chainId(), options.signer(), folder.path())
                .run("veto " + meant, Optional.of(settings.contract()), Distributor.veto(meant), out::println);
        out.printf("Root %s of epoch %d is vetoed%n", meant, pending.epoch());
        out.flush();
        return Main.OK;
    }
}
