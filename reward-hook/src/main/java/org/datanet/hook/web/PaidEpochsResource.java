package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookSettings;
import org.datanet.hook.epochs.EpochAdoption;
import org.datanet.hook.epochs.PaidElsewhere;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.hook.store.PaidEpochBook;
import org.datanet.rest.PaidEpochs;
import org.datanet.rest.SignedRequest;
import org.jspecify.annotations.Nullable;

/** Says which report paid which epoch. */
@HookPart
@Path(PaidEpochs.PATH)
public class PaidEpochsResource implements PaidEpochs {
    @Inject
    private HookSettings settings;

    @Inject
    private Database database;

    @Inject
    private Documents documents;

    @Inject
    private PaidEpochBook paid;

    @Inject
    private IntakeDesk desk;

    @Inject
    private PaidElsewhere elsewhere;

    @Inject
    private EpochAdoption adoptions;

    @Context
    private @Nullable SecurityContext caller;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public PaidEpochsResource() {}

    @Override
    public Page paid(String datanet) {
        return page(Requests.datanet(datanet));
    }

    @Override
    public Page asked(SignedRequest signed, String datanet, byte[] question) {
        return page(verified(signed, datanet, question));
    }

    @Override
    public Response report(SignedRequest signed, String datanet, int epoch, byte[] question) {
        DatanetId id = verified(signed, datanet, question);
        Optional<Paid> by = Requests.stored(() -> paid.of(id, epoch));
        if (by.isEmpty()) {
            throw ProblemException.notFound("epoch %d of %s is not known to be paid".formatted(epoch, id));
        }
        return new StoredDocuments(settings, database, documents, Documents.Kind.REWARDS)
                .get(datanet, by.get().report().hex());
    }

    @Override
    public Elsewhere elsewhere(String datanet) {
        DatanetId id = served(datanet);
        return waiting(() -> elsewhere.ask(id));
    }

    @Override
    public Adopted adopt(String datanet, byte[] body) {
        DatanetId id = served(datanet);
        Adoption adoption = Requests.read(body, Adoption.class);
        return waiting(() -> {
            try {
                return adoptions.adopt(caller(), id, adoption);
            } catch (EpochAdoption.Unproved e) {
                throw ProblemException.conflict(String.valueOf(e.getMessage()));
            }
        });
    }

    /** Something that waits for others. */
    @FunctionalInterface
    private interface Waiting<T> {
        T get() throws IOException, InterruptedException;
    }

    private static <T> T waiting(Waiting<T> work) {
        return Requests.stored(() -> {
            try {
                return work.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the server stops", e);
            }
        });
    }

    private String caller() {
        SecurityContext context = caller;
        return context == null ? "" : Caller.name(context);
    }

    private DatanetId served(String datanet) {
        DatanetId id = Requests.datanet(datanet);
        if (!desk.serves(id)) {
            throw ProblemException.notFound("Datanet %s is not served here".formatted(id));
        }
        return id;
    }

    private Page page(DatanetId datanet) {
        return new Page(datanet, Requests.stored(() -> paid.latest(datanet)));
    }

    /** A question is signed and about the path's Datanet: otherwise one that was seen could be asked about another. */
    private DatanetId verified(SignedRequest signed, String datanet, byte[] body) {
        Requests.verify(signed, body, settings);
        DatanetId id = Requests.datanet(datanet);
        Question question = Requests.read(body, Question.class);
        if (!question.datanet().equals(id)) {
            throw ProblemException.unprocessable(
                    "other-datanet",
                    "The question is about another Datanet",
                    "it is about %s, not about %s".formatted(question.datanet(), id),
                    "/datanet");
        }
        return id;
    }
}
