package org.datanet.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.datanet.contribution.DatanetId;
import org.datanet.curation.CuratorId;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.quality.HealthMeasure;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.reward.CuratorReport;
import org.datanet.reward.LineProof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published schemas say of every file what the code says. */
class SchemasTest {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @TempDir
    Path directory;

    private static String text(String name) throws IOException {
        try (InputStream in = SchemasTest.class.getResourceAsStream("schema/" + name + ".schema.json")) {
            assertThat(in).as("schema %s", name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<Error> errors(String schema, String document, InputFormat format) throws IOException {
        Schema compiled = REGISTRY.getSchema(text(schema), InputFormat.JSON);
        return compiled.validate(document, format);
    }

    private static <T> String written(JsonDocument<T> document, T value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        document.write(value, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void accepts(String schema, String json) throws IOException {
        assertThat(errors(schema, json, InputFormat.JSON)).as(schema).isEmpty();
    }

    private static void refuses(String schema, String json) throws IOException {
        assertThat(errors(schema, json, InputFormat.JSON)).as(json).isNotEmpty();
    }

    @Test
    void reports_are_as_their_schemas_say() throws IOException {
        String rewards = written(Reports.REWARDS, SampleReports.rewards());
        accepts("datanet-rewards", rewards);
        String ofEpochs = written(Reports.REWARDS, SampleReports.rewardsOfEpochs());
        accepts("datanet-rewards", ofEpochs);
        refuses("datanet-rewards", ofEpochs.replaceFirst("\"epochs\": ?\\[3", "\"epochs\":[-3"));
        refuses("datanet-rewards", rewards.replace("\"usedRows\":3", "\"usedRows\":\"3\""));
        refuses("datanet-rewards", rewards.replace("\"rule\"", "\"rul\""));
        LineProof line = LineProof.of(
                SampleReports.rewards(),
                SampleReports.rewards().contributors().get(0).contributor());
        String proof = written(Reports.PROOF, line);
        accepts("datanet-reward-proof", proof);
        refuses("datanet-reward-proof", proof.replace("\"amount\":\"", "\"amount\":\"0"));

        String quality = written(Reports.QUALITY, SampleReports.quality(9, 1));
        accepts("datanet-quality", quality);
        refuses("datanet-quality", quality.replace("\"kind\":\"twin\"", "\"kind\":\"twins\""));
        refuses("datanet-quality", quality.replace("\"mode\": \"enforce\"", "\"mode\": \"force\""));
        refuses("datanet-quality", quality.replace("\"drift\":0.25", "\"drift\":1.25"));
        refuses("datanet-quality", quality.replace("\"of\":\"class\"", "\"of\":\"curator\""));
        String valuation = written(Reports.VALUATION, SampleReports.valuation(5, 1));
        accepts("datanet-valuation", valuation);
        refuses("datanet-valuation", valuation.replaceFirst("\\[(-?\\d+),", "[$1,$1,"));
    }

    @Test
    void curators_pay_is_as_its_schema_says() throws IOException {
        CuratorReport report = new CuratorReport(
                new DatanetId("tiny"),
                2,
                "UNIT",
                BigInteger.TEN,
                8,
                1,
                Digest.sha256(new byte[0]),
                List.of(new CuratorReport.Line(
                        new CuratorId("ann"), 3, 1, 1, 1, new BigInteger("-9000000"), new BigInteger("-4"))));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Reports.CURATORS.write(report, out);
        String json = out.toString(StandardCharsets.UTF_8);
        accepts("datanet-curator-pay", json);
        refuses("datanet-curator-pay", json.replace("\"net\":\"-4\"", "\"net\":-4"));
    }

    @Test
    void a_manifest_is_as_its_schema_says() throws IOException {
        Files.writeString(directory.resolve("a"), "x");
        Manifest.write(directory, Signer.of(KeyFiles.unsafeFromSeed(1)));
        String manifest = Files.readString(directory.resolve(Manifest.FILE));
        accepts("datanet-manifest", manifest);
        refuses("datanet-manifest", manifest.replace("\"size\":1", "\"size\":-1"));
    }

    @Test
    void a_descriptor_is_as_its_schema_says() throws IOException {
        assertThat(errors("datanet", Folder.YAML, InputFormat.YAML)).isEmpty();
        assertThat(errors("datanet", Folder.YAML.replace("version", "verison"), InputFormat.YAML))
                .isNotEmpty();
        assertThat(errors("datanet", "name: t\nversion: 1\ncolumns: {id: x}\n", InputFormat.YAML))
                .isNotEmpty();
    }

    @Test
    void the_written_defaults_are_as_the_policy_schema_says() throws IOException {
        Path file = directory.resolve("policy.yaml");
        Policies.writeDefaults(
                file,
                Map.of("outlier", new DetectorPolicy(true, 0.01, 0, 0.5, Map.of("k", 5, "how", "x", "on", true))));
        assertThat(errors("datanet-policy", Files.readString(file), InputFormat.YAML))
                .isEmpty();
        for (String wrong : List.of(
                "quality: {modus: x}",
                "quality: {mode: enforced}",
                "quality: {detectors: {outlier: {rate: 0.7}}}",
                "quality: {health: {duplicates: 1.1}}",
                "quality: {health: {recent_epochs: 0}}",
                "reward: {contributor_share: 1.1}",
                "reward: {half_life: -1}",
                "curation: {audit_share: 0}",
                "curation: {unanswered: 0}",
                "rewards: {}")) {
            assertThat(errors("datanet-policy", wrong, InputFormat.YAML))
                    .as(wrong)
                    .isNotEmpty();
        }
    }

    @Test
    void the_policy_schema_names_exactly_the_keys_that_the_reader_knows() throws IOException {
        JsonObject root = Json.createReader(new java.io.StringReader(text("datanet-policy")))
                .readObject();
        JsonObject quality = member(root, "quality");
        assertThat(keys(root)).containsExactlyInAnyOrder("quality", "reward", "curation");
        assertThat(keys(quality)).containsExactlyInAnyOrder(PolicyYaml.QUALITY);
        assertThat(keys(member(root, "reward"))).containsExactlyInAnyOrder(PolicyYaml.REWARD);
        assertThat(keys(member(root, "curation"))).containsExactlyInAnyOrder(PolicyYaml.CURATION);
        assertThat(keys(member(quality, "detectors").getJsonObject("additionalProperties")))
                .containsExactlyInAnyOrder(PolicyYaml.DETECTOR);
        assertThat(keys(member(quality, "health"))).containsExactlyInAnyOrder(PolicyYaml.HEALTH);
        JsonObject health = member(quality, "health").getJsonObject("properties");
        for (HealthMeasure measure : HealthMeasure.values()) {
            assertThat(health.getJsonObject(measure.key())
                            .getJsonNumber("default")
                            .doubleValue())
                    .as(measure.key())
                    .isEqualTo(measure.standard());
        }
        assertThat(keys(member(quality, "appeals").getJsonObject("items")))
                .containsExactlyInAnyOrder(PolicyYaml.APPEAL);
    }

    private static JsonObject member(JsonObject schema, String key) {
        return schema.getJsonObject("properties").getJsonObject(key);
    }

    private static List<String> keys(JsonObject schema) {
        return List.copyOf(schema.getJsonObject("properties").keySet());
    }
}
