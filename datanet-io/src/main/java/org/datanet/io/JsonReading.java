package org.datanet.io;

import jakarta.json.JsonException;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import java.nio.file.Path;
import java.util.Map;
import org.datanet.io.InvalidInputException.Place;

/** What the readers of JSON have in common. */
final class JsonReading {
    /** The parser's own limit, 15 million characters, is less than the values of half a million rows; files are bounded by {@link ReadLimits}. */
    private static final Map<String, ?> ANY_LENGTH = Map.of("org.eclipse.parsson.maxParsingLimit", Integer.MAX_VALUE);

    private static final JsonParserFactory PARSERS = JsonProvider.provider().createParserFactory(ANY_LENGTH);

    private JsonReading() {}

    /** Looked up once: every look-up walks the class path. */
    static JsonParserFactory parsers() {
        return PARSERS;
    }

    /** What a parser says, at its place. */
    static InvalidInputException malformed(Path file, JsonException e, long linesBefore) {
        String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        if (e instanceof JsonParsingException at && at.getLocation() != null) {
            Place place = new Place(
                    file,
                    linesBefore + Math.max(1, at.getLocation().getLineNumber()),
                    Math.max(1, at.getLocation().getColumnNumber()));
            return new InvalidInputException(
                    place, "is not JSON (" + message + ")", "", "write it as RFC 8259 demands", e);
        }
        return new InvalidInputException(
                Place.of(file), "is not JSON (" + message + ")", "", "write it as RFC 8259 demands", e);
    }
}
