package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.datanet.evm.Errand;
import org.datanet.evm.SettlementSettings;
import org.datanet.evm.chain.Chain;
import org.datanet.evm.chain.Distributor;
import org.datanet.evm.chain.Erc20;
import org.datanet.evm.chain.TransactionSigner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A payment into the contract. */
@Command(
        name = "fund",
        mixinStandardHelpOptions = true,
        description = "Pays tokens into the distributor: approves exactly the amount, then pays it in.")
final class SettleFundCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final SettlementFolder folder = new SettlementFolder();

    @Option(names = "--amount", required = true, paramLabel = "N", description = "whole base units of the token")
    @SuppressWarnings("NullAway.Init")
    private String amount;

    @Option(names = "--send", description = "send it; without, only say what would be sent")
    private boolean send;

    @Mixin
    private final ChainOptions options = new ChainOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        BigInteger units = ChainOptions.units(amount);
        SettlementSettings settings = SettlementSettings.read(folder.path());
        Chain chain = options.chain();
        Distributor distributor = new Distributor(chain, settings.contract());
        distributor.requireCode();
        if (!send) {
            out.printf("Would pay %s base units into %s%nDry run: nothing was sent.%n", units, settings.contract());
            out.flush();
            return Main.OK;
        }
        TransactionSigner signer = options.signer();
        Errand errand = options.errand(settings.chainId(), signer, folder.path());
        Erc20 token = distributor.token();
        BigInteger balance = token.balance(signer.address());
        if (balance.compareTo(units) < 0) {
            throw new IllegalArgumentException("%s has %s base units of the token, not %s: nothing was sent"
                    .formatted(signer.address(), balance, units));
        }
        if (token.allowance(signer.address(), settings.contract()).compareTo(units) < 0) {
            errand.run(
                    "approve " + units,
                    Optional.of(token.address()),
                    Erc20.approve(settings.contract(), units),
                    out::println);
        }
        errand.run("fund " + units, Optional.of(settings.contract()), Distributor.fund(units), out::println);
        out.printf("The distributor is funded with %s base units%n", distributor.funded());
        out.flush();
        return Main.OK;
    }
}
