package org.datanet.gauntlet;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The finished cells of a gauntlet. Thread-safe.
 */
public final class Journal implements Closeable {
    private static final JsonLines.Form<Cell> CELLS =
            new JsonLines.Form<>("a gauntlet's", Cell::key, Journal::json, Journal::cell);

    private final JsonLines<Cell> lines;

    private Journal(JsonLines<Cell> lines) {
        this.lines = lines;
    }

    /** A journal that is not kept. */
    public static Journal inMemory() {
        return new Journal(JsonLines.inMemory(CELLS));
    }

    /**
     * Opens or begins a journal.
     *
     * @throws IllegalArgumentException when the file holds something else, naming the line
     */
    public static Journal open(Path file) throws IOException {
        return new Journal(JsonLines.open(file, CELLS));
    }

    /** Writes cells to a file, in the order of their keys. */
    public static void write(Path file, Collection<Cell> cells) throws IOException {
        StringBuilder lines = new StringBuilder();
        Map<String, Cell> ordered = new TreeMap<>();
        cells.forEach(cell -> ordered.put(cell.key(), cell));
        ordered.values().forEach(cell -> lines.append(json(cell)).append('\n'));
        Path part = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(part, lines);
        Files.move(
                part,
                file,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether the cell is finished. */
    boolean has(String key) {
        return lines.find(key).isPresent();
    }

    /** Whether a cell is finished whose key begins and ends so. */
    boolean hasAny(String start, String end) {
        return cells().stream().map(Cell::key).anyMatch(key -> key.startsWith(start) && key.endsWith(end));
    }

    /** Adds finished cells. */
    void add(List<Cell> finished) throws IOException {
        lines.add(finished);
    }

    /** All finished cells, in the order of their keys. */
    public List<Cell> cells() {
        return lines.all();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private static JsonObject json(Cell cell) {
        return Json.createObjectBuilder()
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
                .add("purity", cell.purity())
                .build();
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

    private static Cell cell(JsonObject json) {
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

    private static double number(JsonObject json, String name) {
        return json.getJsonNumber(name).doubleValue();
    }
}
