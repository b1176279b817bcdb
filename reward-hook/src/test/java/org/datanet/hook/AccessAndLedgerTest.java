package org.datanet.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.contribution.SampleId;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.proof.ConsistencyProof;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.datanet.proof.Signer;
import org.datanet.rest.Appeals;
import org.datanet.rest.Audit;
import org.datanet.rest.Contributors;
import org.datanet.rest.Headers;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.Problem;
import org.datanet.rest.Proofs;
import org.datanet.rest.Receipts;
import org.datanet.rest.Role;
import org.datanet.rest.Tokens;
import org.datanet.reward.ClaimProof;
import org.datanet.reward.RewardReport;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.UsageReceipt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each role may do, and what the ledger proves, over HTTP. */
class AccessAndLedgerTest {
    @TempDir
    static Path directory;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final PlantedReceipts PLANTED = new PlantedReceipts(
            new DatanetRef(new DatanetId("wheat"), "1", 5_000, Digest.EMPTY), PlantedReceipts.signer(7));
    private static final ClaimProof CLAIM = new ClaimProof(
            new ContributorId("ada"),
            31_337,
            "0x5FbDB2315678afecb367f032d93F642f64180aa3",
            "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
            BigInteger.TEN.pow(24).add(BigInteger.ONE),
            3,
            "0x" + "ab".repeat(32),
            List.of("0x" + "cd".repeat(32), "0x" + "ef".repeat(32)));
    private static HookServer hook;
    private static HookSettings settings;
    private static String owner;

    @BeforeAll
    static void start() throws IOException {
        settings = HookSettings.in(directory)
                .proving(contributor ->
                        Optional.of(CLAIM).filter(claim -> claim.contributor().equals(contributor)));
        hook = HookServer.start(settings);
        owner = SecretFiles.readLine(directory.resolve(HookSettings.OWNER_TOKEN_FILE));
    }

    @AfterAll
    static void stop() {
        hook.close();
    }

    @Test
    void a_receipt_is_appended_once_and_comes_back_byte_for_byte() throws Exception {
        UsageReceipt receipt = PLANTED.random("once", 1_000, 1);
        byte[] bytes = ReceiptCodec.toBytes(receipt);
        String trainer = token(Role.TRAINER, "gpu-1");
        HttpResponse<byte[]> first = put("v1/receipts/once", bytes, trainer);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(put("v1/receipts/once", bytes, trainer).statusCode()).isEqualTo(200);
        Receipts.Entry entry = RecordJson.read(first.body(), Receipts.Entry.class);
        assertThat(entry.digest()).isEqualTo(receipt.digest());
        assertThat(entry.fee()).isEqualTo(receipt.header().fee());
        assertThat(get("v1/receipts/once", trainer).body()).isEqualTo(bytes);

        assertThat(problem(put("v1/receipts/once", ReceiptCodec.toBytes(PLANTED.random("once", 10, 2)), trainer), 409)
                        .detail())
                .contains("another receipt of run once");
        assertThat(problem(put("v1/receipts/twice", bytes, trainer), 422).type())
                .endsWith("other-run");
        byte[] damaged = bytes.clone();
        damaged[damaged.length / 2] ^= 4;
        assertThat(problem(put("v1/receipts/once", damaged, trainer), 400).field())
                .contains("body");
    }

    @Test
    void the_ledger_proves_a_receipt_a_row_of_it_and_its_own_growth_to_anyone() throws Exception {
        for (int i = 0; i < 5; i++) {
            UsageReceipt receipt = PLANTED.random("proved-" + i, 40, i);
            put("v1/receipts/proved-" + i, ReceiptCodec.toBytes(receipt), owner);
        }
        Proofs.Head early = RecordJson.read(get("v1/ledger/head", "").body(), Proofs.Head.class);
        UsageReceipt receipt = PLANTED.random("proved-late", 400, 9);
        put("v1/receipts/proved-late", ReceiptCodec.toBytes(receipt), owner);
        Proofs.Inclusion inclusion =
                RecordJson.read(get("v1/ledger/receipts/proved-late", "").body(), Proofs.Inclusion.class);
        PublicKey keeper = settings.keeper().orElseThrow().publicKey();
        assertThat(Signer.verify(
                        keeper,
                        inclusion.head().head().bytes(),
                        inclusion.head().signature().orElseThrow()))
                .isTrue();
        assertThat(inclusion.digest()).isEqualTo(receipt.digest());
        assertThat(inclusion
                        .proof()
                        .leadsFrom(
                                MerkleTree.leaf(receipt.digest().bytes()),
                                inclusion.head().head().root()))
                .isTrue();
        ConsistencyProof growth = RecordJson.read(
                get("v1/ledger/consistency?from=" + early.head().size(), "").body(), ConsistencyProof.class);
        Proofs.Head late = RecordJson.read(get("v1/ledger/head", "").body(), Proofs.Head.class);
        assertThat(growth.leadsFrom(early.head().root(), late.head().root())).isTrue();

        int row = receipt.table().row(17);
        Proofs.RowInclusion used = RecordJson.read(
                get("v1/ledger/receipts/proved-late/rows/" + row, "").body(), Proofs.RowInclusion.class);
        assertThat(used.exposures()).isEqualTo(receipt.table().exposures(17));
        assertThat(used.proof()
                        .leadsFrom(
                                MerkleTree.leaf(receipt.table().entryBytes(17)),
                                receipt.header().tableRoot()))
                .isTrue();
        problem(get("v1/ledger/receipts/nobody", ""), 404);
        assertThat(problem(get("v1/ledger/consistency?from=99999", ""), 400).field())
                .contains("from");
    }

    @Test
    void a_role_may_do_what_it_is_for_and_nothing_else() throws Exception {
        String trainer = token(Role.TRAINER, "gpu-2");
        String auditor = token(Role.AUDITOR, "eve");
        problem(get("v1/receipts", ""), 401);
        problem(get("v1/receipts", "dnt_x_y"), 401);
        problem(get("v1/receipts", owner + "x"), 401);
        assertThat(get("v1/receipts", auditor).statusCode()).isEqualTo(200);
        assertThat(get("v1/audit", auditor).statusCode()).isEqualTo(200);
        problem(get("v1/audit", trainer), 403);
        problem(get("v1/tokens", trainer), 403);
        problem(put("v1/receipts/a", new byte[1], auditor), 403);
        problem(post("v1/tokens", RecordJson.write(new Tokens.Request(Role.OWNER, "me")), trainer, ""), 403);
        problem(post("v1/deliveries/1/replay", new byte[0], auditor, ""), 403);
        problem(post("v1/deliveries/1/replay", new byte[0], owner, ""), 404);
    }

    @Test
    void a_revoked_token_is_worth_nothing_and_no_token_is_ever_kept() throws Exception {
        Tokens.Made made = make(Role.AUDITOR, "short-lived");
        assertThat(get("v1/audit", made.token()).statusCode()).isEqualTo(200);
        assertThat(get("v1/tokens", owner).body())
                .asString()
                .doesNotContain(made.token())
                .contains(made.id());
        HttpRequest revoke = request("v1/tokens/" + made.id(), owner).DELETE().build();
        assertThat(HTTP.send(revoke, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(204);
        problem(get("v1/audit", made.token()), 401);
        problem(HTTP.send(revoke, HttpResponse.BodyHandlers.ofByteArray()), 404);
        assertThat(get("v1/audit", owner).body())
                .asString()
                .contains("revoke token")
                .doesNotContain(made.token());
    }

    @Test
    void a_payer_sees_the_receipts_that_it_pays_for() throws Exception {
        put(
                "v1/receipts/p1",
                ReceiptCodec.toBytes(PLANTED.of("p1", "acme", 5, PlantedReceipts.table(50, 9, random()))),
                owner);
        put(
                "v1/receipts/p2",
                ReceiptCodec.toBytes(PLANTED.of("p2", "rival", 5, PlantedReceipts.table(50, 9, random()))),
                owner);
        String acme = token(Role.PAYER, "acme");
        Receipts.Page page = RecordJson.read(get("v1/receipts", acme).body(), Receipts.Page.class);
        assertThat(page.receipts())
                .allMatch(entry -> entry.payer().value().equals("acme"))
                .isNotEmpty();
        assertThat(get("v1/receipts/p1", acme).statusCode()).isEqualTo(200);
        problem(get("v1/receipts/p2", acme), 404);
    }

    @Test
    void a_contributor_sees_and_proves_its_own_line_only() throws Exception {
        RewardReport report = ReportsForTests.report("barley", 3);
        try (OutboxReporter reporter = OutboxReporter.open(
                directory.resolve("sender"), Receiver.hook("hook", hook.uri(), settings.inbound()))) {
            reporter.report(report);
            assertThat(reporter.deliver(Duration.ofSeconds(20))).isZero();
        }
        String ada = token(Role.CONTRIBUTOR, "ada");
        Contributors.Statement statement =
                RecordJson.read(get("v1/contributors/ada/rewards", ada).body(), Contributors.Statement.class);
        assertThat(statement.lines())
                .singleElement()
                .satisfies(line -> assertThat(line.reward())
                        .isEqualTo(report.contributors().get(0)));
        Contributors.Proof proof = RecordJson.read(
                get("v1/contributors/ada/rewards/" + report.digest(), ada).body(), Contributors.Proof.class);
        assertThat(proof.leaf()).isEqualTo(MerkleTree.leaf(proof.line().reward().bytes()));
        assertThat(proof.linesRoot()).isEqualTo(report.merkleTree().root());
        assertThat(proof.proof().leadsFrom(proof.leaf(), proof.linesRoot())).isTrue();
        problem(get("v1/contributors/bea/rewards", ada), 403);
        problem(get("v1/contributors/bea/rewards/" + report.digest(), ada), 403);
        problem(get("v1/datanets/barley/reward-reports/" + report.digest(), ada), 403);
    }

    @Test
    void a_contributor_is_handed_what_it_claims_with_on_a_chain() throws Exception {
        String ada = token(Role.CONTRIBUTOR, "ada");
        assertThat(RecordJson.read(get("v1/contributors/ada/claim", ada).body(), ClaimProof.class))
                .isEqualTo(CLAIM);
        problem(get("v1/contributors/bea/claim", ada), 403);
        assertThat(problem(get("v1/contributors/bea/claim", token(Role.CONTRIBUTOR, "bea")), 404)
                        .detail())
                .contains("nothing to claim");
    }

    @Test
    void an_appeal_goes_from_the_contributor_to_the_owners_decision() throws Exception {
        String ada = token(Role.CONTRIBUTOR, "ada");
        byte[] request = RecordJson.write(new Appeals.Request(
                new ContributorId("ada"), new SampleId("s-1"), "label-noise", "<script>it is a seven</script>"));
        HttpResponse<byte[]> opened = post("v1/datanets/wheat/appeals", request, ada, "appeal-1");
        assertThat(opened.statusCode()).isEqualTo(201);
        assertThat(post("v1/datanets/wheat/appeals", request, ada, "appeal-1").body())
                .isEqualTo(opened.body());
        Appeals.Appeal appeal = RecordJson.read(opened.body(), Appeals.Appeal.class);
        byte[] other =
                RecordJson.write(new Appeals.Request(new ContributorId("bea"), new SampleId("s-2"), "*", "not mine"));
        problem(post("v1/datanets/wheat/appeals", other, ada, "appeal-2"), 403);
        problem(post("v1/datanets/wheat/appeals", request, ada, ""), 400);

        byte[] yes = RecordJson.write(new Appeals.Decision(true, "seen on the original scan"));
        byte[] no = RecordJson.write(new Appeals.Decision(false, "no"));
        String decision = "v1/datanets/wheat/appeals/" + appeal.id() + "/decision";
        problem(post(decision, yes, ada, ""), 403);
        assertThat(post(decision, yes, owner, "").statusCode()).isEqualTo(200);
        assertThat(post(decision, yes, owner, "").statusCode()).isEqualTo(200);
        problem(post(decision, no, owner, ""), 409);
        problem(post("v1/datanets/wheat/appeals/9999/decision", no, owner, ""), 404);
        Appeals.Page page =
                RecordJson.read(get("v1/datanets/wheat/appeals", ada).body(), Appeals.Page.class);
        assertThat(page.appeals())
                .singleElement()
                .satisfies(decided -> assertThat(decided.decision())
                        .contains(new Appeals.Decision(true, "seen on the original scan")));
        Audit.Page audit = RecordJson.read(get("v1/audit", owner).body(), Audit.Page.class);
        assertThat(audit.entries())
                .filteredOn(entry -> entry.action().equals("accept appeal"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.actor()).isEqualTo("OWNER owner"));
    }

    @Test
    void metrics_are_for_the_auditor() throws Exception {
        problem(get("metrics", ""), 401);
        assertThat(get("metrics", token(Role.AUDITOR, "prometheus")).body())
                .asString()
                .contains("datanet_ledger_receipts ")
                .contains("datanet_deliveries{state=\"dead\"} 0");
    }

    private static java.util.SplittableRandom random() {
        return new java.util.SplittableRandom(1);
    }

    private static Tokens.Made make(Role role, String subject) throws Exception {
        HttpResponse<byte[]> made = post("v1/tokens", RecordJson.write(new Tokens.Request(role, subject)), owner, "");
        assertThat(made.statusCode()).isEqualTo(201);
        return RecordJson.read(made.body(), Tokens.Made.class);
    }

    private static String token(Role role, String subject) throws Exception {
        return make(role, subject).token();
    }

    private static HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(hook.uri().resolve(path));
        return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<byte[]> get(String path, String token) throws Exception {
        return HTTP.send(request(path, token).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> put(String path, byte[] body, String token) throws Exception {
        return HTTP.send(
                request(path, token)
                        .header("Content-Type", MediaTypes.RECEIPT)
                        .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> post(String path, byte[] body, String token, String key) throws Exception {
        HttpRequest.Builder builder = request(path, token).header("Content-Type", MediaTypes.JSON);
        Optional.of(key)
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> builder.header(Headers.IDEMPOTENCY_KEY, text));
        return HTTP.send(
                builder.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static Problem problem(HttpResponse<byte[]> response, int status) throws Exception {
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        return RecordJson.read(response.body(), Problem.class);
    }
}
