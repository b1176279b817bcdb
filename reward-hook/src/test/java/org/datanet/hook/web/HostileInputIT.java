package org.datanet.hook.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.datanet.hook.HookServer;
import org.datanet.hook.HookSettings;
import org.datanet.hook.ReportsForTests;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.json.RewardDocuments;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.proof.Digest;
import org.datanet.rest.Headers;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.Problem;
import org.datanet.reward.RewardReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent to a real server: what is not meant is refused with a problem, changes nothing, shows nothing, and costs little. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileInputIT {
    private static final int MUTANTS = Integer.getInteger("datanet.hostile-mutants", 60);
    private static final String SCRIPT = "<script>alert(1)</script>\"onload='x' ${7*7} {{7*7}}";
    private static final String SQL = "x'); drop table receipt; -- \" or '1'='1";

    @TempDir
    static Path directory;

    private static ExampleHook hook;
    private static Map<String, JsonObject> examples = new LinkedHashMap<>();

    /** Sends every example once, so that there is something to steal and to destroy. */
    @BeforeAll
    static void start() throws Exception {
        hook = ExampleHook.start(directory);
        for (Map.Entry<String, String> file : ExampleHook.examples().entrySet()) {
            JsonObject example = ExampleHook.json(file.getValue());
            if (example.containsKey("first")) {
                hook.closeEpoch();
            }
            hook.send(example, body(example));
            examples.put(file.getKey(), example);
        }
    }

    @AfterAll
    static void stop() {
        if (hook != null) {
            hook.close();
        }
    }

    private static String body(JsonObject example) {
        return example.containsKey("body") ? example.get("body").toString() : "";
    }

    private static List<JsonObject> withBodies() {
        return examples.values().stream()
                .filter(example -> example.containsKey("body") && example.getInt("status") < 300)
                .toList();
    }

    /** Everything that an auditor can see, as one text. */
    private static String everything() throws Exception {
        StringBuilder all = new StringBuilder();
        for (JsonObject example : examples.values()) {
            if (example.getString("method").equals("GET")
                    && !example.getString("operation").startsWith("Health")
                    && !example.getString("operation").startsWith("Proofs.head")
                    && !example.getString("operation").equals("Tokens.tokens")
                    && !example.getString("operation").equals("Audit.audit")) {
                all.append(hook.send(example, "").body()).append('\n');
            }
        }
        return all.toString().replaceAll("\"signature\":\"[^\"]*\"", "");
    }

    private static void refused(HttpResponse<String> answer, Object sent) throws Exception {
        assertThat(answer.statusCode()).as("%s: %s", sent, answer.body()).isBetween(400, 499);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(MediaTypes.PROBLEM);
        Problem problem = RecordJson.read(answer.body().getBytes(StandardCharsets.UTF_8), Problem.class);
        assertThat(problem.status()).isEqualTo(answer.statusCode());
        assertThat(answer.body()).doesNotContain("Exception", "org.datanet.hook", "at java", directory.toString());
    }

    @Test
    @Order(1)
    void bytes_that_were_damaged_at_random_change_nothing() throws Exception {
        SplittableRandom random = new SplittableRandom(20);
        HttpClient http = HttpClient.newHttpClient();
        String before = everything();
        int sent = 0;
        for (JsonObject example : withBodies()) {
            byte[] good = body(example).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < MUTANTS; i++) {
                byte[] bad = damaged(good, random);
                HttpRequest.Builder request = hook.request(example, bad);
                // Not signed anew: whoever damages an event has no secret.
                if (example.getBoolean("signed", false)) {
                    request.setHeader(
                            Headers.WEBHOOK_SIGNATURE,
                            hook.settings()
                                    .inbound()
                                    .sign(
                                            example.getString("key"),
                                            hook.clock().instant().getEpochSecond(),
                                            good));
                }
                refused(again(http, request.build()), new String(bad, StandardCharsets.ISO_8859_1));
                sent++;
            }
        }
        assertThat(sent).isGreaterThan(5 * MUTANTS);
        assertThat(everything()).isEqualTo(before);
    }

    /**
     * Sends a request, and once more when its connection was closed under it: a server may close a kept connection at any moment, and a
     * client only sends again by itself what is safe to repeat.
     */
    private static HttpResponse<String> again(HttpClient http, HttpRequest request) throws Exception {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException closed) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Damage that leaves no valid request: what it hits is structure, or no UTF-8. */
    private static byte[] damaged(byte[] good, SplittableRandom random) throws IOException {
        int at = 1 + random.nextInt(good.length - 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (random.nextInt(8)) {
            case 0 -> out.write(good, 0, at); // cut off
            case 1 -> { // no UTF-8
                out.write(good, 0, at);
                out.write(0xC0 + random.nextInt(2));
                out.write(good, at, good.length - at);
            }
            case 2 -> { // goes on
                out.write(good);
                out.write(good);
            }
            case 3 -> { // deep
                out.write("{\"x\":".getBytes(StandardCharsets.UTF_8));
                out.write("[".repeat(1_000 + random.nextInt(100_000)).getBytes(StandardCharsets.UTF_8));
            }
            case 4 -> { // a long number
                out.write("{\"count\":1".getBytes(StandardCharsets.UTF_8));
                out.write("0".repeat(1_000 + random.nextInt(10_000)).getBytes(StandardCharsets.UTF_8));
                out.write('}');
            }
            case 5 -> { // twice the same key
                out.write('{');
                out.write("\"a\":1,\"a\":2,".getBytes(StandardCharsets.UTF_8));
                out.write(good, 1, good.length - 1);
            }
            case 6 -> { // a control character in a text or between
                out.write(good, 0, at);
                out.write(random.nextInt(9));
                out.write(good, at, good.length - at);
            }
            default -> { // noise
                byte[] noise = new byte[1 + random.nextInt(200)];
                for (int i = 0; i < noise.length; i++) {
                    noise[i] = (byte) random.nextInt(256);
                }
                noise[0] = (byte) 0xFF;
                out.write(noise);
            }
        }
        return out.toByteArray();
    }

    @Test
    @Order(2)
    void other_media_types_are_refused_before_anything_reads_them() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        for (JsonObject example : withBodies()) {
            for (String media : List.of(
                    "text/xml",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data; boundary=x",
                    "application/x-java-serialized-object",
                    "image/png")) {
                HttpRequest.Builder request = hook.request(
                                example, body(example).getBytes(StandardCharsets.UTF_8))
                        .setHeader("Content-Type", media);
                HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                refused(answer, media);
                assertThat(answer.statusCode()).isEqualTo(415);
            }
        }
    }

    @Test
    @Order(3)
    void tricks_in_paths_lead_nowhere() throws Exception {
        String token = hook.token("OWNER", "");
        List<String> targets = List.of(
                "/../../../../etc/passwd",
                "/v1/datanets/../../etc/passwd/policy",
                "/v1/datanets/%2e%2e%2f%2e%2e%2fetc%2fpasswd/policy",
                "/v1/datanets/..%5c..%5cetc/policy",
                "/v1/datanets/wheat%00.html/policy",
                "/v1/datanets/wheat%0d%0aSet-Cookie:%20a=b/policy",
                "/v1/schemas/../../datanet.yaml",
                "/v1/schemas/%2e%2e%2fdatanet",
                "/v1/receipts/%ff%fe",
                "/v1/receipts/" + "a".repeat(5_000),
                "/v1/receipts/%",
                "/page-quality?datanet=../../x",
                "/page-verify?run=%00",
                "/v1/receipts?from=99999999999999999999",
                "/v1/receipts?limit=-1",
                "/v1/ledger/receipts/night-1/rows/99999999999",
                "/v1/ledger/consistency?from=-5",
                "/v1/deliveries?state=%3Cscript%3E",
                "http://evil.example/v1/receipts/x");
        for (String target : targets) {
            String answer = raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                    + "\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(target).matches("(?s)HTTP/1.1 4[0-9][0-9] .*");
            assertThat(answer).as(target).doesNotContain("root:", "Set-Cookie: a", "at org.", "at java", "<script>");
        }
        for (String request : List.of(
                "GET\r\n\r\n",
                "\0\0\0\0\r\n\r\n",
                "GET /v1/tokens HTTP/9.9\r\n\r\n",
                "POST /v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST /v1/tokens HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n")) {
            assertThat(raw(request)).as(request).doesNotContain(" 200 ", " 201 ", "at org.", "at java");
        }
        assertThat(alive()).isTrue();
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(hook.uri().getHost(), hook.uri().getPort())) {
            socket.setSoTimeout(40_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.net.SocketException e) {
            return "";
        }
    }

    private static boolean alive() throws Exception {
        return HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(hook.uri().resolve("health/ready"))
                                        .timeout(Duration.ofSeconds(20))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode()
                == 200;
    }

    @Test
    @Order(4)
    void nobody_gets_what_is_another_contributors() throws Exception {
        int tried = 0;
        for (JsonObject example : examples.values()) {
            if (!example.getString("method").equals("GET") || !example.containsKey("role")) {
                continue;
            }
            for (String role : List.of("CONTRIBUTOR", "CURATOR", "PAYER", "TRAINER")) {
                JsonObject other = Json.createObjectBuilder(example)
                        .add("role", role)
                        .add("subject", "mallory")
                        .build();
                HttpResponse<String> answer = hook.send(other, "");
                if (answer.statusCode() >= 400) {
                    refused(answer, other);
                } else if (!role.equals("TRAINER")) {
                    assertThat(answer.body())
                            .as("%s as %s", example.getString("operation"), role)
                            .doesNotContain(
                                    "ada",
                                    "45633d87149281434268797a67a2c9d865b48382e14404c54caf712f4a581d36",
                                    "night-1");
                }
                tried++;
            }
            JsonObject nobody = Json.createObjectBuilder(example)
                    .remove("role")
                    .remove("subject")
                    .build();
            refused(hook.send(nobody, ""), nobody);
        }
        assertThat(tried).isGreaterThan(40);
    }

    @Test
    @Order(5)
    void signatures_that_are_forged_replayed_or_out_of_time_are_refused() throws Exception {
        JsonObject example = examples.get("24-event.json");
        byte[] event = body(example).getBytes(StandardCharsets.UTF_8);
        String id = example.getString("key");
        long now = hook.clock().instant().getEpochSecond();
        HttpClient http = HttpClient.newHttpClient();
        Map<String, String> forged = new LinkedHashMap<>();
        forged.put("", "no signature");
        forged.put("v1,", "an empty one");
        forged.put("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "zeros");
        forged.put("v2," + hook.settings().inbound().sign(id, now, event).substring(3), "another version");
        forged.put(hook.settings().inbound().sign(id + "x", now, event), "of another event");
        forged.put(hook.settings().inbound().sign(id, now + 1, event), "of another second");
        for (Map.Entry<String, String> signature : forged.entrySet()) {
            HttpRequest.Builder request =
                    hook.request(example, event).setHeader(Headers.WEBHOOK_SIGNATURE, signature.getKey());
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            refused(answer, signature.getValue());
            assertThat(answer.statusCode()).as(signature.getValue()).isEqualTo(401);
        }
        for (long skew : new long[] {-301, 301, -86_400, Long.MAX_VALUE / 2, Long.MIN_VALUE / 2}) {
            HttpRequest.Builder request = hook.request(example, event)
                    .setHeader(Headers.WEBHOOK_TIMESTAMP, Long.toString(now + skew))
                    .setHeader(
                            Headers.WEBHOOK_SIGNATURE, hook.settings().inbound().sign(id, now + skew, event));
            refused(http.send(request.build(), HttpResponse.BodyHandlers.ofString()), "skew " + skew);
        }
        HttpResponse<String> replayed =
                http.send(hook.request(example, event).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(replayed.statusCode()).isEqualTo(202);
        assertThat(replayed.headers().firstValue(Headers.IDEMPOTENCY_REPLAYED)).contains("true");

        RewardReport report = ReportsForTests.report("wheat", 9);
        byte[] document = RewardDocuments.write(report);
        String signature = hook.settings().inbound().sign("put", now, document);
        for (String kind : List.of("reward-reports", "quality-reports")) {
            Digest digest = kind.startsWith("reward") ? report.digest() : Digest.sha256(document);
            HttpResponse<String> elsewhere = http.send(
                    HttpRequest.newBuilder(hook.uri().resolve("v1/datanets/rye/" + kind + "/" + digest))
                            .header("Content-Type", MediaTypes.JSON)
                            .header(Headers.WEBHOOK_ID, "put")
                            .header(Headers.WEBHOOK_TIMESTAMP, Long.toString(now))
                            .header(Headers.WEBHOOK_SIGNATURE, signature)
                            .PUT(HttpRequest.BodyPublishers.ofByteArray(document))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            refused(elsewhere, "a signed document for another place: " + kind);
        }
    }

    @Test
    @Order(6)
    void html_and_sql_in_every_text_stay_text() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        int taken = 0;
        for (JsonObject example : withBodies()) {
            for (String hostile : List.of(SCRIPT, SQL)) {
                for (JsonValue mutant : mutants(example.get("body"), hostile)) {
                    HttpRequest.Builder request =
                            hook.request(example, mutant.toString().getBytes(StandardCharsets.UTF_8));
                    if (example.getString("operation").startsWith("Appeals.appeal")) {
                        request.setHeader(Headers.IDEMPOTENCY_KEY, "hostile-" + taken + mutant.hashCode());
                    }
                    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                    if (answer.statusCode() >= 400) {
                        refused(answer, mutant);
                    } else {
                        taken++;
                    }
                }
            }
        }
        assertThat(taken).as("some are texts that may say anything").isPositive();
        for (String page : List.of(
                "",
                "?datanet=wheat",
                "page-audit",
                "page-receipts",
                "page-deliveries",
                "page-health",
                "page-verify?run=night-1")) {
            HttpResponse<String> shown = http.send(
                    HttpRequest.newBuilder(hook.uri().resolve(page))
                            .header("Cookie", Access.COOKIE + "=" + hook.token("OWNER", ""))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(shown.statusCode()).as(page).isEqualTo(200);
            assertThat(shown.body()).as(page).doesNotContain("<script", "onload='x'", "\"onload");
            assertThat(shown.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'");
        }
        assertThat(hook.send(examples.get("12-receipts.json"), "").body()).contains("night-1");
    }

    /** A copy for each text in it, which is hostile there. */
    private static List<JsonValue> mutants(JsonValue value, String hostile) {
        List<JsonValue> mutants = new ArrayList<>();
        if (value instanceof JsonString) {
            mutants.add(Json.createValue(hostile));
        } else if (value instanceof JsonObject object) {
            object.forEach((key, inner) -> mutants(inner, hostile).forEach(mutant -> {
                JsonObjectBuilder copy = Json.createObjectBuilder(object).add(key, mutant);
                mutants.add(copy.build());
            }));
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                for (JsonValue mutant : mutants(array.get(i), hostile)) {
                    JsonArrayBuilder copy = Json.createArrayBuilder(array).set(i, mutant);
                    mutants.add(copy.build());
                }
            }
        }
        return mutants;
    }

    @Test
    @Order(7)
    void slow_clients_do_not_keep_others_waiting() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                Socket socket = new Socket(hook.uri().getHost(), hook.uri().getPort());
                slow.add(socket);
                OutputStream out = socket.getOutputStream();
                out.write((i % 2 == 0
                                ? "GET /health/live HT"
                                : "POST /v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                                        + hook.token("OWNER", "") + "\r\nContent-Length: 1000\r\n\r\n{")
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            long begin = System.nanoTime();
            assertThat(alive()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        assertThat(alive()).isTrue();
    }

    /** A server with little memory, in a process of its own. */
    static final class Small {
        private Small() {}

        public static void main(String[] arguments) throws Exception {
            HookServer server = HookServer.start(HookSettings.in(Path.of(arguments[0])));
            System.out.println(server.uri());
            Thread.currentThread().join();
        }
    }

    @Test
    @Order(8)
    void a_gigabyte_is_refused_in_constant_memory_and_many_large_bodies_wait() throws Exception {
        Path own = directory.resolve("small");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Small.class.getName(),
                        own.toString())
                .redirectError(directory.resolve("small.log").toFile())
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            URI uri = URI.create(lines.readLine());
            String token = SecretFiles.readLine(own.resolve(HookSettings.OWNER_TOKEN_FILE));
            String start = "{\"role\":\"OWNER\",\"subject\":\"";
            for (String target : List.of(
                    "POST /v1/tokens " + MediaTypes.JSON,
                    "POST /v1/events " + MediaTypes.EVENT,
                    "PUT /v1/receipts/r " + MediaTypes.RECEIPT,
                    "PUT /v1/datanets/wheat/quality-reports/" + Digest.EMPTY + " " + MediaTypes.JSON)) {
                String[] words = target.split(" ");
                assertThat(stream(uri, words, token, start, 1L << 30))
                        .as(target)
                        .isLessThan(64L << 20);
            }
            List<Thread> many = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        stream(
                                uri,
                                new String[] {
                                    "PUT", "/v1/datanets/wheat/quality-reports/" + Digest.EMPTY, MediaTypes.JSON
                                },
                                token,
                                "{\"a\":\"",
                                30 << 20);
                    } catch (IOException e) {
                        // Refused in the middle.
                    }
                });
                thread.start();
                many.add(thread);
            }
            for (Thread thread : many) {
                thread.join(Duration.ofMinutes(3).toMillis());
            }
            assertThat(process.isAlive())
                    .as(Files.readString(directory.resolve("small.log")))
                    .isTrue();
            HttpResponse<String> live = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(uri.resolve("health/ready")).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(live.statusCode()).isEqualTo(200);
            assertThat(resident(process.pid())).as("megabytes").isLessThan(420);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Sends a long body in chunks until it is refused; gives the bytes that were sent by then. */
    private static long stream(URI uri, String[] target, String token, String start, long length) throws IOException {
        byte[] chunk = new byte[1 << 16];
        Arrays.fill(chunk, (byte) 'a');
        long sent = 0;
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("%s %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nAuthorization: Bearer %s\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
                                    + "webhook-id: x\r\nwebhook-timestamp: 1\r\nwebhook-signature: v1,x\r\nIdempotency-Key: x\r\n\r\n%x\r\n%s\r\n")
                            .formatted(target[0], target[1], target[2], token, start.length(), start)
                            .getBytes(StandardCharsets.US_ASCII));
            while (sent < length && socket.getInputStream().available() == 0) {
                out.write(("%x\r\n".formatted(chunk.length)).getBytes(StandardCharsets.US_ASCII));
                out.write(chunk);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                sent += chunk.length;
            }
            if (sent >= length) {
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.flush();
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(answer).as(String.join(" ", target)).matches("HTTP/1.1 (4..|503)");
        } catch (java.net.SocketException e) {
            // Closed by the server in the middle of the body, which is a refusal too.
            return sent;
        }
        return sent;
    }

    private static long resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
