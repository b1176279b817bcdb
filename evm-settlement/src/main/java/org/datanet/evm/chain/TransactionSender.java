package org.datanet.evm.chain;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.EvmAddress;
import org.datanet.reward.IntentStore;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;

/**
 * Sends one transaction after the other, each with exactly one effect. The signed transaction is in the store before it leaves the
 * process, so that after a crash at any moment the same bytes are sent again; they are sent again, too, when a reorganisation of the
 * chain drops them. The next one begins when the last is as deep in the chain as the policy asks. Not thread-safe.
 */
public final class TransactionSender {
    private final Chain chain;
    private final long chainId;
    private final TransactionSigner signer;
    private final FeePolicy policy;
    private final Clock clock;
    private final TransactionJournal journal;

    /**
     * A sender over what a store knows.
     *
     * @throws IllegalStateException when a transaction of another key is under way in the store
     */
    public TransactionSender(
            Chain chain, long chainId, TransactionSigner signer, FeePolicy policy, Clock clock, IntentStore store)
            throws IOException {
        this.chain = chain;
        this.chainId = chainId;
        this.signer = signer;
        this.policy = policy;
        this.clock = clock;
        this.journal = new TransactionJournal(store);
        for (TransactionIntent intent : journal.underWay()) {
            if (!intent.from().equals(signer.address())) {
                throw new IllegalStateException(
                        "transaction %s (%s) of %s is under way: finish it with that key before another, here %s, sends"
                                .formatted(intent.hash(), intent.purpose(), intent.from(), signer.address()));
            }
        }
    }

    /** The key that signs. */
    public EvmAddress address() {
        return signer.address();
    }

    /** Whether a transaction is under way. */
    public boolean busy() {
        return !journal.underWay().isEmpty();
    }

    /**
     * Begins a transaction: simulates it, signs it, keeps it, and sends it. Nothing is kept or sent when it would fail or the chain
     * asks for more than the cap.
     *
     * @param purpose what it is for; comes back in the outcome
     * @throws ChainException when the simulation reverts
     * @throws IllegalStateException when the account cannot pay for it, or one is under way
     */
    public Outcome begin(String purpose, Optional<EvmAddress> to, String data) throws IOException {
        if (busy()) {
            throw new IllegalStateException(
                    "a transaction is under way: " + journal.underWay().get(0).purpose());
        }
        Chain.Message message = new Chain.Message(signer.address(), to.orElse(null), data);
        BigInteger estimate = chain.gas(message);
        BigInteger gas = estimate.add(estimate.shiftRight(2));
        BigInteger baseFee = chain.latest().baseFee();
        BigInteger tip = chain.usualTip();
        if (!policy.affordable(baseFee, tip)) {
            return tooDear(purpose, baseFee, tip);
        }
        FeePolicy.Fees fees = policy.fees(baseFee, tip);
        requireFunds(gas.multiply(fees.most()));
        TransactionIntent intent = signed(purpose, to, chain.nextNonce(signer.address()), gas, fees, data);
        journal.intend(intent);
        broadcast(intent);
        return new Outcome.Waiting(purpose, "sent as " + intent.hash());
    }

    private Outcome.Waiting tooDear(String purpose, BigInteger baseFee, BigInteger tip) {
        return new Outcome.Waiting(
                purpose,
                "the chain asks %s gwei a gas, the cap is %s: waiting, nothing more is sent"
                        .formatted(gwei(baseFee.add(tip)), gwei(policy.cap())));
    }

    private static String gwei(BigInteger wei) {
        return String.format(Locale.ROOT, "%.3f", wei.doubleValue() / 1e9);
    }

    private void requireFunds(BigInteger cost) throws IOException {
        BigInteger balance = chain.balance(signer.address());
        if (balance.compareTo(cost) < 0) {
            throw new IllegalStateException(
                    "%s has %s wei and the transaction can cost %s: send it %s wei or more for fees; nothing was sent"
                            .formatted(signer.address(), balance, cost, cost.subtract(balance)));
        }
    }

    private TransactionIntent signed(
            String purpose, Optional<EvmAddress> to, BigInteger nonce, BigInteger gas, FeePolicy.Fees fees, String data)
            throws IOException {
        RawTransaction transaction = RawTransaction.createTransaction(
                chainId,
                nonce,
                gas,
                to.map(EvmAddress::toString).orElse(null),
                BigInteger.ZERO,
                data,
                fees.tip(),
                fees.most());
        byte[] signature = signer.sign(Hash.sha3(TransactionEncoder.encode(transaction)));
        byte[] raw = TransactionEncoder.encode(
                transaction,
                new Sign.SignatureData(
                        signature[64], Arrays.copyOfRange(signature, 0, 32), Arrays.copyOfRange(signature, 32, 64)));
        return new TransactionIntent(
                purpose,
                signer.address(),
                to,
                nonce,
                gas,
                fees,
                data,
                "0x" + HexFormat.of().formatHex(raw),
                Bytes32.of(Hash.sha3(raw)),
                clock.instant());
    }

    /**
     * Sends. That the node knows it already, or its nonce is used up, shows when the chain is asked for its receipt; that its fees have
     * become too low is what replacements are for.
     */
    private void broadcast(TransactionIntent intent) throws IOException {
        try {
            chain.send(intent.raw());
        } catch (ChainException e) {
            if (!e.answered()) {
                throw e;
            }
            String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            boolean harmless = message.contains("already known")
                    || message.contains("already imported")
                    || message.contains("known transaction")
                    || message.contains("nonce too low")
                    || message.contains("nonce is too low")
                    || message.contains("underpriced")
                    || message.contains("less than block base fee");
            if (!harmless) {
                throw e;
            }
        }
    }

    /** Brings the transaction under way one step on; empty when there is none. */
    public Optional<Outcome> resume() throws IOException {
        List<TransactionIntent> attempts = journal.underWay();
        if (attempts.isEmpty()) {
            return Optional.empty();
        }
        TransactionIntent latest = attempts.get(attempts.size() - 1);
        long head = chain.latest().number();
        for (TransactionIntent attempt : attempts) {
            Optional<Chain.Receipt> receipt = chain.receipt(attempt.hash());
            if (receipt.isPresent()) {
                return Optional.of(deepEnough(attempt, receipt.get(), head));
            }
        }
        long settled = head - policy.confirmations() + 1;
        if (chain.nonce(latest.from()).compareTo(latest.nonce()) > 0) {
            if (settled >= 0 && chain.nonceAt(latest.from(), settled).compareTo(latest.nonce()) > 0) {
                journal.end(Optional.empty(), false);
                return Optional.of(new Outcome.Final(latest.purpose(), false, BigInteger.ZERO, Optional.empty()));
            }
            return Optional.of(new Outcome.Waiting(
                    latest.purpose(), "another transaction of the key took nonce " + latest.nonce()));
        }
        for (TransactionIntent missing : journal.endedFrom(chain.nonce(latest.from()))) {
            broadcast(missing);
        }
        broadcast(latest);
        Instant patience = latest.at().plus(policy.replaceAfter());
        return Optional.of(
                clock.instant().isBefore(patience)
                        ? new Outcome.Waiting(latest.purpose(), "no block has taken " + latest.hash() + " yet")
                        : replace(latest));
    }

    private Outcome deepEnough(TransactionIntent attempt, Chain.Receipt receipt, long head) throws IOException {
        long depth = head - receipt.block() + 1;
        if (depth < policy.confirmations()) {
            return new Outcome.Waiting(
                    attempt.purpose(), "%d of %d confirmations".formatted(depth, policy.confirmations()));
        }
        journal.end(Optional.of(attempt.hash()), receipt.succeeded());
        return new Outcome.Final(attempt.purpose(), receipt.succeeded(), receipt.gasUsed(), receipt.contract());
    }

    private Outcome replace(TransactionIntent stuck) throws IOException {
        BigInteger baseFee = chain.latest().baseFee();
        FeePolicy.Fees fees = policy.raised(stuck.fees(), baseFee, chain.usualTip());
        if (fees.most().compareTo(policy.cap()) > 0) {
            return new Outcome.Waiting(
                    stuck.purpose(),
                    "no block has taken %s, and a replacement would cost up to %s gwei a gas, above the cap of %s: raise the cap or wait"
                            .formatted(stuck.hash(), gwei(fees.most()), gwei(policy.cap())));
        }
        requireFunds(stuck.gas().multiply(fees.most()));
        TransactionIntent raised = signed(stuck.purpose(), stuck.to(), stuck.nonce(), stuck.gas(), fees, stuck.data());
        journal.intend(raised);
        broadcast(raised);
        return new Outcome.Waiting(raised.purpose(), "sent again with higher fees as " + raised.hash());
    }

    /**
     * The contract that the last transaction created, if it was for this purpose: a crash between its end and what follows from it
     * must not create another.
     */
    public Optional<EvmAddress> created(String purpose) throws IOException {
        Optional<TransactionJournal.Ended> last = journal.last();
        if (busy()
                || last.isEmpty()
                || last.get().hash().isEmpty()
                || !last.get().succeeded()
                || !last.get().attempts().get(0).purpose().equals(purpose)) {
            return Optional.empty();
        }
        return chain.receipt(last.get().hash().get()).flatMap(Chain.Receipt::contract);
    }

    /**
     * Whether the block that took the last transaction is still part of the chain; if not, the transaction is under way again. A
     * reorganisation deeper than the confirmations is found by this.
     */
    public boolean lastStands() throws IOException {
        Optional<TransactionJournal.Ended> last = journal.last();
        if (busy() || last.isEmpty() || last.get().hash().isEmpty()) {
            return true;
        }
        if (chain.receipt(last.get().hash().get()).isPresent()) {
            return true;
        }
        journal.reopen();
        return false;
    }
}
