package org.datanet.hook.deliver;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.json.MalformedJson;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.store.Outbox;
import org.datanet.proof.Ids;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.PaidEpochs;
import org.datanet.rest.PaidEpochs.Paid;

/** A receiver that takes whole reports and says what it was told, to whoever shares its secret. Thread-safe. */
public final class AskedReceiver implements PaidWitness {
    private static final System.Logger LOG = System.getLogger(AskedReceiver.class.getName());
    private static final int MAX_BYTES = 64 << 20;

    private final Receiver receiver;
    private final URI base;
    private final Outbox outbox;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private AskedReceiver(Receiver receiver, URI base, Outbox outbox, Clock clock) {
        this.receiver = receiver;
        this.base = base;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Those receivers that can be asked: hooks of this project. */
    public static List<PaidWitness> among(Collection<Receiver> receivers, Outbox outbox, Clock clock) {
        return receivers.stream()
                .flatMap(receiver -> receiver.documents().stream()
                        .<PaidWitness>map(base -> new AskedReceiver(receiver, base, outbox, clock)))
                .toList();
    }

    @Override
    public String name() {
        return receiver.name();
    }

    @Override
    public List<Paid> paid(DatanetId datanet) throws IOException, InterruptedException {
        if (outbox.disabled(receiver.name()).isPresent()) {
            return List.of();
        }
        HttpResponse<InputStream> answer = ask(datanet, "questions");
        byte[] body = read(answer);
        int status = answer.statusCode();
        if (status == 404 || status == 405) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} cannot say which epochs of {1} are paid: it is of an earlier version",
                    receiver.name(),
                    datanet);
            return List.of();
        }
        if (status != 200) {
            throw new IOException("%s answered %d when asked which epochs of %s are paid: %s"
                    .formatted(receiver.name(), status, datanet, excerpt(body)));
        }
        try {
            return RecordJson.read(body, PaidEpochs.Page.class).epochs();
        } catch (MalformedJson e) {
            throw new IOException(
                    "%s answered no page of paid epochs: %s".formatted(receiver.name(), e.getMessage()), e);
        }
    }

    @Override
    public Optional<byte[]> report(DatanetId datanet, Paid paid) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = ask(datanet, paid.epoch() + "/questions");
        byte[] body = read(answer);
        if (answer.statusCode() == 404) {
            return Optional.empty();
        }
        if (answer.statusCode() != 200) {
            throw new IOException("%s answered %d when asked for the report of epoch %d of %s: %s"
                    .formatted(receiver.name(), answer.statusCode(), paid.epoch(), datanet, excerpt(body)));
        }
        return Optional.of(body);
    }

    private HttpResponse<InputStream> ask(DatanetId datanet, String what) throws IOException, InterruptedException {
        try {
            return http.send(
                    receiver.signed(
                                    base.resolve(Receiver.path(PaidEpochs.PATH, datanet) + "/" + what),
                                    "POST",
                                    MediaTypes.JSON,
                                    "question-" + UUID.randomUUID(),
                                    RecordJson.write(new PaidEpochs.Question(datanet)),
                                    clock.instant())
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IOException(
                    "%s at %s does not answer (%s %s)"
                            .formatted(
                                    receiver.name(),
                                    base,
                                    e.getClass().getSimpleName(),
                                    Ids.excerpt(String.valueOf(e.getMessage()))),
                    e);
        }
    }

    private byte[] read(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("%s answered more than %d bytes".formatted(receiver.name(), MAX_BYTES));
            }
            return bytes;
        }
    }

    private static String excerpt(byte[] body) {
        return Ids.excerpt(
                new String(body, 0, Math.min(200, body.length), StandardCharsets.UTF_8).replaceAll("\\s+", " "));
    }
}
