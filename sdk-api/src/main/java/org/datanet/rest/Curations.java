package org.datanet.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;

/** Work for curators. Nobody chooses what to judge: the hook draws it, and gives the same until it is judged. */
@Path(Curations.PATH)
public interface Curations {
    /** Relative to the application. */
    String PATH = "v1/datanets/{datanet}/curations";

    /** At most so many samples are assigned to one curator at a time. */
    int MAX_OPEN = 20;

    /**
     * Assigns samples at random among those with the fewest verdicts, never the curator's own and none twice. What is assigned and not
     * judged yet counts, so asking again rolls no dice.
     *
     * @param request a {@link Request}
     * @return the curator's open {@link Page}
     */
    @POST
    @Path("assignments")
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.CURATOR)
    @Described(
            value =
                    "Assigns samples at random among those with the fewest verdicts, never the curator's own and none twice",
            problems = {404, 409, 422})
    Page assign(@PathParam("datanet") String datanet, byte[] request);

    /**
     * What is assigned and not judged yet; a curator sees its own, whatever it asks for.
     *
     * @param curator whose
     */
    @GET
    @Path("assignments")
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({Role.CURATOR, Role.AUDITOR})
    @Described(value = "What is assigned and not judged yet", problems = 404)
    Page assignments(@PathParam("datanet") String datanet, @QueryParam("curator") @DefaultValue("") String curator);

    /**
     * Takes a verdict on an assigned sample, for good. The same verdict again changes nothing.
     *
     * @param judgement a {@link Judgement}
     * @return 201 with the {@link Curation}, 200 when it stands already; 409 when the sample was not assigned, or judged otherwise
     */
    @POST
    @Path("verdicts")
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.CURATOR)
    @Described(
            value = "Takes a verdict on an assigned sample, for good",
            problems = {404, 409, 422})
    Response judge(@PathParam("datanet") String datanet, byte[] judgement);

    /**
     * Asks for work.
     *
     * @param count open assignments wanted in all, 1 to {@link #MAX_OPEN}
     */
    record Request(CuratorId curator, int count) {
        public Request {
            if (count < 1 || count > MAX_OPEN) {
                throw new IllegalArgumentException(
                        "a curator has 1 to %d samples at a time, not %d".formatted(MAX_OPEN, count));
            }
        }
    }

    /** A verdict on an assigned sample. */
    record Judgement(CuratorId curator, SampleId sample, Verdict verdict) {}

    /**
     * A sample to judge. Says nothing of its contributor, and nothing of what others said of it.
     *
     * @param features by their names
     */
    record Task(
            SampleId sample,
            Optional<String> label,
            Optional<String> text,
            Map<String, Double> features,
            Instant assignedAt) {
        public Task {
            features = Map.copyOf(features);
        }
    }

    /** A curator's open assignments, the oldest first. */
    record Page(CuratorId curator, List<Task> tasks) {
        public Page {
            tasks = List.copyOf(tasks);
        }
    }
}
