package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.datanet.hook.HookSettings;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.io.Reports;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityReport;
import org.datanet.rest.QualityReports;
import org.datanet.rest.ReportPage;
import org.datanet.rest.SignedRequest;

/** Keeps quality reports under the SHA-256 of their bytes. */
@HookPart
@Path(QualityReports.PATH)
public class QualityReportsResource implements QualityReports {
    private static final StoredDocuments.Form<QualityReport> FORM = new StoredDocuments.Form<>(
            Reports.QUALITY, report -> report.datanet().id(), (report, body) -> Digest.sha256(body));

    @Inject
    private HookSettings settings;

    @Inject
    private Database database;

    @Inject
    private Documents documents;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public QualityReportsResource() {}

    private StoredDocuments stored() {
        return new StoredDocuments(settings, database, documents, Documents.Kind.QUALITY);
    }

    @Override
    public Response store(SignedRequest signed, String datanet, String digest, byte[] body) {
        return stored().store(signed, FORM, datanet, digest, body, (connection, report) -> {});
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
