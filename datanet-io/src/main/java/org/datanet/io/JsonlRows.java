package org.datanet.io;

import static org.datanet.io.InvalidInputException.quote;

import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datanet.io.InvalidInputException.Place;
import org.jspecify.annotations.Nullable;

/** JSON lines: every line one flat object of RFC 8259 whose members are the declared columns. */
final class JsonlRows extends Rows {
    private final Path file;
    private final ReadLimits limits;
    private final BufferedReader in;
    private final JsonParserFactory parsers = JsonReading.parsers();
    private final List<String> columns;
    private final Map<String, Integer> columnOf = new HashMap<>();
    private final @Nullable String[] texts;
    private final boolean[] numeric;
    private final int[] offsets;
    private final StringBuilder buffer = new StringBuilder();
    private String present = "";
    private long line;
    private long rows;

    JsonlRows(Path file, List<String> declared, ReadLimits limits) {
        this.file = file;
        this.limits = limits;
        this.columns = List.copyOf(declared);
        for (int i = 0; i < columns.size(); i++) {
            columnOf.put(columns.get(i), i);
        }
        texts = new String[columns.size()];
        numeric = new boolean[columns.size()];
        offsets = new int[columns.size()];
        in = new BufferedReader(TextInput.open(file, limits), 1 << 16);
    }

    @Override
    List<String> columns() {
        return columns;
    }

    @Override
    Place columnPlace(int column) {
        return Place.of(file);
    }

    @Override
    Place headerPlace() {
        return Place.of(file);
    }

    @Override
    boolean next() {
        if (!readLine()) {
            return false;
        }
        if (++rows > limits.rows()) {
            throw new InvalidInputException(
                    new Place(file, line, 0),
                    "has more than %d rows".formatted(limits.rows()),
                    "",
                    "split it, or raise the limit of rows");
        }
        Arrays.fill(texts, null);
        Arrays.fill(numeric, false);
        Arrays.fill(offsets, -1);
        if (present.isBlank()) {
            throw new InvalidInputException(new Place(file, line, 0), "the line is empty", "", "remove it");
        }
        try (JsonParser parser = parsers.createParser(new StringReader(present))) {
            parse(parser);
        } catch (JsonException e) {
            throw JsonReading.malformed(file, e, line - 1);
        }
        return true;
    }

    private boolean readLine() {
        buffer.setLength(0);
        try {
            int c = in.read();
            if (c < 0) {
                return false;
            }
            line++;
            while (c >= 0 && c != '\n') {
                if (buffer.length() == limits.cell()) {
                    throw new InvalidInputException(
                            new Place(file, line, 0),
                            "the line has more than %d characters".formatted(limits.cell()),
                            "",
                            "write one object a line, or raise the limit of a cell");
                }
                buffer.append((char) c);
                c = in.read();
            }
        } catch (IOException e) {
            throw TextInput.unreadable(file, e);
        }
        present = buffer.toString();
        return true;
    }

    private void parse(JsonParser parser) {
        if (parser.next() != Event.START_OBJECT) {
            throw new InvalidInputException(
                    new Place(file, line, 1), "the line is not an object", present, "write every row as {\"id\": ...}");
        }
        Event event = parser.next();
        while (event != Event.END_OBJECT) {
            int keyAt = tokenStart(parser, parser.getString());
            int column = column(parser.getString(), keyAt);
            long before = parser.getLocation().getStreamOffset();
            event = parser.next();
            offsets[column] = skip((int) before);
            switch (event) {
                case VALUE_STRING -> texts[column] = parser.getString();
                case VALUE_NUMBER -> {
                    texts[column] = parser.getString();
                    numeric[column] = true;
                }
                case VALUE_TRUE -> texts[column] = "true";
                case VALUE_FALSE -> texts[column] = "false";
                case VALUE_NULL -> texts[column] = null;
                default ->
                    throw new InvalidInputException(
                            place(column),
                            "member %s is not a plain value".formatted(quote(columns.get(column))),
                            "",
                            "write a string, a number or null; features stand each under their own name");
            }
            event = parser.next();
        }
        if (parser.hasNext()) {
            parser.next();
        }
    }

    private int column(String key, int keyAt) {
        Integer column = columnOf.get(key);
        Place place = new Place(file, line, keyAt + 1L);
        if (column == null) {
            throw new InvalidInputException(
                    place,
                    "member %s has no role".formatted(quote(key)),
                    key,
                    Nearest.of(key, columns) == null
                            ? "give it a role in datanet.yaml, or list it under columns.ignored"
                            : Nearest.remedy(key, columns));
        }
        if (offsets[column] >= 0) {
            throw new InvalidInputException(
                    place, "member %s stands twice".formatted(quote(key)), key, "remove one of them");
        }
        return column;
    }

    /** Where the key begins that the parser has just read: its closing quote stands before the parser's place. */
    private int tokenStart(JsonParser parser, String key) {
        int end = (int) parser.getLocation().getStreamOffset();
        int at = present.lastIndexOf('"' + key, Math.min(end, present.length()));
        return Math.max(0, at);
    }

    private int skip(int from) {
        int at = Math.max(0, from);
        while (at < present.length() && " \t\r:,".indexOf(present.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    @Override
    boolean isEmpty(int column) {
        String text = texts[column];
        return text == null || text.isEmpty();
    }

    @Override
    String text(int column) {
        String text = texts[column];
        return text == null ? "" : text;
    }

    @Override
    double number(int column) {
        String text = text(column);
        if (!numeric[column]) {
            if (offsets[column] < 0 || texts[column] == null) {
                throw new InvalidInputException(
                        offsets[column] < 0 ? new Place(file, line, 0) : place(column),
                        "%s is missing".formatted(columns.get(column)),
                        "",
                        "fill it in or leave the row out");
            }
            throw wrong(column, "is not a number", "write it as a number without quotes");
        }
        double value = Decimals.parse(text.toCharArray(), 0, text.length());
        if (Double.isNaN(value)) {
            Decimals.Fault fault = Decimals.fault(text);
            throw wrong(column, fault.problem(), fault.remedy());
        }
        return value;
    }

    @Override
    Place place(int column) {
        return offsets[column] < 0 ? new Place(file, line, 0) : new Place(file, line, offsets[column] + 1L);
    }

    @Override
    long line() {
        return line;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw TextInput.unreadable(file, e);
        }
    }
}
