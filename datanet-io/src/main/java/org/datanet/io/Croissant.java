package org.datanet.io;

import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.datanet.contribution.Datanet;
import org.datanet.io.DatanetDescriptor.Columns;

/**
 * Describes a Datanet folder as <a href="http://mlcommons.org/croissant/1.0">MLCommons Croissant 1.0</a> metadata (JSON-LD), so
 * that tools which know nothing of Datanets can find and load its samples. The holdout is never mentioned.
 *
 * @param url of the Datanet's page
 * @param creator person or community that made it
 * @param published on which day
 */
public record Croissant(String url, String creator, LocalDate published) {
    /** The version of the standard. */
    public static final String CONFORMS_TO = "http://mlcommons.org/croissant/1.0";

    private static final List<String> TABLES = List.of("samples", "curations", "annotations", "commitments", "reveals");

    /** Terms that stand for a longer name with the same ending. */
    private static final List<String> TERMS = List.of(
            "citeAs",
            "column",
            "extract",
            "field",
            "fileProperty",
            "fileObject",
            "fileSet",
            "format",
            "includes",
            "isLiveDataset",
            "jsonPath",
            "key",
            "md5",
            "parentField",
            "path",
            "recordSet",
            "references",
            "regex",
            "repeated",
            "replace",
            "separator",
            "source",
            "subField",
            "transform");

    /**
     * Writes the metadata.
     *
     * @param file where to; paths within the metadata are relative to the Datanet's folder
     */
    public void write(DatanetReader reader, Path file) throws IOException {
        Datanet datanet = reader.read();
        AtomicFile.write(file, out -> {
            JsonGenerator json = JsonProvider.provider()
                    .createGeneratorFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                    .createGenerator(new FilterOutputStream(out) {
                        @Override
                        public void close() throws IOException {
                            flush();
                        }
                    });
            json.writeStartObject();
            about(json, reader.descriptor(), datanet);
            distribution(json, reader);
            recordSets(json, reader, datanet);
            json.writeEnd();
            json.close();
            out.write('\n');
        });
    }

    private static void context(JsonGenerator json) {
        json.writeStartObject("@context")
                .write("@language", "en")
                .write("@vocab", "https://schema.org/")
                .write("cr", "http://mlcommons.org/croissant/")
                .write("dct", "http://purl.org/dc/terms/")
                .write("rai", "http://mlcommons.org/croissant/RAI/")
                .write("sc", "https://schema.org/")
                .write("conformsTo", "dct:conformsTo");
        for (String term : TERMS) {
            json.write(term, "cr:" + term);
        }
        for (String term : List.of("data", "examples")) {
            json.writeStartObject(term)
                    .write("@id", "cr:" + term)
                    .write("@type", "@json")
                    .writeEnd();
        }
        json.writeStartObject("dataType")
                .write("@id", "cr:dataType")
                .write("@type", "@vocab")
                .writeEnd()
                .writeEnd();
    }

    private void about(JsonGenerator json, DatanetDescriptor descriptor, Datanet datanet) {
        context(json);
        json.write("@type", "sc:Dataset")
                .write("conformsTo", CONFORMS_TO)
                .write("name", descriptor.name().value())
                .write(
                        "description",
                        descriptor
                                .description()
                                .orElse("%s: %d samples of %d contributors, in %d epochs."
                                        .formatted(
                                                descriptor.name(),
                                                datanet.rows(),
                                                datanet.contributors().size(),
                                                datanet.epochs())))
                .write("version", descriptor.version())
                .write("url", url)
                .write("datePublished", published.toString())
                .write("isLiveDataset", false)
                .write("identifier", "urn:sha256:" + datanet.root());
        json.writeStartArray("license");
        for (String licence : licences(descriptor, datanet)) {
            json.write(licence);
        }
        json.writeEnd();
        json.writeStartObject("creator")
                .write("@type", "sc:Organization")
                .write("name", creator)
                .writeEnd();
    }

    /** Addresses of the licences that rows have, and of the assumed one; {@code NOASSERTION} where there is none. */
    private static TreeSet<String> licences(DatanetDescriptor descriptor, Datanet datanet) {
        TreeSet<String> licences = new TreeSet<>();
        descriptor.licences().assumed().ifPresent(licences::add);
        for (int row = 0; row < datanet.rows(); row++) {
            datanet.licence(row).ifPresent(licences::add);
        }
        TreeSet<String> addresses = new TreeSet<>();
        for (String licence : licences) {
            addresses.add(
                    licence.matches("[A-Za-z0-9.+-]+") ? "https://spdx.org/licenses/" + licence + ".html" : licence);
        }
        if (addresses.isEmpty()) {
            addresses.add("NOASSERTION");
        }
        return addresses;
    }

    private static void distribution(JsonGenerator json, DatanetReader reader) throws IOException {
        json.writeStartArray("distribution");
        for (String table : TABLES) {
            Optional<Path> file = reader.file(table);
            if (file.isPresent()) {
                String name = file.get().getFileName().toString();
                boolean packed = name.endsWith(".gz");
                json.writeStartObject()
                        .write("@type", "cr:FileObject")
                        .write("@id", name)
                        .write("name", name)
                        .write("contentSize", Files.size(file.get()) + " B")
                        .write("contentUrl", name)
                        .write("encodingFormat", packed ? "application/gzip" : format(name))
                        .write("sha256", Manifest.sha256(file.get()).hex())
                        .writeEnd();
                if (packed) {
                    String unpacked = unpacked(name);
                    json.writeStartObject()
                            .write("@type", "cr:FileObject")
                            .write("@id", unpacked)
                            .write("name", unpacked)
                            .writeStartObject("containedIn")
                            .write("@id", name)
                            .writeEnd()
                            .write("encodingFormat", format(unpacked))
                            .writeEnd();
                }
            }
        }
        json.writeEnd();
    }

    private static String unpacked(String name) {
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }

    private static String format(String name) {
        return name.endsWith(".csv") ? "text/csv" : "application/jsonlines";
    }

    private static void recordSets(JsonGenerator json, DatanetReader reader, Datanet datanet) {
        Columns columns = reader.descriptor().columns();
        json.writeStartArray("recordSet");
        if (!datanet.labels().isEmpty()) {
            labels(json, datanet.labels());
        }
        RecordSet samples = begin(json, reader, "samples", columns.id());
        samples.field(columns.id(), "Id of the sample.", "sc:Text");
        samples.field(columns.contributor(), "Who brought it.", "sc:Text");
        columns.epoch().ifPresent(c -> samples.field(c, "Epoch that accepted it.", "sc:Integer"));
        columns.submittedAt().ifPresent(c -> samples.field(c, "When, as its contributor says.", "sc:DateTime"));
        columns.label().ifPresent(c -> samples.label(c, !datanet.labels().isEmpty()));
        columns.licence().ifPresent(c -> samples.field(c, "Licence of the sample (SPDX).", "sc:Text"));
        columns.source().ifPresent(c -> samples.field(c, "Where it came from.", "sc:Text"));
        columns.features().forEach(c -> samples.field(c, "Feature.", "sc:Float"));
        columns.text().ifPresent(c -> samples.field(c, "Text of the sample.", "sc:Text"));
        json.writeEnd().writeEnd();
        if (reader.file("curations").isPresent()) {
            RecordSet curations = begin(json, reader, "curations", "");
            curations.field("sample", "The sample.", "sc:Text");
            curations.field("curator", "Who judges it.", "sc:Text");
            curations.field("verdict", "approve or reject.", "sc:Text");
            curations.field("at", "When.", "sc:DateTime");
            json.writeEnd().writeEnd();
        }
        if (reader.file("annotations").isPresent()) {
            RecordSet annotations = begin(json, reader, "annotations", "");
            annotations.field("sample", "The sample.", "sc:Text");
            annotations.field("annotator", "Who labels it.", "sc:Text");
            annotations.field("label", "The label.", "sc:Text");
            annotations.field("at", "When.", "sc:DateTime");
            annotations.field("seconds", "How long it took.", "sc:Float");
            json.writeEnd().writeEnd();
        }
        json.writeEnd();
    }

    private static void labels(JsonGenerator json, List<String> labels) {
        json.writeStartObject()
                .write("@type", "cr:RecordSet")
                .write("@id", "labels")
                .write("name", "labels")
                .write("description", "The label set.")
                .write("dataType", "sc:Enumeration")
                .writeStartObject("key")
                .write("@id", "labels/name")
                .writeEnd()
                .writeStartArray("field")
                .writeStartObject()
                .write("@type", "cr:Field")
                .write("@id", "labels/name")
                .write("name", "name")
                .write("description", "The label.")
                .write("dataType", "sc:Text")
                .writeEnd()
                .writeEnd()
                .writeStartArray("data");
        for (String label : labels) {
            json.writeStartObject().write("labels/name", label).writeEnd();
        }
        json.writeEnd().writeEnd();
    }

    private static RecordSet begin(JsonGenerator json, DatanetReader reader, String table, String key) {
        String file = unpacked(reader.file(table).orElseThrow().getFileName().toString());
        json.writeStartObject()
                .write("@type", "cr:RecordSet")
                .write("@id", table)
                .write("name", table)
                .write("description", "One record a row of " + file + ".");
        RecordSet set = new RecordSet(json, table, file);
        if (!key.isEmpty()) {
            json.writeStartObject("key").write("@id", set.id(key)).writeEnd();
        }
        json.writeStartArray("field");
        return set;
    }

    private record RecordSet(JsonGenerator json, String table, String file) {
        String id(String column) {
            return table + "/"
                    + URLEncoder.encode(column, StandardCharsets.UTF_8).replace("+", "%20");
        }

        void field(String column, String description, String type) {
            start(column, description).write("dataType", type);
            end(column);
        }

        void label(String column, boolean enumerated) {
            start(column, "Label of the sample.")
                    .writeStartArray("dataType")
                    .write("sc:Text")
                    .write("cr:Label")
                    .writeEnd();
            if (enumerated) {
                json.writeStartObject("references")
                        .writeStartObject("field")
                        .write("@id", "labels/name")
                        .writeEnd()
                        .writeEnd();
            }
            end(column);
        }

        private JsonGenerator start(String column, String description) {
            return json.writeStartObject()
                    .write("@type", "cr:Field")
                    .write("@id", id(column))
                    .write("name", column)
                    .write("description", description);
        }

        private void end(String column) {
            json.writeStartObject("source")
                    .writeStartObject("fileObject")
                    .write("@id", file)
                    .writeEnd()
                    .writeStartObject("extract")
                    .write("column", column)
                    .writeEnd()
                    .writeEnd()
                    .writeEnd();
        }
    }
}
