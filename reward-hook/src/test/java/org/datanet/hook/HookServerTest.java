package org.datanet.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
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
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.deliver.TickingClock;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.json.RewardDocuments;
import org.datanet.hook.webhook.CloudEvent;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.hook.webhook.WebhookSecrets;
import org.datanet.proof.Digest;
import org.datanet.rest.Headers;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.PaidEpochs;
import org.datanet.rest.Problem;
import org.datanet.rest.RewardEvents;
import org.datanet.rest.RewardReported;
import org.datanet.reward.RewardReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One hook as its callers see it: over HTTP, whatever they send. */
class HookServerTest {
    @TempDir
    static Path directory;

    private static final TickingClock CLOCK = new TickingClock(Instant.parse("2026-02-03T04:05:06Z"));
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static HookServer hook;
    private static WebhookSecrets secrets;
    private static String token;

    @BeforeAll
    static void start() throws IOException {
        HookSettings settings = HookSettings.in(directory).by(CLOCK);
        secrets = settings.inbound();
        hook = HookServer.start(settings);
        token = SecretFiles.readLine(directory.resolve(HookSettings.OWNER_TOKEN_FILE));
    }

    @AfterAll
    static void stop() {
        hook.close();
    }

    @Test
    void a_report_that_was_told_is_served_with_its_exact_digest() throws Exception {
        RewardReport report = report("served", 1);
        try (OutboxReporter reporter =
                OutboxReporter.open(directory.resolve("sender"), Receiver.hook("hook", hook.uri(), trusted()))) {
            reporter.report(report);
            // The reporter lives by the system's clock, the hook by a clock of its own: too far apart to trust.
            assertThat(reporter.deliver(Duration.ZERO)).isEqualTo(1);
            assertThat(reporter.outbox().messages(org.datanet.hook.store.Message.State.PENDING, 0, 10))
                    .singleElement()
                    .satisfies(message ->
                            assertThat(message.lastError().orElse("")).contains("401"));
        }
        try (OutboxReporter reporter = OutboxReporter.to(Receiver.hook("hook", hook.uri(), trusted()))
                .clock(CLOCK)
                .open(directory.resolve("sender2"))) {
            reporter.report(report);
            assertThat(reporter.deliver(Duration.ofSeconds(5))).isZero();
        }
        HookClient client = new HookClient(hook.uri(), directory.resolve(HookSettings.OWNER_TOKEN_FILE));
        assertThat(client.rewardReport(new DatanetId("served"), report.digest()))
                .contains(report);
        assertThat(client.rewardReports(new DatanetId("served")).reports())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.digest()).isEqualTo(report.digest());
                    assertThat(entry.announced()).isTrue();
                });
        assertThat(client.rewardReport(new DatanetId("served"), Digest.EMPTY)).isEmpty();
        assertThat(client.isReady()).isTrue();
    }

    @Test
    void a_report_that_is_streamed_in_many_pieces_arrives_whole() throws Exception {
        RewardReport report = ReportsForTests.report("long", 1, "was used by many. ".repeat(50_000));
        hook.reporter().report(report);
        HookClient client = new HookClient(hook.uri(), directory.resolve(HookSettings.OWNER_TOKEN_FILE));
        assertThat(client.rewardReport(new DatanetId("long"), report.digest())).contains(report);
    }

    @Test
    void the_same_event_again_gives_the_stored_answer() throws Exception {
        byte[] event = event("again", report("again", 1));
        HttpResponse<byte[]> first = post(event, "again");
        CLOCK.advance(Duration.ofSeconds(10));
        HttpResponse<byte[]> second = post(event, "again");
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(first.headers().firstValue(Headers.IDEMPOTENCY_REPLAYED)).isEmpty();
        assertThat(second.headers().firstValue(Headers.IDEMPOTENCY_REPLAYED)).contains("true");
    }

    @Test
    void another_body_under_the_same_key_is_refused() throws Exception {
        assertThat(post(event("reused", report("reused", 1)), "reused").statusCode())
                .isEqualTo(202);
        Problem problem = problem(post(event("reused", report("reused", 2)), "reused"), 422);
        assertThat(problem.type()).endsWith("key-reused");
    }

    @Test
    void a_second_report_of_a_paid_epoch_is_refused_with_the_report_that_paid_it() throws Exception {
        RewardReport first = report("once", 1).ofEpochs(List.of(3));
        RewardReport second = report("once", 2).ofEpochs(List.of(3, 4));
        assertThat(put("once", first.digest(), RewardDocuments.write(first)).statusCode())
                .isEqualTo(201);
        assertThat(put("once", first.digest(), RewardDocuments.write(first)).statusCode())
                .as("the same report changes nothing")
                .isEqualTo(200);
        Problem refused = problem(put("once", second.digest(), RewardDocuments.write(second)), 409);
        assertThat(refused.type()).isEqualTo(PaidEpochs.TAKEN);
        assertThat(refused.detail()).contains("epoch 3 of once", first.digest().hex());
        assertThat(get("v1/datanets/once/reward-reports/" + second.digest()).statusCode())
                .as("nothing of it is kept")
                .isEqualTo(404);
        assertThat(problem(post(event("twice", second), "twice"), 409).type()).isEqualTo(PaidEpochs.TAKEN);
        RewardReport next = report("once", 2).ofEpochs(List.of(4));
        assertThat(put("once", next.digest(), RewardDocuments.write(next)).statusCode())
                .as("epoch 4 was not claimed by what was refused")
                .isEqualTo(201);
        assertThat(RecordJson.read(get("v1/datanets/once/paid-epochs").body(), PaidEpochs.Page.class)
                        .epochs())
                .extracting(PaidEpochs.Paid::epoch, PaidEpochs.Paid::report)
                .containsExactly(tuple(4, next.digest()), tuple(3, first.digest()));
    }

    @Test
    void a_receiver_that_has_only_the_event_knows_what_is_paid() throws Exception {
        RewardReport first = report("told", 1).ofEpochs(List.of(0));
        assertThat(post(event("told-0", first), "told-0").statusCode()).isEqualTo(202);
        RewardReport second = report("told", 2).ofEpochs(List.of(0));
        assertThat(problem(post(event("told-0", second), "told-0"), 409).type())
                .as("under the same id")
                .isEqualTo(PaidEpochs.TAKEN);
        assertThat(problem(post(event("told-1", second), "told-1"), 409).detail())
                .contains(first.digest().hex());
        assertThat(problem(put("told", second.digest(), RewardDocuments.write(second)), 409)
                        .type())
                .isEqualTo(PaidEpochs.TAKEN);
    }

    /** A restored sender makes the event again, at another time. */
    @Test
    void the_same_report_announced_again_at_another_time_is_taken() throws Exception {
        RewardReport report = report("remade", 1).ofEpochs(List.of(7));
        byte[] event = event("remade-7", report);
        HttpResponse<byte[]> first = post(event, "remade-7");
        byte[] remade = new String(event, StandardCharsets.UTF_8)
                .replace("2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(remade).isNotEqualTo(event);
        HttpResponse<byte[]> second = post(remade, "remade-7");
        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void a_question_is_bound_to_its_datanet_by_its_signature() throws Exception {
        RewardReport report = report("asked", 1).ofEpochs(List.of(2));
        assertThat(put("asked", report.digest(), RewardDocuments.write(report)).statusCode())
                .isEqualTo(201);
        byte[] question = RecordJson.write(new PaidEpochs.Question(new DatanetId("asked")));
        long now = CLOCK.instant().getEpochSecond();
        String signature = secrets.sign("ask", now, question);
        assertThat(RecordJson.read(
                                ask("asked/paid-epochs/questions", question, signature)
                                        .body(),
                                PaidEpochs.Page.class)
                        .epochs())
                .extracting(PaidEpochs.Paid::report)
                .containsExactly(report.digest());
        assertThat(ask("asked/paid-epochs/2/questions", question, signature).body())
                .isEqualTo(RewardDocuments.write(report));
        assertThat(problem(ask("asked/paid-epochs/3/questions", question, signature), 404)
                        .detail())
                .contains("epoch 3");
        problem(ask("once/paid-epochs/questions", question, signature), 422);
        problem(ask("asked/paid-epochs/questions", question, "v1,AAAA"), 401);
    }

    private static HttpResponse<byte[]> ask(String path, byte[] question, String signature) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(hook.uri().resolve("v1/datanets/" + path))
                        .header("Content-Type", MediaTypes.JSON)
                        .header(Headers.WEBHOOK_ID, "ask")
                        .header(
                                Headers.WEBHOOK_TIMESTAMP,
                                Long.toString(CLOCK.instant().getEpochSecond()))
                        .header(Headers.WEBHOOK_SIGNATURE, signature)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void malformed_JSON_is_a_problem_of_the_caller() throws Exception {
        assertThat(problem(post("{\"id\": ".getBytes(StandardCharsets.UTF_8), "x"), 400)
                        .type())
                .endsWith("malformed-json");
        assertThat(problem(post(new byte[] {'"', (byte) 0xff, '"'}, "x"), 400).detail())
                .contains("UTF-8");
        assertThat(problem(post("{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8), "x"), 400)
                        .type())
                .endsWith("malformed-json");
        assertThat(problem(post("{} {}".getBytes(StandardCharsets.UTF_8), "x"), 400)
                        .type())
                .endsWith("malformed-json");
        assertThat(problem(post(new byte[0], "x"), 400).type()).endsWith("malformed-json");
        byte[] deep = "[".repeat(9_000).getBytes(StandardCharsets.UTF_8);
        assertThat(problem(post(deep, "x"), 400).type()).endsWith("malformed-json");
    }

    @Test
    void a_wrong_value_is_named_by_its_place() throws Exception {
        String event = new String(event("pointed", report("pointed", 1)), StandardCharsets.UTF_8);
        String negative = event.replaceAll("\"fees\":\"[0-9]+\"", "\"fees\":\"many\"");
        assertThat(problem(post(negative.getBytes(StandardCharsets.UTF_8), "pointed"), 400)
                        .field())
                .contains("/data/fees");
        String unknown = event.replace("\"rule\":", "\"rules\":");
        assertThat(problem(post(unknown.getBytes(StandardCharsets.UTF_8), "pointed"), 400)
                        .field())
                .contains("/data/rule");
        String version = event.replace("\"specversion\":\"1.0\"", "\"specversion\":\"0.3\"");
        assertThat(problem(post(version.getBytes(StandardCharsets.UTF_8), "pointed"), 400)
                        .detail())
                .contains("specversion is 1.0");
    }

    @Test
    void what_is_not_signed_over_these_bytes_at_this_time_is_refused() throws Exception {
        byte[] event = event("forged", report("forged", 1));
        long now = CLOCK.instant().getEpochSecond();
        byte[] changed = event.clone();
        changed[changed.length / 2] ^= 1;
        WebhookSecrets others =
                WebhookSecrets.readOrCreate(directory.resolve("other.secret"), new java.security.SecureRandom());
        assertThat(send(event, "forged", now, others.sign("forged", now, event)).statusCode())
                .isEqualTo(401);
        assertThat(send(changed, "forged", now, secrets.sign("forged", now, event))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(event, "other", now, secrets.sign("forged", now, event)).statusCode())
                .isEqualTo(401);
        assertThat(send(event, "forged", now + 1, secrets.sign("forged", now, event))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(event, "forged", now - 301, secrets.sign("forged", now - 301, event))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(event, "forged", now + 301, secrets.sign("forged", now + 301, event))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(event, "forged", now, "").statusCode()).isEqualTo(401);
        assertThat(send(event, "forged", now, "v1,???").statusCode()).isEqualTo(401);
        assertThat(send(event, "forged", now - 299, secrets.sign("forged", now - 299, event))
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void an_event_that_contradicts_its_stored_report_is_refused() throws Exception {
        RewardReport report = report("contradicted", 1);
        byte[] document = RewardDocuments.write(report);
        assertThat(put("contradicted", report.digest(), document).statusCode()).isEqualTo(201);
        assertThat(put("contradicted", report.digest(), document).statusCode()).isEqualTo(200);
        String event = new String(event("c1", report), StandardCharsets.UTF_8)
                .replaceAll("\"paid\":\"[0-9]+\"", "\"paid\":\"9\"");
        assertThat(problem(post(event.getBytes(StandardCharsets.UTF_8), "c1"), 422)
                        .type())
                .endsWith("totals-differ");
    }

    @Test
    void a_report_is_stored_under_its_own_digest_and_Datanet_only() throws Exception {
        byte[] document = RewardDocuments.write(report("own", 1));
        assertThat(problem(put("own", Digest.EMPTY, document), 422).type()).endsWith("other-digest");
        assertThat(problem(put("other", report("own", 1).digest(), document), 422)
                        .field())
                .contains("/datanet/id");
        String unbalanced = new String(document, StandardCharsets.UTF_8).replace("1001", "1002");
        assertThat(problem(put("own", report("own", 1).digest(), unbalanced.getBytes(StandardCharsets.UTF_8)), 400)
                        .detail())
                .contains("1002");
        assertThat(new HookClient(hook.uri(), directory.resolve(HookSettings.OWNER_TOKEN_FILE))
                        .rewardReports(new DatanetId("own"))
                        .reports())
                .isEmpty();
    }

    @Test
    void large_bodies_are_refused_without_reading_them() throws Exception {
        byte[] large = new byte[RewardEvents.MAX_BYTES + 1];
        Arrays.fill(large, (byte) ' ');
        assertThat(problem(post(large, "large"), 413).detail()).contains("20000");
        HttpRequest chunked = HttpRequest.newBuilder(hook.uri().resolve(RewardEvents.PATH))
                .header("Content-Type", MediaTypes.EVENT)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                .build();
        assertThat(problem(HTTP.send(chunked, HttpResponse.BodyHandlers.ofByteArray()), 413)
                        .status())
                .isEqualTo(413);
        try (Socket socket = new Socket("127.0.0.1", hook.uri().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: " + MediaTypes.EVENT
                            + "\r\nContent-Length: 1073741824\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void every_other_error_is_a_problem_too() throws Exception {
        assertThat(problem(get("v1/nothing"), 404).status()).isEqualTo(404);
        assertThat(problem(get("v1/events"), 405).status()).isEqualTo(405);
        assertThat(problem(get("v1/datanets/x/reward-reports/" + Digest.EMPTY), 404)
                        .detail())
                .contains("Datanet x");
        assertThat(problem(get("v1/datanets/x/reward-reports/XYZ"), 400).field())
                .contains("digest");
        assertThat(problem(get("v1/datanets/%0a/reward-reports"), 400).field()).contains("datanet");
        assertThat(problem(get("v1/datanets/x/reward-reports?limit=0"), 400).field())
                .contains("limit");
        HttpRequest wrong = HttpRequest.newBuilder(hook.uri().resolve(RewardEvents.PATH))
                .header("Content-Type", "text/html")
                .POST(HttpRequest.BodyPublishers.ofString("<html>"))
                .build();
        assertThat(problem(HTTP.send(wrong, HttpResponse.BodyHandlers.ofByteArray()), 415)
                        .status())
                .isEqualTo(415);
    }

    @Test
    void a_port_in_use_is_a_clear_error() throws Exception {
        Path other = Files.createDirectories(directory.resolve("second"));
        assertThatThrownBy(() -> HookServer.start(
                        HookSettings.in(other).onPort(hook.uri().getPort())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("port " + hook.uri().getPort())
                .hasMessageContaining("0 for a free one");
    }

    @Test
    void a_database_that_cannot_be_opened_is_a_clear_error() {
        assertThatThrownBy(() -> HookServer.start(HookSettings.in(directory)
                        .onDatabase("jdbc:h2:file:" + directory.resolve("missing") + ";IFEXISTS=TRUE", "", "")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot open the database jdbc:h2:file:");
        assertThatThrownBy(
                        () -> HookServer.start(HookSettings.in(directory).onDatabase("jdbc:mysql://u:p@h/x", "", "")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("jdbc:postgresql:")
                .hasMessageNotContaining("u:p");
    }

    @Test
    void a_hook_that_cannot_start_leaves_no_secrets_and_no_directory_behind() {
        Path other = directory.resolve("never");
        assertThatThrownBy(() -> HookServer.startIn(
                        other, settings -> settings.onPort(hook.uri().getPort())))
                .isInstanceOf(IOException.class);
        assertThat(other).doesNotExist();
    }

    @Test
    void the_database_and_the_secrets_are_their_owners_alone_and_in_one_process_only() throws Exception {
        assertThat(Files.getPosixFilePermissions(directory.resolve("hook.mv.db")))
                .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Process second = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Second.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(second.waitFor()).isEqualTo(3);
        assertThat(said).contains("in use by another process", "PostgreSQL");
        assertThat(directory.resolve("hook.trace.db")).doesNotExist();
    }

    /** A second hook on the same directory. */
    static final class Second {
        private Second() {}

        public static void main(String[] arguments) {
            try {
                HookServer.startIn(Path.of(arguments[0]), settings -> settings).close();
            } catch (IOException e) {
                System.out.println(e.getMessage());
                System.exit(3);
            }
        }
    }

    private static WebhookSecrets trusted() throws IOException {
        return WebhookSecrets.read(directory.resolve(HookSettings.SECRET_FILE));
    }

    private static byte[] event(String id, RewardReport report) {
        return RecordJson.write(CloudEvent.of(
                id,
                URI.create("/v1/datanets/x"),
                RewardEvents.REWARD_REPORTED,
                report.digest().hex(),
                Instant.parse("2026-01-01T00:00:00Z"),
                RewardReported.of(report, Optional.empty())));
    }

    private static HttpResponse<byte[]> post(byte[] event, String id) throws Exception {
        long now = CLOCK.instant().getEpochSecond();
        return send(event, id, now, secrets.sign(id, now, event));
    }

    private static HttpResponse<byte[]> send(byte[] event, String id, long seconds, String signature) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(hook.uri().resolve(RewardEvents.PATH))
                        .header("Content-Type", MediaTypes.EVENT)
                        .header(Headers.WEBHOOK_ID, id)
                        .header(Headers.WEBHOOK_TIMESTAMP, Long.toString(seconds))
                        .header(Headers.WEBHOOK_SIGNATURE, signature)
                        .header(Headers.IDEMPOTENCY_KEY, id)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(event))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> put(String datanet, Digest digest, byte[] document) throws Exception {
        long now = CLOCK.instant().getEpochSecond();
        return HTTP.send(
                HttpRequest.newBuilder(hook.uri().resolve("v1/datanets/" + datanet + "/reward-reports/" + digest))
                        .header("Content-Type", MediaTypes.JSON)
                        .header(Headers.WEBHOOK_ID, "put")
                        .header(Headers.WEBHOOK_TIMESTAMP, Long.toString(now))
                        .header(Headers.WEBHOOK_SIGNATURE, secrets.sign("put", now, document))
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(document))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> get(String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(hook.uri().resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static Problem problem(HttpResponse<byte[]> response, int status) throws Exception {
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(MediaTypes.PROBLEM);
        return RecordJson.read(response.body(), Problem.class);
    }

    private static RewardReport report(String datanet, int number) {
        return ReportsForTests.report(datanet, number);
    }
}
