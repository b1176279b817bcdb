package org.datanet.rest;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.proof.Digest;

/** The outbox: what waits, what was given up, and how to send it again. */
@Path(Deliveries.PATH)
public interface Deliveries {
    /** Relative to the application. */
    String PATH = "v1/deliveries";

    /**
     * Deliveries in one state, in order.
     *
     * @param state "PENDING", "DELIVERED" or "DEAD"
     * @param after only those behind this id
     */
    @GET
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.AUDITOR)
    @Described("Deliveries in one state, in order")
    Page deliveries(
            @QueryParam("state") @DefaultValue("PENDING") String state,
            @QueryParam("after") @DefaultValue("0") long after);

    /** Puts a dead delivery back; 404 when there is no such dead delivery. */
    @POST
    @Path("{id}/replay")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({})
    @Described(value = "Puts a dead delivery back", problems = 404)
    void replay(@PathParam("id") long id);

    /** Resumes deliveries to a receiver that was disabled. */
    @POST
    @Path("receivers/{receiver}/enable")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({})
    @Described("Resumes deliveries to a receiver that was disabled")
    void enable(@PathParam("receiver") String receiver);

    /** Some deliveries. */
    record Page(List<Delivery> deliveries) {
        public Page {
            deliveries = List.copyOf(deliveries);
        }
    }

    /**
     * One delivery.
     *
     * @param event the event's id, constant across attempts
     * @param document the report that it announces
     */
    record Delivery(
            long id,
            DatanetId datanet,
            String receiver,
            String event,
            Digest document,
            String state,
            int attempts,
            Instant created,
            Instant next,
            Optional<Integer> lastStatus,
            Optional<String> lastError) {}
}
