package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookSettings;
import org.datanet.hook.json.MalformedJson;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.store.Documents;
import org.datanet.proof.Digest;
import org.datanet.rest.QualityReports;
import org.datanet.rest.ReportPage;
import org.datanet.rest.SignedRequest;

/** Keeps quality reports under the SHA-256 of their bytes. */
@HookPart
@Path(QualityReports.PATH)
public class QualityReportsResource implements QualityReports {
    @Inject
    private Documents documents;

    @Inject
    private HookSettings settings;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public QualityReportsResource() {}

    private StoredDocuments stored() {
        return new StoredDocuments(documents, Documents.Kind.QUALITY);
    }

    @Override
    public Response store(SignedRequest signed, String datanet, String digest, byte[] body) {
        Requests.verify(signed, body, settings);
        DatanetId id = Requests.datanet(datanet);
        Digest named = Requests.digest(digest);
        Digest actual = Digest.sha256(body);
        if (!actual.equals(named)) {
            throw ProblemException.unprocessable(
                    "other-digest",
                    "The report has another digest",
                    "the SHA-256 of its bytes is %s, not %s".formatted(actual, named),
                    "");
        }
        try {
            RecordJson.checkSyntax(body);
        } catch (MalformedJson e) {
            throw ProblemException.malformed(e);
        }
        return stored().store(id, named, body);
    }

    @Override
    public Response report(String datanet, String digest) {
        return stored().get(datanet, digest);
    }

    @Override
    public ReportPage reports(String datanet, int limit) {
        return stored().page(datanet, limit);
    }
}
