package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.datanet.hook.HookSettings;
import org.datanet.hook.json.MalformedJson;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.json.RewardDocuments;
import org.datanet.hook.store.Documents;
import org.datanet.hook.store.Events;
import org.datanet.hook.store.Idempotency;
import org.datanet.hook.store.PaidEpochBook;
import org.datanet.hook.webhook.CloudEvent;
import org.datanet.proof.Digest;
import org.datanet.proof.Ids;
import org.datanet.rest.Acceptance;
import org.datanet.rest.Headers;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.PaidEpochs;
import org.datanet.rest.RewardEvents;
import org.datanet.rest.RewardReported;
import org.datanet.rest.SignedRequest;
import org.datanet.reward.RewardReport;

/** Takes events over: verified, parsed, then once. */
@HookPart
@Path(RewardEvents.PATH)
public class RewardEventsResource implements RewardEvents {
    @Inject
    private HookSettings settings;

    @Inject
    private Idempotency idempotency;

    @Inject
    private Events events;

    @Inject
    private Documents documents;

    @Inject
    private PaidEpochBook paid;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public RewardEventsResource() {}

    @Override
    public Response accept(SignedRequest signed, byte[] body) {
        Requests.verify(signed, body, settings);
        CloudEvent<?> event;
        try {
            event = RecordJson.read(body, CloudEvent.class, RewardReported.class);
        } catch (MalformedJson e) {
            throw ProblemException.malformed(e);
        }
        if (!signed.id().equals(event.id())) {
            throw ProblemException.unprocessable(
                    "other-key",
                    "The keys differ",
                    "%s is \"%s\", the event's id is \"%s\""
                            .formatted(Headers.WEBHOOK_ID, Ids.excerpt(signed.id()), Ids.excerpt(event.id())),
                    "/id");
        }
        if (!signed.idempotencyKey().equals(event.id())) {
            throw ProblemException.badParameter(
                    Headers.IDEMPOTENCY_KEY, "%s equals the event's id".formatted(Headers.IDEMPOTENCY_KEY));
        }
        if (!event.type().equals(REWARD_REPORTED) || !(event.data() instanceof RewardReported reported)) {
            throw ProblemException.unprocessable(
                    "unknown-event", "Events of this type are not taken", "only " + REWARD_REPORTED + " is", "/type");
        }
        return Requests.stored(() -> {
            checkAgainstDocument(reported);
            Idempotency.Outcome outcome = idempotency.once("events", event.id(), Digest.sha256(body), connection -> {
                Requests.claim(
                        connection,
                        paid,
                        reported.datanet().id(),
                        reported.epochs().orElse(List.of()),
                        reported.report());
                events.add(
                        connection, event.id(), event.type(), reported.datanet().id(), reported.report(), body);
                documents.announced(
                        connection, Documents.Kind.REWARDS, reported.datanet().id(), reported.report());
                return new Idempotency.Answer(
                        202,
                        MediaTypes.JSON,
                        RecordJson.write(
                                new Acceptance(event.id(), settings.clock().instant())));
            });
            return outcome instanceof Idempotency.Outcome.OtherRequest
                    ? otherBody(event.id(), reported)
                    : Requests.answer(outcome);
        });
    }

    /**
     * An event whose id stands for other bytes: about the same report, it is what a sender that was restored from a backup made again at
     * another time, and its effect is there; about another report, the epoch is paid.
     */
    private Response otherBody(String id, RewardReported reported) throws IOException {
        Optional<Events.Accepted> earlier = events.find(id);
        if (earlier.isPresent()
                && earlier.get().datanet().equals(reported.datanet().id())
                && earlier.get().subject().equals(reported.report())) {
            return Requests.answer(new Idempotency.Outcome.Replayed(new Idempotency.Answer(
                    202,
                    MediaTypes.JSON,
                    RecordJson.write(new Acceptance(id, earlier.get().acceptedAt())))));
        }
        for (int epoch : reported.epochs().orElse(List.of())) {
            Optional<PaidEpochs.Paid> by = paid.of(reported.datanet().id(), epoch);
            if (by.isPresent() && !by.get().report().equals(reported.report())) {
                throw ProblemException.epochPaid(reported.datanet().id(), by.get(), reported.report());
            }
        }
        return Requests.answer(new Idempotency.Outcome.OtherRequest());
    }

    /** An event about a report that is here must say what the report says. */
    private void checkAgainstDocument(RewardReported reported) throws IOException {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        documents.copy(Documents.Kind.REWARDS, reported.datanet().id(), reported.report(), stored);
        if (stored.size() == 0) {
            return;
        }
        try {
            RewardReport report = RewardDocuments.read(stored.toByteArray());
            RewardReported expected = RewardReported.of(report, reported.link());
            if (!expected.equals(reported)) {
                throw ProblemException.unprocessable(
                        "totals-differ",
                        "The event contradicts its report",
                        "report %s says %s".formatted(reported.report(), expected),
                        "/data");
            }
        } catch (MalformedJson e) {
            throw new IOException("the stored report " + reported.report() + " cannot be read: " + e.getMessage(), e);
        }
    }
}
