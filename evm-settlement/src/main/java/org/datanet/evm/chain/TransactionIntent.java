package org.datanet.evm.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.EvmAddress;

/**
 * A signed transaction that is kept before it is sent. Sending it any number of times has one effect, because its nonce can be used
 * once; a replacement has the same nonce.
 *
 * @param purpose what it is for, such as "propose 0x..."
 * @param from whose nonce it takes
 * @param to the contract; empty when it creates one
 * @param nonce the sender's number of the transaction
 * @param gas limit
 * @param fees wei a gas
 * @param data what the contract is told, 0x and hexadecimal digits
 * @param raw the signed transaction, 0x and hexadecimal digits
 * @param hash of the signed transaction
 * @param at when it was signed
 */
public record TransactionIntent(
        String purpose,
        EvmAddress from,
        Optional<EvmAddress> to,
        BigInteger nonce,
        BigInteger gas,
        FeePolicy.Fees fees,
        String data,
        String raw,
        Bytes32 hash,
        Instant at) {

    /** The most that it can cost, in wei. */
    public BigInteger cost() {
        return gas.multiply(fees.most());
    }

    ObjectNode toJson() {
        ObjectNode json = JsonRpc.JSON.createObjectNode();
        json.put("purpose", purpose).put("from", from.toString());
        to.ifPresent(contract -> json.put("to", contract.toString()));
        return json.put("nonce", nonce.toString())
                .put("gas", gas.toString())
                .put("most", fees.most().toString())
                .put("tip", fees.tip().toString())
                .put("data", data)
                .put("raw", raw)
                .put("hash", hash.toString())
                .put("at", at.toString());
    }

    static TransactionIntent of(JsonNode json) {
        return new TransactionIntent(
                json.get("purpose").asText(),
                EvmAddress.parse(json.get("from").asText()),
                json.hasNonNull("to")
                        ? Optional.of(EvmAddress.parse(json.get("to").asText()))
                        : Optional.empty(),
                new BigInteger(json.get("nonce").asText()),
                new BigInteger(json.get("gas").asText()),
                new FeePolicy.Fees(
                        new BigInteger(json.get("most").asText()),
                        new BigInteger(json.get("tip").asText())),
                json.get("data").asText(),
                json.get("raw").asText(),
                Bytes32.parse(json.get("hash").asText()),
                Instant.parse(json.get("at").asText()));
    }
}
