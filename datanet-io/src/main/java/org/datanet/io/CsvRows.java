package org.datanet.io;

import static org.datanet.io.InvalidInputException.quote;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.RecordType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.datanet.io.InvalidInputException.Place;

/** CSV by the letter of RFC 4180, with a header. The cells of a row stand in one array of characters and are read from there. */
final class CsvRows extends Rows {
    private static final int MOST_COLUMNS = 1_000_000;

    /** A whole row may have this many times the characters of the largest cell. */
    private static final int ROW_OF_CELLS = 4;

    private final Path file;
    private final ReadLimits limits;
    private final Cells cells = new Cells();
    private final CloseableIterator<Boolean> iterator;
    private List<String> columns = List.of();
    private Place[] columnPlaces = {};
    private long rows;

    private CsvRows(TextInput in, ReadLimits limits) {
        this.file = in.file();
        this.limits = limits;
        iterator = CsvReader.builder()
                .skipEmptyLines(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .detectBomHeader(false)
                .maxBufferSize(Math.max(limits.cell(), 1 << 15))
                .build(cells, in)
                .iterator();
    }

    static CsvRows open(Path file, ReadLimits limits) {
        CsvRows rows = new CsvRows(TextInput.open(file, limits), limits);
        try {
            rows.readHeader();
        } catch (RuntimeException e) {
            rows.close();
            throw e;
        }
        return rows;
    }

    private void readHeader() {
        if (!advance()) {
            throw new InvalidInputException(Place.of(file), "is empty", "", "begin it with a header line");
        }
        String[] names = new String[cells.count];
        columnPlaces = new Place[cells.count];
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            names[i] = cells.text(i);
            columnPlaces[i] = place(i);
            if (names[i].isEmpty()) {
                throw new InvalidInputException(columnPlaces[i], "a column has no name", "", "name it in the header");
            }
            Integer first = seen.putIfAbsent(names[i], i);
            if (first != null) {
                throw new InvalidInputException(
                        columnPlaces[i],
                        "column %s stands twice in the header".formatted(quote(names[i])),
                        names[i],
                        "rename or remove one of them");
            }
        }
        columns = List.of(names);
    }

    @Override
    List<String> columns() {
        return columns;
    }

    @Override
    Place columnPlace(int column) {
        return columnPlaces[column];
    }

    @Override
    Place headerPlace() {
        return new Place(file, 1, 0);
    }

    @Override
    boolean next() {
        if (!advance()) {
            return false;
        }
        if (++rows > limits.rows()) {
            throw new InvalidInputException(
                    new Place(file, line(), 0),
                    "has more than %d rows".formatted(limits.rows()),
                    "",
                    "split it, or raise the limit of rows");
        }
        if (cells.count != columns.size()) {
            refuseRagged();
        }
        return true;
    }

    private void refuseRagged() {
        if (cells.blank) {
            throw new InvalidInputException(new Place(file, line(), 0), "the line is empty", "", "remove it");
        }
        int from = Math.min(cells.count - 1, columns.size());
        throw new InvalidInputException(
                place(from),
                "the row has %d fields, the header %d".formatted(cells.count, columns.size()),
                cells.text(from),
                cells.count > columns.size()
                        ? "quote a field that holds a comma, or remove what is too much"
                        : "add the missing fields, empty if need be");
    }

    private boolean advance() {
        try {
            if (!iterator.hasNext()) {
                return false;
            }
            iterator.next();
        } catch (CsvParseException e) {
            throw malformed(e);
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            throw TextInput.unreadable(file, cause == null ? new IOException(e) : cause);
        }
        for (int i = 0; i < cells.count; i++) {
            if (cells.ends[i] - cells.start(i) > limits.cell()) {
                throw tooLong(place(i));
            }
        }
        return true;
    }

    private InvalidInputException malformed(CsvParseException e) {
        if (e.getCause() instanceof InvalidInputException refused) {
            return refused;
        }
        Place place = cells.afterLast(file);
        String message = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
        if (message != null && message.contains("buffer size")) {
            return tooLong(place);
        }
        if (message != null && message.toLowerCase(Locale.ROOT).contains("unclosed")) {
            return new InvalidInputException(
                    place,
                    "a quoted field is never closed",
                    "",
                    "close it with a quote; write a quote inside it twice");
        }
        return new InvalidInputException(
                place,
                "a quoted field goes on after its closing quote",
                "",
                "write a quote inside a quoted field twice");
    }

    private InvalidInputException tooLong(Place place) {
        return new InvalidInputException(
                place,
                "a field has more than %d characters".formatted(limits.cell()),
                "",
                "look for a quote that is never closed, or raise the limit of a cell");
    }

    @Override
    boolean isEmpty(int column) {
        return cells.ends[column] == cells.start(column);
    }

    @Override
    String text(int column) {
        return cells.text(column);
    }

    @Override
    double number(int column) {
        double value = Decimals.parse(cells.chars, cells.start(column), cells.ends[column]);
        if (Double.isNaN(value)) {
            Decimals.Fault fault = Decimals.fault(cells.text(column));
            throw wrong(column, fault.problem(), fault.remedy());
        }
        return value;
    }

    @Override
    Place place(int column) {
        return cells.place(file, column);
    }

    @Override
    long line() {
        return cells.line;
    }

    @Override
    public void close() {
        try {
            iterator.close();
        } catch (IOException e) {
            throw TextInput.unreadable(file, e);
        }
    }

    /** The cells of the present row. */
    private final class Cells extends AbstractBaseCsvCallbackHandler<Boolean> {
        private char[] chars = new char[1 << 12];
        private int[] ends = new int[64];
        private boolean[] quoted = new boolean[64];
        private int count;
        private long line;
        private boolean blank;

        @Override
        protected void handleBegin(long startingLineNumber) {
            line = startingLineNumber;
            count = 0;
            blank = false;
        }

        @Override
        protected void handleField(int index, char[] buffer, int offset, int length, boolean isQuoted) {
            int start = count == 0 ? 0 : ends[count - 1];
            if (count == MOST_COLUMNS || start > ROW_OF_CELLS * (long) limits.cell()) {
                throw new InvalidInputException(
                        new Place(file, line, 0),
                        "the row has more than %d fields or %d characters"
                                .formatted(MOST_COLUMNS, ROW_OF_CELLS * (long) limits.cell()),
                        "",
                        "look for a missing line end, or raise the limit of a cell");
            }
            if (start + length > chars.length) {
                chars = Arrays.copyOf(chars, Math.max(start + length, chars.length + (chars.length >> 1)));
            }
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
                quoted = Arrays.copyOf(quoted, 2 * count);
            }
            System.arraycopy(buffer, offset, chars, start, length);
            ends[count] = start + length;
            quoted[count] = isQuoted;
            count++;
            if (!isQuoted) {
                refuseQuotes(start, length);
            }
        }

        private void refuseQuotes(int start, int length) {
            for (int i = start; i < start + length; i++) {
                if (chars[i] == '"') {
                    throw new InvalidInputException(
                            place(file, count - 1),
                            "field %s has a quote but is not quoted".formatted(quote(text(count - 1))),
                            text(count - 1),
                            "put it in quotes and write the quote inside it twice");
                }
            }
        }

        @Override
        protected void handleEmpty() {
            blank = true;
            handleField(0, new char[0], 0, 0, false);
        }

        @Override
        protected RecordType getRecordType() {
            return RecordType.DATA;
        }

        @Override
        protected Boolean buildRecord() {
            return Boolean.TRUE;
        }

        int start(int column) {
            return column == 0 ? 0 : ends[column - 1];
        }

        String text(int column) {
            return new String(chars, start(column), ends[column] - start(column));
        }

        Place afterLast(Path in) {
            return count == 0 ? new Place(in, Math.max(1, line), 1) : walk(in, count);
        }

        Place place(Path in, int column) {
            return walk(in, column);
        }

        /** Adds up what stands before a cell: its characters, its quotes and the commas. */
        private Place walk(Path in, int column) {
            long atLine = line;
            long atColumn = 1;
            for (int cell = 0; cell < column; cell++) {
                atColumn += quoted[cell] ? 1 : 0;
                for (int i = start(cell); i < ends[cell]; i++) {
                    char c = chars[i];
                    if (c == '\n' || c == '\r' && (i + 1 == ends[cell] || chars[i + 1] != '\n')) {
                        atLine++;
                        atColumn = 1;
                    } else if (c != '\r' && !Character.isLowSurrogate(c)) {
                        atColumn += c == '"' ? 2 : 1;
                    }
                }
                atColumn += quoted[cell] ? 2 : 1;
            }
            return new Place(in, atLine, atColumn);
        }
    }
}
