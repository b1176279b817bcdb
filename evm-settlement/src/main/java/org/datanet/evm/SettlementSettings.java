package org.datanet.evm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Set;
import org.datanet.contribution.DatanetId;
import org.datanet.evm.tree.EvmAddress;

/**
 * Which contract on which chain pays which Datanet. Kept as {@code settlement.json} in a settlement's folder.
 *
 * @param datanet the only Datanet whose reports are settled here
 * @param currency of the reports; its base unit is the token's base unit
 * @param chainId number of the chain (EIP-155)
 * @param contract the distributor
 */
public record SettlementSettings(DatanetId datanet, String currency, long chainId, EvmAddress contract) {
    /** Name of the file. */
    public static final String FILE = "settlement.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FIELDS = Set.of("datanet", "currency", "chainId", "contract");

    public SettlementSettings {
        contract.requireNotZero();
        if (chainId < 1) {
            throw new IllegalArgumentException("a chain's number is 1 or more, not " + chainId);
        }
        if (currency.isBlank()) {
            throw new IllegalArgumentException("the currency of the reports has a name");
        }
    }

    /**
     * Reads a folder's settings.
     *
     * @throws IllegalArgumentException when a field is missing, unknown or wrong
     */
    public static SettlementSettings read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.notExists(file)) {
            throw new IllegalArgumentException(
                    "%s is missing: make it with `datanet settle init` (for a contract that exists) or `datanet settle deploy`"
                            .formatted(file));
        }
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                if (!FIELDS.contains(name)) {
                    throw new IllegalArgumentException("has the unknown field " + name);
                }
            }
            for (String name : FIELDS) {
                if (!json.hasNonNull(name)) {
                    throw new IllegalArgumentException("lacks the field " + name);
                }
            }
            if (!json.get("chainId").isIntegralNumber()) {
                throw new IllegalArgumentException("has a chainId that is no whole number");
            }
            return new SettlementSettings(
                    new DatanetId(json.get("datanet").asText()),
                    json.get("currency").asText(),
                    json.get("chainId").asLong(),
                    EvmAddress.parse(json.get("contract").asText()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes a folder's settings, durably.
     *
     * @throws java.nio.file.FileAlreadyExistsException when it has some: a settlement never changes its contract
     */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE);
        if (Files.exists(file)) {
            if (read(folder).equals(this)) {
                return;
            }
            throw new java.nio.file.FileAlreadyExistsException(
                    file.toString(), null, file + " names another contract: take another folder for another contract");
        }
        Path part = folder.resolve(FILE + ".part");
        byte[] bytes = JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsBytes(JSON.createObjectNode()
                        .put("datanet", datanet.value())
                        .put("currency", currency)
                        .put("chainId", chainId)
                        .put("contract", contract.toString()));
        Files.write(
                part,
                bytes,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
