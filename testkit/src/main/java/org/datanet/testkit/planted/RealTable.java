package org.datanet.testkit.planted;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * A labelled table of real rows.
 *
 * @param name short name, such as "optdigits"
 * @param featureNames names of the columns
 * @param features {@code n x d}
 * @param labelNames the label set, sorted
 * @param labels index into {@code labelNames}, one a row
 */
public record RealTable(
        String name, List<String> featureNames, double[][] features, List<String> labelNames, int[] labels) {

    /** UCI optical digits: 1,797 rows, 64 pixels from 0 to 16, ten labels. CC BY 4.0, see ATTRIBUTION.md beside the data. */
    public static RealTable optdigits() {
        return resource("optdigits");
    }

    /** UCI Wisconsin diagnostic breast cancer: 569 rows, 30 measurements, two labels. CC BY 4.0, see ATTRIBUTION.md. */
    public static RealTable wdbc() {
        return resource("wdbc");
    }

    /** Number of rows. */
    public int rows() {
        return features.length;
    }

    private static RealTable resource(String name) {
        try (InputStream in = RealTable.class.getResourceAsStream(name + ".csv.gz")) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + ".csv.gz is missing from the jar");
            }
            return read(
                    name, new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a plain table whose last column is the label: the shipped files have neither quotes nor gaps. */
    private static RealTable read(String name, BufferedReader reader) throws IOException {
        List<String> header = List.of(reader.readLine().split(","));
        int columns = header.size() - 1;
        List<double[]> features = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            String[] cells = line.split(",");
            double[] row = new double[columns];
            for (int i = 0; i < columns; i++) {
                row[i] = Double.parseDouble(cells[i]);
            }
            features.add(row);
            labels.add(cells[columns]);
        }
        List<String> names = List.copyOf(new TreeSet<>(labels));
        return new RealTable(
                name,
                header.subList(0, columns),
                features.toArray(double[][]::new),
                names,
                labels.stream().mapToInt(names::indexOf).toArray());
    }
}
