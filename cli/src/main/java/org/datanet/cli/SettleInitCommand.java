package org.datanet.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.datanet.evm.SettlementSettings;
import org.datanet.evm.chain.Chain;
import org.datanet.evm.chain.Distributor;
import org.datanet.evm.tree.EvmAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A settlement over a contract that exists. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Makes a settlement's folder for a distributor that is deployed already.")
final class SettleInitCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final SettlementFolder folder = new SettlementFolder();

    @Mixin
    private final SettledReports reports = new SettledReports();

    @Option(names = "--contract", required = true, paramLabel = "0x...", description = "the distributor")
    @SuppressWarnings("NullAway.Init")
    private String contract;

    @Mixin
    private final ChainOptions options = new ChainOptions();

    @Override
    public Integer call() throws IOException {
        Chain chain = options.chain();
        SettlementSettings settings = reports.paidBy(EvmAddress.parse(contract), chain.id());
        new Distributor(chain, settings.contract()).requireCode();
        settings.write(folder.path());
        spec.commandLine()
                .getOut()
                .printf(
                        "%s settles %s on chain %d by %s%n",
                        folder.path(), settings.datanet(), settings.chainId(), settings.contract());
        spec.commandLine().getOut().flush();
        return Main.OK;
    }
}
