package org.datanet.gauntlet.economy;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finished lives, one JSON object a line; a crash loses at most the line being written, and opened again it goes on where it stopped.
 * Thread-safe.
 */
public final class LifeJournal implements Closeable {
    private final Map<String, Life> lives = new TreeMap<>();
    private final Writer out;

    private LifeJournal(Writer out, Map<String, Life> known) {
        this.out = out;
        lives.putAll(known);
    }

    /** A journal that is not kept. */
    public static LifeJournal inMemory() {
        return new LifeJournal(Writer.nullWriter(), Map.of());
    }

    /**
     * Opens or begins a journal.
     *
     * @throws IllegalArgumentException when the file holds something else, naming the line
     */
    public static LifeJournal open(Path file) throws IOException {
        Map<String, Life> known = new TreeMap<>();
        if (Files.exists(file)) {
            String text = Files.readString(file);
            // What stands after the last line break was being written when the machine stopped.
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            List<String> lines = whole.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                try {
                    Life life = life(lines.get(i));
                    known.put(life.key(), life);
                } catch (JsonException | NullPointerException | ClassCastException e) {
                    throw new IllegalArgumentException(
                            "%s:%d: this is no line of an economy's journal; name another file, or delete this one"
                                    .formatted(file, i + 1),
                            e);
                }
            }
            if (whole.length() < text.length()) {
                Files.writeString(file, whole);
            }
        }
        return new LifeJournal(
                Files.newBufferedWriter(
                        file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                known);
    }

    synchronized Optional<Life> life(String ground, long seed, String mechanism, double start) {
        return Optional.ofNullable(lives.get(Life.key(ground, seed, mechanism, start)));
    }

    synchronized void add(Life life) throws IOException {
        if (lives.putIfAbsent(life.key(), life) == null) {
            out.write(line(life) + "\n");
            out.flush();
        }
    }

    /** All finished lives, in the order of their keys. */
    public synchronized List<Life> lives() {
        return List.copyOf(lives.values());
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    private static String line(Life life) {
        JsonArrayBuilder moments = Json.createArrayBuilder();
        life.moments()
                .forEach(m -> moments.add(Json.createArrayBuilder()
                        .add(m.gaming())
                        .add(m.integrity())
                        .add(m.purity())
                        .add(m.accuracy())));
        JsonObjectBuilder shares = Json.createObjectBuilder();
        new TreeMap<>(life.shares()).forEach(shares::add);
        return Json.createObjectBuilder()
                .add("ground", life.ground())
                .add("seed", life.seed())
                .add("mechanism", life.mechanism())
                .add("start", life.start())
                .add("moments", moments)
                .add("shares", shares)
                .build()
                .toString();
    }

    private static Life life(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            JsonObject json = reader.readObject();
            List<Moment> moments = new ArrayList<>();
            for (JsonArray m : json.getJsonArray("moments").getValuesAs(JsonArray.class)) {
                moments.add(new Moment(number(m, 0), number(m, 1), number(m, 2), number(m, 3)));
            }
            Map<String, Double> shares = new TreeMap<>();
            json.getJsonObject("shares").forEach((name, share) -> shares.put(name, ((JsonNumber) share).doubleValue()));
            return new Life(
                    json.getString("ground"),
                    json.getJsonNumber("seed").longValue(),
                    json.getString("mechanism"),
                    json.getJsonNumber("start").doubleValue(),
                    moments,
                    shares);
        }
    }

    private static double number(JsonArray array, int at) {
        return array.getJsonNumber(at).doubleValue();
    }
}
