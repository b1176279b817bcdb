package org.datanet.rest;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;

/**
 * The frozen values of rows that paid epochs were paid by, under the digests that their reward reports name: what the guard's findings could
 * be appealed against is over by then. They commit to the holdout and never show it.
 */
@Path(Valuations.PATH)
public interface Valuations {
    /** Relative to the application. */
    String PATH = "v1/datanets/{datanet}/valuations";

    /**
     * The document {@code valuation.json} of that digest, which a reward report states as its {@code valuation}; 404 when there is none, also
     * while the epoch is not paid.
     */
    @GET
    @Path("{digest}")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.AUDITOR)
    @Described(
            value = "The values that a reward report was computed from, by the digest that it states",
            problems = 404)
    Response report(@PathParam("datanet") String datanet, @PathParam("digest") String digest);

    /**
     * The valuations of a Datanet, the latest first.
     *
     * @param limit at most so many, 1 to 200
     */
    @GET
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.AUDITOR)
    @Described("The valuations of a Datanet, the latest first")
    ReportPage reports(@PathParam("datanet") String datanet, @QueryParam("limit") @DefaultValue("50") int limit);
}
