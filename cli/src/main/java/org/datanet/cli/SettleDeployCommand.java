package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.datanet.evm.SettlementSettings;
import org.datanet.evm.chain.Chain;
import org.datanet.evm.chain.Distributor;
import org.datanet.evm.chain.Erc20;
import org.datanet.evm.chain.Outcome;
import org.datanet.evm.chain.TransactionSigner;
import org.datanet.evm.tree.EvmAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A new distributor. */
@Command(
        name = "deploy",
        mixinStandardHelpOptions = true,
        description = "Deploys a distributor and makes a settlement's folder for it.")
final class SettleDeployCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final SettlementFolder folder = new SettlementFolder();

    @Mixin
    private final SettledReports reports = new SettledReports();

    @Option(names = "--token", required = true, paramLabel = "0x...", description = "the ERC-20 token that is paid")
    @SuppressWarnings("NullAway.Init")
    private String token;

    @Option(
            names = "--admin",
            required = true,
            paramLabel = "0x...",
            description = "grants roles, unpauses, takes out surplus; best a multi-signature wallet")
    @SuppressWarnings("NullAway.Init")
    private String admin;

    @Option(names = "--reporter", required = true, paramLabel = "0x...", description = "proposes roots")
    @SuppressWarnings("NullAway.Init")
    private String reporter;

    @Option(
            names = "--guardian",
            required = true,
            paramLabel = "0x...",
            description = "vetoes and pauses; another account than the reporter")
    @SuppressWarnings("NullAway.Init")
    private String guardian;

    @Option(
            names = "--window",
            paramLabel = "TIME",
            converter = ChainOptions.TimeConverter.class,
            description = "how long a root can be challenged, 1h to 30d (default: 2d)")
    private Duration window = Duration.ofDays(2);

    @Option(
            names = "--admin-delay",
            paramLabel = "TIME",
            converter = ChainOptions.TimeConverter.class,
            description = "between the announcement of another admin and its acceptance (default: 2d)")
    private Duration adminDelay = Duration.ofDays(2);

    @Option(names = "--send", description = "send it; without, only say what would be sent")
    private boolean send;

    @Mixin
    private final ChainOptions options = new ChainOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (Files.exists(folder.path().resolve(SettlementSettings.FILE))) {
            throw new IllegalArgumentException(
                    "%s has a contract already: take another folder for another contract".formatted(folder.path()));
        }
        Distributor.Deployment deployment = new Distributor.Deployment(
                EvmAddress.parse(token),
                EvmAddress.parse(admin),
                adminDelay.toSeconds(),
                EvmAddress.parse(reporter),
                EvmAddress.parse(guardian),
                window.toSeconds());
        Chain chain = options.chain();
        new Erc20(chain, deployment.token()).supply();
        long id = chain.id();
        // A wrong name is refused before anything is sent; any address stands for the contract's until there is one.
        reports.paidBy(deployment.token(), id);
        if (!send) {
            out.printf("Would deploy on chain %d: %s%nDry run: nothing was sent.%n", id, deployment);
            out.flush();
            return Main.OK;
        }
        TransactionSigner signer = options.signer();
        Outcome.Final end = options.errand(id, signer, folder.path())
                .run("deploy " + deployment, Optional.empty(), deployment.data(), reason -> {
                    out.println(reason);
                    out.flush();
                });
        EvmAddress contract = end.created().orElseThrow();
        new Distributor(chain, contract).requireCode();
        SettlementSettings settings = reports.paidBy(contract, id);
        settings.write(folder.path());
        out.printf("Deployed at %s; %s settles %s with it%n", contract, folder.path(), settings.datanet());
        out.flush();
        return Main.OK;
    }
}
