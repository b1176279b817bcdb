package org.datanet.hook;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.json.MalformedJson;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.json.RewardDocuments;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.io.JsonDocument;
import org.datanet.io.Reports;
import org.datanet.proof.ConsistencyProof;
import org.datanet.proof.Digest;
import org.datanet.proof.Ids;
import org.datanet.quality.QualityReport;
import org.datanet.rest.Appeals;
import org.datanet.rest.Contributions;
import org.datanet.rest.Headers;
import org.datanet.rest.Health;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.PaidEpochs;
import org.datanet.rest.Problem;
import org.datanet.rest.Proofs;
import org.datanet.rest.QualityReports;
import org.datanet.rest.Receipts;
import org.datanet.rest.ReportPage;
import org.datanet.rest.RewardReports;
import org.datanet.rest.Valuations;
import org.datanet.reward.RewardReport;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.RunId;
import org.datanet.usage.SignedTreeHead;
import org.datanet.usage.UsageReceipt;
import org.datanet.valuation.ValuationReport;

/**
 * Reads what a hook serves, promises and shows rows, and appeals. Trusts none of its answers: a report is given only when it has the digest that was
 * asked for. Every method throws {@link IOException} when the hook cannot be reached, refuses (with what it says), or answers
 * something else than its contract. Thread-safe.
 */
public final class HookClient {
    private static final int MAX_BYTES = 64 << 20;
    private static final int MAX_PROBLEM_BYTES = 1 << 16;

    /** As many as a hook lists at once. */
    private static final int MOST_REPORTS = 200;

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
        Optional<RewardReport> report = document(RewardReports.PATH, datanet, digest, Reports.REWARDS);
        if (report.isPresent() && !report.get().digest().equals(digest)) {
            throw new IOException("%s answered report %s when asked for %s"
                    .formatted(base, report.get().digest(), digest));
        }
        return report;
    }

    /** The reports of a Datanet, the latest first. */
    public ReportPage rewardReports(DatanetId datanet) throws IOException, InterruptedException {
        return page(RewardReports.PATH, datanet);
    }

    /** The values with that digest, if the hook has them. */
    public Optional<ValuationReport> valuation(DatanetId datanet, Digest digest)
            throws IOException, InterruptedException {
        Optional<ValuationReport> values = document(Valuations.PATH, datanet, digest, Reports.VALUATION);
        if (values.isPresent() && !values.get().digest().equals(digest)) {
            throw new IOException("%s answered values %s when asked for %s"
                    .formatted(base, values.get().digest(), digest));
        }
        return values;
    }

    /** What the guard said, by the SHA-256 of the document, if the hook has it. */
    public Optional<QualityReport> qualityReport(DatanetId datanet, Digest sha256)
            throws IOException, InterruptedException {
        return document(QualityReports.PATH, datanet, sha256, Reports.QUALITY);
    }

    /** The guard's reports of a Datanet, the latest first, by the SHA-256 of their documents. */
    public ReportPage qualityReports(DatanetId datanet) throws IOException, InterruptedException {
        return page(QualityReports.PATH, datanet);
    }

    /** The present state of the ledger, as its keeper signed it. */
    public SignedTreeHead ledgerHead() throws IOException, InterruptedException {
        Proofs.Head head = read(get(Proofs.PATH + "/head").orElseThrow(this::noLedger), Proofs.Head.class);
        return new SignedTreeHead(
                head.head(),
                head.publicKey().orElseThrow(() -> unsigned()),
                head.signature().orElseThrow(() -> unsigned()));
    }

    private IOException noLedger() {
        return new IOException(base + " shows no ledger: is it a hook?");
    }

    private IOException unsigned() {
        return new IOException(
                base + " has no key to sign its ledger with, so that nobody could be held to a copy of it");
    }

    /** Proof that the ledger's first receipts are what they were. */
    public ConsistencyProof consistency(long from) throws IOException, InterruptedException {
        return read(get(Proofs.PATH + "/consistency?from=" + from).orElseThrow(this::noLedger), ConsistencyProof.class);
    }

    /** Receipts in short, in their order. */
    public List<Receipts.Entry> receipts(long from, int limit) throws IOException, InterruptedException {
        byte[] page = get(Receipts.PATH + "?from=" + from + "&limit=" + limit).orElseThrow(this::noLedger);
        return read(page, Receipts.Page.class).receipts();
    }

    /** The receipt of a run, if the hook has it. It is as its signer made it only if it {@linkplain UsageReceipt#verify says so}. */
    public Optional<UsageReceipt> receipt(RunId run) throws IOException, InterruptedException {
        String path = Receipts.PATH + "/" + segment(run.value());
        HttpRequest.Builder request =
                request(path).setHeader("Accept", MediaTypes.RECEIPT).GET();
        return send(path, request, 404, body -> ReceiptCodec.read(body, base + path, ReceiptCodec.Limits.DEFAULT));
    }

    private ReportPage page(String path, DatanetId datanet) throws IOException, InterruptedException {
        byte[] page = get(of(datanet, path) + "?limit=" + MOST_REPORTS)
                .orElseThrow(() -> new IOException(base + " serves no reports of " + datanet));
        return read(page, ReportPage.class);
    }

    private <T> Optional<T> document(String path, DatanetId datanet, Digest digest, JsonDocument<T> form)
            throws IOException, InterruptedException {
        Optional<byte[]> document = get(of(datanet, path) + "/" + digest.hex());
        if (document.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(RewardDocuments.read(form, document.get()));
        } catch (MalformedJson e) {
            throw new IOException("%s answered no report: %s".formatted(base, e.getMessage()), e);
        }
    }

    /** Appeals against findings; the same appeal made twice is one. */
    public Appeals.Appeal appeal(DatanetId datanet, Appeals.Request request) throws IOException, InterruptedException {
        byte[] body = RecordJson.write(request);
        return post(
                appealsOf(datanet),
                body,
                Appeals.Appeal.class,
                Headers.IDEMPOTENCY_KEY,
                Digest.sha256(body).hex());
    }

    /** The appeals that the token may see, the undecided first. */
    public List<Appeals.Appeal> appeals(DatanetId datanet) throws IOException, InterruptedException {
        byte[] page =
                get(appealsOf(datanet)).orElseThrow(() -> new IOException(base + " serves no appeals of " + datanet));
        return read(page, Appeals.Page.class).appeals();
    }

    /** Decides an appeal, as the owner. */
    public Appeals.Appeal decide(DatanetId datanet, long id, Appeals.Decision decision)
            throws IOException, InterruptedException {
        return post(appealsOf(datanet) + "/" + id + "/decision", RecordJson.write(decision), Appeals.Appeal.class);
    }

    /** Which epoch takes what, and what of one's own is promised and not shown. */
    public Contributions.Status contributions(DatanetId datanet) throws IOException, InterruptedException {
        byte[] status = get(of(datanet, Contributions.PATH))
                .orElseThrow(() -> new IOException(base + " takes no contributions to " + datanet));
        return read(status, Contributions.Status.class);
    }

    /** Promises rows; the same promised twice is promised once. */
    public Contributions.Accepted promise(DatanetId datanet, Contributions.Promise promise)
            throws IOException, InterruptedException {
        return post(
                of(datanet, Contributions.PATH) + "/commitments",
                RecordJson.write(promise),
                Contributions.Accepted.class);
    }

    /** Shows promised rows: all of them, or none. */
    public Contributions.Accepted show(DatanetId datanet, Contributions.Showing showing)
            throws IOException, InterruptedException {
        return post(
                of(datanet, Contributions.PATH) + "/reveals", RecordJson.write(showing), Contributions.Accepted.class);
    }

    /** What others know to be paid of a Datanet and the hook does not. */
    public PaidEpochs.Elsewhere paidElsewhere(DatanetId datanet) throws IOException, InterruptedException {
        byte[] elsewhere = get(of(datanet, PaidEpochs.PATH) + "/elsewhere")
                .orElseThrow(() -> new IOException(base + " does not serve " + datanet));
        return read(elsewhere, PaidEpochs.Elsewhere.class);
    }

    /** Has the hook take over what it has paid and forgotten, as the owner. */
    public PaidEpochs.Adopted adopt(DatanetId datanet, PaidEpochs.Adoption adoption)
            throws IOException, InterruptedException {
        return post(of(datanet, PaidEpochs.PATH) + "/adoptions", RecordJson.write(adoption), PaidEpochs.Adopted.class);
    }

    /** Whether the hook can serve. */
    public boolean isReady() throws IOException, InterruptedException {
        return get(Health.PATH + "/ready").isPresent();
    }

    private static String appealsOf(DatanetId datanet) {
        return of(datanet, Appeals.PATH);
    }

    private static String of(DatanetId datanet, String path) {
        return path.replace("{datanet}", segment(datanet.value()));
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
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
        return send(path, request(path).GET(), 404);
    }

    private <R extends Record> R post(String path, byte[] json, Class<R> type, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", MediaTypes.JSON)
                .POST(HttpRequest.BodyPublishers.ofByteArray(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return read(send(path, request, 0).orElseThrow(), type);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Accept", MediaTypes.JSON)
                .header("Authorization", "Bearer " + token);
    }

    /** The body of an answer of success; empty for one other status. */
    private Optional<byte[]> send(String path, HttpRequest.Builder request, int absent)
            throws IOException, InterruptedException {
        return send(path, request, absent, body -> {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("%s answered more than %d bytes to %s".formatted(base, MAX_BYTES, path));
            }
            return bytes;
        });
    }

    /** Reads the body of an answer. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(InputStream body) throws IOException;
    }

    private <T> Optional<T> send(String path, HttpRequest.Builder request, int absent, Reading<T> reading)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> answer;
        try {
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new IOException("nobody answers at " + base, e);
        }
        try (InputStream body = answer.body()) {
            int status = answer.statusCode();
            if (status == absent) {
                return Optional.empty();
            }
            if (status != 200 && status != 201) {
                throw new IOException("%s answered %d to %s: %s"
                        .formatted(base, status, path, problem(body.readNBytes(MAX_PROBLEM_BYTES))));
            }
            return Optional.of(reading.of(body));
        }
    }

    /** What a refusal says of itself. */
    private static String problem(byte[] body) {
        try {
            return RecordJson.read(body, Problem.class).detail();
        } catch (MalformedJson e) {
            return Ids.excerpt(new String(body, StandardCharsets.UTF_8));
        }
    }
}
