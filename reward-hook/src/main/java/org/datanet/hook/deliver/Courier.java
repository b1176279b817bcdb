package org.datanet.hook.deliver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.datanet.hook.json.MalformedJson;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.store.Documents;
import org.datanet.hook.store.Message;
import org.datanet.hook.store.Outbox;
import org.datanet.proof.Ids;
import org.datanet.rest.DeliveryFailed;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.PaidEpochs;
import org.datanet.rest.Problem;
import org.datanet.rest.RewardReports;

/**
 * Delivers what is due, lane by lane. An answer of 2xx delivers; 410 disables the receiver; 400, 413, 415 and 422 say that the event
 * itself will never be accepted and kill it at once; everything else, a redirect too, is attempted again by the schedule until it is
 * given up. Redirects are never followed. Thread-safe; several may work on one outbox.
 */
final class Courier implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Courier.class.getName());

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Set<Integer> NEVER = Set.of(400, 413, 415, 422);

    private final Outbox outbox;
    private final Documents documents;
    private final Map<String, Receiver> receivers;
    private final RetrySchedule schedule;
    private final Clock clock;
    private final RandomGenerator random;
    private final String owner;
    private final Consumer<DeliveryFailed> givenUp;
    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private volatile boolean closed;

    Courier(
            Outbox outbox,
            Documents documents,
            Map<String, Receiver> receivers,
            RetrySchedule schedule,
            Clock clock,
            RandomGenerator random,
            String owner,
            Consumer<DeliveryFailed> givenUp) {
        this.outbox = outbox;
        this.documents = documents;
        this.receivers = Map.copyOf(receivers);
        this.schedule = schedule;
        this.clock = clock;
        this.random = random;
        this.owner = owner;
        this.givenUp = givenUp;
    }

    /**
     * Attempts everything that is due now, each event at most once.
     *
     * @return number of events that were delivered
     */
    int deliverDue() throws IOException, InterruptedException {
        int delivered = 0;
        while (!closed) {
            Optional<Outbox.Lane> lane = outbox.claim(owner, receivers.keySet(), LEASE);
            if (lane.isEmpty()) {
                break;
            }
            try {
                delivered += work(lane.get());
            } finally {
                outbox.release(lane.get());
            }
        }
        return delivered;
    }

    private int work(Outbox.Lane lane) throws IOException, InterruptedException {
        int delivered = 0;
        while (!closed && outbox.renew(lane, LEASE)) {
            Optional<Message> head = outbox.head(lane);
            if (head.isEmpty()) {
                break;
            }
            Outbox.Attempt attempt = attempt(head.get());
            if (!outbox.settle(lane, head.get(), attempt)) {
                break;
            }
            if (attempt.state() == Message.State.DELIVERED) {
                delivered++;
            } else if (attempt.state() == Message.State.DEAD) {
                tell(head.get(), attempt);
            } else if (attempt.status().orElse(0) == 410) {
                outbox.disable(lane.receiver(), "answered 410 Gone at " + clock.instant());
                break;
            }
        }
        return delivered;
    }

    /** What listeners do wrong stops no delivery. */
    private void tell(Message message, Outbox.Attempt attempt) {
        LOG.log(
                System.Logger.Level.WARNING,
                "delivery {0} of {1} to {2} is given up: {3}. Send it again from the dashboard once that is mended",
                Long.toString(message.id()),
                message.event(),
                message.receiver(),
                attempt.error().orElse(""));
        try {
            givenUp.accept(new DeliveryFailed(
                    message.id(),
                    message.datanet(),
                    message.receiver(),
                    message.event(),
                    message.document(),
                    message.attempts() + 1,
                    attempt.error().orElse("")));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a listener failed on dead delivery " + message.id(), e);
        }
    }

    private Outbox.Attempt attempt(Message message) throws InterruptedException {
        Receiver receiver = receivers.get(message.receiver());
        if (receiver == null) {
            throw new IllegalStateException("claimed a lane of an unknown receiver: " + message.receiver());
        }
        try {
            Optional<HttpResponse<String>> refused = putDocument(receiver, message);
            HttpResponse<String> answer = refused.isPresent()
                    ? refused.get()
                    : send(receiver, receiver.target(), "POST", MediaTypes.EVENT, message.event(), message.body());
            return judge(message, answer);
        } catch (IOException e) {
            return again(message, OptionalInt.empty(), Duration.ZERO, describe(e));
        }
    }

    /** Puts the whole report where the receiver takes it; gives the answer if that went wrong. */
    private Optional<HttpResponse<String>> putDocument(Receiver receiver, Message message)
            throws IOException, InterruptedException {
        if (receiver.documents().isEmpty() || message.kind() != Documents.Kind.REWARDS) {
            return Optional.empty();
        }
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        documents.copy(message.kind(), message.datanet(), message.document(), document);
        URI place = receiver.documents()
                .get()
                .resolve(Receiver.path(RewardReports.PATH, message.datanet()) + "/"
                        + message.document().hex());
        HttpResponse<String> answer = send(
                receiver,
                place,
                "PUT",
                MediaTypes.JSON,
                "document-" + message.document().hex(),
                document.toByteArray());
        return answer.statusCode() / 100 == 2 ? Optional.empty() : Optional.of(answer);
    }

    private HttpResponse<String> send(
            Receiver receiver, URI target, String method, String media, String id, byte[] body)
            throws IOException, InterruptedException {
        return client.send(
                receiver.signed(target, method, media, id, body, clock.instant())
                        .timeout(TIMEOUT)
                        .build(),
                info -> HttpResponse.BodySubscribers.mapping(
                        new Excerpt(500), bytes -> new String(bytes, StandardCharsets.UTF_8)));
    }

    private Outbox.Attempt judge(Message message, HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return new Outbox.Attempt(
                    Message.State.DELIVERED, clock.instant(), OptionalInt.of(status), Optional.empty());
        }
        Optional<String> paid = epochPaid(answer);
        if (paid.isPresent()) {
            return new Outbox.Attempt(Message.State.DEAD, clock.instant(), OptionalInt.of(status), paid);
        }
        String error = "answered %d%s: %s"
                .formatted(
                        status,
                        status / 100 == 3
                                ? ", a redirect to %s, which is never followed"
                                        .formatted(Ids.excerpt(answer.headers()
                                                .firstValue("Location")
                                                .orElse("nowhere")))
                                : "",
                        Ids.excerpt(answer.body().replaceAll("\\s+", " ")));
        if (NEVER.contains(status)) {
            return new Outbox.Attempt(Message.State.DEAD, clock.instant(), OptionalInt.of(status), Optional.of(error));
        }
        return again(message, OptionalInt.of(status), retryAfter(answer), error);
    }

    /** What to do where another report paid the epoch, which no later attempt changes. */
    private static Optional<String> epochPaid(HttpResponse<String> answer) {
        if (answer.statusCode() != 409 || !answer.body().contains(PaidEpochs.TAKEN)) {
            return Optional.empty();
        }
        String says;
        try {
            says = RecordJson.read(answer.body().getBytes(StandardCharsets.UTF_8), Problem.class)
                    .detail();
        } catch (MalformedJson e) {
            says = "an epoch of this report is paid by another";
        }
        return Optional.of(
                "not paid a second time: %s. Do not send it again: see which receipts the earlier report paid (docs/OPERATIONS.md, Backup and restore), and pay what it did not pay by a report of its own"
                        .formatted(says));
    }

    private Outbox.Attempt again(Message message, OptionalInt status, Duration asked, String error) {
        Instant now = clock.instant();
        Duration delay;
        synchronized (random) {
            delay = schedule.delay(message.attempts() + 1, random);
        }
        if (asked.compareTo(delay) > 0) {
            delay = asked.compareTo(schedule.most()) > 0 ? schedule.most() : asked;
        }
        Instant next = now.plus(delay);
        boolean over = next.isAfter(message.created().plus(schedule.giveUp())) && status.orElse(0) != 410;
        return new Outbox.Attempt(over ? Message.State.DEAD : Message.State.PENDING, next, status, Optional.of(error));
    }

    /** {@code Retry-After} in seconds or as a date (RFC 9110, section 10.2.3); zero where there is none that can be read. */
    private Duration retryAfter(HttpResponse<String> answer) {
        String value = answer.headers().firstValue("Retry-After").orElse("").strip();
        if (value.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Duration until = Duration.between(
                    clock.instant(),
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    private static String describe(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + Ids.excerpt(e.getMessage()));
    }

    @Override
    public void close() {
        closed = true;
    }
}
