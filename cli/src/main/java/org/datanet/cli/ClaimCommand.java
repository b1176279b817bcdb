package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.datanet.evm.ClaimProofFile;
import org.datanet.evm.chain.Chain;
import org.datanet.evm.chain.Distributor;
import org.datanet.evm.chain.TransactionSigner;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.EvmAddress;
import org.datanet.reward.ClaimProof;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A contributor's claim. */
@Command(
        name = "claim",
        mixinStandardHelpOptions = true,
        description = "Claims what a proof says from the distributor, with the key of the account it names.")
final class ClaimCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "PROOF.json", description = "from `datanet proof CONTRIBUTOR`, or from the hook")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--journal",
            paramLabel = "DIR",
            description = "where the transaction is kept before it is sent (default: ${DEFAULT-VALUE})")
    private Path journal = Path.of("claims");

    @Option(names = "--send", description = "send it; without, only say what would be sent")
    private boolean send;

    @Mixin
    private final ChainOptions options = new ChainOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        ClaimProof proof = ClaimProofFile.read(file);
        EvmAddress account = EvmAddress.parse(proof.account());
        EvmAddress contract = EvmAddress.parse(proof.contract());
        Chain chain = options.chain();
        long id = chain.id();
        if (id != proof.chainId()) {
            throw new IllegalArgumentException("%s is for chain %d, and the node is of chain %d: nothing was sent"
                    .formatted(file, proof.chainId(), id));
        }
        Distributor distributor = new Distributor(chain, contract);
        distributor.requireCode();
        Distributor.Root active = distributor.active();
        if (!active.root().equals(Bytes32.parse(proof.root()))) {
            throw new IllegalArgumentException(
                    "%s is under root %s, and the active one is %s of epoch %d: ask for the proof again"
                            .formatted(file, proof.root(), active.root(), active.epoch()));
        }
        BigInteger due = proof.cumulative().subtract(distributor.claimed(account));
        if (due.signum() <= 0) {
            throw new IllegalArgumentException(
                    "%s was paid all %s base units already".formatted(account, proof.cumulative()));
        }
        if (!send) {
            out.printf("Would claim %s base units for %s%nDry run: nothing was sent.%n", due, account);
            out.flush();
            return Main.OK;
        }
        TransactionSigner signer = options.signer();
        if (!signer.address().equals(account)) {
            throw new IllegalArgumentException("%s pays %s, and the keystore holds the key of %s: nothing was sent"
                    .formatted(file, account, signer.address()));
        }
        options.errand(id, signer, journal)
                .run(
                        "claim " + proof.cumulative() + " of " + contract,
                        Optional.of(contract),
                        Distributor.claim(proof.cumulative(), ClaimProofFile.hashes(proof)),
                        out::println);
        out.printf("%s was paid %s base units%n", account, due);
        out.flush();
        return Main.OK;
    }
}
