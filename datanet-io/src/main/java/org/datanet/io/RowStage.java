package org.datanet.io;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Stages rows to be appended to a file in the form that the file has: CSV in its own order of columns, or JSON lines. */
final class RowStage {
    private final OutputStream out;
    private final CsvWriter csv;
    private final boolean json;
    private final List<String> columns;
    private final Set<String> numeric;

    private RowStage(OutputStream out, boolean json, List<String> columns, Set<String> numeric) {
        this.out = out;
        this.csv = DatanetWriter.csv(out);
        this.json = json;
        this.columns = columns;
        this.numeric = numeric;
    }

    /**
     * Begins to stage rows.
     *
     * @param target an existing file, or one that does not exist yet and begins with a header
     * @param columns of a new file
     * @param numeric columns whose values JSON writes as numbers
     */
    static RowStage begin(
            IntakeJournal journal, Path target, List<String> columns, Set<String> numeric, ReadLimits limits)
            throws IOException {
        String name = target.getFileName().toString();
        boolean gzip = name.endsWith(".gz");
        boolean json = name.contains(".jsonl");
        boolean fresh = !Files.exists(target) || Files.size(target) == 0;
        List<String> order = columns;
        if (!fresh && !json) {
            try (Rows rows = CsvRows.open(target, limits)) {
                order = rows.columns();
            }
        }
        OutputStream raw = journal.stage(name);
        // A further gzip member: readers take several for one stream.
        OutputStream out = gzip ? new GZIPOutputStream(raw) : raw;
        RowStage stage = new RowStage(out, json, order, numeric);
        if (!fresh && !endsWithLineFeed(target, limits)) {
            out.write('\n');
        }
        if (fresh && !json) {
            stage.csv.writeRecord(order);
        }
        return stage;
    }

    private static boolean endsWithLineFeed(Path file, ReadLimits limits) throws IOException {
        if (file.getFileName().toString().endsWith(".gz")) {
            // The last character of a packed file is only known after unpacking it.
            char[] buffer = new char[1 << 14];
            char last = 0;
            try (TextInput in = TextInput.open(file, limits)) {
                for (int got = in.read(buffer); got > 0; got = in.read(buffer)) {
                    last = buffer[got - 1];
                }
            }
            return last == '\n';
        }
        try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "r")) {
            random.seek(random.length() - 1);
            return random.read() == '\n';
        }
    }

    /** Stages a row; columns without a value stay empty. */
    void add(Map<String, String> values) throws IOException {
        if (!json) {
            List<String> cells = new ArrayList<>(columns.size());
            for (String column : columns) {
                cells.add(values.getOrDefault(column, ""));
            }
            csv.writeRecord(cells);
            return;
        }
        StringBuilder object = new StringBuilder("{");
        for (String column : columns) {
            String value = values.get(column);
            if (value == null) {
                continue;
            }
            object.append(object.length() > 1 ? "," : "");
            JsonStrings.append(column, object);
            object.append(':');
            if (numeric.contains(column)) {
                object.append(value);
            } else {
                JsonStrings.append(value, object);
            }
        }
        out.write(object.append("}\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    void end() throws IOException {
        csv.flush();
        if (out instanceof GZIPOutputStream gzip) {
            gzip.finish();
        }
    }
}
