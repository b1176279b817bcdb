package org.datanet.io;

import static org.datanet.io.InvalidInputException.quote;

import jakarta.json.JsonException;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.Closeable;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.proof.Digest;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON whose members stand in a known order, one after the other and without holding more than one of them. Whatever else
 * stands there is refused with its place and its path. Not thread-safe.
 */
final class JsonIn implements Closeable {
    private final Path file;
    private final TextInput input;
    private final JsonParser parser;
    private final JsonPath path = new JsonPath();
    private @Nullable Event ahead;

    JsonIn(Path file, ReadLimits limits) {
        this.file = file;
        this.input = TextInput.open(file, limits);
        this.parser = JsonReading.parsers().createParser(input);
    }

    private Event peek() {
        Event event = ahead;
        if (event == null) {
            try {
                event = parser.next();
            } catch (JsonException e) {
                throw JsonReading.malformed(file, e, 0);
            } catch (NoSuchElementException e) {
                throw wrong("ends too early", "", "fetch it again, whole");
            }
            ahead = event;
        }
        return event;
    }

    private void expect(Event expected, String what) {
        if (peek() != expected) {
            throw wrong("is not " + what, "", "write it as the format demands");
        }
        ahead = null;
    }

    JsonIn beginObject() {
        element();
        expect(Event.START_OBJECT, "an object");
        path.beginObject(0);
        return this;
    }

    JsonIn beginObject(String key) {
        key(key);
        return beginObject();
    }

    JsonIn endObject() {
        expect(Event.END_OBJECT, "at its end, where it should be");
        path.end();
        return this;
    }

    JsonIn beginArray(String key) {
        key(key);
        return beginRow();
    }

    /** Begins an array that is an element of an array. */
    JsonIn beginRow() {
        element();
        expect(Event.START_ARRAY, "an array");
        path.beginArray(0);
        return this;
    }

    /** Whether the array has a further element; ends the array when it has not. */
    boolean more() {
        if (peek() == Event.END_ARRAY) {
            ahead = null;
            path.end();
            return false;
        }
        return true;
    }

    JsonIn endArray() {
        if (more()) {
            throw wrong("has more elements than it should", "", "remove them");
        }
        return this;
    }

    /** Whether the object has a further member, and its key; null at its end, which is not consumed. */
    @Nullable
    String nextKey() {
        if (peek() != Event.KEY_NAME) {
            return null;
        }
        ahead = null;
        String key = parser.getString();
        path.here().key = key;
        return key;
    }

    /** Whether the next member has that key; it is not consumed. */
    boolean has(String key) {
        return peek() == Event.KEY_NAME && parser.getString().equals(key);
    }

    private void element() {
        JsonPath.Level array = path.array();
        if (array != null) {
            array.index++;
        }
    }

    private void key(String expected) {
        if (peek() != Event.KEY_NAME) {
            throw wrong("has no member " + quote(expected), "", "write it as the format demands");
        }
        String key = parser.getString();
        if (!key.equals(expected)) {
            throw wrong(
                    "has member %s where %s belongs".formatted(quote(key), quote(expected)),
                    key,
                    "write all members in the order of the format");
        }
        ahead = null;
        path.here().key = expected;
    }

    String text(String key) {
        key(key);
        return text();
    }

    String text() {
        element();
        if (peek() != Event.VALUE_STRING) {
            throw wrong("is not a string", "", "write it in quotes");
        }
        ahead = null;
        return parser.getString();
    }

    /** A text that a constructor takes; what the constructor refuses is refused here, at its place. */
    <T> T text(String key, Function<String, T> constructor) {
        String text = text(key);
        return value(text, constructor);
    }

    <T> T value(String text, Function<String, T> constructor) {
        try {
            return constructor.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()), text, "correct it");
        }
    }

    Digest digest(String key) {
        return text(key, Digest::parse);
    }

    BigInteger amount(String key) {
        String text = text(key);
        if (!text.matches("0|-?[1-9][0-9]{0,999}")) {
            throw wrong("is not a whole number in quotes", text, "write the base units in digits");
        }
        return new BigInteger(text);
    }

    long integer(String key) {
        key(key);
        return integer();
    }

    long integer() {
        String lexeme = numberText();
        if (!lexeme.matches("0|-?[1-9][0-9]{0,18}")) {
            throw wrong("is not a whole number of 64 bits", lexeme, "write it in digits");
        }
        try {
            return Long.parseLong(lexeme);
        } catch (NumberFormatException e) {
            throw wrong("is not a whole number of 64 bits", lexeme, "write it in digits");
        }
    }

    /** A whole number from 0 to the largest int. */
    int count(String key) {
        long value = integer(key);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw wrong("is not a number from 0 to " + Integer.MAX_VALUE, Long.toString(value), "correct it");
        }
        return (int) value;
    }

    double number(String key) {
        key(key);
        return number();
    }

    double number() {
        String lexeme = numberText();
        double value = Decimals.parse(lexeme.toCharArray(), 0, lexeme.length());
        if (Double.isNaN(value)) {
            throw wrong("is not a finite number", lexeme, "correct it");
        }
        return value;
    }

    private String numberText() {
        element();
        if (peek() != Event.VALUE_NUMBER) {
            throw wrong("is not a number", "", "write it as a number without quotes");
        }
        ahead = null;
        return parser.getString();
    }

    /** Refuses anything behind the document. */
    void end() {
        boolean more;
        try {
            more = ahead != null || parser.hasNext();
            if (more && ahead == null) {
                parser.next();
            }
        } catch (JsonException e) {
            throw JsonReading.malformed(file, e, 0);
        } catch (NoSuchElementException e) {
            more = false;
        }
        if (more) {
            throw wrong("goes on behind its end", "", "remove what follows");
        }
    }

    /** Where the reader stands in the file. */
    Place place() {
        JsonLocation at = parser.getLocation();
        return new Place(file, Math.max(1, at.getLineNumber()), Math.max(1, at.getColumnNumber()));
    }

    /** Where the reader stands in the document, such as {@code contributors[3].amount}. */
    String path() {
        return path.toString();
    }

    InvalidInputException wrong(String problem, String value, String remedy) {
        String shown = value.isEmpty() ? problem : problem + " (" + quote(value) + ")";
        return new InvalidInputException(place(), path() + " " + shown, value, remedy);
    }

    @Override
    public void close() {
        parser.close();
        input.close();
    }
}
