package org.datanet.io;

import static org.datanet.io.InvalidInputException.quote;

import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.ReceiptFormatException;

/**
 * Checks whatever file the project writes, told apart by what stands in it: reports, manifests with the folders they stand for,
 * Datanet folders, receipts. Ledgers check themselves, in {@code reward-engine}. Never throws for a file that is damaged: that is a failed check.
 * Stateless and thread-safe.
 */
public final class Verifier {
    private static final Map<String, JsonDocument<?>> DOCUMENTS = documents();

    private Verifier() {}

    private static Map<String, JsonDocument<?>> documents() {
        Map<String, JsonDocument<?>> documents = new LinkedHashMap<>();
        for (JsonDocument<?> document :
                List.of(Reports.QUALITY, Reports.VALUATION, Reports.REWARDS, Reports.PROOF, Reports.CURATORS)) {
            documents.put(document.format(), document);
        }
        return documents;
    }

    /** Checks a file, a Datanet folder, or a folder that holds a manifest, under the key that it names itself. */
    public static Verification verify(Path path) {
        return verify(path, Optional.empty());
    }

    /**
     * Checks a file, a Datanet folder, or a folder that holds a manifest.
     *
     * @param trusted the key that must have signed what is signed; without it every signature is checked under its own key
     * @throws InvalidInputException when there is nothing at the path, it cannot be read, or it is nothing that can be checked
     */
    public static Verification verify(Path path, Optional<PublicKey> trusted) {
        if (!Files.exists(path)) {
            throw new InvalidInputException(Place.of(path), "does not exist", "", "check the path");
        }
        if (Files.isDirectory(path)) {
            if (Files.exists(path.resolve(Manifest.FILE))) {
                return Manifest.verify(path, trusted);
            }
            if (Files.exists(path.resolve(DatanetDescriptor.FILE))) {
                return DatanetAudit.verify(path);
            }
            throw new InvalidInputException(
                    Place.of(path),
                    "is a folder without %s or %s".formatted(Manifest.FILE, DatanetDescriptor.FILE),
                    "",
                    "name a file in it");
        }
        if (path.getFileName().toString().endsWith(ReceiptCodec.EXTENSION)) {
            return receipt(path, trusted);
        }
        String format = format(path);
        if (format.equals(Manifest.FORMAT)) {
            return Manifest.verify(AtomicFile.directory(path), trusted);
        }
        JsonDocument<?> document = DOCUMENTS.get(format);
        if (document != null) {
            return document.verify(path);
        }
        return unknown(path, format);
    }

    private static Verification receipt(Path path, Optional<PublicKey> trusted) {
        Checks checks = new Checks();
        try {
            ReceiptCodec.Verified receipt = ReceiptCodec.verify(path);
            checks.held("form", "every frame and checksum holds");
            checks.held(
                    "table",
                    "%d entries under root %s"
                            .formatted(
                                    receipt.header().entries(), receipt.header().tableRoot()));
            PublicKey key = KeyFiles.publicKey(receipt.publicKey());
            if (trusted.isPresent() && !trusted.get().equals(key)) {
                checks.failed(
                        "signature",
                        Place.of(path),
                        "is signed by key %s, not by the trusted key %s"
                                .formatted(KeyFiles.fingerprint(key), KeyFiles.fingerprint(trusted.get())),
                        "ask the recorder for the right key");
            } else {
                checks.held(
                        "signature",
                        "run %s, signed by key %s".formatted(receipt.header().run(), KeyFiles.fingerprint(key)));
            }
        } catch (ReceiptFormatException e) {
            checks.failed(
                    e.part(),
                    new InvalidInputException(Place.of(path), String.valueOf(e.getMessage()), "", "fetch it again", e));
        } catch (IOException e) {
            throw TextInput.unreadable(path, e);
        } catch (IllegalArgumentException e) {
            checks.failed("signature", Place.of(path), "the key is " + e.getMessage(), "fetch it again");
        }
        return new Verification(path, "receipt", checks.all());
    }

    private static Verification unknown(Path path, String format) {
        // A report whose first line was damaged is still a report, by its name.
        Map<String, JsonDocument<?>> byName = Map.of(
                "quality.json",
                Reports.QUALITY,
                "valuation.json",
                Reports.VALUATION,
                "rewards.json",
                Reports.REWARDS,
                "proof.json",
                Reports.PROOF,
                "curators.json",
                Reports.CURATORS);
        JsonDocument<?> document = byName.get(path.getFileName().toString());
        if (document != null) {
            return document.verify(path);
        }
        if (path.getFileName().toString().equals(Manifest.FILE)) {
            return Manifest.verify(AtomicFile.directory(path), Optional.empty());
        }
        throw new InvalidInputException(
                Place.of(path),
                format.isEmpty() ? "states no format" : "states the format " + quote(format),
                format,
                "name a report, a manifest, a receipt or a ledger");
    }

    /** The member {@code format} of a JSON file, if it is an object that begins with it; empty otherwise. */
    public static String format(Path path) {
        try (TextInput in = TextInput.open(path, ReadLimits.defaults());
                JsonParser parser = JsonReading.parsers().createParser(in)) {
            if (parser.next() == JsonParser.Event.START_OBJECT
                    && parser.next() == JsonParser.Event.KEY_NAME
                    && parser.getString().equals("format")
                    && parser.next() == JsonParser.Event.VALUE_STRING) {
                return parser.getString();
            }
            return "";
        } catch (JsonException | NoSuchElementException e) {
            return "";
        } catch (InvalidInputException e) {
            if (Files.isReadable(path)) {
                return "";
            }
            throw e;
        }
    }
}
