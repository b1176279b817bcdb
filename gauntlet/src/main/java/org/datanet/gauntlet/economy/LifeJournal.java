package org.datanet.gauntlet.economy;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datanet.gauntlet.JsonLines;

/**
 * The finished lives of an economy. Thread-safe.
 */
public final class LifeJournal implements Closeable {
    private static final JsonLines.Form<Life> LIVES =
            new JsonLines.Form<>("an economy's", Life::key, LifeJournal::json, LifeJournal::life);

    private final JsonLines<Life> lines;

    private LifeJournal(JsonLines<Life> lines) {
        this.lines = lines;
    }

    /** A journal that is not kept. */
    public static LifeJournal inMemory() {
        return new LifeJournal(JsonLines.inMemory(LIVES));
    }

    /**
     * Opens or begins a journal.
     *
     * @throws IllegalArgumentException when the file holds something else, naming the line
     */
    public static LifeJournal open(Path file) throws IOException {
        return new LifeJournal(JsonLines.open(file, LIVES));
    }

    Optional<Life> life(String ground, long seed, String mechanism, double start) {
        return lines.find(Life.key(ground, seed, mechanism, start));
    }

    void add(Life life) throws IOException {
        lines.add(List.of(life));
    }

    /** All finished lives, in the order of their keys. */
    public List<Life> lives() {
        return lines.all();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private static JsonObject json(Life life) {
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
                .build();
    }

    private static Life life(JsonObject json) {
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

    private static double number(JsonArray array, int at) {
        return array.getJsonNumber(at).doubleValue();
    }
}
