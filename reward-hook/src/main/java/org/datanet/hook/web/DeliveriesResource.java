package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Arrays;
import java.util.Optional;
import org.datanet.hook.store.AuditLog;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Message;
import org.datanet.hook.store.Outbox;
import org.datanet.proof.Ids;
import org.datanet.rest.Deliveries;
import org.jspecify.annotations.Nullable;

/** Shows the outbox, and sends again what was given up. */
@HookPart
@Path(Deliveries.PATH)
public class DeliveriesResource implements Deliveries {
    @Inject
    private Database database;

    @Inject
    private Outbox outbox;

    @Inject
    private AuditLog audit;

    @Context
    private @Nullable SecurityContext caller;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public DeliveriesResource() {}

    @Override
    public Page deliveries(String stateText, long after) {
        Message.State state = Arrays.stream(Message.State.values())
                .filter(known -> known.name().equals(stateText))
                .findFirst()
                .orElseThrow(() -> ProblemException.badParameter(
                        "state", "a state is one of " + Arrays.toString(Message.State.values())));
        return new Page(Requests.stored(() -> outbox.messages(state, after, 200)).stream()
                .map(DeliveriesResource::delivery)
                .toList());
    }

    private static Delivery delivery(Message message) {
        return new Delivery(
                message.id(),
                message.datanet(),
                message.receiver(),
                message.event(),
                message.document(),
                message.state().name(),
                message.attempts(),
                message.created(),
                message.next(),
                message.lastStatus().isPresent()
                        ? Optional.of(message.lastStatus().getAsInt())
                        : Optional.empty(),
                message.lastError());
    }

    @Override
    public void replay(long id) {
        SecurityContext context = caller;
        replay(database, outbox, audit, context == null ? "nobody" : Caller.name(context), id);
    }

    /** Puts a dead delivery back and notes who did it, both or neither. */
    static void replay(Database database, Outbox outbox, AuditLog audit, String actor, long id) {
        boolean back = Requests.stored(() -> database.write(connection -> {
            boolean replayed = outbox.replay(connection, id);
            if (replayed) {
                audit.add(connection, actor, "replay delivery", Long.toString(id), "");
            }
            return replayed;
        }));
        if (!back) {
            throw ProblemException.notFound("there is no dead delivery " + id);
        }
    }

    @Override
    public void enable(String receiver) {
        SecurityContext context = caller;
        String actor = context == null ? "nobody" : Caller.name(context);
        Requests.stored(() -> {
            outbox.enable(receiver);
            return database.write(connection -> {
                audit.add(connection, actor, "enable receiver", Ids.excerpt(receiver), "");
                return true;
            });
        });
    }
}
