package org.datanet.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** Numbers for monitoring. */
@Path(Metrics.PATH)
public interface Metrics {
    /** Relative to the application. */
    String PATH = "metrics";

    /** Counters and gauges in the text format of Prometheus. */
    @GET
    @Produces(MediaTypes.METRICS)
    @Allowed(Role.AUDITOR)
    @Described("Counters and gauges in the text format of Prometheus")
    String metrics();
}
