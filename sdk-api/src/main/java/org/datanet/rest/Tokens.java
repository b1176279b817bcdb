package org.datanet.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.datanet.proof.Ids;

/** Bearer tokens. The hook keeps digests of them only. */
@Path(Tokens.PATH)
public interface Tokens {
    /** Relative to the application. */
    String PATH = "v1/tokens";

    /**
     * Makes a token, which is shown this once.
     *
     * @param request a {@link Request}
     * @return 201 with a {@link Made}
     */
    @POST
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({})
    @Described("Makes a token, which is shown this once")
    Response make(byte[] request);

    /** All tokens, without what would let anyone use them. */
    @GET
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.AUDITOR)
    @Described("All tokens, without what would let anyone use them")
    Page tokens();

    /** Ends a token's use at once; 404 when there is none in use. */
    @DELETE
    @Path("{id}")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({})
    @Described(value = "Ends a token's use at once", problems = 404)
    void revoke(@PathParam("id") String id);

    /** @param subject whom the token speaks for: a contributor's, payer's or curator's id, or any name */
    record Request(Role role, String subject) {
        public Request {
            Ids.check("subject", subject);
        }
    }

    /** @param token what the bearer sends */
    record Made(String id, Role role, String subject, String token) {}

    /** A token as it is kept. */
    record Entry(String id, Role role, String subject, Instant madeAt, Optional<Instant> revokedAt) {}

    /** All tokens. */
    record Page(List<Entry> tokens) {
        public Page {
            tokens = List.copyOf(tokens);
        }
    }
}
