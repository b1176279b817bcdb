package org.datanet.samples.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The sample WAR in a real server, whose name the Maven profile gives: the plugin, the hook and the application side by side. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GrainWarIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path work;

    private static RunningServer server;
    private static Path hook;

    @BeforeAll
    static void deploy() throws Exception {
        String name = System.getProperty("datanet.server", "");
        assumeFalse(name.isEmpty(), "no server was asked for: mvn -Pwildfly, -Pliberty or -Pci");
        hook = work.resolve("hook");
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put(
                "datanet.datanets.wheat",
                Path.of(System.getProperty("datanet.wheat")).toRealPath().toString());
        keys.put("datanet.hook.directory", hook.toString());
        if (name.equals("glassfish")) {
            keys.put("datanet.payer", "acme"); // the others read it from MicroProfile Config
            keys.put("datanet.fee", "1000");
        }
        server = RunningServer.start(
                name,
                Path.of(System.getProperty("datanet.server.home")),
                Path.of(System.getProperty("datanet.war")),
                work,
                keys);
        long end = System.nanoTime()
                + Duration.ofSeconds(Integer.getInteger("datanet.server.patience", 300))
                        .toNanos();
        while (System.nanoTime() < end && server.isAlive()) {
            try {
                if (get("datanet/health/ready").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            Thread.sleep(250);
        }
        throw new AssertionError("the hook did not become ready on " + name + ":\n" + server.log());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    @Order(1)
    void a_run_of_an_annotated_bean_is_on_record() throws Exception {
        HttpResponse<String> trained = post("api/grain/train");
        assertThat(trained.statusCode()).as(trained.body()).isEqualTo(200);
        assertThat(trained.body()).startsWith("[[1");
        String receipts = get("datanet/v1/receipts").body();
        assertThat(receipts)
                .contains("\"payer\":\"acme\"", "\"fee\":\"1000\"", "\"state\":\"COMPLETED\"", "\"entries\":200");
        assertThat(get("datanet/v1/ledger/head").body()).contains("\"size\":1", "\"signature\"");
    }

    @Test
    @Order(2)
    void what_the_guard_found_and_what_was_paid_is_told_to_observers() throws Exception {
        HttpResponse<String> paid = post("api/grain/pay");
        assertThat(paid.statusCode()).as(paid.body()).isEqualTo(200);
        assertThat(get("api/grain/events").body()).contains("flagged wheat", "reported wheat");
        assertThat(get("datanet/v1/datanets/wheat/reward-reports").body()).contains("\"digest\"");
    }

    @Test
    void errors_of_the_hook_are_problems() throws Exception {
        HttpResponse<String> malformed = HTTP.send(
                request("datanet/v1/tokens")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"role\":"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(malformed.statusCode()).as(malformed.body()).isEqualTo(400);
        assertThat(malformed.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        HttpResponse<String> anonymous = HTTP.send(
                HttpRequest.newBuilder(server.uri().resolve("datanet/v1/receipts"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(anonymous.statusCode()).isEqualTo(401);
        assertThat(anonymous.body()).contains("no-token");
        HttpResponse<String> missing = get("datanet/v1/nothing");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
    }

    @Test
    void errors_of_the_application_stay_the_servers() throws Exception {
        HttpResponse<String> broken = get("api/grain/broken");
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(broken.headers().firstValue("Content-Type").orElse("")).doesNotContain("problem+json");
        assertThat(get("api/grain/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void the_dashboard_and_the_contract_are_served() throws Exception {
        HttpResponse<String> home = get("datanet/");
        assertThat(home.statusCode()).isEqualTo(200);
        assertThat(home.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(get("datanet/dashboard.css").statusCode()).isEqualTo(200);
        assertThat(get("datanet/openapi.json").body()).contains("\"openapi\": \"3.1.0\"");
    }

    private static HttpRequest.Builder request(String path) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.uri().resolve(path)).timeout(Duration.ofSeconds(60));
        Path token = hook.resolve("owner.token");
        if (Files.exists(token)) {
            request.header("Authorization", "Bearer " + Files.readString(token).strip());
        }
        return request;
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return HTTP.send(
                request(path).POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
    }
}
