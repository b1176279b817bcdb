package org.datanet.evm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.ClaimTree;
import org.datanet.evm.tree.EvmAddress;
import org.datanet.reward.ClaimProof;

/** Claim proofs as JSON. */
public final class ClaimProofFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ClaimProofFile() {}

    /** A proof as a JSON document; amounts are strings, because numbers in JSON lose digits. */
    public static String json(ClaimProof proof) {
        ObjectNode json = JSON.createObjectNode()
                .put("contributor", proof.contributor().value())
                .put("chainId", proof.chainId())
                .put("contract", proof.contract())
                .put("account", proof.account())
                .put("cumulative", proof.cumulative().toString())
                .put("epoch", proof.epoch())
                .put("root", proof.root());
        proof.proof().forEach(json.putArray("proof")::add);
        return json.toPrettyString();
    }

    /**
     * Reads a proof and checks that it leads to its root.
     *
     * @throws IllegalArgumentException when the file is no proof, a field is wrong, or it does not verify
     */
    public static ClaimProof read(Path file) throws IOException {
        ClaimProof proof;
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            List<String> hashes = new ArrayList<>();
            field(json, "proof").forEach(hash -> hashes.add(hash.asText()));
            proof = new ClaimProof(
                    new ContributorId(field(json, "contributor").asText()),
                    whole(json, "chainId").longValueExact(),
                    EvmAddress.parse(field(json, "contract").asText()).toString(),
                    EvmAddress.parse(field(json, "account").asText())
                            .requireNotZero()
                            .toString(),
                    whole(json, "cumulative"),
                    whole(json, "epoch").longValueExact(),
                    Bytes32.parse(field(json, "root").asText()).toString(),
                    hashes);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
        if (!ClaimTree.verify(
                EvmAddress.parse(proof.account()), proof.cumulative(), hashes(proof), Bytes32.parse(proof.root()))) {
            throw new IllegalArgumentException(
                    "%s: the proof does not lead from %s with %s base units to root %s: ask for it again"
                            .formatted(file, proof.account(), proof.cumulative(), proof.root()));
        }
        return proof;
    }

    /** The proof's hashes. */
    public static List<Bytes32> hashes(ClaimProof proof) {
        return proof.proof().stream().map(Bytes32::parse).toList();
    }

    private static JsonNode field(JsonNode json, String name) {
        if (json == null || !json.hasNonNull(name)) {
            throw new IllegalArgumentException("lacks the field " + name);
        }
        return json.get(name);
    }

    private static BigInteger whole(JsonNode json, String name) {
        String text = field(json, name).asText();
        if (!text.matches("\\d{1,78}")) {
            throw new IllegalArgumentException(
                    "%s is \"%s\", which is no whole number of base units".formatted(name, text));
        }
        return new BigInteger(text);
    }
}
