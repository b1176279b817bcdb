package org.datanet.evm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.evm.SettlementStatus.Stage;
import org.datanet.evm.chain.Chain;
import org.datanet.evm.chain.RpcProxy.Fault;
import org.datanet.evm.tree.Bytes32;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReporter;
import org.datanet.testkit.RewardReporterCompatibilityKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.Hash;

/** A settlement is a reporter: its effects are the roots that become active on the chain. */
@SuppressWarnings("NullAway.Init")
class EvmReporterCompatibilityIT extends RewardReporterCompatibilityKit {
    private static SettlementWorld world;

    @TempDir
    private Path folder;

    private Settlement settlement;

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

    @AfterEach
    void end() throws IOException {
        settlement.close();
    }

    @Override
    protected RewardReporter open() throws IOException {
        settlement = world.open(folder);
        settlement.bind(AddressBinding.sign(world.settings, new ContributorId("ada"), 1, SettlementWorld.ADA));
        settlement.bind(AddressBinding.sign(world.settings, new ContributorId("bé"), 1, SettlementWorld.BEA));
        return settlement;
    }

    @Override
    protected void close() throws IOException {
        settlement.close();
    }

    @Override
    protected void otherSide(OtherSide behaviour) {
        world.proxy.fault(
                switch (behaviour) {
                    case WORKS -> Fault.NONE;
                    case REFUSES -> Fault.REFUSES;
                    case LOSES_CONFIRMATIONS -> Fault.LOSES_ANSWERS;
                    case IS_DOWN -> Fault.DOWN;
                });
    }

    @Override
    protected void attemptDeliveries() throws IOException {
        for (int i = 0; i < 60; i++) {
            try {
                SettlementStatus status = settlement.advance();
                if (status.stage() == Stage.DONE) {
                    return;
                }
                world.letPass(status);
            } catch (IOException e) {
                world.anvil.mine(1);
                if (i > 8) {
                    return;
                }
            }
        }
    }

    /** The digests that the activated roots stand for, as the journal names them and the evidence on the chain confirms. */
    @Override
    protected List<Digest> effects() throws IOException {
        List<List<Digest>> decided = new ArrayList<>();
        try (FileIntentStore store = FileIntentStore.openReadOnly(folder.resolve(Settlement.JOURNAL))) {
            for (String entry : store.entries()) {
                if (entry.contains("\"entry\":\"root\"")) {
                    List<Digest> reports = new ArrayList<>();
                    new com.fasterxml.jackson.databind.ObjectMapper()
                            .readTree(entry)
                            .get("reports")
                            .forEach(digest -> reports.add(Digest.parse(digest.asText())));
                    decided.add(reports);
                }
            }
        }
        List<Digest> effects = new ArrayList<>();
        Bytes32 event = Bytes32.parse(Hash.sha3String("RootActivated(uint64,bytes32,bytes32,uint128)"));
        for (Chain.Log log : world.anvil.chain().logs(world.distributor.address(), 0, List.of(event))) {
            Bytes32 evidence = log.topics().get(3);
            effects.addAll(decided.stream()
                    .filter(reports -> SettlementState.evidence(reports).equals(evidence))
                    .findFirst()
                    .orElseThrow());
        }
        return effects;
    }
}
