package org.datanet.evm;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.datanet.contribution.ContributorId;
import org.datanet.evm.SettlementState.Next;
import org.datanet.evm.SettlementState.Proposal;
import org.datanet.evm.chain.Chain;
import org.datanet.evm.chain.ChainException;
import org.datanet.evm.chain.ContractArtefact;
import org.datanet.evm.chain.Distributor;
import org.datanet.evm.chain.FeePolicy;
import org.datanet.evm.chain.Outcome;
import org.datanet.evm.chain.TransactionSender;
import org.datanet.evm.chain.TransactionSigner;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.ClaimTree;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.reward.ClaimProof;
import org.datanet.reward.IntentStore;
import org.datanet.reward.ProofSource;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReporter;
import org.jspecify.annotations.Nullable;

/**
 * Turns reward reports into claims on a chain. {@link #report} takes a report over durably; {@link #advance} brings what was taken
 * over one step on, as far as the chain allows now, and is called until it is {@linkplain SettlementStatus.Stage#DONE done}: it
 * decides on a root, proposes it, waits for the challenge window, and activates it. Every decision and every signed transaction is in
 * the store before it has an effect, so a crash at any moment loses nothing and repeats nothing.
 *
 * <p>Only one that was opened with a signer sends anything. Thread-safe.
 */
public final class Settlement implements RewardReporter, ProofSource, Closeable {
    /** Name of the store's file in a settlement's folder. */
    public static final String JOURNAL = "journal";

    private final SettlementSettings settings;
    private final Chain chain;
    private final Distributor distributor;
    private final IntentStore store;
    private final SettlementState state;
    private final @Nullable TransactionSender sender;
    private final Progress progress;
    private @Nullable ClaimTree activeTree;
    private boolean codeChecked;

    private Settlement(
            SettlementSettings settings,
            Chain chain,
            IntentStore store,
            @Nullable TransactionSender sender,
            Progress progress)
            throws IOException {
        this.settings = settings;
        this.chain = chain;
        this.store = store;
        this.sender = sender;
        this.progress = progress;
        this.distributor = new Distributor(chain, settings.contract());
        this.state = new SettlementState(store);
    }

    /** A dry run over a folder: nothing is sent, and nothing in the folder changes, whoever settles from it meanwhile. */
    public static Settlement dryRun(Path folder, Chain chain, Progress progress) throws IOException {
        return new Settlement(
                SettlementSettings.read(folder), chain, PreviewStore.of(folder.resolve(JOURNAL)), null, progress);
    }

    /** A settlement over a folder without a key: takes reports, bindings and decisions in, and sends nothing. */
    public static Settlement keyless(Path folder, Chain chain, Progress progress) throws IOException {
        SettlementSettings settings = SettlementSettings.read(folder);
        return new Settlement(settings, chain, FileIntentStore.open(folder.resolve(JOURNAL)), null, progress);
    }

    /** A settlement over a folder that sends with a key which has the reporter's role. */
    public static Settlement sending(
            Path folder, Chain chain, TransactionSigner reporter, FeePolicy policy, Clock clock, Progress progress)
            throws IOException {
        SettlementSettings settings = SettlementSettings.read(folder);
        IntentStore store = FileIntentStore.open(folder.resolve(JOURNAL));
        try {
            return over(
                    settings,
                    chain,
                    store,
                    new TransactionSender(chain, settings.chainId(), reporter, policy, clock, store),
                    progress);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** A settlement over any store, which it closes; without a sender it is a dry run. */
    public static Settlement over(
            SettlementSettings settings,
            Chain chain,
            IntentStore store,
            @Nullable TransactionSender sender,
            Progress progress)
            throws IOException {
        return new Settlement(settings, chain, store, sender, progress);
    }

    /** Which contract pays which Datanet. */
    public SettlementSettings settings() {
        return settings;
    }

    /**
     * Takes a report over. Needs no node.
     *
     * @throws IllegalArgumentException when it is of another Datanet or in another currency, or pays an epoch that another report pays
     */
    @Override
    public synchronized void report(RewardReport report) throws IOException {
        if (!report.datanet().id().equals(settings.datanet())) {
            throw new IllegalArgumentException("report %s is of Datanet %s, and this settlement pays %s only"
                    .formatted(report.digest(), report.datanet().id(), settings.datanet()));
        }
        if (!report.currency().equals(settings.currency())) {
            throw new IllegalArgumentException(
                    "report %s is in %s, and one base unit of this settlement's token is one of %s: compute the report in that currency (reward.currency of the policy)"
                            .formatted(report.digest(), report.currency(), settings.currency()));
        }
        if (state.knows(report.digest())) {
            return;
        }
        for (int epoch : report.epochs()) {
            Optional<Digest> payer = state.payer(epoch);
            if (payer.isPresent()) {
                throw new IllegalArgumentException(
                        "epoch %d of %s is paid by report %s: report %s would pay it a second time. If the first is wrong and its root was vetoed, drop it: `datanet settle drop %s`"
                                .formatted(epoch, report.datanet().id(), payer.get(), report.digest(), payer.get()));
            }
        }
        state.take(report);
    }

    /**
     * Takes in where a contributor is paid from the next root on. What an earlier account has earned stays claimable there.
     *
     * @throws IllegalArgumentException when the signature is wrong, or the sequence is not above the last one
     */
    public synchronized void bind(AddressBinding binding) throws IOException {
        binding.requireSigned(settings);
        Optional<AddressBinding> last = state.binding(binding.contributor());
        if (last.isPresent() && last.get().equals(binding)) {
            return;
        }
        if (last.isPresent() && binding.sequence() <= last.get().sequence()) {
            throw new IllegalArgumentException(
                    "%s; a later binding has a sequence of %d or more, not %d: an old binding may have been replayed"
                            .formatted(last.get(), last.get().sequence() + 1, binding.sequence()));
        }
        if (binding.account().equals(settings.contract())) {
            throw new IllegalArgumentException(
                    "the distributor %s cannot be paid by itself".formatted(binding.account()));
        }
        state.bind(binding);
    }

    /** The sequence that a contributor's next binding needs. */
    public synchronized long nextSequence(ContributorId contributor) {
        return state.binding(contributor).map(AddressBinding::sequence).orElse(0L) + 1;
    }

    /**
     * What would be proposed now, and what stands against it. Builds the tree and verifies every proof; changes nothing.
     *
     * @throws IOException when the node cannot be reached
     */
    public synchronized SettlementPlan plan() throws IOException {
        requireChain();
        Next next = state.next();
        BigInteger added = next.earnings().total().subtract(state.active().total());
        Bytes32 root = added.signum() == 0
                ? Bytes32.ZERO
                : ClaimTree.of(next.earnings(), progress).root();
        return new SettlementPlan(
                next.epoch(),
                root,
                next.earnings().size(),
                next.earnings().total(),
                added,
                distributor.funded(),
                next.reports().size(),
                next.unplaced(),
                next.shared(),
                problems(next.earnings().total(), sender == null));
    }

    private void requireChain() throws IOException {
        long id = chain.id();
        if (id != settings.chainId()) {
            throw new IllegalStateException(
                    "the node is of chain %d, and this settlement is on chain %d: nothing was sent; name a node of chain %d"
                            .formatted(id, settings.chainId(), settings.chainId()));
        }
        if (!codeChecked) {
            distributor.requireCode();
            codeChecked = true;
        }
    }

    private List<String> problems(BigInteger total, boolean dry) throws IOException {
        List<String> problems = new ArrayList<>();
        BigInteger supply = distributor.token().supply();
        if (total.compareTo(supply) > 0) {
            problems.add(
                    "the root's total of %s base units is above the token's whole supply of %s: a report is wrong, or in other units"
                            .formatted(total, supply));
        }
        BigInteger funded = distributor.funded();
        if (total.compareTo(funded) > 0) {
            problems.add(
                    "the contract is funded with %s base units, and the root needs %s: pay in %s with `datanet settle fund`"
                            .formatted(funded, total, total.subtract(funded)));
        }
        if (!dry && !distributor.holds(Distributor.Role.REPORTER, sender().address())) {
            problems.add(
                    "%s does not have the reporter's role at %s: use the reporter's key, or let the admin grant the role"
                            .formatted(sender().address(), settings.contract()));
        }
        return problems;
    }

    private TransactionSender sender() {
        if (sender == null) {
            throw new IllegalStateException("a dry run sends nothing: open it with a signer");
        }
        return sender;
    }

    /**
     * Does what can be done now.
     *
     * @throws IOException when the node cannot be reached or refuses; the next call goes on
     * @throws IllegalStateException when this is a dry run, or the node or the contract is another than the settings say
     */
    public synchronized SettlementStatus advance() throws IOException {
        sender();
        requireChain();
        while (true) {
            Optional<SettlementStatus> status = step();
            if (status.isPresent()) {
                return status.get();
            }
        }
    }

    /** One step; empty when there may be another at once. */
    private Optional<SettlementStatus> step() throws IOException {
        if (!sender().lastStands()) {
            return Optional.empty();
        }
        Optional<Outcome> outcome = sender().resume();
        if (outcome.isPresent()) {
            return outcome.get() instanceof Outcome.Waiting waiting
                    ? Optional.of(SettlementStatus.waiting(waiting.purpose() + ": " + waiting.reason()))
                    : Optional.empty();
        }
        Distributor.Root active = distributor.active();
        if (!active.root().equals(state.activeRoot())) {
            return follow(active);
        }
        Optional<Proposal> proposal = state.proposed();
        return proposal.isPresent() ? carry(proposal.get()) : decide();
    }

    /** The chain's active root is not the one that the store knows. */
    private Optional<SettlementStatus> follow(Distributor.Root active) throws IOException {
        Optional<Proposal> proposal = state.proposed();
        if (proposal.isPresent() && active.root().equals(proposal.get().root())) {
            state.activated();
            activeTree = null;
            return Optional.empty();
        }
        if (active.epoch() < state.activeEpoch() && state.canBeTakenBack()) {
            state.takenBack();
            activeTree = null;
            return Optional.empty();
        }
        return Optional.of(SettlementStatus.blocked(
                "root %s of epoch %d is active at %s and was not made from this folder: settle from the folder that made it; nothing was sent"
                        .formatted(active.root(), active.epoch(), settings.contract())));
    }

    private Optional<SettlementStatus> carry(Proposal proposal) throws IOException {
        if (state.fate().isPresent()) {
            return Optional.of(SettlementStatus.blocked(
                    "root %s of epoch %d was %s: find out why, then propose its %d reports again with `datanet settle release`, or drop a report with `datanet settle drop DIGEST`"
                            .formatted(
                                    proposal.root(),
                                    proposal.epoch(),
                                    state.fate().get(),
                                    proposal.reports().size())));
        }
        Distributor.Root pending = distributor.pending();
        if (pending.root().equals(proposal.root())) {
            return ripe(pending);
        }
        Optional<String> fate = distributor.fate(proposal.root(), proposal.epoch(), proposal.block() + 1);
        if (fate.isPresent()) {
            state.stopped(fate.get());
            return Optional.empty();
        }
        if (pending.exists()) {
            return Optional.of(SettlementStatus.waiting(
                    "root %s, proposed by somebody else, is pending: waiting until it is activated, vetoed or discarded"
                            .formatted(pending.root())));
        }
        List<String> problems = problems(proposal.earnings().total(), false);
        if (!problems.isEmpty()) {
            return Optional.of(SettlementStatus.blocked(String.join("; ", problems)));
        }
        return begin(
                "propose " + proposal.root(),
                Distributor.propose(
                        proposal.epoch(), proposal.root(), proposal.earnings().total(), proposal.evidence()));
    }

    private Optional<SettlementStatus> ripe(Distributor.Root pending) throws IOException {
        Instant until = Instant.ofEpochSecond(pending.activatableAt());
        if (chain.latest().timestamp() < pending.activatableAt()) {
            return Optional.of(SettlementStatus.waiting(
                    "root %s can be challenged until %s".formatted(pending.root(), until), until));
        }
        if (distributor.paused()) {
            return Optional.of(SettlementStatus.blocked(
                    "the contract is paused: when the reason is settled, the admin unpauses it; the root waits"));
        }
        BigInteger funded = distributor.funded();
        if (funded.compareTo(pending.total()) < 0) {
            return Optional.of(SettlementStatus.blocked(
                    "root %s needs %s base units and %s are paid in: pay in %s with `datanet settle fund`, or make way for another root with `datanet settle discard`"
                            .formatted(
                                    pending.root(),
                                    pending.total(),
                                    funded,
                                    pending.total().subtract(funded))));
        }
        return begin("activate " + pending.root(), Distributor.activate(pending.root()));
    }

    private Optional<SettlementStatus> decide() throws IOException {
        Next next = state.next();
        if (next.earnings().total().equals(state.active().total())) {
            return Optional.of(SettlementStatus.done(
                    next.unplaced().isEmpty()
                            ? "all reports are settled"
                            : "all that can be is settled; %d contributors have no address yet, so their amounts wait"
                                    .formatted(next.unplaced().size())));
        }
        Bytes32 root = ClaimTree.of(next.earnings(), progress).root();
        List<String> problems = problems(next.earnings().total(), false);
        if (!problems.isEmpty()) {
            return Optional.of(SettlementStatus.blocked(String.join("; ", problems)));
        }
        state.decide(next, root, chain.latest().number());
        return Optional.empty();
    }

    private Optional<SettlementStatus> begin(String purpose, String data) throws IOException {
        try {
            Outcome outcome = sender().begin(purpose, Optional.of(settings.contract()), data);
            String reason = outcome instanceof Outcome.Waiting waiting ? waiting.reason() : "sent";
            return Optional.of(SettlementStatus.waiting(purpose + ": " + reason));
        } catch (ChainException e) {
            Optional<String> error = ContractArtefact.distributor().error(e.revertData());
            if (error.isEmpty()) {
                throw e;
            }
            return Optional.of(SettlementStatus.waiting(
                    "%s: the contract answers %s; nothing was sent".formatted(purpose, error.get())));
        }
    }

    /** Makes way for another root, where the pending one is past its window and not funded. */
    public synchronized SettlementStatus discard() throws IOException {
        requireChain();
        Distributor.Root pending = distributor.pending();
        if (!pending.exists()) {
            return SettlementStatus.done("no root is pending");
        }
        return begin("discard " + pending.root(), Distributor.discard(pending.root()))
                .orElseThrow();
    }

    /** Lets the reports of a vetoed or discarded root be proposed again. */
    public synchronized void release() throws IOException {
        requireStopped();
        state.release();
    }

    /**
     * Takes a report out of a vetoed or discarded root for good.
     *
     * @throws IllegalArgumentException when the report is not in it
     */
    public synchronized void drop(Digest report) throws IOException {
        requireStopped();
        if (!state.queued().contains(report)) {
            throw new IllegalArgumentException(
                    "report %s is not in the stopped root; there are %s".formatted(report, state.queued()));
        }
        state.drop(report);
    }

    private void requireStopped() {
        if (state.fate().isEmpty()) {
            throw new IllegalStateException("no root of this folder was vetoed or discarded");
        }
    }

    /** Anchors the signed head of the usage ledger; see the contract. Waits for nothing. */
    public synchronized SettlementStatus anchor(long size, Digest root, Digest head) throws IOException {
        requireChain();
        if (sender().busy()) {
            return SettlementStatus.waiting("a transaction is under way");
        }
        if (distributor.ledgerSize() >= size) {
            return SettlementStatus.done("the ledger is anchored at %d receipts".formatted(distributor.ledgerSize()));
        }
        return begin("anchor " + size, Distributor.anchor(size, Bytes32.of(root.bytes()), Bytes32.of(head.bytes())))
                .orElseThrow();
    }

    /** Contributors without an address, with what they have earned, in base units. */
    public synchronized SortedMap<ContributorId, BigInteger> unplaced() {
        return state.next().unplaced();
    }

    @Override
    public synchronized Optional<ClaimProof> proof(ContributorId contributor) {
        Optional<AddressBinding> binding = state.binding(contributor);
        if (binding.isEmpty()) {
            return Optional.empty();
        }
        if (state.active().row(binding.get().account()) < 0) {
            return Optional.empty();
        }
        ClaimTree tree = activeTree;
        if (tree == null) {
            tree = ClaimTree.of(state.active(), progress);
            activeTree = tree;
        }
        return Optional.of(SettlementProofs.of(
                settings, state.activeEpoch(), tree, contributor, binding.get().account()));
    }

    @Override
    public synchronized void close() throws IOException {
        store.close();
    }
}
