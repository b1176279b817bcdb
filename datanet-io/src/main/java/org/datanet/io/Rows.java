package org.datanet.io;

import static org.datanet.io.InvalidInputException.quote;

import java.io.Closeable;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.datanet.io.InvalidInputException.Place;

/**
 * The rows of a file, one at a time: {@link #next()} moves on, and the other methods speak of the row that it moved to. Not
 * thread-safe.
 */
abstract class Rows implements Closeable {

    /** Opens a file of rows, CSV or JSON lines by its name. {@code declared} are the members that JSON lines may have. */
    static Rows open(Path file, List<String> declared, ReadLimits limits) {
        String name = file.getFileName().toString();
        if (name.endsWith(".csv") || name.endsWith(".csv.gz")) {
            return CsvRows.open(file, limits);
        }
        if (name.endsWith(".jsonl") || name.endsWith(".jsonl.gz")) {
            return new JsonlRows(file, declared, limits);
        }
        throw new InvalidInputException(
                Place.of(file),
                "is neither CSV nor JSON lines by its name",
                name,
                "name it .csv, .jsonl, .csv.gz or .jsonl.gz");
    }

    /** Names of the columns. */
    abstract List<String> columns();

    /** Where the names of the columns stand, or the file where they stand nowhere. */
    abstract Place columnPlace(int column);

    /** Where the header stands, or the file where it has none. */
    abstract Place headerPlace();

    /** Moves to the next row. False at the end. */
    abstract boolean next();

    /** Whether the cell holds nothing. */
    abstract boolean isEmpty(int column);

    /** The cell as text; empty where it holds nothing. */
    abstract String text(int column);

    /** The cell as a finite number. */
    abstract double number(int column);

    /** Where the cell stands. */
    abstract Place place(int column);

    /** The line on which the row begins, 1-based. */
    abstract long line();

    @Override
    public abstract void close();

    /** The cell as a whole number of at least 0. */
    final int count(int column) {
        String text = text(column);
        if (text.matches("0|[1-9][0-9]{0,9}") && Long.parseLong(text) <= Integer.MAX_VALUE) {
            return Integer.parseInt(text);
        }
        throw wrong(column, "is not a whole number from 0 on", "write it in digits, such as 3");
    }

    /** The cell as a time with its offset from UTC. */
    final Instant instant(int column) {
        String text = text(column);
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw wrong(column, "is not a time of ISO 8601 with its offset", "write it as 2026-01-31T09:30:00Z");
        }
    }

    /** Refuses the cell: {@code column "label": "x" is no ...}. */
    final InvalidInputException wrong(int column, String problem, String remedy) {
        String value = text(column);
        return new InvalidInputException(
                place(column), "%s %s %s".formatted(columns().get(column), quote(value), problem), value, remedy);
    }

    /** Wraps what a value's own constructor says of the cell. */
    final InvalidInputException wrong(int column, IllegalArgumentException e, String remedy) {
        return new InvalidInputException(place(column), String.valueOf(e.getMessage()), text(column), remedy, e);
    }
}
