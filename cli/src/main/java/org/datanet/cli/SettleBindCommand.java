package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.datanet.contribution.ContributorId;
import org.datanet.evm.AddressBinding;
import org.datanet.evm.Settlement;
import org.datanet.evm.tree.EvmAddress;
import org.datanet.progress.Progress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a contributor is paid. */
@Command(
        name = "bind",
        mixinStandardHelpOptions = true,
        description =
                "Takes in a contributor's address with the signature of its key; without a signature, prints the message to sign (eth_signTypedData_v4).")
final class SettleBindCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final SettlementFolder folder = new SettlementFolder();

    @Option(names = "--contributor", required = true, paramLabel = "ID", description = "who is paid")
    @SuppressWarnings("NullAway.Init")
    private String contributor;

    @Option(names = "--account", paramLabel = "0x...", description = "where (default: the keystore's account)")
    private @Nullable String account;

    @Option(names = "--signature", paramLabel = "0x...", description = "65 bytes, by the account's key")
    private @Nullable String signature;

    @Option(names = "--sign", description = "sign with the key in --keystore: it must be the account's")
    private boolean sign;

    @Mixin
    private final ChainOptions options = new ChainOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        ContributorId who = new ContributorId(contributor);
        try (Settlement settlement = Settlement.keyless(folder.path(), options.chain(), Progress.none())) {
            long sequence = settlement.nextSequence(who);
            if (sign) {
                settlement.bind(AddressBinding.sign(settlement.settings(), who, sequence, options.signer()));
            } else {
                String named = account;
                if (named == null) {
                    throw new IllegalArgumentException(
                            "name the contributor's --account, or --sign with its --keystore");
                }
                EvmAddress address = EvmAddress.parse(named).requireNotZero();
                String signed = signature;
                if (signed == null) {
                    out.println(AddressBinding.message(settlement.settings(), who, address, sequence));
                    out.flush();
                    return Main.OK;
                }
                if (!signed.matches("0x[0-9a-fA-F]{130}")) {
                    throw new IllegalArgumentException("a signature is 0x and 130 hexadecimal digits");
                }
                settlement.bind(new AddressBinding(
                        who, address, sequence, HexFormat.of().parseHex(signed, 2, signed.length())));
            }
            out.printf("%s is paid there from the next root on%n", who);
            out.flush();
        }
        return Main.OK;
    }
}
