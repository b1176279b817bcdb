package org.datanet.hook;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.json.MalformedJson;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.json.RewardDocuments;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.proof.Digest;
import org.datanet.proof.Ids;
import org.datanet.rest.Health;
import org.datanet.rest.ReportPage;
import org.datanet.rest.RewardReports;
import org.datanet.reward.RewardReport;

/** Reads what a hook serves. Trusts none of it: a report is given only when it has the digest that was asked for. Thread-safe. */
public final class HookClient {
    private static final int MAX_BYTES = 64 << 20;

    private final URI base;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /**
     * @param base address under which the contract stands
     * @param tokenFile a file with a bearer token, open to its owner only
     */
    public HookClient(URI base, Path tokenFile) throws IOException {
        this.token = SecretFiles.readLine(tokenFile);
        this.base = base.toString().endsWith("/") ? base : URI.create(base + "/");
    }

    /** The report with that digest, if the hook has it. */
    public Optional<RewardReport> rewardReport(DatanetId datanet, Digest digest)
            throws IOException, InterruptedException {
        Optional<byte[]> document = get(reports(datanet) + "/" + digest.hex());
        if (document.isEmpty()) {
            return Optional.empty();
        }
        RewardReport report;
        try {
            report = RewardDocuments.read(document.get());
        } catch (MalformedJson e) {
            throw new IOException("%s answered no report: %s".formatted(base, e.getMessage()), e);
        }
        if (!report.digest().equals(digest)) {
            throw new IOException("%s answered report %s when asked for %s".formatted(base, report.digest(), digest));
        }
        return Optional.of(report);
    }

    /** The reports of a Datanet, the latest first. */
    public ReportPage rewardReports(DatanetId datanet) throws IOException, InterruptedException {
        byte[] page =
                get(reports(datanet)).orElseThrow(() -> new IOException(base + " serves no reports of " + datanet));
        return read(page, ReportPage.class);
    }

    /** Whether the hook can serve. */
    public boolean isReady() throws IOException, InterruptedException {
        return get(Health.PATH + "/ready").isPresent();
    }

    private static String reports(DatanetId datanet) {
        return RewardReports.PATH.replace(
                "{datanet}",
                URLEncoder.encode(datanet.value(), StandardCharsets.UTF_8).replace("+", "%20"));
    }

    private <R extends Record> R read(byte[] json, Class<R> type) throws IOException {
        try {
            return RecordJson.read(json, type);
        } catch (MalformedJson e) {
            throw new IOException(
                    "%s answered no %s: %s at \"%s\""
                            .formatted(base, type.getSimpleName(), e.getMessage(), e.pointer()),
                    e);
        }
    }

    /** The body of a 200; empty for a 404. */
    private Optional<byte[]> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (answer.statusCode() == 404) {
                return Optional.empty();
            }
            if (answer.statusCode() != 200) {
                throw new IOException("%s answered %d to %s: %s"
                        .formatted(
                                base,
                                answer.statusCode(),
                                path,
                                Ids.excerpt(new String(bytes, StandardCharsets.UTF_8))));
            }
            if (bytes.length > MAX_BYTES) {
                throw new IOException("%s answered more than %d bytes to %s".formatted(base, MAX_BYTES, path));
            }
            return Optional.of(bytes);
        }
    }
}
