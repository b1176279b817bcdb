package org.datanet.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.datanet.contribution.Datanet;

/** Raw scores as a table: {@code sample_id} and one column per detector, higher is more suspicious, empty without an opinion. */
final class ScoreFile {
    private ScoreFile() {}

    static void write(Datanet datanet, SortedMap<String, double[]> scores, Path file) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(file)) {
            List<String> record = new ArrayList<>(List.of("sample_id"));
            record.addAll(scores.keySet());
            csv.writeRecord(record);
            for (int row = 0; row < datanet.rows(); row++) {
                record.clear();
                record.add(datanet.sampleId(row).value());
                for (double[] column : scores.values()) {
                    record.add(Double.isNaN(column[row]) ? "" : Double.toString(column[row]));
                }
                csv.writeRecord(record);
            }
        }
    }
}
