package org.datanet.rest;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;

/** Where reward events are delivered: at least once, with one effect. */
@Path(RewardEvents.PATH)
public interface RewardEvents {
    /** Relative to the application. */
    String PATH = "v1/events";

    /** Type of the event that says that a reward report was made. */
    String REWARD_REPORTED = "org.datanet.reward.reported.v1";

    /** The largest event in bytes. */
    int MAX_BYTES = 20_000;

    /**
     * Takes an event over durably. The request carries the three headers of Standard Webhooks, whose signature is verified over
     * the exact bytes, and {@link Headers#IDEMPOTENCY_KEY} equal to the event's id.
     *
     * @param signed the signature over the event's exact bytes
     * @param event a CloudEvent in structured mode whose data is a {@link RewardReported}
     * @return 202 with an {@link Acceptance}; the stored answer when the event was taken over before; 400 when malformed, 401
     *     when not signed by a known secret or not within 5 minutes, 409 while the same event is in progress, 413 when too
     *     large, 415 for another media type, 422 when the key was used with another body
     */
    @POST
    @Consumes(MediaTypes.EVENT)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Described(
            value = "Takes an event over durably",
            problems = {409, 422})
    Response accept(@BeanParam SignedRequest signed, byte[] event);
}
