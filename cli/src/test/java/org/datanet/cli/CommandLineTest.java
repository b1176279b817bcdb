package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.Datanet;
import org.datanet.io.DatanetReader;
import org.datanet.io.DatanetWriter;
import org.datanet.io.KeyFiles;
import org.datanet.io.Reports;
import org.datanet.proof.Signer;
import org.datanet.reward.RewardReport;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.Role;
import org.datanet.usage.UsageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    private static final String DESCRIPTOR = """
            name: tiny
            version: "1"
            labels: [a, b]
            columns:
              id: id
              contributor: contributor
              epoch: epoch
              label: label
              features: [x, y]
            """;
    private static final String HEADER = "id,contributor,epoch,label,x,y\n";

    @TempDir
    Path directory;

    private String out = "";
    private String err = "";

    private int run(Object... arguments) {
        Ran ran = Ran.of(arguments);
        out = ran.out();
        err = ran.err();
        return ran.code();
    }

    private Path datanet(String samples) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("net"));
        Files.writeString(folder.resolve("datanet.yaml"), DESCRIPTOR);
        Files.writeString(folder.resolve("samples.csv"), samples);
        return folder;
    }

    @Test
    void help_lists_every_command_and_every_exit_code() {
        assertThat(run("--help")).isZero();
        assertThat(out)
                .contains(
                        "demo",
                        "inspect",
                        "audit",
                        "explain",
                        "contribute",
                        "curate",
                        "value",
                        "reward",
                        "verify",
                        "serve",
                        "Exit codes");
    }

    @Test
    void a_policy_that_states_every_default_differs_from_the_defaults_in_nothing() {
        Path policy = directory.resolve("policy.yaml");
        assertThat(run("policy", "init", policy)).isZero();
        assertThat(run("policy", "explain", policy)).isZero();
        String stated = out;
        assertThat(stated)
                .doesNotContain("Differs")
                .contains("near-duplicate: ")
                .contains("machine unset.");
        assertThat(run("policy", "explain")).isZero();
        assertThat(stated).isEqualTo(out);
    }

    @Test
    void what_a_command_cannot_mean_is_refused_and_not_taken_for_something() throws IOException {
        Path folder = datanet(HEADER + "s1,ann,0,a,1,2\ns2,ann,0,b,3,4\n");
        assertThat(run("inspect", folder, "--fail-on", 5)).isEqualTo(2);
        assertThat(err).contains("--fail-on is a share of the rows from 0 to 1").contains("5.0");
        Path metadata = directory.resolve("croissant.json");
        assertThat(run("export", folder, "--croissant", metadata, "--creator", "me", "--url", "foo"))
                .isEqualTo(2);
        assertThat(err).contains("--url").contains("\"foo\"");
        assertThat(metadata).doesNotExist();
        assertThat(run("export", folder, "--croissant", metadata, "--creator", "me", "--url", "https://example.org/x"))
                .isZero();
        assertThat(out).contains(metadata.toString());
        assertThat(run("curate", folder, "s99", "--as", "cat", "--approve")).isEqualTo(2);
        assertThat(err).contains("has no sample \"s99\"; name one that stands");
        Path rows = Files.writeString(directory.resolve("rows.csv"), "id;label;x;y\nr;a;1;2\n");
        assertThat(run("contribute", folder, "--as", "ann", "--file", rows)).isEqualTo(2);
        assertThat(err).contains("unknown column \"id;label;x;y\"; separate the columns by commas");
    }

    @Test
    void a_table_with_names_of_its_own_comes_in_after_the_description_says_what_they_mean() throws IOException {
        Path folder = directory.resolve("fruit");
        assertThat(run("new", folder, "--features", "grams,millimetres", "--labels", "apple,pear"))
                .isZero();
        Path description = folder.resolve("datanet.yaml");
        Files.writeString(
                description,
                Files.readString(description)
                        .replace("  id: id", "  ignored: [photo]\n  id: Nr")
                        .replace("label: label", "label: kind"));
        Files.delete(folder.resolve("samples.csv"));
        Path table = Files.writeString(
                directory.resolve("table.csv"),
                "\uFEFFNr,kind,photo,millimetres,grams\r\n1,pear,\"a \"\"b\"\", c.jpg\",70,180\r\n2,,,71,181.50\r\n");
        assertThat(run("contribute", folder, "--as", "ann", "--file", table, "--check"))
                .isZero();
        assertThat(folder.resolve("samples.csv")).doesNotExist();
        assertThat(run("contribute", folder, "--as", "ann", "--file", table)).isZero();
        assertThat(folder.resolve("samples.csv"))
                .content()
                .startsWith("Nr,contributor,epoch,submitted_at,kind,licence,grams,millimetres,photo\n1,ann,0,")
                .contains("Z,pear,,180,70,\"a \"\"b\"\", c.jpg\"\n2,ann,0,")
                .endsWith("Z,,,181.5,71,\n");
    }

    @Test
    void a_slice_that_is_committed_to_already_is_not_passed_over_in_silence() throws IOException {
        Path folder = datanet(HEADER + "s1,ann,0,a,1,2\n");
        Files.writeString(folder.resolve("holdout.csv"), HEADER + "h1,owner,0,a,1,2\nh2,owner,0,b,3,4\n");
        assertThat(run("epoch", "commit", folder)).isZero();
        assertThat(out).startsWith("Committed to holdout slice 0: ");
        assertThat(run("epoch", "commit", folder)).isZero();
        assertThat(out).startsWith("Nothing to commit to");
    }

    private Path blobs(int rows) throws IOException {
        StringBuilder samples = new StringBuilder(HEADER);
        SplittableRandom random = new SplittableRandom(4);
        for (int row = 0; row < rows; row++) {
            boolean a = row % 2 == 0;
            samples.append("s%d,ann,0,%s,%.3f,%.3f%n"
                    .formatted(row, a ? "a" : "b", (a ? 1 : -1) + 1.5 * random.nextGaussian(), random.nextGaussian()));
        }
        return datanet(samples.toString());
    }

    @Test
    void an_audit_says_what_methods_foretell_and_gives_the_same_page_again() throws IOException {
        Path folder = blobs(100);
        Path page = directory.resolve("audit.html");
        Object[] command = {"audit", folder, "--subsets", 10, "--queries", 5, "--shares", 0.5, "--html", page, "--json"
        };
        assertThat(run(command)).isZero();
        JsonObject audit;
        try (JsonReader reader = Json.createReader(new StringReader(out))) {
            audit = reader.readObject();
        }
        assertThat(audit.getInt("rows")).isEqualTo(95);
        assertThat(audit.getJsonArray("linearDatamodelingScores")).hasSize(8);
        JsonObject influence = audit.getJsonArray("linearDatamodelingScores").getJsonObject(0);
        assertThat(influence.getJsonObject("score").getJsonNumber("estimate").doubleValue())
                .isGreaterThan(0.3);
        assertThat(audit.getJsonArray("mislabelled")).hasSize(4);
        for (JsonValue curve : audit.getJsonArray("curves")) {
            if (curve.asJsonObject().getString("kind").equals("removal")) {
                // Nothing is taken out yet: all curves begin at the same model.
                assertThat(curve.asJsonObject().getJsonArray("points").getJsonObject(0))
                        .isEqualTo(audit.getJsonArray("curves")
                                .getJsonObject(0)
                                .getJsonArray("points")
                                .getJsonObject(0));
            }
        }
        String html = Files.readString(page);
        assertThat(html).contains("<svg", "INFLUENCE", "Rows put in").doesNotContain("<script");
        assertThat(run(command)).isZero();
        assertThat(Files.readString(page)).isEqualTo(html);
    }

    @Test
    void an_audit_of_too_few_rows_or_by_a_method_that_does_not_know_the_model_is_refused() throws IOException {
        assertThat(run("audit", blobs(30))).isEqualTo(2);
        assertThat(err).contains("30 labelled rows").contains("50");
        assertThat(run("audit", blobs(100), "--model", "forest", "--methods", "influence"))
                .isEqualTo(2);
        assertThat(err).contains("INFLUENCE does not know the model forest").contains("LEAF_WEIGHTS");
        assertThat(run("audit", blobs(100), "--flips", "0.7")).isEqualTo(2);
        assertThat(err).contains("--flips").contains("0.7");
    }

    @Test
    void a_misspelt_command_is_bad_usage_and_names_the_nearest() {
        assertThat(run("inspct", "x")).isEqualTo(2);
        assertThat(err).contains("inspect");
    }

    /** Each row is one way to be wrong, and where and how the message must say so. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s1,ann,0,a,1,2 ~ s1,bob,0,b,3,4 | samples.csv:3:1 | s1",
                "s1,ann,0,a,NaN,2 | samples.csv:2 | NaN",
                "s1,ann,0,a,1 | samples.csv:2 | 5",
                "s1,ann,0,c,1,2 | samples.csv:2 | c",
                "s1,ann,1,a,1,2 ~ s2,ann,0,a,3,4 | samples.csv:3 | 0",
            })
    void bad_rows_are_refused_with_file_line_and_value(String rows, String place, String value) throws IOException {
        Path folder = datanet(HEADER + rows.strip().replace(" ~ ", "\n") + "\n");
        Path report = directory.resolve("quality.json");
        assertThat(run("inspect", folder, "--out", report)).isEqualTo(2);
        assertThat(err).contains(place).contains(value);
        assertThat(report).doesNotExist();
    }

    @Test
    void a_missing_column_no_rows_and_no_folder_are_refused() throws IOException {
        assertThat(run("inspect", datanet("id,contributor,epoch,label,x\ns1,ann,0,a,1\n")))
                .isEqualTo(2);
        assertThat(err).contains("samples.csv:1").contains("y");
        assertThat(run("inspect", datanet(HEADER))).isEqualTo(2);
        assertThat(err).contains("samples.csv");
        assertThat(run("inspect", directory.resolve("nowhere"))).isEqualTo(2);
        assertThat(err).contains("nowhere");
    }

    @Test
    void an_unknown_policy_key_is_refused_with_the_nearest_one() throws IOException {
        Path folder = datanet(HEADER + "s1,ann,0,a,1,2\n");
        Path policy = Files.writeString(directory.resolve("p.yaml"), "quality:\n  mod: observe\n");
        assertThat(run("policy", "check", policy)).isEqualTo(2);
        assertThat(err).contains("p.yaml:2").contains("mode");
        assertThat(run("inspect", folder, "--policy", policy)).isEqualTo(2);
        assertThat(run("inspect", folder, "--detectors", "outlyer")).isEqualTo(2);
        assertThat(err).contains("outlier");
    }

    @Test
    void a_policy_is_explained_with_what_differs_from_the_defaults() throws IOException {
        Path policy = Files.writeString(
                directory.resolve("p.yaml"),
                "quality:\n  mode: observe\n  detectors:\n    outlier:\n      rate: 0.05\n    sybil:\n      enabled: false\n  health:\n    duplicates: 0.05\n    weight: 0\nreward:\n  half_life: 6\ncuration:\n  audit_share: 0.25\n");
        assertThat(run("policy", "explain", policy)).isZero();
        assertThat(out)
                .contains("every sample keeps weight 1")
                .contains("outlier: at most 5 % of honest subjects flagged")
                .contains("(Differs; the default has rate 0.01.)")
                .contains("sybil: does not run. (Differs: it runs by default.)")
                .contains("weight: never warns (mean weight of the rows). (Differs; the default is 0.7.)")
                .contains("duplicates: warns above 0.05 (share of the rows that repeat an earlier one). (Differs; the")
                .contains("freshness: warns below 0.25 (how much")
                .contains("90 % are for contributors and 5 % for curators, in UNIT. A row counts half 6 epochs after")
                .contains("3 curators judge each sample and 25 % of the samples are audited");
        assertThat(run("policy", "explain")).isZero();
        assertThat(out).contains("the last 4 epochs are recent").doesNotContain("Differs");
    }

    @Test
    void a_threshold_of_health_that_is_crossed_is_told_in_print_and_on_the_page() throws IOException {
        Path folder = directory.resolve("digits");
        DatanetWriter.of(PlantedDatanet.optdigits(4, true).datanet()).write(folder);
        Files.writeString(folder.resolve("policy.yaml"), "quality: {health: {duplicates: 0.01, weight: 0}}\n");
        Path page = directory.resolve("page.html");
        Path report = directory.resolve("quality.json");
        assertThat(run("inspect", folder, "--detectors", "exact-duplicate", "--html", page, "--out", report))
                .as(err)
                .isZero();
        assertThat(out)
                .containsPattern(
                        "health: duplicates is 0\\.\\d+ in rows \\d+ to \\d+, above the policy's 0\\.01: share")
                .doesNotContain("health: weight");
        assertThat(page).content().contains("above the policy's 0.01");
        assertThat(run("verify", report)).as(err).isZero();
    }

    @Test
    void the_policy_that_is_written_is_right() {
        Path policy = directory.resolve("policy.yaml");
        assertThat(run("policy", "init", policy)).isZero();
        assertThat(run("policy", "check", policy)).isZero();
        assertThat(run("policy", "init", policy)).isEqualTo(2);
    }

    @Test
    void a_datanet_is_inspected_and_a_copy_explained() throws IOException {
        PlantedDatanet planted = PlantedDatanet.optdigits(4, true);
        Datanet datanet = planted.datanet();
        Path folder = directory.resolve("digits");
        DatanetWriter.of(datanet).write(folder);
        Path scores = directory.resolve("scores.csv");
        assertThat(run("inspect", folder, "--detectors", "exact-duplicate", "--scores", scores))
                .as(err)
                .isZero();
        assertThat(Files.readAllLines(scores))
                .hasSize(datanet.rows() + 1)
                .first()
                .isEqualTo("sample_id,exact-duplicate");
        int copy = IntStream.range(0, datanet.rows())
                .filter(row -> planted.roles().get(datanet.contributorId(row)) == Role.EXACT_COPIER)
                .findFirst()
                .orElseThrow();
        assertThat(run("explain", folder, datanet.sampleId(copy), "--detectors", "exact-duplicate"))
                .isZero();
        assertThat(out).contains("exact-duplicate", "weight 0.000", "which came first");
        assertThat(run("explain", folder, "s99999")).isEqualTo(2);
        assertThat(err).contains("s99999");
        assertThat(run("inspect", folder, "--detectors", "exact-duplicate", "--fail-on", "0.01"))
                .isEqualTo(1);
    }

    @Test
    void an_inspection_that_goes_on_from_an_index_reports_what_a_full_one_does() throws IOException {
        Datanet datanet = PlantedDatanet.optdigits(4, true).datanet();
        Path index = directory.resolve("index");
        Path first = directory.resolve("first");
        DatanetWriter.of(datanet).write(first);
        // The same Datanet before its last epoch: a shorter file, since rows are in intake order.
        List<String> rows = Files.readAllLines(first.resolve("samples.csv"));
        Files.write(first.resolve("samples.csv"), rows.subList(0, 1 + datanet.firstRow(datanet.epochs() - 1)));
        Files.deleteIfExists(first.resolve("curations.csv"));
        String detectors = "label-noise,near-duplicate";
        assertThat(run("inspect", first, "--detectors", detectors, "--index", index))
                .as(err)
                .isZero();
        byte[] before = Files.readAllBytes(index);
        Path whole = directory.resolve("whole");
        DatanetWriter.of(datanet).write(whole);
        Path full = directory.resolve("full.json");
        Path resumed = directory.resolve("resumed.json");
        assertThat(run("inspect", whole, "--detectors", detectors, "--out", full))
                .as(err)
                .isZero();
        assertThat(run("inspect", whole, "--detectors", detectors, "--index", index, "--out", resumed))
                .as(err)
                .isZero();
        assertThat(resumed).hasSameTextualContentAs(full);
        assertThat(Files.readAllBytes(index)).isNotEqualTo(before);
        Files.writeString(index, "damaged");
        assertThat(run("inspect", whole, "--detectors", detectors, "--index", index, "--out", resumed))
                .isZero();
        assertThat(resumed).hasSameTextualContentAs(full);
    }

    @Test
    void what_spark_cannot_do_is_said_before_anything_is_done() throws IOException {
        Path folder = datanet(HEADER + "s1,ann,0,a,1,2\n");
        assertThat(run("inspect", folder, "--engine", "spark")).isEqualTo(2);
        assertThat(err).contains("name a folder for them with --work");
        assertThat(run("value", folder, "--out", directory.resolve("v.json"))).isEqualTo(2);
        assertThat(err).contains("has no holdout.csv");
    }

    @Test
    void the_smallest_datanet_is_inspected() throws IOException {
        assertThat(run("inspect", datanet(HEADER + "s1,ann,0,a,1,2\n"))).as(err).isZero();
    }

    @Test
    void a_datanet_is_begun_and_takes_rows() throws IOException {
        Path folder = directory.resolve("fresh");
        assertThat(run("new", folder, "--features", "x,y", "--labels", "a,b"))
                .as(err)
                .isZero();
        Path rows = Files.writeString(directory.resolve("rows.csv"), "id,label,x,y\ns1,b,3,4\n");
        assertThat(run("contribute", folder, "--as", "bob", "--file", rows))
                .as(err)
                .isZero();
        assertThat(DatanetReader.open(folder).read().rows()).isEqualTo(1);
        assertThat(run("new", folder, "--features", "x")).isEqualTo(2);
        assertThat(run("new", directory.resolve("other"))).isEqualTo(2);
        assertThat(err).contains("--features");
    }

    @Test
    void rows_are_promised_shown_and_judged() throws IOException {
        Path folder = datanet(HEADER + "s1,ann,0,a,1,2\n");
        Path rows = Files.writeString(directory.resolve("rows.csv"), "id,label,x,y\ns2,b,3,4\ns3,a,5,6\n");
        assertThat(run("contribute", folder, "--as", "bob", "--file", rows, "--commit"))
                .as(err)
                .isZero();
        assertThat(run("contribute", folder, "--as", "bob", "--file", rows, "--reveal"))
                .isEqualTo(2);
        assertThat(run("epoch", "close", folder)).isZero();
        assertThat(run("contribute", folder, "--as", "bob", "--file", rows, "--reveal"))
                .as(err)
                .isZero();
        assertThat(DatanetReader.open(folder).read().rows()).isEqualTo(3);
        assertThat(run("curate", folder, "s2", "--as", "ann", "--approve"))
                .as(err)
                .isZero();
        assertThat(run("curate", folder, "s2", "--as", "ann", "--reject")).isEqualTo(2);
        assertThat(run("curate", folder, "s2", "--as", "bob", "--approve")).isEqualTo(2);
        assertThat(DatanetReader.open(folder).read().curations()).hasSize(1);
    }

    @Test
    void a_port_in_use_is_said_plainly() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("serve", "--port", taken.getLocalPort(), "--dir", directory.resolve("hook")))
                    .isEqualTo(2);
            assertThat(err).contains(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void receipts_are_paid_out_and_any_flipped_byte_of_the_report_is_found() throws IOException {
        PlantedDatanet planted = PlantedDatanet.optdigits(4, true);
        Path folder = directory.resolve("net");
        DatanetWriter.of(planted.datanet())
                .holdout(planted.holdout())
                .reference(planted.reference())
                .write(folder);
        Path ledger = ledger(DatanetReader.open(folder).read());
        Path report = directory.resolve("rewards.json");
        Path values = directory.resolve("valuation.json");
        Path used = directory.resolve("used.json");
        assertThat(run("value", folder, "--out", values)).as(err).isZero();
        assertThat(run("reward", folder, "--ledger", ledger, "--out", report, "--valuation-out", used))
                .as(err)
                .isZero();
        assertThat(values).hasSameBinaryContentAs(used);
        RewardReport rewards = Reports.REWARDS.read(report);
        assertThat(rewards.fees()).isEqualTo(BigInteger.valueOf(1_000_000));
        assertThat(run("verify", report, ledger)).as(out).isZero();
        proofOf(
                rewards.contributors().stream()
                        .max(Comparator.comparing(RewardReport.ContributorReward::amount))
                        .orElseThrow(),
                report);
        byte[] bytes = Files.readAllBytes(report);
        for (int at = 0; at < bytes.length; at += bytes.length / 40) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 1;
            Files.write(report, flipped);
            assertThat(run("verify", report)).as("byte " + at).isEqualTo(2);
            assertThat(out).contains("FAILS");
        }
        assertThat(run("reward", folder, "--ledger", ledger, "--rule", "generosity"))
                .isEqualTo(2);
        assertThat(err).contains("conditional-gain");
    }

    /** A line alone is proved to stand under the report's root, and any flipped byte of the proof is found. */
    private void proofOf(RewardReport.ContributorReward line, Path report) throws IOException {
        Path proof = directory.resolve("proof.json");
        assertThat(run("proof", line.contributor(), "--report", report, "--out", proof))
                .as(err)
                .isZero();
        assertThat(out).contains(line.amount().toString(), "paid");
        assertThat(run("verify", proof)).as(out).isZero();
        byte[] bytes = Files.readAllBytes(proof);
        for (int at = 0; at < bytes.length; at += bytes.length / 25) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 1;
            Files.write(proof, flipped);
            assertThat(run("verify", proof)).as("byte " + at).isEqualTo(2);
        }
        assertThat(run("proof", "nobody", "--report", report)).isEqualTo(2);
        assertThat(err).contains("nobody");
    }

    @Test
    void an_economy_on_an_unknown_table_is_refused_with_those_there_are() {
        assertThat(run("economy", "--table", "iris")).isEqualTo(2);
        assertThat(err).contains("iris", "optdigits", "wdbc");
    }

    private Path ledger(Datanet datanet) throws IOException {
        Path folder = directory.resolve("ledger");
        Signer signer = Signer.of(KeyFiles.unsafeFromSeed(1));
        try (FileUsageLedger ledger = FileUsageLedger.open(folder, signer, Clock.systemUTC())) {
            ledger.append(SigningUsageRecorder.of(signer, Clock.systemUTC())
                    .record(
                            UsageRun.on(datanet)
                                    .run("r1")
                                    .payer("p")
                                    .fee(1_000_000)
                                    .build(),
                            session -> {
                                for (int row = 0; row < datanet.rows(); row++) {
                                    session.exposed(row, 2);
                                }
                            }));
        }
        return folder;
    }
}
