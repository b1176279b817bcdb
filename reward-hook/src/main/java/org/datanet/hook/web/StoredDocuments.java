package org.datanet.hook.web;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookSettings;
import org.datanet.hook.json.MalformedJson;
import org.datanet.hook.json.RewardDocuments;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.io.JsonDocument;
import org.datanet.proof.Digest;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.ReportPage;
import org.datanet.rest.SignedRequest;

/** What resources over reports have in common. */
final class StoredDocuments {
    private final HookSettings settings;
    private final Database database;
    private final Documents documents;
    private final Documents.Kind kind;

    StoredDocuments(HookSettings settings, Database database, Documents documents, Documents.Kind kind) {
        this.settings = settings;
        this.database = database;
        this.documents = documents;
        this.kind = kind;
    }

    /**
     * A kind of report.
     *
     * @param datanet that a report is of
     * @param digest under which it is stored
     */
    record Form<T>(JsonDocument<T> document, Function<T, DatanetId> datanet, BiFunction<T, byte[], Digest> digest) {}

    /** What is stored in the same transaction when a report is new. */
    @FunctionalInterface
    interface Also<T> {
        void store(Connection connection, T report) throws SQLException;
    }

    /** Stores a report that is signed, whole, and what the path says. */
    <T> Response store(
            SignedRequest signed, Form<T> form, String datanetText, String digestText, byte[] body, Also<T> also) {
        Requests.verify(signed, body, settings);
        DatanetId datanet = Requests.datanet(datanetText);
        Digest named = Requests.digest(digestText);
        T report;
        try {
            report = RewardDocuments.read(form.document(), body);
        } catch (MalformedJson e) {
            throw ProblemException.malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DatanetId of = form.datanet().apply(report);
        if (!of.equals(datanet)) {
            throw ProblemException.unprocessable(
                    "other-datanet",
                    "The report is of another Datanet",
                    "it is of %s, not of %s".formatted(of, datanet),
                    "/datanet/id");
        }
        Digest digest = form.digest().apply(report, body);
        if (!digest.equals(named)) {
            throw ProblemException.unprocessable(
                    "other-digest",
                    "The report has another digest",
                    "its digest is %s, not %s".formatted(digest, named),
                    "");
        }
        boolean created = Requests.stored(() -> database.write(connection -> {
            boolean isNew = documents.store(connection, kind, datanet, named, body);
            if (isNew) {
                also.store(connection, report);
            }
            return isNew;
        }));
        return Response.status(created ? 201 : 200).build();
    }

    Response get(String datanetText, String digestText) {
        DatanetId datanet = Requests.datanet(datanetText);
        Digest digest = Requests.digest(digestText);
        OptionalLong size = Requests.stored(() -> documents.size(kind, datanet, digest));
        if (size.isEmpty()) {
            throw ProblemException.notFound("Datanet %s has no such report %s".formatted(datanet, digest));
        }
        StreamingOutput body = out -> documents.copy(kind, datanet, digest, out);
        return Response.ok(body, MediaTypes.JSON)
                .tag(new EntityTag(digest.hex()))
                .header("Cache-Control", "private, immutable, max-age=31536000")
                .build();
    }

    ReportPage page(String datanet, int limit) {
        DatanetId id = Requests.datanet(datanet);
        int most = Requests.limit(limit);
        return Requests.stored(() -> documents.page(kind, id, most));
    }
}
