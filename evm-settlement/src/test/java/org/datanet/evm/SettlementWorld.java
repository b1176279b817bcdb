package org.datanet.evm;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.evm.chain.Anvil;
import org.datanet.evm.chain.Chain;
import org.datanet.evm.chain.Distributor;
import org.datanet.evm.chain.FeePolicy;
import org.datanet.evm.chain.RpcProxy;
import org.datanet.evm.chain.TransactionSigner;
import org.datanet.evm.tree.Bytes32;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;
import org.datanet.reward.RewardReport.TreasuryLine;
import org.web3j.crypto.Hash;

/** A chain with a token, a distributor and a settlement's folder; every test begins at the same state. */
final class SettlementWorld implements AutoCloseable {
    static final Duration WINDOW = Duration.ofDays(2);
    static final TransactionSigner ADMIN = Anvil.key(0);
    static final TransactionSigner REPORTER = Anvil.key(1);
    static final TransactionSigner GUARDIAN = Anvil.key(2);
    static final TransactionSigner ADA = Anvil.key(3);
    static final TransactionSigner BEA = Anvil.key(4);
    static final TransactionSigner STRANGER = Anvil.key(5);
    static final FeePolicy POLICY = new FeePolicy(BigInteger.valueOf(100_000_000_000L), 2, Duration.ofHours(5));

    final Anvil anvil;
    final RpcProxy proxy;
    final Distributor distributor;
    final SettlementSettings settings;
    private String snapshot;

    SettlementWorld() throws IOException {
        this("TestToken");
    }

    SettlementWorld(String token) throws IOException {
        anvil = Anvil.start();
        proxy = RpcProxy.before(anvil.node());
        distributor = anvil.distributor(
                ADMIN,
                new Distributor.Deployment(
                        anvil.token(token, ADMIN, BigInteger.TEN.pow(18)),
                        ADMIN.address(),
                        86_400,
                        REPORTER.address(),
                        GUARDIAN.address(),
                        WINDOW.toSeconds()));
        anvil.fund(ADMIN, distributor, 1_000_000);
        settings = new SettlementSettings(new DatanetId("wheat"), "UNIT", 31_337, distributor.address());
        snapshot = anvil.snapshot();
    }

    /** Back to the first state. */
    void begin() throws IOException {
        snapshot = anvil.back(snapshot);
        proxy.fault(RpcProxy.Fault.NONE);
        proxy.answerTruly();
        proxy.endAt(Integer.MAX_VALUE, true);
    }

    Settlement open(Path folder) throws IOException {
        return open(folder, REPORTER, POLICY);
    }

    Settlement open(Path folder, TransactionSigner reporter, FeePolicy policy) throws IOException {
        Files.createDirectories(folder);
        settings.write(folder);
        return Settlement.sending(folder, Chain.at(proxy.node()), reporter, policy, Clock.systemUTC(), Progress.none());
    }

    /** Binds Ada and Bea to their keys. */
    void bindBoth(Settlement settlement) throws IOException {
        settlement.bind(AddressBinding.sign(settings, new ContributorId("ada"), 1, ADA));
        settlement.bind(AddressBinding.sign(settings, new ContributorId("bea"), 1, BEA));
    }

    /** Advances until there is nothing to do or somebody has to do something, with time passing. */
    SettlementStatus settle(Settlement settlement) throws IOException {
        for (int i = 0; i < 100; i++) {
            SettlementStatus status = settlement.advance();
            if (status.stage() != SettlementStatus.Stage.WAITING) {
                return status;
            }
            letPass(status);
        }
        throw new IllegalStateException("does not come to an end: " + settlement.advance());
    }

    /** Lets pass what the status waits for. */
    void letPass(SettlementStatus status) throws IOException {
        if (status.until().isPresent()) {
            long left = status.until().get().getEpochSecond()
                    - anvil.chain().latest().timestamp();
            anvil.pass(Duration.ofSeconds(Math.max(1, left)));
        } else {
            anvil.mine(1);
        }
    }

    /** How often an event happened. */
    int events(String signature) throws IOException {
        return anvil.chain()
                .logs(distributor.address(), 0, List.of(Bytes32.parse(Hash.sha3String(signature))))
                .size();
    }

    int proposals() throws IOException {
        return events("RootProposed(uint64,bytes32,bytes32,uint128,uint64,address)");
    }

    int activations() throws IOException {
        return events("RootActivated(uint64,bytes32,bytes32,uint128)");
    }

    /** A report; distinct for every number. */
    static RewardReport report(int number, Map<String, Long> amounts) {
        Digest any = Digest.sha256(new byte[] {(byte) number});
        List<ContributorReward> lines = new ArrayList<>();
        long paid = 0;
        for (Map.Entry<String, Long> amount : new TreeMap<>(amounts).entrySet()) {
            lines.add(new ContributorReward(
                    new ContributorId(amount.getKey()), BigInteger.valueOf(amount.getValue()), 1, 1, 1, List.of()));
            paid += amount.getValue();
        }
        return new RewardReport(
                new DatanetRef(new DatanetId("wheat"), "v" + number, 10, any),
                "conditional-gain",
                "UNIT",
                1,
                any,
                any,
                any,
                BigInteger.valueOf(paid + 7),
                lines,
                List.of(new TreasuryLine("refund", BigInteger.valueOf(7))));
    }

    @Override
    public void close() {
        proxy.close();
        anvil.close();
    }
}
