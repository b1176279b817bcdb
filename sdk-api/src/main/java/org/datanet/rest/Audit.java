package org.datanet.rest;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;

/** Who decided what, and when. Only ever added to. */
@Path(Audit.PATH)
public interface Audit {
    /** Relative to the application. */
    String PATH = "v1/audit";

    /** Decisions in their order, at most 200, from behind a place on. */
    @GET
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.AUDITOR)
    @Described("Decisions in their order, at most 200, from behind a place on")
    Page audit(@QueryParam("after") @DefaultValue("0") long after);

    /** Some decisions. */
    record Page(List<Entry> entries) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * One decision.
     *
     * @param actor role and subject of the token, never the token
     * @param action what was done, as a verb and a noun
     * @param subject what it was done to
     */
    record Entry(long position, Instant at, String actor, String action, String subject, String detail) {}
}
