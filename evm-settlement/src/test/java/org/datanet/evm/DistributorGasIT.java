package org.datanet.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.evm.chain.Anvil;
import org.datanet.evm.chain.Chain;
import org.datanet.evm.chain.ContractArtefact;
import org.datanet.evm.chain.Distributor;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.ClaimTree;
import org.datanet.evm.tree.Earnings;
import org.datanet.evm.tree.EvmAddress;
import org.datanet.evm.tree.MadeUp;
import org.datanet.progress.Progress;
import org.junit.jupiter.api.Test;

/**
 * What every call of the contract costs, on a real chain. The table is in {@code src/test/resources}; a call that costs over 0.5 % more
 * than there fails, and {@code -Ddatanet.evm.gas=write} writes it anew.
 */
class DistributorGasIT {
    private static final Path TABLE = Path.of("src/test/resources/org/datanet/evm/gas.csv");
    private static final int ACCOUNTS = 1 << 10;
    private static final EvmAddress PAYEE = SettlementWorld.ADA.address();

    @Test
    void no_call_costs_more_gas_than_the_table_says() throws IOException {
        Map<String, Long> measured = new LinkedHashMap<>();
        try (SettlementWorld world = new SettlementWorld("PlainToken")) {
            assertThat(ContractArtefact.distributor()
                            .isDeployedAs(world.anvil.chain().code(world.distributor.address())))
                    .as("the deployed code is the artefact but for its immutables")
                    .isTrue();
            assertThat(ContractArtefact.distributor()
                            .isDeployedAs(world.anvil
                                    .chain()
                                    .code(world.distributor.token().address())))
                    .isFalse();
            measure(world, measured);
        }
        if ("write".equals(System.getProperty("datanet.evm.gas"))) {
            List<String> lines = new ArrayList<>(List.of("call,gas"));
            measured.forEach((call, gas) -> lines.add(call + "," + gas));
            Files.write(TABLE, lines);
        }
        Map<String, Long> table = new TreeMap<>();
        Files.readAllLines(TABLE).stream()
                .skip(1)
                .map(line -> line.split(","))
                .forEach(cells -> table.put(cells[0], Long.parseLong(cells[1])));
        assertThat(measured.keySet()).containsExactlyInAnyOrderElementsOf(table.keySet());
        measured.forEach((call, gas) ->
                assertThat(gas).as("gas of %s", call).isLessThanOrEqualTo(table.get(call) * 1005 / 1000));
        assertThat(measured.get("first claim with a proof of 10 hashes")).isLessThanOrEqualTo(90_000);
        assertThat(measured.get("first claim with a proof of 20 hashes")).isLessThanOrEqualTo(97_000);
        assertThat(measured.get("repeated claim with a proof of 10 hashes")).isLessThanOrEqualTo(60_000);
    }

    private static void measure(SettlementWorld world, Map<String, Long> measured) throws IOException {
        Anvil anvil = world.anvil;
        EvmAddress contract = world.distributor.address();
        Earnings first = with(1_000);
        Earnings second = with(2_000);
        BigInteger plenty = BigInteger.TEN.pow(12);
        anvil.send(
                SettlementWorld.ADMIN,
                world.distributor.token().address(),
                org.datanet.evm.chain.Erc20.approve(contract, plenty));
        measured.put(
                "fund",
                anvil.send(SettlementWorld.ADMIN, contract, Distributor.fund(plenty))
                        .gasUsed()
                        .longValue());
        for (int epoch = 1; epoch <= 2; epoch++) {
            ClaimTree tree = ClaimTree.of(epoch == 1 ? first : second, Progress.none());
            int row = tree.earnings().row(PAYEE);
            List<Bytes32> proof = tree.proof(row);
            assertThat(proof).hasSize(10);
            String which = epoch == 1 ? "first " : "repeated ";
            propose(world, which, epoch, tree.root(), tree.earnings().total(), measured);
            measured.put(
                    which + "claim with a proof of 10 hashes",
                    gas(anvil.send(
                            SettlementWorld.ADA,
                            contract,
                            Distributor.claim(tree.earnings().amount(row), proof))));
        }
        // A proof of 20 hashes needs no million accounts: the siblings can be anything.
        long amount = 3_000;
        EvmAddress bea = SettlementWorld.BEA.address();
        ClaimTree alone = ClaimTree.of(Earnings.of(Map.of(bea, BigInteger.valueOf(amount))), Progress.none());
        List<Bytes32> siblings = new ArrayList<>();
        Bytes32 root = alone.root();
        for (int i = 0; i < 20; i++) {
            Bytes32 sibling = Bytes32.parse(org.web3j.crypto.Hash.sha3String("sibling " + i));
            siblings.add(sibling);
            boolean less = root.compareTo(sibling) <= 0;
            byte[] both = new byte[64];
            System.arraycopy((less ? root : sibling).bytes(), 0, both, 0, 32);
            System.arraycopy((less ? sibling : root).bytes(), 0, both, 32, 32);
            root = Bytes32.of(org.web3j.crypto.Hash.sha3(both));
        }
        propose(world, "third ", 3, root, second.total(), new HashMap<>());
        measured.put(
                "first claim with a proof of 20 hashes",
                gas(anvil.send(
                        SettlementWorld.BEA, contract, Distributor.claim(BigInteger.valueOf(amount), siblings))));
        Bytes32 any = Bytes32.parse("0x" + "11".repeat(32));
        anvil.send(SettlementWorld.REPORTER, contract, Distributor.propose(4, any, second.total(), any));
        measured.put("veto", gas(anvil.send(SettlementWorld.GUARDIAN, contract, Distributor.veto(any))));
        measured.put(
                "first anchor", gas(anvil.send(SettlementWorld.REPORTER, contract, Distributor.anchor(1, any, any))));
        measured.put("pause", gas(anvil.send(SettlementWorld.GUARDIAN, contract, Distributor.plain("pause"))));
        measured.put("unpause", gas(anvil.send(SettlementWorld.ADMIN, contract, Distributor.plain("unpause"))));
    }

    /** A tree of 1,024 accounts, one of which can sign. */
    private static Earnings with(long amount) {
        Map<EvmAddress, BigInteger> amounts = new HashMap<>();
        Earnings made = MadeUp.earnings(ACCOUNTS - 1);
        for (int row = 0; row < made.size(); row++) {
            amounts.put(made.account(row), BigInteger.valueOf(amount + row));
        }
        amounts.put(PAYEE, BigInteger.valueOf(amount * 1_000_000));
        return Earnings.of(amounts);
    }

    private static void propose(
            SettlementWorld world, String which, int epoch, Bytes32 root, BigInteger total, Map<String, Long> measured)
            throws IOException {
        measured.put(
                which + "proposal",
                gas(world.anvil.send(
                        SettlementWorld.REPORTER,
                        world.distributor.address(),
                        Distributor.propose(epoch, root, total, root))));
        world.anvil.pass(SettlementWorld.WINDOW.plus(Duration.ofSeconds(1)));
        measured.put(
                which + "activation",
                gas(world.anvil.send(
                        SettlementWorld.STRANGER, world.distributor.address(), Distributor.activate(root))));
    }

    private static long gas(Chain.Receipt receipt) {
        return receipt.gasUsed().longValueExact();
    }
}
