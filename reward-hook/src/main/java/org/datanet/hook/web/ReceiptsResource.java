package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;
import org.datanet.hook.HookSettings;
import org.datanet.hook.ledger.JdbcUsageLedger;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.Receipts;
import org.datanet.rest.Role;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.ReceiptFormatException;
import org.datanet.usage.RunId;
import org.datanet.usage.UsageReceipt;
import org.jspecify.annotations.Nullable;

/** Takes receipts into the ledger and gives them out again. */
@HookPart
@Path(Receipts.PATH)
public class ReceiptsResource implements Receipts {
    @Inject
    private HookSettings settings;

    @Inject
    private JdbcUsageLedger ledger;

    @Context
    private @Nullable SecurityContext caller;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public ReceiptsResource() {}

    @Override
    public Response append(String runText, InputStream body) {
        RunId run = Requests.run(runText);
        // A row takes 20 bytes of memory whatever it takes on the wire: a small body must not become a large table.
        ReceiptCodec.Limits limits =
                new ReceiptCodec.Limits(1 << 20, Math.max(1, settings.limits().documentBytes() / 20));
        UsageReceipt receipt;
        try {
            receipt = ReceiptCodec.read(body, "the receipt", limits);
        } catch (ReceiptFormatException e) {
            throw ProblemException.badParameter("body", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw ProblemException.badParameter("body", "the receipt did not arrive whole");
        }
        if (!receipt.run().equals(run)) {
            throw ProblemException.unprocessable(
                    "other-run",
                    "The receipt is of another run",
                    "it is of run %s, not of %s".formatted(receipt.run(), run),
                    "run");
        }
        JdbcUsageLedger.Appended appended = Requests.stored(() -> {
            try {
                return ledger.appendIfNew(receipt);
            } catch (IllegalArgumentException e) {
                if (ledger.position(run).isPresent()) {
                    throw ProblemException.conflict(String.valueOf(e.getMessage()));
                }
                throw ProblemException.unprocessable(
                        "bad-receipt", "The receipt does not hold", String.valueOf(e.getMessage()), "body");
            }
        });
        return Response.status(appended.isNew() ? 201 : 200)
                .entity(appended.entry())
                .build();
    }

    private Entry entry(long position) {
        return Requests.stored(() -> ledger.summaries(position, "", 1)).get(0);
    }

    @Override
    public Response receipt(String runText) {
        RunId run = Requests.run(runText);
        OptionalLong position = Requests.stored(() -> ledger.position(run));
        if (position.isEmpty() || isOthers(entry(position.getAsLong()))) {
            throw ProblemException.notFound("the ledger has no receipt of run " + run);
        }
        StreamingOutput body = out -> ledger.copy(position.getAsLong(), out);
        return Response.ok(body, MediaTypes.RECEIPT).build();
    }

    private boolean isOthers(Entry entry) {
        SecurityContext context = caller;
        return context != null
                && Caller.isOther(context, Role.PAYER, entry.payer().value());
    }

    @Override
    public Page receipts(long from, int limit) {
        int most = Requests.limit(limit);
        SecurityContext context = caller;
        String payer = context != null && context.isUserInRole(Role.PAYER.name()) ? Caller.subject(context) : "";
        List<Entry> entries = Requests.stored(() -> ledger.summaries(from, payer, most));
        return new Page(entries);
    }
}
