package org.datanet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatanetReaderTest {
    @TempDir
    Path directory;

    @Test
    void a_sound_folder_becomes_columns_in_intake_order() {
        Datanet net = Folder.sound(directory).open().read();

        assertThat(net.id().value()).isEqualTo("tiny");
        assertThat(net.rows()).isEqualTo(3);
        assertThat(net.contributors()).hasToString("[ann, bob]");
        assertThat(net.labels()).containsExactly("a", "b");
        assertThat(net.epoch(2)).isEqualTo(1);
        assertThat(net.features().orElseThrow().row(1)).containsExactly(0.5, -300);
        assertThat(net.digest(1)).isEqualTo(CanonicalPayload.digest(new double[] {0.5, -300}, null, "b"));
        assertThat(net.row(new SampleId("s3"))).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"samples.csv.gz", "samples.jsonl", "samples.jsonl.gz"})
    void every_form_of_a_file_gives_the_same_root(String name) {
        Folder folder = Folder.sound(directory);
        var root = folder.open().read().root();
        String text = name.contains("jsonl") ? """
                {"id":"s1","contributor":"ann","epoch":0,"label":"a","x":1,"y":2}
                {"y": -3e2, "x": 0.5, "label": "b", "epoch": 0, "contributor": "bob", "id": "s2"}
                {"id":"s3","contributor":"ann","epoch":1,"label":"a","x":-0.25,"y":4}""" : Folder.SAMPLES;
        assertThat(folder.without("samples.csv").with(name, text).open().read().root())
                .isEqualTo(root);
    }

    @Test
    void a_file_packed_in_several_gzip_members_is_read_to_its_end() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (String part : Folder.SAMPLES.split("(?<=\n)")) {
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(part.getBytes(StandardCharsets.UTF_8));
            }
        }
        Folder folder = Folder.sound(directory).without("samples.csv");
        Files.write(folder.path().resolve("samples.csv.gz"), packed.toByteArray());
        assertThat(folder.open().read().rows()).isEqualTo(3);
    }

    @Test
    void a_byte_order_mark_and_windows_line_ends_change_nothing() {
        Folder folder = Folder.sound(directory);
        var root = folder.open().read().root();
        folder.with("samples.csv", "\uFEFF" + Folder.SAMPLES.replace("\n", "\r\n"));
        assertThat(folder.open().read().root()).isEqualTo(root);
    }

    @Test
    void curations_annotations_commitments_and_reveals_are_read() {
        DatanetReader reader = Folder.sound(directory)
                .with("curations.csv", "sample,curator,verdict,at\ns1,cat,approve,2026-01-01T00:00:00Z\n")
                .with("annotations.csv", "seconds,sample,annotator,label,at\n1.5,s2,dan,a,2026-01-01T01:00:00+01:00\n")
                .with(
                        "commitments.csv",
                        "epoch,contributor,commitment,at\n0,ann," + "0a".repeat(32) + ",2026-01-01T00:00:00Z\n")
                .with("reveals.csv", "sample,salt\ns1," + "ff".repeat(16) + "\n")
                .open();
        Datanet net = reader.read();

        assertThat(net.curations()).singleElement().satisfies(c -> {
            assertThat(c.verdict()).isEqualTo(Verdict.APPROVE);
            assertThat(c.curator().value()).isEqualTo("cat");
        });
        assertThat(net.annotations()).singleElement().satisfies(a -> {
            assertThat(a.seconds()).isEqualTo(1.5);
            assertThat(a.at()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        });
        assertThat(reader.commitments()).hasSize(1);
        assertThat(reader.reveals()).hasSize(1);
    }

    @Test
    void undeclared_labels_are_found_and_sorted_as_numbers_where_they_are() {
        Folder folder = Folder.sound(directory)
                .with("datanet.yaml", Folder.YAML.replace("labels: [a, b]\n", ""))
                .with("samples.csv", "id,contributor,epoch,label,x,y\ns1,c,0,10,1,2\ns2,c,0,9,1,3\ns3,c,0,,1,4\n");
        Datanet net = folder.open().read();
        assertThat(net.labels()).isEqualTo(List.of("9", "10"));
        assertThat(net.label(2)).isEqualTo(-1);
    }

    @Test
    void annotations_alone_may_carry_the_labels() {
        String annotations = "sample,annotator,label,at,seconds\ns1,d,yes,2026-01-01T00:00:00Z,1\n";
        Folder folder = new Folder(directory)
                .with("datanet.yaml", "name: t\nversion: 1\ncolumns: {text: t}\n")
                .with("samples.csv", "id,contributor,t\ns1,ann,hello\n")
                .with("annotations.csv", annotations);
        assertThat(folder.open().read().labels()).containsExactly("yes");
        folder.with("datanet.yaml", "name: t\nversion: 1\ncolumns: {text: t}\nlabels: [no, maybe]\n");
        assertThat(folder.refusal())
                .isEqualTo("annotations.csv:2:6: label \"yes\" is not in the label set; use one of: no, maybe");
    }

    @Test
    void the_holdout_has_the_label_set_of_the_samples() {
        Folder folder = Folder.sound(directory)
                .with("datanet.yaml", Folder.YAML.replace("labels: [a, b]\n", ""))
                .with("holdout.csv", "id,contributor,epoch,label,x,y\nh1,owner,0,b,1,2\n");
        assertThat(folder.open().readHoldout().orElseThrow().labels()).containsExactly("a", "b");
        folder.with("holdout.csv", "id,contributor,epoch,label,x,y\nh1,owner,0,c,1,2\n");
        assertThat(folder.refusal())
                .isEqualTo("holdout.csv:2:12: label \"c\" is not in the label set; use one of: a, b");
    }

    @Test
    void rows_that_the_owner_has_published_stand_beside_the_samples() {
        Folder folder = Folder.sound(directory);
        assertThat(folder.open().readReference()).isEmpty();
        folder.with("reference.csv", "id,contributor,epoch,label,x,y\nr1,owner,0,b,1,2\nr2,owner,1,,1,2\n");
        assertThat(folder.open().readReference().orElseThrow().firstRow(1)).isEqualTo(1);
        folder.with("reference.csv", "id,contributor,epoch,label,x,y\nr1,owner,0,b,1,NaN\n");
        assertThat(folder.refusal()).startsWith("reference.csv:2:");
    }

    @Test
    void a_licence_that_a_row_does_not_name_is_the_assumed_one() {
        Folder folder = Folder.sound(directory).with("datanet.yaml", Folder.YAML + "licences: {default: CC-BY-4.0}\n");
        assertThat(folder.open().read().licence(0)).contains("CC-BY-4.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "s1,ann,0,a,NaN,2 | samples.csv:2:12: x \"NaN\" is not a finite number; fill it in or leave the row out",
                "s1,ann,0,a,1,-Infinity | samples.csv:2:14: y \"-Infinity\" is not a finite number; fill it in or leave the row out",
                "s1,ann,0,a,1e999,2 | samples.csv:2:12: x \"1e999\" is too large for a double; scale the column",
                "s1,ann,0,a,,2 | samples.csv:2:12: x \"\" is missing; fill it in or leave the row out",
                "s1,ann,0,a,\"1,5\",2 | samples.csv:2:12: x \"1,5\" is not a number; write a point before the decimals",
                "s1,ann,0,a,0x10,2 | samples.csv:2:12: x \"0x10\" is not a number; write it in digits, such as -1.5 or 2e-7",
                "s1,ann,0,a,1d,2 | samples.csv:2:12: x \"1d\" is not a number; write it in digits, such as -1.5 or 2e-7",
                "s1,ann,0,a,+1,2 | samples.csv:2:12: x \"+1\" is not a number as JSON writes it; write it without a leading plus or zeros, with digits on both sides of a point",
                "s1,ann,0,a, 1,2 | samples.csv:2:12: x \" 1\" has blanks around it; remove them",
                "s1,ann,0,c,1,2 | samples.csv:2:10: label \"c\" is not in the label set; use one of: a, b",
                "s1,ann,0,giraffe,1,2 | samples.csv:2:10: label \"giraffe\" is not in the label set; use one of: a, b",
                "s1,ann,-1,a,1,2 | samples.csv:2:8: epoch \"-1\" is not a whole number from 0 on; write it in digits, such as 3",
                "s1,ann,0,a,1 | samples.csv:2:12: the row has 5 fields, the header 6; add the missing fields, empty if need be",
                "s1,ann,0,a,1,2,3 | samples.csv:2:16: the row has 7 fields, the header 6; quote a field that holds a comma, or remove what is too much",
                "s1,,0,a,1,2 | samples.csv:2:4: a contributor id has 1 to 200 characters, this one has 0: \"\"; name who brought the sample",
                "s1,ann,0,a\"b,1,2 | samples.csv:2:10: field \"a\"b\" has a quote but is not quoted; put it in quotes and write the quote inside it twice",
                "s1,ann,0,\"a\"b,1,2 | samples.csv:2:10: a quoted field goes on after its closing quote; write a quote inside a quoted field twice",
                "s1,ann,0,\"a,1,2 | samples.csv:2:10: a quoted field is never closed; close it with a quote; write a quote inside it twice",
            })
    void a_wrong_row_is_refused_at_its_place(String row, String message) {
        Folder folder = Folder.sound(directory).with("samples.csv", "id,contributor,epoch,label,x,y\n" + row + "\n");
        assertThat(folder.refusal()).isEqualTo(message);
    }

    @Test
    void places_are_right_behind_quoted_fields_over_several_lines() {
        Folder folder = new Folder(directory)
                .with("datanet.yaml", "name: t\nversion: 1\ncolumns: {text: t, features: [x]}\n")
                .with("samples.csv", "t,id,contributor,x\n\"one \"\"two\"\"\nthree\r\nfour\",s1,ann,oops\n");
        assertThat(folder.refusal())
                .isEqualTo("samples.csv:4:14: x \"oops\" is not a number; write it in digits, such as -1.5 or 2e-7");
    }

    @Test
    void an_id_that_stands_twice_is_refused_with_the_line_of_the_first() {
        Folder folder = Folder.sound(directory).with("samples.csv", Folder.SAMPLES + "s1,bob,1,a,1,2\n");
        assertThat(folder.refusal())
                .isEqualTo("samples.csv:5:1: id \"s1\" is already the id of line 2; give every sample its own id");
    }

    @Test
    void ids_that_differ_only_in_their_unicode_form_are_refused() {
        Folder folder = Folder.sound(directory)
                .with("samples.csv", "id,contributor,epoch,label,x,y\ncaf\u00e9,c,0,a,1,2\ncafe\u0301,c,0,a,1,3\n");
        assertThat(folder.refusal())
                .isEqualTo(
                        "samples.csv:3:1: a sample id is written in Unicode form NFC, \"cafe\u0301\" is not; write it"
                                + " composed; correct the id");
    }

    @Test
    void a_falling_epoch_is_refused() {
        Folder folder = Folder.sound(directory).with("samples.csv", Folder.SAMPLES + "s4,bob,0,a,1,2\n");
        assertThat(folder.refusal())
                .isEqualTo(
                        "samples.csv:5:8: epoch \"0\" comes after epoch 1; keep the rows in the order of intake, in which"
                                + " epochs never fall");
    }

    @Test
    void an_empty_line_is_refused() {
        Folder folder = Folder.sound(directory).with("samples.csv", Folder.SAMPLES + "\ns4,bob,1,a,1,2\n");
        assertThat(folder.refusal()).isEqualTo("samples.csv:5: the line is empty; remove it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id,contributor,epoch,lable,x,y | samples.csv:1:22: unknown column \"lable\"; did you mean \"label\"?",
                "id,contributor,epoch,label,x,y,z1 | samples.csv:1:32: unknown column \"z1\"; give it a role in datanet.yaml, or list it under columns.ignored",
                "id,contributor,epoch,label,x | samples.csv:1: there is no column \"y\", which has the role features; add it to the header and to every row",
                "id,contributor,epoch,label,x,x | samples.csv:1:30: column \"x\" stands twice in the header; rename or remove one of them",
                "id,contributor,epoch,label,x, | samples.csv:1:30: a column has no name; name it in the header",
            })
    void a_wrong_header_is_refused(String header, String message) {
        assertThat(Folder.sound(directory).with("samples.csv", header + "\n").refusal())
                .isEqualTo(message);
    }

    @Test
    void no_rows_no_file_and_no_folder_are_refused() {
        Folder folder = Folder.sound(directory);
        assertThat(folder.with("samples.csv", "id,contributor,epoch,label,x,y\n")
                        .refusal())
                .isEqualTo("samples.csv: has no rows; add at least one sample");
        assertThat(folder.with("samples.csv", "").refusal())
                .isEqualTo("samples.csv: is empty; begin it with a header line");
        assertThat(folder.without("samples.csv").refusal())
                .isEqualTo("net: has no samples; add samples.csv or samples.jsonl, packed as .gz if you like");
        assertThat(folder.without("datanet.yaml").refusal())
                .isEqualTo(
                        "net: is not a Datanet: it has no datanet.yaml; name a folder that has one, or begin one with"
                                + " \"datanet new\"");
        assertThatThrownBy(() -> DatanetReader.open(Path.of("nowhere")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("nowhere: does not exist; check the path");
        assertThatThrownBy(() -> DatanetReader.open(folder.with("f", "x").path().resolve("f")))
                .hasMessageEndingWith("is a file, not a Datanet folder; name the folder that holds datanet.yaml");
    }

    @Test
    void two_files_of_samples_are_refused() {
        assertThat(Folder.sound(directory).with("samples.jsonl", "").refusal())
                .isEqualTo("net: has samples.csv and samples.jsonl; keep one of them");
    }

    @Test
    void bytes_that_are_not_utf8_are_refused_with_their_offset() {
        byte[] latin = (Folder.SAMPLES + "é,c,1,a,1,2\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Folder.sound(directory).with("samples.csv", latin).refusal())
                .isEqualTo("samples.csv:5: is not UTF-8 at byte %d (E9); save it as UTF-8"
                        .formatted(Folder.SAMPLES.length()));
        byte[] cut = (Folder.SAMPLES + "\u20ac").getBytes(StandardCharsets.UTF_8);
        assertThat(Folder.sound(directory)
                        .with("samples.csv", Arrays.copyOf(cut, cut.length - 1))
                        .refusal())
                .isEqualTo("samples.csv:5: is not UTF-8 at byte %d (E2 82); save it as UTF-8"
                        .formatted(Folder.SAMPLES.length()));
        assertThat(Folder.sound(directory)
                        .with("samples.csv", Folder.SAMPLES.getBytes(StandardCharsets.UTF_16))
                        .refusal())
                .isEqualTo("samples.csv: is written in UTF-16; save it as UTF-8");
    }

    @Test
    void packed_files_are_what_their_name_says() throws Exception {
        Folder folder = Folder.sound(directory).without("samples.csv");
        Files.writeString(folder.path().resolve("samples.csv.gz"), Folder.SAMPLES);
        assertThat(folder.refusal())
                .isEqualTo(
                        "samples.csv.gz: is not a sound gzip file (Not in GZIP format); pack it again, or drop .gz from its"
                                + " name if it is not packed");
        folder.with("samples.csv.gz", Folder.SAMPLES);
        byte[] packed = Files.readAllBytes(folder.path().resolve("samples.csv.gz"));
        Files.write(folder.path().resolve("samples.csv.gz"), Arrays.copyOf(packed, packed.length / 2));
        assertThat(folder.refusal())
                .isEqualTo("samples.csv.gz: ends in the middle of its gzip stream; fetch it again, whole");
        folder.without("samples.csv.gz").with("samples.csv", packed);
        assertThat(folder.refusal())
                .isEqualTo("samples.csv: is packed with gzip but not named so; name it samples.csv.gz");
        folder.with("samples.csv", "PK\u0003\u0004...");
        assertThat(folder.refusal())
                .isEqualTo("samples.csv: is a ZIP archive or a spreadsheet; unpack it, or save it as CSV in UTF-8");
    }

    @Test
    void a_file_that_unpacks_beyond_the_limits_is_refused_early() {
        Folder folder = Folder.sound(directory).without("samples.csv");
        byte[] zeros = new byte[66 << 20];
        Arrays.fill(zeros, (byte) '0');
        folder.with("samples.csv.gz", zeros);
        ReadLimits limits = ReadLimits.defaults().withCell(Integer.MAX_VALUE - 8);
        assertThatThrownBy(() -> DatanetReader.open(folder.path(), limits).read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("unpacks to more than 200 times its size");
        ReadLimits small = new ReadLimits(1_000_000, 200, 1 << 20, 10);
        assertThatThrownBy(() -> DatanetReader.open(folder.path(), small).read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has more than 1000000 bytes");
    }

    @Test
    void hostile_nesting_and_endless_rows_are_refused() {
        Folder folder = Folder.sound(directory).with("samples.csv", ",".repeat(2_000_000));
        assertThat(folder.refusal())
                .isEqualTo(
                        "samples.csv:1: the row has more than 1000000 fields or 67108864 characters; look for a missing line"
                                + " end, or raise the limit of a cell");
        assertThat(folder.with("datanet.yaml", "name: " + "[".repeat(200_000)).refusal())
                .startsWith("datanet.yaml");
        folder.with("datanet.yaml", Folder.YAML).without("samples.csv");
        assertThat(folder.with("samples.jsonl", "{\"id\":" + "[".repeat(200_000))
                        .refusal())
                .startsWith("samples.jsonl:1:");
    }

    @Test
    void a_text_above_a_megabyte_is_read_and_one_above_the_limit_is_refused() {
        String text = "word ".repeat(500_000);
        Folder folder = new Folder(directory)
                .with("datanet.yaml", "name: t\nversion: 1\ncolumns: {text: t}\n")
                .with("samples.csv", "id,contributor,t\ns1,ann,\"" + text + "\"\n");
        assertThat(folder.open().read().text(0)).isEqualTo(text);
        assertThatThrownBy(() -> DatanetReader.open(
                                folder.path(), ReadLimits.defaults().withCell(1_000_000))
                        .read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith(
                        "samples.csv:2:8: a field has more than 1000000 characters; look for a quote that is"
                                + " never closed, or raise the limit of a cell");
        assertThat(DatanetReader.open(folder.path(), ReadLimits.defaults().withRows(1))
                        .read()
                        .rows())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":\"s1\",\"contributor\":\"c\",\"epoch\":0,\"x\":1,\"z\":2} | samples.jsonl:1:46: member \"z\" has no role; give it a role in datanet.yaml, or list it under columns.ignored",
                "{\"id\":\"s1\",\"contributor\":\"c\",\"epoch\":0,\"x\":1} | samples.jsonl:1: y is missing; fill it in or leave the row out",
                "{\"id\":\"s1\",\"contributor\":\"c\",\"epoch\":0,\"x\": \"1\",\"y\":2} | samples.jsonl:1:45: x \"1\" is not a number; write it as a number without quotes",
                "{\"id\":\"s1\",\"id\":\"s2\"} | samples.jsonl:1:12: member \"id\" stands twice; remove one of them",
                "{\"id\":[1]} | samples.jsonl:1:7: member \"id\" is not a plain value; write a string, a number or null; features stand each under their own name",
                "[1] | samples.jsonl:1:1: the line is not an object; write every row as {\"id\": ...}",
            })
    void a_wrong_json_line_is_refused_at_its_place(String line, String message) {
        Folder folder = Folder.sound(directory).without("samples.csv").with("samples.jsonl", line + "\n");
        assertThat(folder.refusal()).isEqualTo(message);
    }

    @Test
    void json_that_is_none_is_refused_at_its_place() {
        Folder folder = Folder.sound(directory).without("samples.csv");
        assertThat(folder.with("samples.jsonl", "{\"id\":\"s1\" \"x\":NaN}\n").refusal())
                .startsWith("samples.jsonl:1:")
                .contains("is not JSON");
        assertThat(folder.with("samples.jsonl", "{\"id\":\"s1\",\"x\":NaN}\n").refusal())
                .startsWith("samples.jsonl:1:")
                .contains("is not JSON");
        assertThat(folder.with("samples.jsonl", "{\"id\":\"s1\"} {}\n").refusal())
                .startsWith("samples.jsonl:1:")
                .contains("is not JSON");
        assertThat(folder.with("samples.jsonl", "\n").refusal())
                .isEqualTo("samples.jsonl:1: the line is empty; remove it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sample,curator,verdict,at@s9,c,approve,2026-01-01T00:00:00Z | curations.csv:2:1: sample \"s9\" is no sample of this Datanet; correct the id or remove the row",
                "sample,curator,verdict,at@s1,c,yes,2026-01-01T00:00:00Z | curations.csv:2:6: verdict \"yes\" is no verdict; write approve or reject",
                "sample,curator,verdict,at@s1,c,reject,yesterday | curations.csv:2:13: at \"yesterday\" is not a time of ISO 8601 with its offset; write it as 2026-01-31T09:30:00Z",
                "sample,curator,verdict@s1,c,reject | curations.csv:1: there is no column \"at\", which this file needs; add it to the header and to every row",
                "sample,curatr,verdict,at@s1,c,reject,x | curations.csv:1:8: unknown column \"curatr\"; did you mean \"curator\"?",
            })
    void wrong_curations_are_refused_at_their_place(String text, String message) {
        assertThat(Folder.sound(directory)
                        .with("curations.csv", text.replace('@', '\n') + "\n")
                        .refusal())
                .isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name: t@verison: 1@columns: {text: t} | datanet.yaml:2:1: unknown key \"verison\"; did you mean \"version\"?",
                "name: t@columns: {text: t} | datanet.yaml:1:1: the file has no key \"version\"; add a line such as \"version: 1\"",
                "name: t@version: 1@columns: {texts: t} | datanet.yaml:3:11: unknown key \"texts\"; did you mean \"text\"?",
                "name: t@version: 1@columns: {id: t, text: t} | datanet.yaml:3:24: column \"t\" has the role id and the role text; give it one role",
                "name: t@version: 1@columns: {id: t} | datanet.yaml:3:10: no column has the role features or text; name the columns of numbers under columns.features, or the column of text under columns.text",
                "name: t@version: 1@columns: {text: t, label: l}@labels: [a, b, a] | datanet.yaml:4:16: label \"a\" stands twice; remove it",
                "name: t@version: 1@columns: [text] | datanet.yaml:3:10: columns is not a mapping; write it as lines of \"key: value\"",
                "name: t@name: u@version: 1 | datanet.yaml:2:1: key \"name\" stands twice; remove one of them",
                "name: [t@version: 1 | datanet.yaml:2:8: is not YAML (expected ',' or ']', but got :); correct the syntax",
            })
    void a_wrong_descriptor_is_refused_at_its_place(String text, String message) {
        String refusal = new Folder(directory)
                .with("datanet.yaml", text.replace('@', '\n') + "\n")
                .with("samples.csv", "id,contributor,t\ns,c,x\n")
                .refusal();
        assertThat(refusal).isEqualTo(message);
    }
}
