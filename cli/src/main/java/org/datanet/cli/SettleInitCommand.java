package org.datanet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.datanet.contribution.DatanetId;
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

    @Option(
            names = "--settlement",
            paramLabel = "DIR",
            description = "the settlement's folder (default: ${DEFAULT-VALUE})")
    private Path folder = Path.of("settlement");

    @Option(names = "--datanet", required = true, paramLabel = "ID", description = "the Datanet whose reports are paid")
    @SuppressWarnings("NullAway.Init")
    private String datanet;

    @Option(
            names = "--currency",
            required = true,
            paramLabel = "CODE",
            description = "of the reports; one base unit of it is one of the token")
    @SuppressWarnings("NullAway.Init")
    private String currency;

    @Option(names = "--contract", required = true, paramLabel = "0x...", description = "the distributor")
    @SuppressWarnings("NullAway.Init")
    private String contract;

    @Mixin
    private final ChainOptions options = new ChainOptions();

    @Override
    public Integer call() throws IOException {
        Chain chain = options.chain();
        SettlementSettings settings =
                new SettlementSettings(new DatanetId(datanet), currency, chain.id(), EvmAddress.parse(contract));
        new Distributor(chain, settings.contract()).requireCode();
        settings.write(folder);
        spec.commandLine()
                .getOut()
                .printf("%s settles %s on chain %d by %s%n", folder, datanet, settings.chainId(), settings.contract());
        spec.commandLine().getOut().flush();
        return Main.OK;
    }
}
