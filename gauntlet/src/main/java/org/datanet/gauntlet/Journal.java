package org.datanet.gauntlet;

import jakarta.json.Json;
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
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finished cells, one JSON object a line in the order in which they finished; a crash loses at most the line being written. Opened again it
 * goes on where it stopped. Thread-safe.
 */
public final class Journal implements Closeable {
    private final Map<String, Cell> cells = new TreeMap<>();
    private final Writer out;

    private Journal(Writer out, Map<String, Cell> known) {
        this.out = out;
        cells.putAll(known);
    }

    /** A journal that is not kept. */
    public static Journal inMemory() {
        return new Journal(Writer.nullWriter(), Map.of());
    }

    /**
     * Opens or begins a journal.
     *
     * @throws IllegalArgumentException when the file holds something else, naming the line
     */
    public static Journal open(Path file) throws IOException {
        Map<String, Cell> known = new TreeMap<>();
        if (Files.exists(file)) {
            String text = Files.readString(file);
            // What stands after the last line break was being written when the machine stopped.
            List<String> lines =
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                try {
                    Cell cell = cell(lines.get(i));
                    known.put(cell.key(), cell);
                } catch (JsonException | NullPointerException | ClassCastException e) {
                    throw new IllegalArgumentException(
                            "%s:%d: this is no line of a gauntlet's journal; name another file, or delete this one"
                                    .formatted(file, i + 1),
                            e);
                }
            }
            if (text.lastIndexOf('\n') + 1 < text.length()) {
                write(file, known.values());
            }
        }
        return new Journal(
                Files.newBufferedWriter(
                        file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                known);
    }

    /** Writes cells to a file, in the order of their keys. */
    public static void write(Path file, Collection<Cell> cells) throws IOException {
        StringBuilder lines = new StringBuilder();
        Map<String, Cell> ordered = new TreeMap<>();
        cells.forEach(cell -> ordered.put(cell.key(), cell));
        ordered.values().forEach(cell -> lines.append(line(cell)).append('\n'));
        Path part = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(part, lines);
        Files.move(
                part,
                file,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether the cell is finished. */
    synchronized boolean has(String key) {
        return cells.containsKey(key);
    }

    /** Whether a cell is finished whose key begins and ends so. */
    synchronized boolean hasAny(String start, String end) {
        return cells.keySet().stream().anyMatch(key -> key.startsWith(start) && key.endsWith(end));
    }

    /** Adds finished cells. */
    synchronized void add(List<Cell> finished) throws IOException {
        for (Cell cell : finished) {
            if (cells.putIfAbsent(cell.key(), cell) == null) {
                out.write(line(cell) + "\n");
            }
        }
        out.flush();
    }

    /** All finished cells, in the order of their keys. */
    public synchronized List<Cell> cells() {
        return List.copyOf(cells.values());
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    private static String line(Cell cell) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("ground", cell.ground())
                .add("seed", cell.seed())
                .add("attack", cell.attack())
                .add("parameter", cell.parameter())
                .add("mechanism", cell.mechanism())
                .add("detectors", cell.detectors())
                .add("attacker", cell.attacker())
                .add("kept", cell.kept())
                .add("twin", cell.twin())
                .add("effort", cell.effort())
                .add("twinEffort", cell.twinEffort())
                .add("honestPay", cell.honestPay())
                .add("victim", rounded(cell.victim()))
                .add("rare", rounded(cell.rare()))
                .add("losses", array(cell.losses()))
                .add("charged", cell.charged())
                .add("reach", cell.reach())
                .add("pays", array(cell.pays()))
                .add("purity", cell.purity());
        return json.build().toString();
    }

    private static JsonArrayBuilder array(double[] values) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (double value : values) {
            array.add(rounded(value));
        }
        return array;
    }

    private static double[] numbers(JsonObject json, String name) {
        return json.getJsonArray(name).getValuesAs(JsonNumber.class).stream()
                .mapToDouble(JsonNumber::doubleValue)
                .toArray();
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(Math.rint(value * 1e5) / 1e5);
    }

    private static Cell cell(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            JsonObject json = reader.readObject();
            return new Cell(
                    json.getString("ground"),
                    json.getJsonNumber("seed").longValue(),
                    json.getString("attack"),
                    json.getString("parameter"),
                    json.getString("mechanism"),
                    json.getBoolean("detectors"),
                    number(json, "attacker"),
                    number(json, "kept"),
                    number(json, "twin"),
                    number(json, "effort"),
                    number(json, "twinEffort"),
                    number(json, "honestPay"),
                    number(json, "victim"),
                    number(json, "rare"),
                    numbers(json, "losses"),
                    json.getInt("charged"),
                    number(json, "reach"),
                    numbers(json, "pays"),
                    number(json, "purity"));
        }
    }

    private static double number(JsonObject json, String name) {
        return json.getJsonNumber(name).doubleValue();
    }
}
