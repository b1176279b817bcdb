package org.datanet.hook.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.hook.json.MalformedJson;
import org.datanet.hook.json.RecordJson;
import org.datanet.proof.Digest;
import org.datanet.rest.Contract;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.Problem;
import org.datanet.rest.VerbatimSpans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of the contract ({@code docs/examples/hook}), sent in their order to a real server: what goes in and what comes out is as
 * the schemas ({@code docs/schemas}) say, and what the schemas refuse the server refuses.
 */
class ExamplesTest {
    private static final boolean UPDATE = Boolean.getBoolean("datanet.update-openapi");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** Operations whose bodies are not JSON, and files, which {@code datanet-io} tests against their schemas. */
    private static final Set<String> ELSEWHERE = Set.of(
            "Contract.openApi",
            "Metrics.metrics",
            "QualityReports.report",
            "QualityReports.store",
            "Receipts.append",
            "Receipts.receipt",
            "RewardReports.store");

    /** What differs from run to run. */
    private static final Set<String> VOLATILE = Set.of("token", "publicKey", "signature", "drawSeed", "auditSeed");

    /** The operations of the contract by their ids. */
    private static final Map<String, JsonObject> OPERATIONS =
            ExampleHook.json(OpenApi.write()).getJsonObject("paths").values().stream()
                    .flatMap(path -> path.asJsonObject().values().stream())
                    .map(JsonValue::asJsonObject)
                    .collect(Collectors.toMap(operation -> operation.getString("operationId"), operation -> operation));

    private static final Map<String, com.networknt.schema.Schema> COMPILED = new HashMap<>();

    @TempDir
    Path directory;

    private static List<String> errors(String schema, String document) {
        return COMPILED
                .computeIfAbsent(
                        schema, name -> REGISTRY.getSchema(ContractSchemas.all().get(name), InputFormat.JSON))
                .validate(document, InputFormat.JSON)
                .stream()
                .map(String::valueOf)
                .toList();
    }

    private static Optional<Method> method(String operation) {
        return Contract.INTERFACES.stream()
                .flatMap(contract -> Stream.of(contract.getDeclaredMethods()))
                .filter(method ->
                        (method.getDeclaringClass().getSimpleName() + "." + method.getName()).equals(operation))
                .findFirst();
    }

    private static String answerSchema(String operation, int status) {
        if (status >= 400) {
            return "Problem";
        }
        Type type = OpenApi.ANSWERS.get(operation);
        return OpenApi.DOCUMENTS.getOrDefault(
                operation,
                ContractSchemas.name(
                        type == null ? method(operation).orElseThrow().getReturnType() : type));
    }

    @Test
    void the_committed_schemas_are_those_that_are_served() throws Exception {
        Map<String, String> committed = new TreeMap<>();
        Path folder = ExampleHook.DOCS.resolve("schemas");
        if (UPDATE) {
            for (Map.Entry<String, String> schema : ContractSchemas.all().entrySet()) {
                Files.writeString(folder.resolve(schema.getKey() + ".schema.json"), schema.getValue());
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                committed.put(file.getFileName().toString().replace(".schema.json", ""), Files.readString(file));
            }
        }
        assertThat(committed)
                .as(
                        "docs/schemas follow the contract: run this test with -Ddatanet.update-openapi=true and commit them")
                .isEqualTo(ContractSchemas.all());
    }

    @Test
    void every_operation_with_json_has_an_example() throws IOException {
        Set<String> shown = new TreeSet<>(ELSEWHERE);
        for (String example : ExampleHook.examples().values()) {
            shown.add(ExampleHook.json(example).getString("operation"));
        }
        Set<String> operations = new TreeSet<>();
        JsonObject paths = ExampleHook.json(OpenApi.write()).getJsonObject("paths");
        paths.values()
                .forEach(path -> path.asJsonObject()
                        .values()
                        .forEach(operation ->
                                operations.add(operation.asJsonObject().getString("operationId"))));
        assertThat(shown).isEqualTo(operations);
    }

    @Test
    void every_example_is_answered_as_it_says_and_as_the_schemas_say() throws Exception {
        try (ExampleHook hook = ExampleHook.start(directory)) {
            assertThat(errors("ReceiptsEntry", hook.appended())).isEmpty();
            for (Map.Entry<String, String> file : ExampleHook.examples().entrySet()) {
                hook.clock().advance(Duration.ofSeconds(1));
                JsonObject example = ExampleHook.json(file.getValue());
                String operation = example.getString("operation");
                for (JsonValue step :
                        example.containsKey("first") ? example.getJsonArray("first") : List.<JsonValue>of()) {
                    if (step.toString().equals("\"close epoch\"")) {
                        hook.closeEpoch();
                    }
                }
                String body = example.containsKey("body") ? example.get("body").toString() : "";
                boolean wrong = example.getInt("status") == 400;
                if (!body.isEmpty()) {
                    assertThat(errors(ContractSchemas.name(OpenApi.REQUESTS.get(operation)), body)
                                    .isEmpty())
                            .as("%s: %s", file.getKey(), body)
                            .isNotEqualTo(wrong);
                    refusesWhatTheSchemaRefuses(hook, file.getKey(), example);
                }
                HttpResponse<String> answer = hook.send(example, body);
                assertThat(answer.statusCode())
                        .as("%s: %s", file.getKey(), answer.body())
                        .isEqualTo(example.getInt("status"));
                if (answer.statusCode() >= 400) {
                    assertThat(OPERATIONS.get(operation).getJsonObject("responses"))
                            .as("%s refuses %s as the contract says", operation, file.getKey())
                            .containsKey(Integer.toString(answer.statusCode()));
                }
                if (!answer.body().isEmpty()) {
                    String schema = answerSchema(operation, answer.statusCode());
                    if (!schema.equals("Response")) {
                        assertThat(errors(schema, answer.body()))
                                .as("%s: %s", file.getKey(), answer.body())
                                .isEmpty();
                    }
                }
                compare(file.getKey(), example, answer.body());
            }
        }
    }

    /** Writes the answer into the example when that is asked for, and compares it otherwise. */
    private static void compare(String name, JsonObject example, String answer) throws IOException {
        boolean document = OpenApi.DOCUMENTS.containsKey(example.getString("operation"))
                || example.getString("operation").equals("Schemas.schema");
        if (document) {
            return; // Tested by its own schema; too long for an example.
        }
        JsonValue actual = answer.isEmpty() ? JsonValue.NULL : ExampleHook.json(answer);
        if (UPDATE) {
            StringWriter out = new StringWriter();
            try (JsonWriter writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                    .createWriter(out)) {
                writer.write(
                        Json.createObjectBuilder(example).add("answer", actual).build());
            }
            Files.writeString(ExampleHook.EXAMPLES.resolve(name), out.toString().strip() + "\n");
            return;
        }
        assertThat(masked(actual).toString())
                .as("the answer in docs/examples/hook/%s: run this test with -Ddatanet.update-openapi=true", name)
                .isEqualTo(masked(example.get("answer")).toString());
        if (actual != JsonValue.NULL) {
            assertThat(errors(
                            answerSchema(example.getString("operation"), example.getInt("status")),
                            example.get("answer").toString()))
                    .as(name)
                    .isEmpty();
        }
    }

    private static JsonValue masked(JsonValue value) {
        if (value instanceof JsonObject object) {
            var masked = Json.createObjectBuilder();
            boolean made = object.getString("action", "").equals("make token");
            object.forEach((key, inner) -> masked.add(
                    key,
                    VOLATILE.contains(key)
                                    || key.equals("id") && object.containsKey("role")
                                    || key.equals("subject") && made
                            ? JsonValue.TRUE
                            : masked(inner)));
            return masked.build();
        }
        if (value instanceof jakarta.json.JsonArray array) {
            var masked = Json.createArrayBuilder();
            array.forEach(inner -> masked.add(masked(inner)));
            return masked.build();
        }
        return value;
    }

    /** A body with a member too many or too few is refused by the schema and by the server, with a problem. */
    private static void refusesWhatTheSchemaRefuses(ExampleHook hook, String name, JsonObject example)
            throws Exception {
        JsonObject body = example.getJsonObject("body");
        String schema = ContractSchemas.name(OpenApi.REQUESTS.get(example.getString("operation")));
        List<JsonObject> mutants = new ArrayList<>();
        mutants.add(Json.createObjectBuilder(body).add("surplus", 1).build());
        List<String> required = ExampleHook.json(ContractSchemas.all().get(schema))
                .getJsonObject("$defs")
                .getJsonObject(schema)
                .getJsonArray("required")
                .getValuesAs(JsonString::getString);
        for (String key : body.keySet()) {
            if (required.contains(key)) {
                mutants.add(Json.createObjectBuilder(body).remove(key).build());
            }
            mutants.add(Json.createObjectBuilder(body)
                    .add(key, Json.createArrayBuilder().add(1.5))
                    .build());
        }
        for (JsonObject mutant : mutants) {
            assertThat(errors(schema, mutant.toString()))
                    .as("%s: %s", name, mutant)
                    .isNotEmpty();
            HttpResponse<String> answer = hook.send(example, mutant.toString());
            assertThat(OPERATIONS.get(example.getString("operation")).getJsonObject("responses"))
                    .containsKey(Integer.toString(answer.statusCode()));
            assertThat(answer.statusCode())
                    .as("%s: %s: %s", name, mutant, answer.body())
                    .isBetween(400, 499);
            assertThat(answer.headers().firstValue("Content-Type")).contains(MediaTypes.PROBLEM);
            assertThat(errors("Problem", answer.body())).as(answer.body()).isEmpty();
        }
    }

    @Test
    void verbatim_spans_are_the_same_after_a_round_trip_and_as_their_schema_says() throws Exception {
        VerbatimSpans spans = new VerbatimSpans(
                new DatanetId("texts"),
                "3",
                Digest.EMPTY,
                "so the quick brown fox said",
                List.of(new VerbatimSpans.Span(
                        "the quick brown fox", 3, 22, 4, 41.25, 2, List.of(new SampleId("s1"), new SampleId("s9")))),
                List.of(new VerbatimSpans.Share(new SampleId("s1"), new ContributorId("ann"), 1)));
        byte[] json = RecordJson.write(spans);

        assertThat(RecordJson.read(json, VerbatimSpans.class)).isEqualTo(spans);
        String text = new String(json, StandardCharsets.UTF_8);
        assertThat(errors("VerbatimSpans", text)).isEmpty();
        assertThat(errors("VerbatimSpans", text.replace("\"words\":4", "\"words\":\"4\"")))
                .isNotEmpty();
        assertThat(errors("VerbatimSpans", text.replace("\"version\"", "\"revision\"")))
                .isNotEmpty();
        assertThatThrownBy(() -> RecordJson.read(
                        text.replaceFirst("\"share\":[0-9.]+", "\"share\":0.5").getBytes(StandardCharsets.UTF_8),
                        VerbatimSpans.class))
                .isInstanceOf(MalformedJson.class)
                .hasMessageContaining("sum to 1");
    }

    @Test
    void a_problem_that_is_none_is_refused_by_its_schema() {
        assertThat(errors(
                        "Problem",
                        new String(
                                RecordJson.write(new Problem("t", "t", 400, "d", Optional.empty(), Optional.empty())),
                                StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(errors("Problem", "{\"type\":\"t\",\"title\":\"t\",\"status\":\"400\",\"detail\":\"d\"}"))
                .isNotEmpty();
        assertThat(errors("Problem", "{\"type\":\"t\",\"title\":\"t\",\"status\":400}"))
                .isNotEmpty();
    }
}
