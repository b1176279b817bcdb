package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.epochs.FolderAccount;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.store.AppealBook;
import org.datanet.hook.store.Idempotency;
import org.datanet.proof.Digest;
import org.datanet.proof.Ids;
import org.datanet.rest.Appeals;
import org.datanet.rest.Headers;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.Role;
import org.jspecify.annotations.Nullable;

/** Takes appeals, and the owner's decisions on them. */
@HookPart
@Path(Appeals.PATH)
public class AppealsResource implements Appeals {
    @Inject
    private AppealBook book;

    @Inject
    private Idempotency idempotency;

    @Inject
    private IntakeDesk desk;

    @Context
    private @Nullable SecurityContext caller;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public AppealsResource() {}

    private SecurityContext caller() {
        SecurityContext context = caller;
        if (context == null) {
            throw ProblemException.unauthenticated("nobody is known to call");
        }
        return context;
    }

    @Override
    public Response appeal(String datanetText, @Nullable String key, byte[] body) {
        DatanetId datanet = Requests.datanet(datanetText);
        Request request = Requests.read(body, Request.class);
        if (Caller.isOther(caller(), Role.CONTRIBUTOR, request.contributor().value())) {
            throw ProblemException.forbidden("a contributor appeals for itself only");
        }
        try {
            Ids.check("key", key == null ? "" : key);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter(
                    Headers.IDEMPOTENCY_KEY,
                    "send this header with a key of your own for each appeal: " + e.getMessage());
        }
        check(datanet, request);
        String name = Caller.name(caller());
        String scope = "appeals/"
                + Digest.sha256(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .hex();
        return Requests.stored(() -> Requests.answer(idempotency.once(
                scope,
                String.valueOf(key),
                Digest.sha256(body),
                connection -> new Idempotency.Answer(
                        201, MediaTypes.JSON, RecordJson.write(book.open(connection, name, datanet, request))))));
    }

    /**
     * An appeal holds up everybody's pay until it is decided, and one that fits no finding does nothing when it is accepted: so those on
     * a Datanet that is served here are of its samples, their contributors and its detectors.
     */
    private void check(DatanetId datanet, Request request) {
        if (!desk.serves(datanet)) {
            return;
        }
        Datanet samples = new Served(desk).reading(() -> desk.read(datanet));
        OptionalInt row = samples.row(request.sample());
        if (row.isEmpty()) {
            throw ProblemException.unprocessable(
                    "unknown-sample",
                    "There is no such sample",
                    "Datanet %s has no sample %s: name it as its row does".formatted(datanet, request.sample()),
                    "/sample");
        }
        if (!samples.contributorId(row.getAsInt()).equals(request.contributor())) {
            throw ProblemException.forbidden("sample %s was contributed by somebody else than %s, who may appeal for it"
                    .formatted(request.sample(), request.contributor()));
        }
        Set<String> detectors = FolderAccount.detectorDefaults().keySet();
        if (!request.detector().equals("*") && !detectors.contains(request.detector())) {
            throw ProblemException.unprocessable(
                    "unknown-detector",
                    "There is no such detector",
                    "detector is \"*\" for all findings or one of %s, not \"%s\""
                            .formatted(String.join(", ", detectors), Ids.excerpt(request.detector())),
                    "/detector");
        }
    }

    @Override
    public Page appeals(String datanetText) {
        DatanetId datanet = Requests.datanet(datanetText);
        String own = caller().isUserInRole(Role.CONTRIBUTOR.name()) ? Caller.subject(caller()) : "";
        return new Page(Requests.stored(() -> book.list(datanet, own, 200)));
    }

    @Override
    public Appeal decide(String datanetText, long id, byte[] body) {
        DatanetId datanet = Requests.datanet(datanetText);
        Decision decision = Requests.read(body, Decision.class);
        String name = Caller.name(caller());
        Optional<Appeal> appeal = Requests.stored(() -> book.decide(name, datanet, id, decision));
        if (appeal.isEmpty()) {
            throw ProblemException.notFound("Datanet %s has no appeal %d".formatted(datanet, id));
        }
        if (!appeal.get().decision().equals(Optional.of(decision))) {
            throw ProblemException.conflict("appeal %d was decided before, otherwise".formatted(id));
        }
        return appeal.get();
    }
}
