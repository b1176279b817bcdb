package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.datanet.hook.store.AccessTokens;
import org.datanet.rest.Tokens;
import org.jspecify.annotations.Nullable;

/** Makes and revokes tokens. */
@HookPart
@Path(Tokens.PATH)
public class TokensResource implements Tokens {
    @Inject
    private AccessTokens tokens;

    @Context
    private @Nullable SecurityContext caller;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public TokensResource() {}

    private String actor() {
        SecurityContext context = caller;
        return context == null ? "nobody" : Caller.name(context);
    }

    @Override
    public Response make(byte[] body) {
        Request request = Requests.read(body, Request.class);
        String actor = actor();
        Made made = Requests.stored(() -> tokens.make(actor, request.role(), request.subject()));
        return Response.status(201)
                .header("Cache-Control", "no-store")
                .entity(made)
                .build();
    }

    @Override
    public Page tokens() {
        return Requests.stored(tokens::list);
    }

    @Override
    public void revoke(String id) {
        String actor = actor();
        if (!Requests.stored(() -> tokens.revoke(actor, id))) {
            throw ProblemException.notFound("there is no such token in use");
        }
    }
}
