package org.datanet.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Ids;

/** Appeals against findings, and what the owner decides. */
@Path(Appeals.PATH)
public interface Appeals {
    /** Relative to the application. */
    String PATH = "v1/datanets/{datanet}/appeals";

    /**
     * Appeals against findings on a sample; carries {@link Headers#IDEMPOTENCY_KEY}.
     *
     * @param key chosen by the caller, distinct for each appeal
     * @param request an {@link Request}
     * @return 201 with the {@link Appeal}
     */
    @POST
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.CONTRIBUTOR)
    @Described(
            value = "Appeals against findings on a sample",
            problems = {404, 409, 422})
    Response appeal(
            @PathParam("datanet") String datanet, @HeaderParam(Headers.IDEMPOTENCY_KEY) String key, byte[] request);

    /** Appeals of a Datanet, the undecided first, at most 200; a contributor sees its own. */
    @GET
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({Role.CONTRIBUTOR, Role.AUDITOR})
    @Described("Appeals of a Datanet, the undecided first, at most 200")
    Page appeals(@PathParam("datanet") String datanet);

    /**
     * Decides an appeal, for good.
     *
     * @param id the appeal
     * @param decision a {@link Decision}
     * @return the {@link Appeal}; 409 when it was decided otherwise before
     */
    @POST
    @Path("{id}/decision")
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({})
    @Described(
            value = "Decides an appeal, for good",
            problems = {404, 409, 422})
    Appeal decide(@PathParam("datanet") String datanet, @PathParam("id") long id, byte[] decision);

    /**
     * What a contributor appeals against.
     *
     * @param detector the detector, or "*" for all
     * @param reason at most 2,000 characters
     */
    record Request(ContributorId contributor, SampleId sample, String detector, String reason) {
        public Request {
            Ids.check("detector", detector);
            checkReason(reason);
        }
    }

    /**
     * What the owner decides.
     *
     * @param accepted whether findings no longer count
     * @param reason at most 2,000 characters
     */
    record Decision(boolean accepted, String reason) {
        public Decision {
            checkReason(reason);
        }
    }

    private static void checkReason(String reason) {
        if (reason.isBlank() || reason.length() > 2_000) {
            throw new IllegalArgumentException("a reason has 1 to 2000 characters, this one has " + reason.length());
        }
    }

    /** An appeal with its decision, once there is one. */
    record Appeal(
            long id,
            DatanetId datanet,
            Request request,
            Instant at,
            Optional<Decision> decision,
            Optional<Instant> decidedAt) {}

    /** Some appeals. */
    record Page(List<Appeal> appeals) {
        public Page {
            appeals = List.copyOf(appeals);
        }
    }
}
