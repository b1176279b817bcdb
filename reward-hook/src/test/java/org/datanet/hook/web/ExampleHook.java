package org.datanet.hook.web;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.hook.HookServer;
import org.datanet.hook.HookSettings;
import org.datanet.hook.ReportsForTests;
import org.datanet.hook.deliver.TickingClock;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.io.Intake;
import org.datanet.proof.Digest;
import org.datanet.rest.Headers;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.Role;
import org.datanet.rest.Tokens;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.UsageReceipt;

/** A hook that the examples of the contract ({@code docs/examples/hook}) are sent to: it has one Datanet, one receipt and one report. */
final class ExampleHook implements AutoCloseable {
    static final Path DOCS = Files.exists(Path.of("docs")) ? Path.of("docs") : Path.of("../docs");
    static final Path EXAMPLES = DOCS.resolve("examples/hook");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path directory;
    private final TickingClock clock;
    private final HookSettings settings;
    private final HookServer hook;
    private final Map<String, String> tokens = new HashMap<>();
    private String appended = "";

    private ExampleHook(Path directory, TickingClock clock, HookSettings settings, HookServer hook) {
        this.directory = directory;
        this.clock = clock;
        this.settings = settings;
        this.hook = hook;
    }

    TickingClock clock() {
        return clock;
    }

    HookSettings settings() {
        return settings;
    }

    URI uri() {
        return hook.uri();
    }

    /** What the hook answered to the receipt. */
    String appended() {
        return appended;
    }

    void closeEpoch() throws IOException {
        try (Intake intake = Intake.open(directory.resolve("wheat"), clock)) {
            intake.closeEpoch();
        }
    }

    @Override
    public void close() {
        hook.close();
    }

    static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** The examples as text, by their names. */
    static Map<String, String> examples() throws IOException {
        Map<String, String> examples = new TreeMap<>();
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            for (Path file : files.toList()) {
                examples.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return examples;
    }

    /** Sends an example with another body. */
    HttpResponse<String> send(JsonObject example, String body) throws Exception {
        return HTTP.send(
                request(example, body.getBytes(StandardCharsets.UTF_8)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** An example's request with another body, signed where the example is. */
    HttpRequest.Builder request(JsonObject example, byte[] body) throws Exception {
        boolean signed = example.getBoolean("signed", false);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        hook.uri().resolve(example.getString("path").substring(1)))
                .method(
                        example.getString("method"),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (body.length > 0 || example.getString("method").equals("POST")) {
            request.header(
                    "Content-Type",
                    example.getString("operation").equals("RewardEvents.accept") ? MediaTypes.EVENT : MediaTypes.JSON);
        }
        if (example.containsKey("key")) {
            request.header(Headers.IDEMPOTENCY_KEY, example.getString("key"));
        }
        if (signed) {
            String id = example.getString("key");
            long seconds = clock.instant().getEpochSecond();
            request.header(Headers.WEBHOOK_ID, id)
                    .header(Headers.WEBHOOK_TIMESTAMP, Long.toString(seconds))
                    .header(Headers.WEBHOOK_SIGNATURE, settings.inbound().sign(id, seconds, body));
        }
        if (example.containsKey("role")) {
            request.header(
                    "Authorization", "Bearer " + token(example.getString("role"), example.getString("subject", "")));
        }
        return request;
    }

    /** A token of that role for that subject, made when it is first asked for. */
    String token(String role, String subject) throws Exception {
        String known = tokens.get(role + " " + subject);
        if (known == null) {
            HttpResponse<byte[]> made = HTTP.send(
                    HttpRequest.newBuilder(hook.uri().resolve(Tokens.PATH))
                            .header("Content-Type", MediaTypes.JSON)
                            .header("Authorization", "Bearer " + tokens.get("OWNER "))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(
                                    RecordJson.write(new Tokens.Request(Role.valueOf(role), subject))))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            known = RecordJson.read(made.body(), Tokens.Made.class).token();
            tokens.put(role + " " + subject, known);
        }
        return known;
    }

    /** A hook with one Datanet, one receipt and one report. */
    static ExampleHook start(Path directory) throws Exception {
        Path folder = Files.createDirectories(directory.resolve("wheat"));
        Files.writeString(
                folder.resolve("datanet.yaml"),
                "name: wheat\nversion: \"1\"\ncolumns:\n  id: id\n  contributor: who\n  epoch: epoch\n  label: kind\n"
                        + "  features: [x]\nlabels: [a, b]\n");
        Files.writeString(folder.resolve("samples.csv"), "id,who,epoch,kind,x\ns-0,ada,0,a,1.5\ns-1,cyd,0,b,2\n");
        Files.writeString(folder.resolve("policy.yaml"), "reward: {currency: EUR}\ncuration: {audit_share: 1}\n");
        TickingClock clock = new TickingClock(Instant.parse("2026-02-03T04:05:06Z"));
        HookSettings settings =
                HookSettings.in(directory.resolve("hook")).by(clock).serving(Map.of(new DatanetId("wheat"), folder));
        ExampleHook started = new ExampleHook(directory, clock, settings, HookServer.start(settings));
        started.tokens.put(
                "OWNER ", SecretFiles.readLine(directory.resolve("hook").resolve(HookSettings.OWNER_TOKEN_FILE)));
        UsageReceipt receipt = new PlantedReceipts(
                        new DatanetRef(new DatanetId("wheat"), "1", 2, Digest.EMPTY), PlantedReceipts.signer(3))
                .random("night-1", 2, 1);
        started.appended = HTTP.send(
                        HttpRequest.newBuilder(started.hook.uri().resolve("v1/receipts/night-1"))
                                .header("Content-Type", MediaTypes.RECEIPT)
                                .header("Authorization", "Bearer " + started.token("TRAINER", "gpu-1"))
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(ReceiptCodec.toBytes(receipt)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        started.hook.reporter().report(ReportsForTests.report("wheat", 1));
        return started;
    }
}
