package org.datanet.evm.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.EvmAddress;
import org.jspecify.annotations.Nullable;

/** What a node is asked, with types. Every method throws {@link ChainException} when the node cannot be reached or refuses. Thread-safe. */
public final class Chain {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final JsonRpc rpc;

    private Chain(JsonRpc rpc) {
        this.rpc = rpc;
    }

    /**
     * The chain behind a node.
     *
     * @throws IllegalArgumentException when the address is not http or https
     */
    public static Chain at(URI node) {
        return new Chain(new JsonRpc(node, TIMEOUT));
    }

    /**
     * A block.
     *
     * @param timestamp seconds since 1970
     * @param baseFee wei a gas; 0 on chains without EIP-1559
     */
    public record Block(long number, Bytes32 hash, long timestamp, BigInteger baseFee) {}

    /**
     * What became of a transaction.
     *
     * @param succeeded false when it was reverted
     * @param contract the contract that it created
     */
    public record Receipt(
            Bytes32 transaction,
            long block,
            Bytes32 blockHash,
            boolean succeeded,
            BigInteger gasUsed,
            Optional<EvmAddress> contract) {}

    /** A log entry of a contract. */
    public record Log(long block, List<Bytes32> topics, String data) {
        public Log {
            topics = List.copyOf(topics);
        }
    }

    /** A message to a contract; without {@code to} it creates one. */
    public record Message(
            @Nullable EvmAddress from, @Nullable EvmAddress to, String data) {
        ObjectNode json() {
            ObjectNode json = JsonRpc.JSON.createObjectNode();
            if (from != null) {
                json.put("from", from.toString());
            }
            if (to != null) {
                json.put("to", to.toString());
            }
            return json.put("data", data);
        }
    }

    /** The chain's number (EIP-155). */
    public long id() throws IOException {
        return number(required("eth_chainId")).longValueExact();
    }

    /** The latest block. */
    public Block latest() throws IOException {
        return block(required("eth_getBlockByNumber", "latest", false));
    }

    /** A block by its number; empty when the chain does not reach so far. */
    public Optional<Block> block(long number) throws IOException {
        JsonNode block = rpc.call("eth_getBlockByNumber", hex(BigInteger.valueOf(number)), false);
        return block == null ? Optional.empty() : Optional.of(block(block));
    }

    private static Block block(JsonNode json) throws ChainException {
        return new Block(
                number(field(json, "number")).longValueExact(),
                Bytes32.parse(field(json, "hash").asText()),
                number(field(json, "timestamp")).longValueExact(),
                json.hasNonNull("baseFeePerGas") ? number(field(json, "baseFeePerGas")) : BigInteger.ZERO);
    }

    /** How many transactions of the account are in the latest block's past. */
    public BigInteger nonce(EvmAddress account) throws IOException {
        return number(required("eth_getTransactionCount", account.toString(), "latest"));
    }

    /** The same with those that the node knows to be waiting. */
    public BigInteger nextNonce(EvmAddress account) throws IOException {
        return number(required("eth_getTransactionCount", account.toString(), "pending"));
    }

    /** How many transactions of the account are in the past of a block. */
    public BigInteger nonceAt(EvmAddress account, long block) throws IOException {
        return number(required("eth_getTransactionCount", account.toString(), hex(BigInteger.valueOf(block))));
    }

    /** Wei. */
    public BigInteger balance(EvmAddress account) throws IOException {
        return number(required("eth_getBalance", account.toString(), "latest"));
    }

    /** The code at an address, as 0x and hexadecimal digits; "0x" where there is none. */
    public String code(EvmAddress contract) throws IOException {
        return required("eth_getCode", contract.toString(), "latest").asText();
    }

    /** What a contract answers, as 0x and hexadecimal digits. */
    public String call(Message message) throws IOException {
        return required("eth_call", message.json(), "latest").asText();
    }

    /** What a transaction would use, at the latest state. */
    public BigInteger gas(Message message) throws IOException {
        return number(required("eth_estimateGas", message.json()));
    }

    /** What the node holds for a usual tip, wei a gas; 1 gwei where it does not say. */
    public BigInteger usualTip() throws IOException {
        try {
            return number(required("eth_maxPriorityFeePerGas"));
        } catch (ChainException e) {
            if (!e.answered()) {
                throw e;
            }
            return BigInteger.valueOf(1_000_000_000);
        }
    }

    /** Sends a signed transaction. */
    public void send(String raw) throws IOException {
        rpc.call("eth_sendRawTransaction", raw);
    }

    /** What became of a transaction; empty while it is in no block. */
    public Optional<Receipt> receipt(Bytes32 transaction) throws IOException {
        JsonNode json = rpc.call("eth_getTransactionReceipt", transaction.toString());
        if (json == null || !json.hasNonNull("blockHash")) {
            return Optional.empty();
        }
        return Optional.of(new Receipt(
                transaction,
                number(field(json, "blockNumber")).longValueExact(),
                Bytes32.parse(field(json, "blockHash").asText()),
                number(field(json, "status")).signum() > 0,
                number(field(json, "gasUsed")),
                json.hasNonNull("contractAddress")
                        ? Optional.of(EvmAddress.parseUnchecked(
                                json.get("contractAddress").asText()))
                        : Optional.empty()));
    }

    /** The log entries of a contract from a block on, that begin with these topics. */
    public List<Log> logs(EvmAddress contract, long fromBlock, List<Bytes32> topics) throws IOException {
        ObjectNode filter = JsonRpc.JSON
                .createObjectNode()
                .put("address", contract.toString())
                .put("fromBlock", hex(BigInteger.valueOf(Math.max(0, fromBlock))))
                .put("toBlock", "latest");
        ArrayNode wanted = filter.putArray("topics");
        topics.forEach(topic -> wanted.add(topic.toString()));
        List<Log> logs = new ArrayList<>();
        for (JsonNode json : required("eth_getLogs", filter)) {
            List<Bytes32> found = new ArrayList<>();
            field(json, "topics").forEach(topic -> found.add(Bytes32.parse(topic.asText())));
            logs.add(new Log(
                    number(field(json, "blockNumber")).longValueExact(),
                    found,
                    field(json, "data").asText()));
        }
        return logs;
    }

    private JsonNode required(String method, Object... parameters) throws ChainException {
        JsonNode result = rpc.call(method, parameters);
        if (result == null) {
            throw ChainException.refused("the node answers " + method + " with nothing", null);
        }
        return result;
    }

    private static JsonNode field(JsonNode json, String name) throws ChainException {
        JsonNode field = json.get(name);
        if (field == null || field.isNull()) {
            throw ChainException.refused("the node's answer lacks the field " + name, null);
        }
        return field;
    }

    private static BigInteger number(JsonNode json) throws ChainException {
        String text = json.asText();
        if (!text.matches("0x[0-9a-fA-F]{1,64}")) {
            throw ChainException.refused(
                    "the node answers \"%s\" where a number in hexadecimal belongs".formatted(text), null);
        }
        return new BigInteger(text.substring(2), 16);
    }

    private static String hex(BigInteger number) {
        return "0x" + number.toString(16);
    }
}
