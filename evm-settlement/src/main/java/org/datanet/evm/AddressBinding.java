package org.datanet.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.HexFormat;
import org.datanet.contribution.ContributorId;
import org.datanet.evm.chain.TransactionSigner;
import org.datanet.evm.tree.EvmAddress;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;

/**
 * Where a contributor is paid, signed by the key of that account (EIP-712), for one Datanet, chain and contract. It proves that
 * somebody with the account's key wants the contributor's rewards there; that this somebody is the contributor is for the owner to
 * know, who takes the binding in.
 *
 * @param contributor who is paid
 * @param account where
 * @param sequence 1 for the contributor's first binding, and more for each later one, so that an old one cannot be replayed
 * @param signature 65 bytes: r, s, v
 */
public record AddressBinding(ContributorId contributor, EvmAddress account, long sequence, byte[] signature) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public AddressBinding {
        account.requireNotZero();
        if (sequence < 1) {
            throw new IllegalArgumentException("the sequence of a binding is 1 or more, not " + sequence);
        }
        if (signature.length != 65) {
            throw new IllegalArgumentException(
                    "the signature of a binding has 65 bytes (0x and 130 hexadecimal digits), not " + signature.length);
        }
        signature = signature.clone();
    }

    /** The 65 bytes, copied. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** What the account's wallet signs: a typed message for {@code eth_signTypedData_v4}. */
    public static String message(
            SettlementSettings settings, ContributorId contributor, EvmAddress account, long sequence) {
        ObjectNode types = JSON.createObjectNode();
        fields(
                types,
                "EIP712Domain",
                "name",
                "string",
                "version",
                "string",
                "chainId",
                "uint256",
                "verifyingContract",
                "address");
        fields(
                types,
                "AddressBinding",
                "datanet",
                "string",
                "contributor",
                "string",
                "account",
                "address",
                "sequence",
                "uint256");
        ObjectNode message = JSON.createObjectNode();
        message.set("types", types);
        message.put("primaryType", "AddressBinding");
        message.putObject("domain")
                .put("name", "Datanet")
                .put("version", "1")
                .put("chainId", settings.chainId())
                .put("verifyingContract", settings.contract().toString());
        message.putObject("message")
                .put("datanet", settings.datanet().value())
                .put("contributor", contributor.value())
                .put("account", account.toString())
                .put("sequence", sequence);
        return message.toString();
    }

    private static void fields(ObjectNode types, String type, String... namesAndTypes) {
        ArrayNode fields = types.putArray(type);
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            fields.addObject().put("name", namesAndTypes[i]).put("type", namesAndTypes[i + 1]);
        }
    }

    /** Signs a binding with the account's key. */
    public static AddressBinding sign(
            SettlementSettings settings, ContributorId contributor, long sequence, TransactionSigner account)
            throws IOException {
        byte[] digest = digest(message(settings, contributor, account.address(), sequence));
        return new AddressBinding(contributor, account.address(), sequence, account.sign(digest));
    }

    private static byte[] digest(String message) throws IOException {
        return new StructuredDataEncoder(message).hashStructuredData();
    }

    /**
     * Checks the signature.
     *
     * @throws IllegalArgumentException when another key made it, or over another message
     */
    public void requireSigned(SettlementSettings settings) throws IOException {
        EvmAddress signer;
        try {
            byte[] digest = digest(message(settings, contributor, account, sequence));
            byte v = (byte) (signature[64] < 27 ? signature[64] + 27 : signature[64]);
            Sign.SignatureData data = new Sign.SignatureData(
                    v, Arrays.copyOfRange(signature, 0, 32), Arrays.copyOfRange(signature, 32, 64));
            signer = EvmAddress.parseUnchecked("0x" + Keys.getAddress(Sign.signedMessageHashToKey(digest, data)));
            ECDSASignature rs = new ECDSASignature(
                    new java.math.BigInteger(1, data.getR()), new java.math.BigInteger(1, data.getS()));
            if (!rs.isCanonical()) {
                throw new IllegalArgumentException("the signature is not in its canonical form (low s)");
            }
        } catch (SignatureException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "the binding of %s to %s carries no valid signature (%s): sign the message that `datanet settle bind` prints"
                            .formatted(contributor, account, e.getMessage()),
                    e);
        }
        if (!signer.equals(account)) {
            throw new IllegalArgumentException(
                    "the binding of %s to %s was signed by %s, or over another message: sign sequence %d for chain %d and contract %s with the account's own key"
                            .formatted(
                                    contributor, account, signer, sequence, settings.chainId(), settings.contract()));
        }
    }

    ObjectNode toJson() {
        return JSON.createObjectNode()
                .put("contributor", contributor.value())
                .put("account", account.toString())
                .put("sequence", sequence)
                .put("signature", "0x" + HexFormat.of().formatHex(signature));
    }

    static AddressBinding of(JsonNode json) {
        return new AddressBinding(
                new ContributorId(json.get("contributor").asText()),
                EvmAddress.parse(json.get("account").asText()),
                json.get("sequence").asLong(),
                HexFormat.of().parseHex(json.get("signature").asText().substring(2)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressBinding that
                && contributor.equals(that.contributor)
                && account.equals(that.account)
                && sequence == that.sequence
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return contributor.hashCode() * 31 + account.hashCode();
    }

    @Override
    public String toString() {
        return "%s is paid at %s (binding %d)".formatted(contributor, account, sequence);
    }
}
