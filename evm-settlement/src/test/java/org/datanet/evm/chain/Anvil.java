package org.datanet.evm.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.EvmAddress;
import org.jspecify.annotations.Nullable;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.ECKeyPair;

/** A chain of its own on a free loopback port, and what tests do to it. */
public final class Anvil implements AutoCloseable {
    private static final List<Path> PLACES =
            List.of(Path.of("toolchain/node_modules"), Path.of("evm-settlement/toolchain/node_modules"));

    /** Keys of the accounts that anvil makes with 10,000 ether each. */
    private static final List<String> KEYS = List.of(
            "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
            "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
            "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
            "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
            "47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
            "8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba");

    private final Process process;
    private final URI node;
    private final JsonRpc rpc;
    private final Chain chain;

    private Anvil(Process process, URI node) {
        this.process = process;
        this.node = node;
        this.rpc = new JsonRpc(node, Duration.ofSeconds(30));
        this.chain = Chain.at(node);
    }

    /**
     * Starts one.
     *
     * @throws IllegalStateException when anvil is not installed; says how to install it
     */
    public static Anvil start() throws IOException {
        Path binary = PLACES.stream()
                .map(place -> place.resolve("@foundry-rs/anvil-linux-amd64/bin/anvil"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "anvil is not installed: run evm-settlement/toolchain/run install (needs Node's npm: apt-get install --no-install-recommends nodejs npm)"));
        Process process = new ProcessBuilder(
                        binary.toString(), "--port", "0", "--chain-id", "31337", "--prune-history", "2000")
                .redirectErrorStream(true)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("Listening on ")) {
                Thread drain = new Thread(() -> {
                    try {
                        while (out.readLine() != null) {
                            // A full pipe would stop the node.
                        }
                    } catch (IOException e) {
                        // The node has ended.
                    }
                });
                drain.setDaemon(true);
                drain.start();
                return new Anvil(process, URI.create("http://" + line.substring("Listening on ".length())));
            }
        }
        process.destroy();
        throw new IllegalStateException("anvil ended without listening");
    }

    /** Where it listens. */
    public URI node() {
        return node;
    }

    /** The chain, asked directly. */
    public Chain chain() {
        return chain;
    }

    /** The key of one of six accounts with ether. */
    public static TransactionSigner key(int account) {
        return TransactionSigner.of(ECKeyPair.create(new BigInteger(KEYS.get(account), 16)));
    }

    /** Calls any method. */
    public @Nullable JsonNode rpc(String method, Object... parameters) throws IOException {
        return rpc.call(method, parameters);
    }

    /** Makes blocks. */
    public void mine(int blocks) throws IOException {
        rpc.call("anvil_mine", "0x" + Integer.toHexString(blocks));
    }

    /** Lets time pass, and makes a block. */
    public void pass(Duration time) throws IOException {
        rpc.call("evm_increaseTime", "0x" + Long.toHexString(time.toSeconds()));
        mine(1);
    }

    /** Sends a transaction that must succeed, from an account with a key. */
    public Chain.Receipt send(TransactionSigner from, @Nullable EvmAddress to, String data) throws IOException {
        Chain.Receipt receipt = trySend(from, to, data);
        if (!receipt.succeeded()) {
            throw new IllegalStateException("reverted: " + data.substring(0, 10));
        }
        return receipt;
    }

    private Chain.Receipt trySend(TransactionSigner from, @Nullable EvmAddress to, String data) throws IOException {
        Chain.Message message = new Chain.Message(from.address(), to, data);
        com.fasterxml.jackson.databind.node.ObjectNode json = message.json();
        json.put("gas", "0x" + chain.gas(message).multiply(BigInteger.TWO).toString(16));
        JsonNode hash = rpc.call("eth_sendTransaction", json);
        if (hash == null) {
            throw new IllegalStateException("no hash");
        }
        Bytes32 transaction = Bytes32.parse(hash.asText());
        Optional<Chain.Receipt> receipt = chain.receipt(transaction);
        if (receipt.isEmpty()) {
            mine(1);
            receipt = chain.receipt(transaction);
        }
        return receipt.orElseThrow();
    }

    /** Deploys a token, TestToken or PlainToken, of which the account has a supply. */
    @SuppressWarnings("rawtypes")
    public EvmAddress token(String name, TransactionSigner owner, BigInteger supply) throws IOException {
        List<Type> arguments = List.of(new Uint256(supply));
        return send(owner, null, ContractArtefact.load(name).deployment(arguments))
                .contract()
                .orElseThrow();
    }

    /** Deploys a distributor. */
    public Distributor distributor(TransactionSigner owner, Distributor.Deployment deployment) throws IOException {
        return new Distributor(
                chain, send(owner, null, deployment.data()).contract().orElseThrow());
    }

    /** Pays tokens in. */
    public void fund(TransactionSigner owner, Distributor distributor, long amount) throws IOException {
        send(owner, distributor.token().address(), Erc20.approve(distributor.address(), BigInteger.valueOf(amount)));
        send(owner, distributor.address(), Distributor.fund(BigInteger.valueOf(amount)));
    }

    /** Remembers the state of the chain. */
    public String snapshot() throws IOException {
        JsonNode id = rpc.call("evm_snapshot");
        if (id == null) {
            throw new IllegalStateException("no snapshot");
        }
        return id.asText();
    }

    /** Goes back to a state, and remembers it again under another number. */
    public String back(String snapshot) throws IOException {
        rpc.call("evm_revert", snapshot);
        return snapshot();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
