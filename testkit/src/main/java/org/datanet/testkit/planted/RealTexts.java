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
 * Labelled texts of real people.
 *
 * @param name short name, such as "crowd-text"
 * @param texts one a row
 * @param workers who wrote it, one a row
 * @param labelNames the label set, sorted
 * @param labels index into {@code labelNames}, one a row
 */
public record RealTexts(String name, List<String> texts, List<String> workers, List<String> labelNames, int[] labels) {
    public RealTexts {
        texts = List.copyOf(texts);
        workers = List.copyOf(workers);
        labelNames = List.copyOf(labelNames);
    }

    /**
     * CrowdWSA2019, J1: 2,490 English translations of 250 Japanese sentences by 70 workers. The label of a text is the sentence that it
     * translates. CC BY 4.0, see ATTRIBUTION.md beside the data.
     */
    public static RealTexts crowd() {
        List<String> texts = new ArrayList<>();
        List<String> workers = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        try (InputStream in = RealTexts.class.getResourceAsStream("crowd-text.tsv.gz")) {
            if (in == null) {
                throw new IllegalStateException("the resource crowd-text.tsv.gz is missing from the jar");
            }
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8));
            reader.lines().skip(1).forEach(line -> {
                String[] cells = line.split("\t", -1);
                workers.add(cells[0]);
                sentences.add(cells[1]);
                texts.add(cells[2].strip());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> names = List.copyOf(new TreeSet<>(sentences));
        return new RealTexts(
                "crowd-text",
                texts,
                workers,
                names,
                sentences.stream().mapToInt(names::indexOf).toArray());
    }

    /** Number of rows. */
    public int rows() {
        return labels.length;
    }
}
