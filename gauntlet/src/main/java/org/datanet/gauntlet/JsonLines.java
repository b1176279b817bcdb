package org.datanet.gauntlet;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Finished results in a file, one JSON object a line in the order in which they finished; a crash loses at most the line being written,
 * and opened again the file goes on where it stopped. Of results with one key, the first is kept. Thread-safe.
 *
 * @param <T> a result
 */
public final class JsonLines<T> implements Closeable {
    private final Form<T> form;
    private final Map<String, T> results;
    private final Writer out;

    /**
     * How a result is written.
     *
     * @param journal whose lines they are, as an error names it
     * @param key tells a result from all others
     * @param write to an object
     * @param read from an object; may throw what the object's getters throw
     */
    public record Form<T>(
            String journal, Function<T, String> key, Function<T, JsonObject> write, Function<JsonObject, T> read) {}

    private JsonLines(Form<T> form, Writer out, Map<String, T> known) {
        this.form = form;
        this.out = out;
        results = known;
    }

    /** Results that are not kept. */
    public static <T> JsonLines<T> inMemory(Form<T> form) {
        return new JsonLines<>(form, Writer.nullWriter(), new TreeMap<>());
    }

    /**
     * Opens or begins a file.
     *
     * @throws IllegalArgumentException when it holds something else, naming the line
     */
    public static <T> JsonLines<T> open(Path file, Form<T> form) throws IOException {
        Map<String, T> known = new TreeMap<>();
        if (Files.exists(file)) {
            String text = Files.readString(file);
            // What stands after the last line break was being written when the machine stopped.
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            List<String> lines = whole.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                try (JsonReader reader = Json.createReader(new StringReader(lines.get(i)))) {
                    T result = form.read.apply(reader.readObject());
                    known.put(form.key.apply(result), result);
                } catch (JsonException | NullPointerException | ClassCastException e) {
                    throw new IllegalArgumentException(
                            "%s:%d: this is no line of %s journal; name another file, or delete this one"
                                    .formatted(file, i + 1, form.journal),
                            e);
                }
            }
            if (whole.length() < text.length()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
                }
            }
        }
        return new JsonLines<>(
                form,
                Files.newBufferedWriter(
                        file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                known);
    }

    /** The result with a key. */
    public synchronized Optional<T> find(String key) {
        return Optional.ofNullable(results.get(key));
    }

    /** Adds finished results. */
    public synchronized void add(List<T> finished) throws IOException {
        for (T result : finished) {
            if (results.putIfAbsent(form.key.apply(result), result) == null) {
                out.write(form.write.apply(result) + "\n");
            }
        }
        out.flush();
    }

    /** All finished results, in the order of their keys. */
    public synchronized List<T> all() {
        return List.copyOf(results.values());
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
