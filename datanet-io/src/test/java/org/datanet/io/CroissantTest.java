package org.datanet.io;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.datanet.proof.Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CroissantTest {
    @TempDir
    Path directory;

    private Folder folder;

    @BeforeEach
    void folder() {
        folder = Folder.sound(directory)
                .with("datanet.yaml", Folder.YAML + "licences: {default: CC-BY-4.0}\n")
                .with("curations.csv", "sample,curator,verdict,at\ns1,cat,approve,2026-01-01T00:00:00Z\n")
                .with("holdout.csv", "id,contributor,epoch,label,x,y\nsecret,owner,0,b,1,2\n");
    }

    private JsonObject metadata() throws IOException {
        Path file = directory.resolve("croissant.json");
        new Croissant("https://example.org/tiny", "The tiny community", LocalDate.of(2026, 3, 1))
                .write(folder.open(), file);
        try (Reader reader = Files.newBufferedReader(file);
                JsonReader json = Json.createReader(reader)) {
            return json.readObject();
        }
    }

    @Test
    void every_property_that_the_standard_requires_is_there() throws IOException {
        JsonObject root = metadata();
        assertThat(root.keySet())
                .contains(
                        "@context",
                        "@type",
                        "conformsTo",
                        "description",
                        "license",
                        "name",
                        "url",
                        "creator",
                        "datePublished",
                        "distribution",
                        "version");
        assertThat(root.getString("@type")).isEqualTo("sc:Dataset");
        assertThat(root.getString("conformsTo")).isEqualTo("http://mlcommons.org/croissant/1.0");
        assertThat(root.getJsonArray("license").getString(0)).isEqualTo("https://spdx.org/licenses/CC-BY-4.0.html");
        assertThat(root.getString("datePublished")).isEqualTo("2026-03-01");
        assertThat(root.getJsonObject("@context").getString("@vocab")).isEqualTo("https://schema.org/");
        for (JsonObject file : root.getJsonArray("distribution").getValuesAs(JsonObject.class)) {
            assertThat(file.keySet()).contains("@type", "@id", "name", "contentUrl", "encodingFormat", "sha256");
        }
        for (JsonObject set : root.getJsonArray("recordSet").getValuesAs(JsonObject.class)) {
            assertThat(set.keySet()).contains("@type", "@id", "name", "field");
            for (JsonObject field : set.getJsonArray("field").getValuesAs(JsonObject.class)) {
                assertThat(field.keySet()).contains("@type", "@id", "name", "dataType");
                assertThat(field.getString("@id")).startsWith(set.getString("@id") + "/");
            }
        }
    }

    @Test
    void every_reference_leads_somewhere_and_every_id_is_given_once() throws IOException {
        for (String name : List.of("samples.csv", "samples.csv.gz")) {
            if (name.endsWith("gz")) {
                folder.without("samples.csv").with(name, Folder.SAMPLES);
            }
            JsonObject root = metadata();
            List<String> defined = new ArrayList<>();
            Set<String> referred = new HashSet<>();
            for (String key : List.of("distribution", "recordSet")) {
                collect(root.getJsonArray(key), defined, referred);
            }
            assertThat(defined).doesNotHaveDuplicates();
            assertThat(defined).containsAll(referred);
        }
    }

    private static void collect(JsonValue value, List<String> defined, Set<String> referred) {
        if (value instanceof JsonArray array) {
            array.forEach(item -> collect(item, defined, referred));
        } else if (value instanceof JsonObject object) {
            if (object.get("@id") instanceof JsonString id) {
                if (object.containsKey("@type")) {
                    defined.add(id.getString());
                } else {
                    referred.add(id.getString());
                }
            }
            object.values().forEach(item -> collect(item, defined, referred));
        }
    }

    @Test
    void files_are_named_with_their_digest_and_the_holdout_is_not_named_at_all() throws IOException {
        JsonObject root = metadata();
        JsonObject samples = root.getJsonArray("distribution").getJsonObject(0);
        assertThat(samples.getString("sha256"))
                .isEqualTo(Digest.sha256(Files.readAllBytes(folder.path().resolve("samples.csv")))
                        .hex());
        assertThat(root.toString()).doesNotContain("holdout").doesNotContain("secret");
    }
}
