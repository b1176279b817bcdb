package org.datanet.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Whether the service lives and whether it can serve. */
@Path(Health.PATH)
public interface Health {
    /** Relative to the application. */
    String PATH = "health";

    /** 200 while the process answers. */
    @GET
    @Path("live")
    @Produces(MediaTypes.JSON)
    @Described("Whether the process answers")
    Status live();

    /** 200 with a {@link Status} while requests can be served, 503 with one that says what is missing otherwise. */
    @GET
    @Path("ready")
    @Produces(MediaTypes.JSON)
    @Described("Whether requests can be served")
    Response ready();

    /**
     * The state in the form of MicroProfile Health.
     *
     * @param status "UP" or "DOWN"
     */
    record Status(String status, List<Check> checks) {
        public Status {
            checks = List.copyOf(checks);
        }
    }

    /**
     * One part of the state.
     *
     * @param status "UP" or "DOWN"
     * @param detail a sentence
     */
    record Check(String name, String status, String detail) {}
}
