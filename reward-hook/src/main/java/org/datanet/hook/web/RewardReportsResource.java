package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookSettings;
import org.datanet.hook.json.MalformedJson;
import org.datanet.hook.json.RewardDocuments;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.hook.store.RewardLines;
import org.datanet.proof.Digest;
import org.datanet.rest.ReportPage;
import org.datanet.rest.RewardReports;
import org.datanet.rest.SignedRequest;
import org.datanet.reward.RewardReport;

/** Keeps whole reward reports; what is stored under a digest has that digest. */
@HookPart
@Path(RewardReports.PATH)
public class RewardReportsResource implements RewardReports {
    @Inject
    private HookSettings settings;

    @Inject
    private Database database;

    @Inject
    private Documents documents;

    @Inject
    private RewardLines lines;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public RewardReportsResource() {}

    private StoredDocuments stored() {
        return new StoredDocuments(documents, Documents.Kind.REWARDS);
    }

    @Override
    public Response store(SignedRequest signed, String datanet, String digest, byte[] body) {
        Requests.verify(signed, body, settings);
        DatanetId id = Requests.datanet(datanet);
        Digest named = Requests.digest(digest);
        RewardReport report;
        try {
            report = RewardDocuments.read(body);
        } catch (MalformedJson e) {
            throw ProblemException.malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        boolean created = Requests.stored(() -> database.write(connection -> {
            boolean isNew = documents.store(connection, Documents.Kind.REWARDS, id, named, body);
            if (isNew) {
                lines.add(connection, report);
            }
            return isNew;
        }));
        return Response.status(created ? 201 : 200).build();
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
