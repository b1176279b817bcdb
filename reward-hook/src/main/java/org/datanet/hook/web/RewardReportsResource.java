package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.datanet.hook.HookSettings;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.hook.store.PaidEpochBook;
import org.datanet.hook.store.RewardLines;
import org.datanet.io.Reports;
import org.datanet.rest.ReportPage;
import org.datanet.rest.RewardReports;
import org.datanet.rest.SignedRequest;
import org.datanet.reward.RewardReport;

/** Keeps reward reports under the digest that they state, which is computed anew, and their lines beside them. */
@HookPart
@Path(RewardReports.PATH)
public class RewardReportsResource implements RewardReports {
    private static final StoredDocuments.Form<RewardReport> FORM = new StoredDocuments.Form<>(
            Reports.REWARDS, report -> report.datanet().id(), (report, body) -> report.digest());

    @Inject
    private HookSettings settings;

    @Inject
    private Database database;

    @Inject
    private Documents documents;

    @Inject
    private RewardLines lines;

    @Inject
    private PaidEpochBook paid;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public RewardReportsResource() {}

    private StoredDocuments stored() {
        return new StoredDocuments(settings, database, documents, Documents.Kind.REWARDS);
    }

    @Override
    public Response store(SignedRequest signed, String datanet, String digest, byte[] body) {
        return stored().store(signed, FORM, datanet, digest, body, (connection, report) -> {
            Requests.claim(connection, paid, report.datanet().id(), report.epochs(), report.digest());
            lines.add(connection, report);
        });
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
