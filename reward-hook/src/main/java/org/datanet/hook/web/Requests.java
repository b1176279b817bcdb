package org.datanet.hook.web;

import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookSettings;
import org.datanet.hook.json.MalformedJson;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.store.Idempotency;
import org.datanet.hook.store.PaidEpochBook;
import org.datanet.proof.Digest;
import org.datanet.rest.Headers;
import org.datanet.rest.SignedRequest;
import org.datanet.usage.RunId;

/** What several resources check in the same way. */
final class Requests {
    private static final System.Logger LOG = System.getLogger(Requests.class.getName());

    private Requests() {}

    static DatanetId datanet(String value) {
        try {
            return new DatanetId(value);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter("datanet", String.valueOf(e.getMessage()));
        }
    }

    static RunId run(String value) {
        try {
            return new RunId(value);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter("run", String.valueOf(e.getMessage()));
        }
    }

    static ContributorId contributor(String value) {
        try {
            return new ContributorId(value);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter("contributor", String.valueOf(e.getMessage()));
        }
    }

    /** Reads a body, or says what is wrong with it. */
    static <R extends Record> R read(byte[] body, Class<R> type) {
        try {
            return RecordJson.read(body, type);
        } catch (MalformedJson e) {
            throw ProblemException.malformed(e);
        }
    }

    /** Something that needs the database. */
    @FunctionalInterface
    interface Stored<T> {
        T get() throws IOException;
    }

    /** Does what needs the database; 503 when that does not answer. */
    static <T> T stored(Stored<T> work) {
        try {
            return work.get();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "the database failed a request", e);
            throw ProblemException.unavailable("nothing was stored; try again");
        }
    }

    /** The answer to a request that was made under a key. */
    static Response answer(Idempotency.Outcome outcome) {
        if (outcome instanceof Idempotency.Outcome.Done done) {
            return builder(done.answer()).build();
        } else if (outcome instanceof Idempotency.Outcome.Replayed replayed) {
            return builder(replayed.answer())
                    .header(Headers.IDEMPOTENCY_REPLAYED, "true")
                    .build();
        } else if (outcome instanceof Idempotency.Outcome.OtherRequest) {
            throw ProblemException.unprocessable(
                    "key-reused",
                    "The key stands for another request",
                    "a request with this key and another body was answered before; another request needs its own key",
                    Headers.IDEMPOTENCY_KEY);
        }
        throw ProblemException.inProgress();
    }

    /** Notes which epochs a report pays; 409 where another report has paid one, and then nothing of the transaction is kept. */
    static void claim(Connection connection, PaidEpochBook book, DatanetId datanet, List<Integer> epochs, Digest report)
            throws SQLException {
        book.claim(connection, datanet, epochs, report).ifPresent(by -> {
            throw ProblemException.epochPaid(datanet, by, report);
        });
    }

    private static Response.ResponseBuilder builder(Idempotency.Answer answer) {
        return Response.status(answer.status()).type(answer.media()).entity(answer.body());
    }

    static Digest digest(String value) {
        try {
            return Digest.parse(value);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter("digest", String.valueOf(e.getMessage()));
        }
    }

    static int limit(int value) {
        if (value < 1 || value > 200) {
            throw ProblemException.badParameter("limit", "a limit is 1 to 200, not " + value);
        }
        return value;
    }

    /** Checks the signature over the exact bytes before anything reads them. */
    static void verify(SignedRequest signed, byte[] body, HookSettings settings) {
        if (signed.id().isEmpty()) {
            throw ProblemException.unsigned("the header " + Headers.WEBHOOK_ID + " is missing");
        }
        String refusal = settings.inbound()
                .refusal(signed.id(), signed.timestamp(), signed.signatures(), body, settings.clock());
        if (!refusal.isEmpty()) {
            throw ProblemException.unsigned(refusal);
        }
    }
}
