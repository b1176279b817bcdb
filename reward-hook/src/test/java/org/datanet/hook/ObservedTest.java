package org.datanet.hook;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.rest.Headers;
import org.datanet.rest.MediaTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running hook tells those who watch it, and what it must not tell them. */
class ObservedTest {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger REQUESTS = Logger.getLogger(JsonLog.REQUESTS);

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler capture = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            lines.add(getFormatter().format(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private HookServer hook;
    private String owner;

    @BeforeEach
    void start() throws Exception {
        capture.setFormatter(new JsonLog());
        capture.setLevel(Level.ALL);
        ROOT.addHandler(capture);
        REQUESTS.setLevel(Level.FINE);
        hook = HookServer.start(HookSettings.in(directory));
        owner = SecretFiles.readLine(directory.resolve(HookSettings.OWNER_TOKEN_FILE));
    }

    @AfterEach
    void stop() {
        hook.close();
        ROOT.removeHandler(capture);
        REQUESTS.setLevel(null);
    }

    private HttpResponse<String> send(String method, String path, String token, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(hook.uri().resolve(path))
                .header("Content-Type", MediaTypes.JSON)
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void requests_are_counted_and_timed_by_route_and_status() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(send("GET", "v1/receipts/run-" + i, owner, "").statusCode())
                    .isEqualTo(404);
        }
        assertThat(send("GET", "v1/receipts", owner, "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "v1/receipts", "dnt_nobody_x", "").statusCode()).isEqualTo(401);
        assertThat(send("BREW", "no/such/path", owner, "").statusCode()).isEqualTo(404);
        String metrics = send("GET", "metrics", owner, "").body();
        String name = "datanet_http_request_duration_seconds";
        String missed = "{method=\"GET\",route=\"/v1/receipts/{run}\",status=\"404\"";
        assertThat(metrics)
                .contains("# TYPE " + name + " histogram")
                .contains(name + "_count" + missed + "} 3\n")
                .contains(name + "_bucket" + missed + ",le=\"+Inf\"} 3\n")
                .contains(name + "_count{method=\"GET\",route=\"/v1/receipts\",status=\"200\"} 1\n")
                .contains(name + "_count{method=\"GET\",route=\"/v1/receipts\",status=\"401\"} 1\n")
                .contains(name + "_count{method=\"other\",route=\"none\",status=\"404\"} 1\n")
                .doesNotContain("run-1", "BREW");
        assertThat(send("GET", "metrics", owner, "").body())
                .contains(name + "_count{method=\"GET\",route=\"/metrics\",status=\"200\"} 1\n");
        Matcher bucket = Pattern.compile(Pattern.quote(name + "_bucket" + missed) + ",le=\"([^\"]+)\"} (\\d+)")
                .matcher(metrics);
        long before = 0;
        int buckets = 0;
        while (bucket.find()) {
            long count = Long.parseLong(bucket.group(2));
            assertThat(count).as(bucket.group(1)).isGreaterThanOrEqualTo(before);
            before = count;
            buckets++;
        }
        assertThat(buckets).isEqualTo(12);
        // Every line is a comment or a name, labels and a number, as Prometheus reads them.
        assertThat(metrics.lines())
                .allMatch(line ->
                        line.startsWith("# ") || line.matches("[a-z_]+(\\{([a-z]+=\"[^\"]*\",?)*\\})? [0-9.E-]+"));
    }

    @Test
    void every_line_of_the_log_is_json_and_none_holds_a_secret() throws Exception {
        String secret = SecretFiles.readLine(directory.resolve(HookSettings.SECRET_FILE));
        String key = Files.readString(directory.resolve(HookSettings.KEEPER_KEY_FILE), StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> !line.startsWith("-"))
                .findFirst()
                .orElseThrow();
        String signature = "v1," + Base64.getEncoder().encodeToString(new byte[32]);
        assertThat(send("GET", "v1/receipts?from=0", owner, "").statusCode()).isEqualTo(200);
        assertThat(send("POST", "v1/tokens", owner, "{\"role\":\"TRAINER\",\"subject\":\"gpu-1\"}")
                        .statusCode())
                .isEqualTo(201);
        send("GET", "v1/receipts/" + secret, owner, "");
        send(
                "POST",
                "v1/events/rewards?token=" + owner,
                owner,
                secret,
                Headers.WEBHOOK_ID,
                owner,
                Headers.WEBHOOK_TIMESTAMP,
                "1",
                Headers.WEBHOOK_SIGNATURE,
                signature);
        Logger.getLogger("some.library")
                .log(
                        Level.SEVERE,
                        "could not reach jdbc:postgresql://datanet:pa55word@db/hook?password=pa55word&x=1 with Bearer "
                                + owner,
                        new IllegalStateException("sent " + secret + " and " + signature));
        // The server's own failure, with its trace.
        System.getLogger("org.datanet.hook.web.Problems")
                .log(System.Logger.Level.ERROR, "request failed", new java.io.IOException("token=" + owner));
        assertThat(lines).hasSizeGreaterThan(5);
        boolean counted = false;
        for (String line : lines) {
            assertThat(line).endsWith("\n").doesNotContain(owner, secret, key, signature, "pa55word");
            assertThat(line.strip()).doesNotContain("\n");
            JsonObject entry = Json.createReader(new StringReader(line)).readObject();
            assertThat(entry).containsKeys("time", "level", "logger", "message");
            if (entry.getString("logger").equals(JsonLog.REQUESTS)
                    && entry.getString("route").equals("/v1/tokens")) {
                assertThat(entry.getInt("status")).isEqualTo(201);
                assertThat(entry.getString("caller")).isEqualTo("OWNER owner");
                assertThat(entry.getJsonNumber("milliseconds").longValue()).isGreaterThanOrEqualTo(0);
                counted = true;
            }
        }
        assertThat(counted).as("the request for a token is in the log").isTrue();
        assertThat(lines.toString()).contains("java.lang.IllegalStateException", "some.library");
    }
}
