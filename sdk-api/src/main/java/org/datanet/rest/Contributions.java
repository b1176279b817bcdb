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
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Reveal;
import org.datanet.proof.Digest;

/** How rows come in: promised while an epoch is open, shown once it is closed. */
@Path(Contributions.PATH)
public interface Contributions {
    /** Relative to the application. */
    String PATH = "v1/datanets/{datanet}/contributions";

    /** At most so many promises or rows in one request. */
    int MAX_ROWS = 10_000;

    /**
     * Promises rows of the open epoch without showing them. Promising the same again changes nothing.
     *
     * @param request a {@link Promise}
     * @return 201 with an {@link Accepted}, 200 when all of them stand already; 409 when the epoch is in its reveal, or another one
     *     than the promises are for
     */
    @POST
    @Path("commitments")
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.CONTRIBUTOR)
    @Described(
            value = "Promises rows of the open epoch without showing them",
            problems = {404, 409, 422})
    Response commit(@PathParam("datanet") String datanet, byte[] request);

    /**
     * Shows promised rows: all of them open a promise of this contributor, or none is taken in.
     *
     * @param request a {@link Showing}
     * @return 201 with an {@link Accepted}; 409 while the epoch is open; 422 naming line, column, value and remedy of what is refused
     */
    @POST
    @Path("reveals")
    @Consumes(MediaTypes.JSON)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.CONTRIBUTOR)
    @Described(
            value = "Shows promised rows once their epoch is closed",
            problems = {404, 409, 422})
    Response reveal(@PathParam("datanet") String datanet, byte[] request);

    /**
     * Which epoch takes what, and what of it is promised and shown; a contributor sees its own promises, whatever it asks for.
     *
     * @param contributor only this one's; empty for all
     */
    @GET
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({Role.CONTRIBUTOR, Role.AUDITOR})
    @Described(value = "Which epoch takes what, and what of it is promised and shown", problems = 404)
    Status status(
            @PathParam("datanet") String datanet, @QueryParam("contributor") @DefaultValue("") String contributor);

    /**
     * Promises.
     *
     * @param commitments each {@link org.datanet.contribution.Commitment#digest} over the open epoch, the contributor, the row's
     *     payload digest and a salt; 1 to {@link #MAX_ROWS}, distinct
     * @param epoch the epoch that stands in the commitments. Name it: without it, promises that arrive after their epoch was closed are
     *     taken for the next one, where no row can open them
     */
    record Promise(ContributorId contributor, List<Digest> commitments, Optional<Integer> epoch) {
        public Promise {
            commitments = List.copyOf(commitments);
            checkCount("promises", commitments.size());
        }
    }

    /**
     * Rows that were promised.
     *
     * @param format "csv" or "jsonl"
     * @param rows the text of such a file with the Datanet's columns; contributor and epoch may be left out
     * @param salts one per row
     */
    record Showing(ContributorId contributor, String format, String rows, List<Reveal> salts) {
        public Showing {
            salts = List.copyOf(salts);
            checkCount("salts", salts.size());
            if (!format.equals("csv") && !format.equals("jsonl")) {
                throw new IllegalArgumentException("a format is csv or jsonl, not " + format);
            }
        }
    }

    private static void checkCount(String what, int count) {
        if (count < 1 || count > MAX_ROWS) {
            throw new IllegalArgumentException("a request has 1 to %d %s, not %d".formatted(MAX_ROWS, what, count));
        }
    }

    /** What was taken in: number of promises or rows, and their epoch. */
    record Accepted(int rows, int epoch) {}

    /**
     * The present phase.
     *
     * @param phase "OPEN" or "REVEAL"
     * @param promised commitments of the present epoch
     * @param unopened those of them that no row has opened yet
     * @param forfeits commitments of closed epochs that were never opened
     */
    record Status(int epoch, String phase, int promised, List<Digest> unopened, List<Digest> forfeits) {
        public Status {
            unopened = List.copyOf(unopened);
            forfeits = List.copyOf(forfeits);
        }
    }
}
