package org.datanet.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import org.datanet.contribution.DatanetId;
import org.datanet.proof.Digest;

/** The policy in force, open to all: whoever contributes knows beforehand how rows are judged and paid. */
@Path(Terms.PATH)
public interface Terms {
    /** Relative to the application. */
    String PATH = "v1/datanets/{datanet}/policy";

    /** The policy of a Datanet; 404 when this hook does not serve it. */
    @GET
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Described(value = "The policy of a Datanet", problems = 404)
    Policy policy(@PathParam("datanet") String datanet);

    /**
     * A policy.
     *
     * @param stated whether the owner has written one; without one, the defaults are in force
     * @param yaml the file exactly as the owner wrote it
     * @param sha256 of the file's bytes
     */
    record Policy(DatanetId datanet, boolean stated, String yaml, Digest sha256) {}
}
