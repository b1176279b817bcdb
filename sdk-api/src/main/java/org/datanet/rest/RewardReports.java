package org.datanet.rest;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;

/** Whole reward reports, by their digest. */
@Path(RewardReports.PATH)
public interface RewardReports {
    /** Relative to the application. */
    String PATH = "v1/datanets/{datanet}/reward-reports";

    /**
     * Stores a report under its digest; signed as {@link RewardEvents#accept} is. Storing it again changes nothing.
     *
     * @param signed the signature over the document's exact bytes
     * @param digest {@link org.datanet.reward.RewardReport#digest()}, which is computed anew from the document
     * @param report the document
     * @return 201, or 200 when it is there already; 422 when the document has another digest or Datanet
     */
    @PUT
    @Path("{digest}")
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Described(
            value = "Stores a report under its digest",
            problems = {409, 422})
    Response store(
            @BeanParam SignedRequest signed,
            @PathParam("datanet") String datanet,
            @PathParam("digest") String digest,
            byte[] report);

    /** The document exactly as it was stored, with the digest as its entity tag; 404 when there is none. */
    @GET
    @Path("{digest}")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.AUDITOR)
    @Described(value = "A report exactly as it was stored, with its digest as its entity tag", problems = 404)
    Response report(@PathParam("datanet") String datanet, @PathParam("digest") String digest);

    /**
     * The reports of a Datanet, the latest first.
     *
     * @param limit at most so many, 1 to 200
     */
    @GET
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.AUDITOR)
    @Described("The reports of a Datanet, the latest first")
    ReportPage reports(@PathParam("datanet") String datanet, @QueryParam("limit") @DefaultValue("50") int limit);
}
