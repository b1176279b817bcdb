package org.datanet.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.evm.SettlementStatus.Stage;
import org.datanet.evm.chain.Chain;
import org.datanet.evm.chain.ChainException;
import org.datanet.evm.chain.Distributor;
import org.datanet.evm.chain.Erc20;
import org.datanet.evm.chain.FeePolicy;
import org.datanet.evm.chain.RpcProxy.Fault;
import org.datanet.evm.chain.TransactionSigner;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.EvmAddress;
import org.datanet.progress.Progress;
import org.datanet.reward.ClaimProof;
import org.datanet.reward.RewardReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From reports to claims on a real chain, and everything that can go wrong between. */
@SuppressWarnings("NullAway.Init")
class SettlementIT {
    private static final ContributorId ADA = new ContributorId("ada");
    private static final ContributorId BEA = new ContributorId("bea");
    private static SettlementWorld world;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        world = new SettlementWorld();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void begin() throws IOException {
        world.begin();
    }

    private void claim(TransactionSigner who, ClaimProof proof) throws IOException {
        world.anvil.send(
                who,
                world.distributor.address(),
                Distributor.claim(
                        proof.cumulative(),
                        proof.proof().stream().map(Bytes32::parse).toList()));
    }

    private BigInteger balance(TransactionSigner who) throws IOException {
        return world.distributor.token().balance(who.address());
    }

    private static String revert(IOThrowing call) throws IOException {
        try {
            call.run();
            return "no revert";
        } catch (ChainException e) {
            return org.datanet.evm.chain.ContractArtefact.distributor()
                    .error(e.revertData())
                    .orElse("another error: " + e.getMessage());
        }
    }

    private interface IOThrowing {
        void run() throws IOException;
    }

    @Test
    void reports_become_claims_that_pay_the_difference() throws Exception {
        try (Settlement settlement = world.open(folder)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L, "bea", 40L, "nobody", 5L)));
            SettlementPlan plan = settlement.plan();
            assertThat(plan.total()).isEqualTo(640);
            assertThat(plan.problems()).isEmpty();
            assertThat(plan.unplaced()).containsOnlyKeys(new ContributorId("nobody"));
            assertThat(world.settle(settlement).message()).contains("1 contributors have no address");
            ClaimProof first = settlement.proof(ADA).orElseThrow();
            claim(SettlementWorld.ADA, first);
            assertThat(balance(SettlementWorld.ADA)).isEqualTo(600);

            settlement.report(SettlementWorld.report(2, Map.of("ada", 50L, "bea", 2L)));
            settlement.bind(
                    AddressBinding.sign(world.settings, new ContributorId("nobody"), 1, SettlementWorld.STRANGER));
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.DONE);
            claim(SettlementWorld.ADA, settlement.proof(ADA).orElseThrow());
            claim(SettlementWorld.BEA, settlement.proof(BEA).orElseThrow());
            claim(
                    SettlementWorld.STRANGER,
                    settlement.proof(new ContributorId("nobody")).orElseThrow());
            assertThat(balance(SettlementWorld.ADA)).isEqualTo(650);
            assertThat(balance(SettlementWorld.BEA)).isEqualTo(42);
            assertThat(balance(SettlementWorld.STRANGER)).isEqualTo(5);
            assertThat(world.distributor.active().evidence())
                    .isEqualTo(SettlementState.evidence(List.of(SettlementWorld.report(2, Map.of("ada", 50L, "bea", 2L))
                            .digest())));
            assertThat(revert(() -> claim(SettlementWorld.ADA, first))).startsWith("InvalidProof");
        }
    }

    @Test
    void two_contributors_with_one_address_are_summed_and_that_is_said() throws Exception {
        try (Settlement settlement = world.open(folder)) {
            settlement.bind(AddressBinding.sign(world.settings, ADA, 1, SettlementWorld.ADA));
            settlement.bind(AddressBinding.sign(world.settings, BEA, 1, SettlementWorld.ADA));
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L, "bea", 40L)));
            assertThat(settlement.plan().shared())
                    .containsOnlyKeys(SettlementWorld.ADA.address())
                    .containsValue(List.of(ADA, BEA));
            world.settle(settlement);
            assertThat(settlement.proof(BEA).orElseThrow().cumulative()).isEqualTo(640);
            assertThat(settlement.proof(ADA).orElseThrow().cumulative()).isEqualTo(640);
        }
    }

    @Test
    void a_later_binding_gets_what_comes_and_the_earlier_keeps_what_it_has() throws Exception {
        try (Settlement settlement = world.open(folder)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L)));
            world.settle(settlement);
            settlement.bind(AddressBinding.sign(world.settings, ADA, 2, SettlementWorld.STRANGER));
            settlement.report(SettlementWorld.report(2, Map.of("ada", 50L)));
            world.settle(settlement);
            assertThat(settlement.proof(ADA).orElseThrow().cumulative()).isEqualTo(50);
            assertThatThrownBy(() -> settlement.bind(AddressBinding.sign(world.settings, ADA, 1, SettlementWorld.ADA)))
                    .hasMessageContaining("sequence of 3 or more");
            AddressBinding forged = new AddressBinding(
                    ADA,
                    SettlementWorld.BEA.address(),
                    3,
                    AddressBinding.sign(world.settings, ADA, 3, SettlementWorld.ADA)
                            .signature());
            assertThatThrownBy(() -> settlement.bind(forged)).hasMessageContaining("was signed by");
        }
    }

    @Test
    void a_crash_at_any_step_neither_loses_nor_repeats_anything() throws Exception {
        int calls = clean();
        for (int step = 1; step <= calls; step++) {
            for (boolean forwarded : new boolean[] {false, true}) {
                crashed(step, forwarded);
            }
        }
    }

    private int clean() throws IOException {
        world.begin();
        world.proxy.endAt(Integer.MAX_VALUE, true);
        try (Settlement settlement = world.open(folder.resolve("clean"))) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L, "bea", 40L)));
            world.settle(settlement);
        }
        return world.proxy.calls();
    }

    private void crashed(int step, boolean forwarded) throws IOException {
        world.begin();
        Path place = folder.resolve(step + (forwarded ? "after" : "before"));
        BigInteger nonce = world.anvil.chain().nonce(SettlementWorld.REPORTER.address());
        world.proxy.endAt(step, forwarded);
        try (Settlement settlement = world.open(place)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L, "bea", 40L)));
            assertThatThrownBy(() -> world.settle(settlement)).isInstanceOf(ChainException.class);
        }
        world.proxy.endAt(Integer.MAX_VALUE, true);
        try (Settlement settlement = world.open(place)) {
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.DONE);
            assertThat(settlement.proof(ADA).orElseThrow().cumulative()).isEqualTo(600);
        }
        assertThat(world.proposals()).as("proposals after a crash at %d", step).isEqualTo(1);
        assertThat(world.activations())
                .as("activations after a crash at %d", step)
                .isEqualTo(1);
        assertThat(world.anvil.chain().nonce(SettlementWorld.REPORTER.address()))
                .as("transactions after a crash at %d", step)
                .isEqualTo(nonce.add(BigInteger.TWO));
    }

    @Test
    void what_a_reorganisation_drops_is_sent_again() throws Exception {
        try (Settlement settlement = world.open(folder)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L)));
            settlement.advance();
            world.anvil.mine(1);
            assertThat(world.distributor.pending().exists()).isTrue();
            reorganise(2);
            assertThat(world.distributor.pending().exists()).isFalse();
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.DONE);
            assertThat(world.proposals()).isEqualTo(1);
        }
    }

    @Test
    void a_reorganisation_deeper_than_the_confirmations_is_noticed() throws Exception {
        try (Settlement settlement = world.open(folder)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L)));
            world.anvil.mine(20);
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.DONE);
            long depth = world.anvil.chain().latest().number() - 5;
            reorganise((int) Math.min(depth, 12));
            assertThat(world.distributor.active().exists()).isFalse();
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.DONE);
            assertThat(world.distributor.active().root().toString())
                    .isEqualTo(settlement.proof(ADA).orElseThrow().root());
            claim(SettlementWorld.ADA, settlement.proof(ADA).orElseThrow());
        }
    }

    private void reorganise(int depth) throws IOException {
        world.anvil.rpc("anvil_reorg", depth, List.of());
        world.anvil.rpc("anvil_dropAllTransactions");
    }

    @Test
    void of_two_reporters_one_proposes_and_both_see_it_active() throws Exception {
        TransactionSigner second = SettlementWorld.STRANGER;
        world.anvil.send(
                SettlementWorld.ADMIN,
                world.distributor.address(),
                Distributor.grant(Distributor.Role.REPORTER, second.address()));
        try (Settlement one = world.open(folder.resolve("one"));
                Settlement other = world.open(folder.resolve("other"), second, SettlementWorld.POLICY)) {
            for (Settlement settlement : List.of(one, other)) {
                world.bindBoth(settlement);
                settlement.report(SettlementWorld.report(1, Map.of("ada", 600L)));
            }
            world.anvil.rpc("evm_setAutomine", false);
            one.advance();
            other.advance();
            world.anvil.rpc("evm_setAutomine", true);
            world.anvil.mine(3);
            for (int i = 0; i < 12; i++) {
                world.letPass(one.advance());
                world.letPass(other.advance());
            }
            assertThat(world.settle(one).stage()).isEqualTo(Stage.DONE);
            assertThat(world.settle(other).stage()).isEqualTo(Stage.DONE);
            assertThat(world.proposals()).isEqualTo(1);
            assertThat(world.activations()).isEqualTo(1);
        }
    }

    @Test
    void the_folder_of_one_settlement_is_not_opened_twice() throws Exception {
        try (Settlement one = world.open(folder)) {
            assertThat(one.settings()).isEqualTo(world.settings);
            assertThatThrownBy(() -> world.open(folder)).hasMessageContaining("another process settles");
        }
    }

    @Test
    void while_fees_are_above_the_cap_nothing_is_sent() throws Exception {
        FeePolicy thrifty = new FeePolicy(BigInteger.valueOf(3_000_000_000L), 2, Duration.ofHours(5));
        try (Settlement settlement = world.open(folder, SettlementWorld.REPORTER, thrifty)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L)));
            world.anvil.rpc("anvil_setNextBlockBaseFeePerGas", "0x" + Long.toHexString(50_000_000_000L));
            world.anvil.mine(1);
            BigInteger nonce = world.anvil.chain().nextNonce(SettlementWorld.REPORTER.address());
            assertThat(settlement.advance().message()).contains("the cap is 3.000: waiting");
            assertThat(world.anvil.chain().nextNonce(SettlementWorld.REPORTER.address()))
                    .isEqualTo(nonce);
            world.anvil.rpc("anvil_setNextBlockBaseFeePerGas", "0x" + Long.toHexString(1_000_000_000L));
            world.anvil.mine(1);
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.DONE);
        }
    }

    @Test
    void a_transaction_that_a_fee_spike_leaves_behind_is_replaced_with_higher_fees() throws Exception {
        FeePolicy hasty = new FeePolicy(BigInteger.valueOf(500_000_000_000L), 2, Duration.ofMillis(1));
        try (Settlement settlement = world.open(folder, SettlementWorld.REPORTER, hasty)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L)));
            world.anvil.rpc("evm_setAutomine", false);
            settlement.advance();
            world.anvil.rpc("anvil_setNextBlockBaseFeePerGas", "0x" + Long.toHexString(60_000_000_000L));
            world.anvil.mine(1);
            assertThat(world.distributor.pending().exists()).isFalse();
            Thread.sleep(5);
            assertThat(settlement.advance().message()).contains("sent again with higher fees");
            world.anvil.rpc("evm_setAutomine", true);
            world.anvil.mine(1);
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.DONE);
            assertThat(world.proposals()).isEqualTo(1);
        }
    }

    @Test
    void a_node_that_is_down_loses_nothing() throws Exception {
        try (Settlement settlement = world.open(folder)) {
            world.bindBoth(settlement);
            world.proxy.fault(Fault.DOWN);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L)));
            assertThatThrownBy(settlement::advance)
                    .isInstanceOf(ChainException.class)
                    .hasMessageContaining("cannot be reached");
            world.proxy.fault(Fault.NONE);
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.DONE);
        }
    }

    @Test
    void a_vetoed_root_waits_for_a_person() throws Exception {
        try (Settlement settlement = world.open(folder)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L)));
            settlement.report(SettlementWorld.report(2, Map.of("bea", 40L)));
            settlement.advance();
            world.anvil.mine(3);
            settlement.advance();
            Bytes32 root = world.distributor.pending().root();
            world.anvil.send(SettlementWorld.GUARDIAN, world.distributor.address(), Distributor.veto(root));
            assertThat(world.settle(settlement).message()).contains("was vetoed");
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.BLOCKED);
            settlement.drop(SettlementWorld.report(2, Map.of("bea", 40L)).digest());
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.DONE);
            assertThat(world.distributor.active().total()).isEqualTo(600);
            assertThat(settlement.proof(BEA)).isEmpty();
        }
    }

    @Test
    void the_reports_of_a_vetoed_root_can_be_proposed_again() throws Exception {
        try (Settlement settlement = world.open(folder)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L)));
            settlement.advance();
            world.anvil.mine(3);
            settlement.advance();
            world.anvil.send(
                    SettlementWorld.GUARDIAN,
                    world.distributor.address(),
                    Distributor.veto(world.distributor.pending().root()));
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.BLOCKED);
            settlement.release();
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.DONE);
            assertThat(world.distributor.active().total()).isEqualTo(600);
        }
    }

    @Test
    void a_root_that_loses_its_funds_makes_way_or_waits_for_them() throws Exception {
        try (Settlement settlement = world.open(folder)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L)));
            // Funds cannot leave while the root needs them, so the shortfall comes before the proposal is taken into a
            // block.
            world.anvil.rpc("evm_setAutomine", false);
            settlement.advance();
            withdrawFirst(999_500);
            SettlementStatus status = world.settle(settlement);
            assertThat(status.stage()).isEqualTo(Stage.BLOCKED);
            assertThat(status.message()).contains("pay in 100");
            settlement.discard();
            assertThat(world.settle(settlement).message()).contains("was discarded");
            settlement.release();
            assertThat(world.settle(settlement).message()).contains("pay in 100");
            world.anvil.fund(SettlementWorld.ADMIN, world.distributor, 100);
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.DONE);
        }
    }

    /** Takes funds out in the same block as the waiting proposal, before it, because it pays more. */
    private void withdrawFirst(long amount) throws IOException {
        com.fasterxml.jackson.databind.node.ObjectNode json = new com.fasterxml.jackson.databind.ObjectMapper()
                .createObjectNode()
                .put("from", SettlementWorld.ADMIN.address().toString())
                .put("to", world.distributor.address().toString())
                .put("gas", "0x30d40")
                .put("maxFeePerGas", "0x4a817c8000")
                .put("maxPriorityFeePerGas", "0x2540be400")
                .put("data", Distributor.withdraw(SettlementWorld.ADMIN.address(), BigInteger.valueOf(amount)));
        world.anvil.rpc("eth_sendTransaction", json);
        world.anvil.rpc("evm_setAutomine", true);
        world.anvil.mine(1);
    }

    @Test
    void a_root_waits_while_the_contract_is_paused() throws Exception {
        try (Settlement settlement = world.open(folder)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L)));
            settlement.advance();
            world.anvil.send(SettlementWorld.GUARDIAN, world.distributor.address(), Distributor.plain("pause"));
            assertThat(world.settle(settlement).message()).contains("paused");
            world.anvil.send(SettlementWorld.ADMIN, world.distributor.address(), Distributor.plain("unpause"));
            assertThat(world.settle(settlement).stage()).isEqualTo(Stage.DONE);
        }
    }

    @Test
    void bad_input_is_refused_before_anything_is_sent() throws Exception {
        BigInteger nonce = world.anvil.chain().nextNonce(SettlementWorld.REPORTER.address());
        try (Settlement settlement = world.open(folder)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 1_000_001L)));
            assertThat(settlement.advance().message()).contains("pay in 1 with");
            assertThat(settlement.plan().problems()).hasSize(1);
            settlement.report(SettlementWorld.report(2, Map.of("ada", 2_000_000_000_000_000_000L)));
            assertThat(settlement.advance().message()).contains("above the token's whole supply");
            world.proxy.answer("eth_chainId", "\"0x1\"");
            assertThatThrownBy(settlement::advance).hasMessageContaining("the node is of chain 1");
        }
        world.proxy.answerTruly();
        try (Settlement settlement = world.open(folder.resolve("a"), SettlementWorld.ADA, SettlementWorld.POLICY)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L)));
            assertThat(settlement.advance().message()).contains("does not have the reporter's role");
        }
        try (Settlement settlement = world.open(folder.resolve("b"))) {
            world.bindBoth(settlement);
            RewardReport first = SettlementWorld.report(1, Map.of("ada", 600L)).ofEpochs(List.of(7));
            settlement.report(first);
            settlement.report(first);
            world.anvil.rpc(
                    "anvil_setBalance", SettlementWorld.REPORTER.address().toString(), "0x3e8");
            assertThatThrownBy(settlement::advance).hasMessageContaining("has 1000 wei");
            assertThatThrownBy(() -> settlement.report(other("rye", "UNIT"))).hasMessageContaining("rye");
            assertThatThrownBy(() -> settlement.report(other("wheat", "EUR"))).hasMessageContaining("EUR");
            assertThatThrownBy(() -> settlement.report(
                            SettlementWorld.report(2, Map.of("ada", 51L)).ofEpochs(List.of(7))))
                    .hasMessageContainingAll("epoch 7", first.digest().toString(), "a second time");
            assertThatThrownBy(() ->
                            new SettlementSettings(new DatanetId("wheat"), "UNIT", 1, EvmAddress.of(new byte[20])))
                    .hasMessageContaining("zero address");
        }
        try (Settlement dry = Settlement.dryRun(folder.resolve("b"), Chain.at(world.proxy.node()), Progress.none())) {
            assertThat(dry.plan().total()).isEqualTo(600);
            assertThatThrownBy(dry::advance).hasMessageContaining("dry run");
            dry.report(SettlementWorld.report(9, Map.of("ada", 1L)));
            assertThat(dry.plan().total()).isEqualTo(601);
        }
        try (Settlement dry = Settlement.dryRun(folder.resolve("b"), Chain.at(world.proxy.node()), Progress.none())) {
            assertThat(dry.plan().total()).isEqualTo(600);
        }
        SettlementSettings elsewhere = new SettlementSettings(
                new DatanetId("wheat"),
                "UNIT",
                31_337,
                world.distributor.token().address());
        elsewhere.write(folder.resolve("c"));
        try (Settlement settlement =
                Settlement.dryRun(folder.resolve("c"), Chain.at(world.proxy.node()), Progress.none())) {
            assertThatThrownBy(settlement::plan).hasMessageContaining("is not the distributor");
        }
        assertThat(world.anvil.chain().nextNonce(SettlementWorld.REPORTER.address()))
                .isEqualTo(nonce);
    }

    private static RewardReport other(String datanet, String currency) {
        RewardReport report = SettlementWorld.report(1, Map.of("ada", 1L));
        return new RewardReport(
                new org.datanet.contribution.DatanetRef(
                        new DatanetId(datanet), "v1", 10, report.datanet().root()),
                report.rule(),
                currency,
                report.receipts(),
                report.receiptsRoot(),
                report.valuation(),
                report.quality(),
                report.fees(),
                report.contributors(),
                report.treasury());
    }

    @Test
    void another_reporters_root_is_waited_for_and_never_built_upon() throws Exception {
        world.anvil.send(
                SettlementWorld.REPORTER,
                world.distributor.address(),
                Distributor.propose(
                        1,
                        Bytes32.parse("0x" + "11".repeat(32)),
                        BigInteger.TEN,
                        Bytes32.parse("0x" + "22".repeat(32))));
        try (Settlement settlement = world.open(folder)) {
            world.bindBoth(settlement);
            settlement.report(SettlementWorld.report(1, Map.of("ada", 600L)));
            assertThat(settlement.advance().message()).contains("proposed by somebody else");
            world.anvil.pass(SettlementWorld.WINDOW);
            world.anvil.send(
                    SettlementWorld.STRANGER,
                    world.distributor.address(),
                    Distributor.activate(Bytes32.parse("0x" + "11".repeat(32))));
            SettlementStatus status = settlement.advance();
            assertThat(status.stage()).isEqualTo(Stage.BLOCKED);
            assertThat(status.message()).contains("was not made from this folder");
        }
    }

    @Test
    void the_ledger_is_anchored_once() throws Exception {
        try (Settlement settlement = world.open(folder)) {
            org.datanet.proof.Digest root = org.datanet.proof.Digest.sha256(new byte[] {1});
            settlement.anchor(12, root, root);
            world.anvil.mine(3);
            settlement.advance();
            assertThat(settlement.anchor(12, root, root).message()).contains("anchored at 12");
            assertThat(world.distributor.ledgerSize()).isEqualTo(12);
        }
    }

    @Test
    void every_revert_of_the_contract_has_a_name() throws Exception {
        EvmAddress contract = world.distributor.address();
        Bytes32 root = Bytes32.parse("0x" + "11".repeat(32));
        assertThat(reverts(SettlementWorld.REPORTER, Distributor.propose(1, Bytes32.ZERO, BigInteger.ONE, root)))
                .isEqualTo("ZeroRoot()");
        assertThat(reverts(SettlementWorld.REPORTER, Distributor.propose(2, root, BigInteger.ONE, root)))
                .isEqualTo("EpochNotNext(expected 1, given 2)");
        assertThat(reverts(SettlementWorld.ADA, Distributor.propose(1, root, BigInteger.ONE, root)))
                .startsWith("AccessControlUnauthorizedAccount(account " + SettlementWorld.ADA.address());
        assertThat(reverts(SettlementWorld.ADA, Distributor.activate(root))).startsWith("NotPending(");
        assertThat(reverts(SettlementWorld.ADA, Distributor.claim(BigInteger.ONE, List.of())))
                .isEqualTo("NoActiveRoot()");
        world.anvil.send(
                SettlementWorld.REPORTER, contract, Distributor.propose(1, root, BigInteger.valueOf(2_000_000), root));
        assertThat(reverts(SettlementWorld.REPORTER, Distributor.propose(1, root, BigInteger.ONE, root)))
                .startsWith("RootPending(");
        assertThat(reverts(SettlementWorld.ADA, Distributor.activate(root))).startsWith("WindowOpen(until ");
        assertThat(reverts(SettlementWorld.REPORTER, Distributor.discard(root))).startsWith("WindowOpen(until ");
        world.anvil.pass(SettlementWorld.WINDOW);
        assertThat(reverts(SettlementWorld.ADA, Distributor.activate(root)))
                .isEqualTo("Underfunded(funded 1000000, needed 2000000)");
        assertThat(reverts(SettlementWorld.ADMIN, Distributor.withdraw(SettlementWorld.ADA.address(), BigInteger.ONE)))
                .isEqualTo("SurplusExceeded(surplus 0, asked 1)");
        world.anvil.fund(SettlementWorld.ADMIN, world.distributor, 1_000_000);
        assertThat(reverts(SettlementWorld.REPORTER, Distributor.discard(root))).startsWith("NotUnderfunded(");
        world.anvil.send(SettlementWorld.ADA, contract, Distributor.activate(root));
        assertThat(reverts(SettlementWorld.REPORTER, Distributor.propose(2, root, BigInteger.ONE, root)))
                .isEqualTo("TotalFell(active 2000000, given 1)");
        assertThat(reverts(SettlementWorld.ADA, Distributor.claim(BigInteger.ONE, List.of())))
                .startsWith("InvalidProof(account ");
        world.anvil.send(SettlementWorld.GUARDIAN, contract, Distributor.plain("pause"));
        assertThat(reverts(SettlementWorld.ADA, Distributor.claim(BigInteger.ONE, List.of())))
                .isEqualTo("EnforcedPause()");
        assertThat(reverts(
                        SettlementWorld.ADMIN,
                        Distributor.grant(Distributor.Role.REPORTER, SettlementWorld.GUARDIAN.address())))
                .startsWith("RolesNotSeparate(");
        world.anvil.send(SettlementWorld.REPORTER, contract, Distributor.anchor(5, root, root));
        assertThat(reverts(SettlementWorld.REPORTER, Distributor.anchor(5, root, root)))
                .isEqualTo("LedgerNotGrown(anchored 5, given 5)");
        world.anvil.send(
                SettlementWorld.ADMIN, world.distributor.token().address(), Erc20.approve(contract, BigInteger.TEN));
        world.anvil.send(
                SettlementWorld.ADMIN, world.distributor.token().address(), org.datanet.evm.chain.Tokens.setFee(500));
        assertThat(reverts(SettlementWorld.ADMIN, Distributor.fund(BigInteger.TEN)))
                .isEqualTo("TransferMismatch(asked 10, moved 5)");
    }

    private String reverts(TransactionSigner from, String data) throws IOException {
        return revert(
                () -> world.anvil.chain().call(new Chain.Message(from.address(), world.distributor.address(), data)));
    }
}
