package org.datanet.hook.web;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.OptionalLong;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.store.Documents;
import org.datanet.proof.Digest;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.ReportPage;

/** What resources over documents have in common. */
final class StoredDocuments {
    private final Documents documents;
    private final Documents.Kind kind;

    StoredDocuments(Documents documents, Documents.Kind kind) {
        this.documents = documents;
        this.kind = kind;
    }

    Response store(DatanetId datanet, Digest digest, byte[] body) {
        boolean created = Requests.stored(() -> documents.store(kind, datanet, digest, body));
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
