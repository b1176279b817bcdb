package org.datanet.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.datanet.contribution.DatanetId;
import org.datanet.proof.Digest;
import org.datanet.usage.PayerId;
import org.datanet.usage.RunId;

/** Usage receipts in the hook's ledger. */
@Path(Receipts.PATH)
public interface Receipts {
    /** Relative to the application. */
    String PATH = "v1/receipts";

    /**
     * Appends a receipt durably. Its signature and every row of its table are checked first. The run's id makes this idempotent: the
     * same receipt again changes nothing.
     *
     * @param run the receipt's run
     * @param receipt in its file form, read as it arrives
     * @return an {@link Entry}, with 201, or 200 when it is there already; 400 when damaged, saying where; 409 when the ledger has
     *     another receipt of the run; 413 when too large; 422 when its signature does not hold or it is of another run
     */
    @PUT
    @Path("{run}")
    @Consumes(MediaTypes.RECEIPT)
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed(Role.TRAINER)
    @Described(
            value = "Appends a receipt durably",
            problems = {409, 422})
    Response append(@PathParam("run") String run, InputStream receipt);

    /** The receipt exactly as it came; 404 when there is none. */
    @GET
    @Path("{run}")
    @Produces({MediaTypes.RECEIPT, MediaTypes.PROBLEM})
    @Allowed({Role.TRAINER, Role.AUDITOR, Role.PAYER})
    @Described(value = "The receipt exactly as it came", problems = 404)
    Response receipt(@PathParam("run") String run);

    /**
     * Receipts in their order; a payer sees its own only.
     *
     * @param from the first place, 0-based
     * @param limit at most so many, 1 to 200
     */
    @GET
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Allowed({Role.TRAINER, Role.AUDITOR, Role.PAYER})
    @Described("Receipts in the order in which they came")
    Page receipts(@QueryParam("from") @DefaultValue("0") long from, @QueryParam("limit") @DefaultValue("50") int limit);

    /** Some receipts in their order. */
    record Page(List<Entry> receipts) {
        public Page {
            receipts = List.copyOf(receipts);
        }
    }

    /**
     * A receipt in short.
     *
     * @param position its place in the ledger, 0-based
     * @param entries rows of its table
     */
    record Entry(
            long position,
            RunId run,
            Digest digest,
            DatanetId datanet,
            PayerId payer,
            String model,
            BigInteger fee,
            String state,
            int entries,
            Instant started,
            Instant ended,
            Instant appendedAt) {}
}
