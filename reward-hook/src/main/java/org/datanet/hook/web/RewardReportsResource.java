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
import org.datanet.rest.ReportPage;
import org.datanet.rest.RewardReports;
import org.datanet.rest.SignedRequest;
import org.datanet.reward.RewardReport;

/** Keeps whole reward reports; what is stored under a digest has that digest. */
@HookPart
@Path(RewardReports.PATH)
public class RewardReportsResource implements RewardReports {
    private final HookSettings settings;
    private final StoredDocuments stored;

    @Inject
    public RewardReportsResource(HookSettings settings, Documents documents) {
        this.settings = settings;
        this.stored = new StoredDocuments(documents, Documents.Kind.REWARDS);
    }

    @Override
    public Response store(SignedRequest signed, String datanet, String digest, byte[] body) {
        Requests.verify(signed, body, settings);
        DatanetId id = Requests.datanet(datanet);
        Digest named = Requests.digest(digest);
        RewardReport report;
        try {
            report = RecordJson.read(body, RewardReport.class);
        } catch (MalformedJson e) {
            throw ProblemException.malformed(e);
        }
        if (!report.datanet().id().equals(id)) {
            throw ProblemException.unprocessable(
                    "other-datanet",
                    "The report is of another Datanet",
                    "it is of %s, not of %s".formatted(report.datanet().id(), id),
                    "/datanet/id");
        }
        if (!report.digest().equals(named)) {
            throw ProblemException.unprocessable(
                    "other-digest",
                    "The report has another digest",
                    "its digest is %s, not %s".formatted(report.digest(), named),
                    "");
        }
        return stored.store(id, named, body);
    }

    @Override
    public Response report(String datanet, String digest) {
        return stored.get(datanet, digest);
    }

    @Override
    public ReportPage reports(String datanet, int limit) {
        return stored.page(datanet, limit);
    }
}
