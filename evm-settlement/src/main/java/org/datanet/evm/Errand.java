package org.datanet.evm;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.datanet.evm.chain.Chain;
import org.datanet.evm.chain.ChainException;
import org.datanet.evm.chain.ContractArtefact;
import org.datanet.evm.chain.FeePolicy;
import org.datanet.evm.chain.Outcome;
import org.datanet.evm.chain.TransactionSender;
import org.datanet.evm.chain.TransactionSigner;
import org.datanet.evm.tree.EvmAddress;

/**
 * One transaction of a key that is not the reporter's: a deployment, a payment into the contract, a veto, a claim. It is kept in a
 * journal of its own before it is sent; run again after a crash, the same errand finishes what was under way and sends nothing more.
 */
public final class Errand {
    private final Chain chain;
    private final long chainId;
    private final TransactionSigner signer;
    private final FeePolicy policy;
    private final Clock clock;
    private final Path journal;
    private final Duration pause;

    /**
     * Errands of one key.
     *
     * @param journal kept for all of them
     * @param pause between two questions to the node
     */
    public Errand(
            Chain chain,
            long chainId,
            TransactionSigner signer,
            FeePolicy policy,
            Clock clock,
            Path journal,
            Duration pause) {
        this.chain = chain;
        this.chainId = chainId;
        this.signer = signer;
        this.policy = policy;
        this.clock = clock;
        this.journal = journal;
        this.pause = pause;
    }

    /**
     * Runs an errand to its end.
     *
     * @param purpose what it is for; the same words mean the same errand
     * @param to the contract; empty to create one
     * @param progress is told what is waited for, when that changes
     * @throws IllegalStateException when the contract refuses it (nothing was sent), it was reverted, or the chain is another
     */
    public Outcome.Final run(String purpose, Optional<EvmAddress> to, String data, Consumer<String> progress)
            throws IOException {
        long id = chain.id();
        if (id != chainId) {
            throw new IllegalStateException(
                    "the node is of chain %d, and not of chain %d: nothing was sent; name a node of chain %d"
                            .formatted(id, chainId, chainId));
        }
        try (FileIntentStore store = FileIntentStore.open(journal)) {
            TransactionSender sender = new TransactionSender(chain, chainId, signer, policy, clock, store);
            Optional<Outcome.Final> earlier = finish(sender, progress);
            if (earlier.isPresent() && earlier.get().purpose().equals(purpose)) {
                return succeeded(earlier.get());
            }
            Optional<EvmAddress> created = to.isEmpty() ? sender.created(purpose) : Optional.empty();
            if (created.isPresent()) {
                return new Outcome.Final(purpose, true, BigInteger.ZERO, created);
            }
            while (!sender.busy()) {
                Outcome outcome = begin(sender, purpose, to, data);
                if (outcome instanceof Outcome.Waiting waiting) {
                    progress.accept(waiting.reason());
                }
                if (!sender.busy()) {
                    rest();
                }
            }
            return succeeded(finish(sender, progress).orElseThrow());
        }
    }

    private static Outcome begin(TransactionSender sender, String purpose, Optional<EvmAddress> to, String data)
            throws IOException {
        try {
            return sender.begin(purpose, to, data);
        } catch (ChainException e) {
            Optional<String> error = ContractArtefact.distributor().error(e.revertData());
            if (error.isEmpty()) {
                throw e;
            }
            throw new IllegalStateException(
                    "%s: the contract answers %s; nothing was sent".formatted(purpose, error.get()), e);
        }
    }

    private Optional<Outcome.Final> finish(TransactionSender sender, Consumer<String> progress) throws IOException {
        String said = "";
        while (true) {
            Optional<Outcome> outcome = sender.resume();
            if (outcome.isEmpty()) {
                return Optional.empty();
            }
            if (outcome.get() instanceof Outcome.Final end) {
                return Optional.of(end);
            }
            String reason = ((Outcome.Waiting) outcome.get()).reason();
            if (!reason.equals(said)) {
                progress.accept(reason);
                said = reason;
            }
            rest();
        }
    }

    private void rest() throws IOException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(
                    "interrupted; what was sent is in %s, and the same command goes on".formatted(journal), e);
        }
    }

    private static Outcome.Final succeeded(Outcome.Final end) {
        if (!end.succeeded()) {
            throw new IllegalStateException(
                    "%s was reverted, or another transaction of the key took its place: look at the contract, then run it again"
                            .formatted(end.purpose()));
        }
        return end;
    }
}
