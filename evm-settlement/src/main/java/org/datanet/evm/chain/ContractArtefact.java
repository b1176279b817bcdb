package org.datanet.evm.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.EvmAddress;
import org.jspecify.annotations.Nullable;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Type;
import org.web3j.crypto.Hash;

/**
 * A compiled contract as it is committed: ABI, bytecode, compiler and settings. Continuous integration compiles it again to the same
 * bytes, so users need no compiler. Immutable and thread-safe.
 */
public final class ContractArtefact {
    private static final ContractArtefact DISTRIBUTOR = load("RewardDistributor");

    private final JsonNode json;
    /** By selector, as 8 hexadecimal digits. */
    private final Map<String, ErrorForm> errors = new LinkedHashMap<>();

    private record ErrorForm(String name, List<String> names, List<String> types) {}

    private ContractArtefact(JsonNode json) {
        this.json = json;
        for (JsonNode entry : json.get("abi")) {
            if (entry.get("type").asText().equals("error")) {
                List<String> names = new ArrayList<>();
                List<String> types = new ArrayList<>();
                for (JsonNode input : entry.get("inputs")) {
                    names.add(input.get("name").asText());
                    types.add(input.get("type").asText());
                }
                String name = entry.get("name").asText();
                String selector = Hash.sha3String(name + "(" + String.join(",", types) + ")")
                        .substring(2, 10);
                errors.put(selector, new ErrorForm(name, names, types));
            }
        }
    }

    /** The distributor of this version of the SDK. */
    public static ContractArtefact distributor() {
        return DISTRIBUTOR;
    }

    /**
     * The artefact in the class path beside the package {@code org.datanet.evm}.
     *
     * @throws IllegalArgumentException when there is none
     */
    static ContractArtefact load(String name) {
        try (InputStream in = ContractArtefact.class.getResourceAsStream("/org/datanet/evm/" + name + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no artefact of a contract " + name);
            }
            return new ContractArtefact(JsonRpc.JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Version of the compiler, such as {@code 0.8.34+commit.80d5c536}. */
    public String compiler() {
        return json.get("compiler").asText();
    }

    /** SHA-256 of the source, 64 hexadecimal digits. */
    public String sourceSha256() {
        return json.get("sourceSha256").asText();
    }

    /** What a transaction carries that deploys the contract. */
    @SuppressWarnings("rawtypes")
    String deployment(List<Type> arguments) {
        return json.get("bytecode").asText() + FunctionEncoder.encodeConstructor(arguments);
    }

    /**
     * Whether deployed code is this contract: equal in every byte but those where the compiler leaves room for immutables.
     *
     * @param code 0x and hexadecimal digits
     */
    public boolean isDeployedAs(String code) {
        byte[] expected = bytes(json.get("deployedBytecode").asText());
        byte[] actual;
        try {
            actual = bytes(code);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (actual.length != expected.length) {
            return false;
        }
        for (JsonNode immutable : json.get("immutables")) {
            int from = immutable.get("start").asInt();
            int to = from + immutable.get("length").asInt();
            Arrays.fill(expected, from, to, (byte) 0);
            Arrays.fill(actual, from, to, (byte) 0);
        }
        return Arrays.equals(expected, actual);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }

    /** Name of the custom error that a call reverted with; empty for no data or an error that is not the contract's. */
    public Optional<String> errorName(@Nullable String data) {
        return form(data).map(ErrorForm::name);
    }

    /** The custom error that a call reverted with, as a sentence part such as {@code EpochNotNext(expected 2, given 1)}. */
    public Optional<String> error(@Nullable String data) {
        return form(data).map(form -> {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < form.types().size(); i++) {
                int from = 10 + 64 * i;
                String word = data != null && data.length() >= from + 64 ? data.substring(from, from + 64) : "";
                values.add(form.names().get(i) + " " + value(form.types().get(i), word));
            }
            return form.name() + "(" + String.join(", ", values) + ")";
        });
    }

    private Optional<ErrorForm> form(@Nullable String data) {
        return data == null || data.length() < 10
                ? Optional.empty()
                : Optional.ofNullable(errors.get(data.substring(2, 10)));
    }

    private static String value(String type, String word) {
        if (word.isEmpty()) {
            return "?";
        }
        return switch (type) {
            case "address" ->
                EvmAddress.parseUnchecked("0x" + word.substring(24)).toString();
            case "bytes32" -> Bytes32.parse("0x" + word).toString();
            default -> new BigInteger(word, 16).toString();
        };
    }
}
