package org.datanet.hook.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datanet.rest.Contract;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    /** Where the module's build and where the repository's root look from. */
    private static final Path COMMITTED =
            Files.exists(Path.of("docs/openapi.json")) ? Path.of("docs/openapi.json") : Path.of("../docs/openapi.json");

    @Test
    void the_committed_document_is_the_one_that_is_served() throws IOException {
        if (Boolean.getBoolean("datanet.update-openapi")) {
            Files.writeString(COMMITTED, OpenApi.write());
        }
        assertThat(Files.readString(COMMITTED))
                .as(
                        "docs/openapi.json follows the contract: run this test with -Ddatanet.update-openapi=true and commit it")
                .isEqualTo(OpenApi.write());
    }

    @Test
    void every_operation_says_what_it_does_and_how_it_refuses() {
        JsonObject document =
                Json.createReader(new StringReader(OpenApi.write())).readObject();
        JsonObject refusals = document.getJsonObject("components").getJsonObject("responses");
        Set<String> summaries = new HashSet<>();
        document.getJsonObject("paths")
                .forEach((path, item) -> item.asJsonObject().forEach((verb, value) -> {
                    JsonObject operation = value.asJsonObject();
                    String name = operation.getString("operationId");
                    assertThat(operation.getString("summary", "")).as(name).matches("[A-Z].{9,139}[^.]");
                    assertThat(summaries.add(path + operation.getString("summary")))
                            .as("%s says something of its own", name)
                            .isTrue();
                    JsonObject responses = operation.getJsonObject("responses");
                    Set<String> problems = new HashSet<>(responses.keySet());
                    problems.removeIf(status -> !status.startsWith("4") && !status.startsWith("5"));
                    assertThat(problems).as(name).contains("429", "503").isSubsetOf(refusals.keySet());
                    if (operation.containsKey("security")) {
                        assertThat(problems).as(name).contains("401", "403");
                    }
                    if (operation.containsKey("requestBody")) {
                        assertThat(problems).as(name).contains("400", "413", "415");
                    }
                    problems.forEach(
                            status -> assertThat(responses.getJsonObject(status).getString("$ref"))
                                    .isEqualTo("#/components/responses/" + status));
                }));
        assertThat(summaries).hasSizeGreaterThan(50);
    }

    @Test
    void every_reference_leads_to_a_schema_and_every_interface_is_served() {
        String text = OpenApi.write();
        JsonObject document = Json.createReader(new StringReader(text)).readObject();
        Set<String> named = new HashSet<>();
        Matcher reference = Pattern.compile("\"#/components/schemas/(\\w+)\"").matcher(text);
        while (reference.find()) {
            named.add(reference.group(1));
        }
        assertThat(document.getJsonObject("components").getJsonObject("schemas").keySet())
                .containsAll(named)
                .contains("Problem", "RewardReported");
        for (Class<?> contract : Contract.INTERFACES) {
            assertThat(HookApplication.BEANS.stream().anyMatch(contract::isAssignableFrom))
                    .as(contract.getSimpleName())
                    .isTrue();
        }
        assertThat(document.getJsonObject("paths").keySet())
                .contains(
                        "/v1/receipts/{run}",
                        "/v1/events",
                        "/health/ready",
                        "/v1/datanets/{datanet}/appeals/{id}/decision");
    }
}
