package org.datanet.hook.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookServer;
import org.datanet.hook.HookSettings;
import org.datanet.hook.ReportsForTests;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.deliver.RetrySchedule;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.PaidEpochBook;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.hook.webhook.WebhookSecrets;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.datanet.rest.Headers;
import org.datanet.rest.MediaTypes;
import org.datanet.testkit.PrivatePostgres;
import org.datanet.testkit.UsageLedgerCompatibilityKit;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.TreeHead;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same promises on a real PostgreSQL: the ledger's, and those of an outbox that many workers share. */
class PostgresIT extends UsageLedgerCompatibilityKit {
    private static PrivatePostgres postgres;
    private String url = "";

    @BeforeAll
    static void start() throws Exception {
        postgres = PrivatePostgres.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    protected UsageLedger open() throws IOException {
        try {
            if (url.isEmpty()) {
                url = postgres.freshUrl();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        Database database = Database.open(url, "datanet", "");
        return new JdbcUsageLedgerTest.WithItsDatabase(new JdbcUsageLedger(database, Clock.systemUTC()), database);
    }

    /** A plan that PostgreSQL made while the table was short stays: nothing of it may read the whole table later. */
    @Test
    void appending_reads_no_more_of_a_long_ledger_than_of_a_short_one() throws Exception {
        int receipts = 800;
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try (Database database = Database.open(postgres.freshUrl(), PrivatePostgres.USER, "")) {
            JdbcUsageLedger ledger = new JdbcUsageLedger(database, Clock.systemUTC());
            List<Callable<Long>> appends = new ArrayList<>();
            for (int i = 0; i < receipts; i++) {
                UsageReceipt receipt = planted.random("run-" + i, 5, i);
                appends.add(() -> ledger.append(receipt));
            }
            for (Future<Long> appended : senders.invokeAll(appends)) {
                appended.get();
            }
            assertThat(ledger.size()).isEqualTo(receipts);
            // Each of the pool's connections has told what it did by then.
            long read = 0;
            for (int wait = 0; wait < 20; wait++) {
                Thread.sleep(100);
                read = database.read(connection -> {
                    try (Statement statement = connection.createStatement();
                            ResultSet found = statement.executeQuery(
                                    "select sum(seq_tup_read), sum(n_tup_ins) from pg_stat_user_tables where relname in ('receipt', 'receipt_part', 'ledger_node')")) {
                        found.next();
                        return found.getLong(2) < 3L * receipts ? -1 : found.getLong(1);
                    }
                });
            }
            assertThat(read).isBetween(0L, 10L * receipts);
        } finally {
            senders.shutdownNow();
        }
    }

    @Test
    void many_workers_deliver_everything_once_and_in_order() throws Exception {
        int datanets = 4;
        int reports = 10;
        Map<String, List<String>> arrived = Collections.synchronizedMap(new HashMap<>());
        List<String> expected = new ArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newCachedThreadPool());
        receiver.createContext("/", exchange -> {
            String event = exchange.getRequestHeaders().getFirst(Headers.WEBHOOK_ID);
            String body = new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            String datanet = body.replaceFirst("(?s).*\"id\":\"(d[0-9]+)\".*", "$1");
            // Every third attempt is refused, so that lanes change hands in the middle.
            boolean refuse = Math.floorMod((event + System.nanoTime()).hashCode(), 3) == 0;
            if (!refuse) {
                arrived.computeIfAbsent(datanet, key -> Collections.synchronizedList(new ArrayList<>()))
                        .add(event);
            }
            exchange.sendResponseHeaders(refuse ? 503 : 204, -1);
            exchange.close();
        });
        receiver.start();
        WebhookSecrets secrets = WebhookSecrets.of(List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        Receiver target = Receiver.webhook(
                "pay", URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/"), secrets);
        RetrySchedule quick =
                new RetrySchedule(Duration.ofMillis(5), 1.5, Duration.ofMillis(50), Duration.ofMinutes(5));
        String shared = postgres.freshUrl();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (Database first = Database.open(shared, "datanet", "")) {
            OutboxReporter writer = OutboxReporter.to(target).schedule(quick).open(first);
            for (int i = 0; i < reports; i++) {
                for (int d = 0; d < datanets; d++) {
                    writer.report(ReportsForTests.report("d" + d, i));
                    if (d == 0) {
                        expected.add("reward-" + ReportsForTests.report("d0", i).digest());
                    }
                }
            }
            List<Callable<Long>> workers = new ArrayList<>();
            for (int worker = 0; worker < 4; worker++) {
                workers.add(() -> {
                    try (Database own = Database.open(shared, "datanet", "");
                            OutboxReporter reporter =
                                    OutboxReporter.to(target).schedule(quick).open(own)) {
                        return reporter.deliver(Duration.ofSeconds(90));
                    }
                });
            }
            for (Future<Long> left : pool.invokeAll(workers)) {
                assertThat(left.get()).isZero();
            }
        } finally {
            pool.shutdownNow();
            receiver.stop(0);
        }
        assertThat(arrived.get("d0")).containsExactlyElementsOf(expected);
        assertThat(arrived).hasSize(datanets);
        assertThat(arrived.values())
                .allSatisfy(events -> assertThat(events).hasSize(reports).doesNotHaveDuplicates());
    }

    @Test
    void a_backup_that_is_taken_while_receipts_come_in_restores_to_a_state_of_the_ledger() throws Exception {
        append(20);
        TreeHead kept = ledger().head();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        String restored;
        try {
            Future<?> appending = pool.submit(() -> {
                for (int i = 0; i < 200; i++) {
                    ledger().append(planted.random("later-" + i, 5, i));
                }
                return null;
            });
            restored = postgres.restoredCopyOf(url);
            appending.get();
        } finally {
            pool.shutdownNow();
        }
        try (Database database = Database.open(restored, "datanet", "")) {
            JdbcUsageLedger copy = new JdbcUsageLedger(database, Clock.systemUTC());
            TreeHead head = copy.head();
            assertThat(head.size()).isBetween(20L, 220L);
            assertThat(copy.consistency(kept.size()).leadsFrom(kept.root(), head.root()))
                    .isTrue();
            try (var receipts = copy.receipts()) {
                assertThat(MerkleTree.of(receipts.map(receipt ->
                                                MerkleTree.leaf(receipt.digest().bytes()))
                                        .toList())
                                .root())
                        .isEqualTo(head.root());
            }
            assertThat(copy.append(planted.random("after", 5, 1))).isEqualTo(head.size());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void of_many_who_claim_an_epoch_at_once_one_pays_it(boolean embedded, @TempDir Path directory) throws Exception {
        ExecutorService claimants = Executors.newFixedThreadPool(8);
        DatanetId wheat = new DatanetId("wheat");
        try (Database database = Database.open(
                embedded ? Database.h2Url(directory.resolve("db")) : postgres.freshUrl(),
                embedded ? "" : "datanet",
                "")) {
            PaidEpochBook book = new PaidEpochBook(database, Clock.systemUTC());
            for (int epoch = 0; epoch < 20; epoch++) {
                int number = epoch;
                List<Callable<Boolean>> claims = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    Digest report = Digest.sha256(new byte[] {(byte) i});
                    claims.add(() -> database.write(connection -> book.claim(connection, wheat, List.of(number), report)
                            .isEmpty()));
                }
                int won = 0;
                for (Future<Boolean> claim : claimants.invokeAll(claims)) {
                    won += claim.get() ? 1 : 0;
                }
                assertThat(won).isEqualTo(1);
            }
            assertThat(book.latest(wheat)).hasSize(20);
        } finally {
            claimants.shutdownNow();
        }
    }

    /** Four clients over HTTP; what is answered meanwhile is the receipt's place or a problem, and nothing else. */
    @Test
    void a_hook_whose_database_is_stopped_and_started_under_load_loses_nothing(@TempDir Path directory)
            throws Exception {
        HookSettings settings = HookSettings.in(directory).onDatabase(postgres.freshUrl(), "datanet", "");
        Map<String, Integer> answers = Collections.synchronizedMap(new TreeMap<>());
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (HookServer hook = HookServer.start(settings)) {
            String token = SecretFiles.readLine(directory.resolve(HookSettings.OWNER_TOKEN_FILE));
            HttpClient http = HttpClient.newHttpClient();
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < 4; client++) {
                int number = client;
                clients.add(pool.submit(() -> {
                    for (int i = 0; !ended.get(); i++) {
                        String run = "c" + number + "-" + i;
                        byte[] body = ReceiptCodec.toBytes(planted.random(run, 20, i));
                        for (boolean done = false; !done; ) {
                            HttpResponse<String> answer = http.send(
                                    HttpRequest.newBuilder(hook.uri().resolve("v1/receipts/" + run))
                                            .timeout(Duration.ofSeconds(60))
                                            .header("Content-Type", MediaTypes.RECEIPT)
                                            .header("Authorization", "Bearer " + token)
                                            .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString());
                            done = answer.statusCode() < 300;
                            answers.merge(
                                    answer.statusCode() + " "
                                            + answer.headers()
                                                    .firstValue("Content-Type")
                                                    .orElse(""),
                                    1,
                                    Integer::sum);
                            if (!done) {
                                Thread.sleep(50);
                            }
                        }
                        accepted.add(run);
                    }
                    return null;
                }));
            }
            for (int round = 0; round < 2; round++) {
                awaitMore(accepted, 20);
                postgres.stopServer();
                try {
                    Thread.sleep(1_000);
                    HttpResponse<String> ready = http.send(
                            HttpRequest.newBuilder(hook.uri().resolve("health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                    assertThat(ready.statusCode()).isEqualTo(503);
                } finally {
                    postgres.startServer();
                }
                awaitMore(accepted, 20);
            }
            ended.set(true);
            for (Future<?> client : clients) {
                client.get();
            }
        } finally {
            ended.set(true);
            pool.shutdownNow();
        }
        assertThat(answers.keySet())
                .as("what was answered: %s", answers)
                .contains("503 " + MediaTypes.PROBLEM)
                .allMatch(answer -> answer.equals("201 " + MediaTypes.JSON)
                        || answer.equals("200 " + MediaTypes.JSON)
                        || answer.equals("503 " + MediaTypes.PROBLEM));
        try (Database database = Database.open(settings.storage().url(), "datanet", "")) {
            JdbcUsageLedger ledger = new JdbcUsageLedger(database, Clock.systemUTC());
            List<String> runs = new ArrayList<>();
            List<Digest> leaves = new ArrayList<>();
            try (var receipts = ledger.receipts()) {
                receipts.forEach(receipt -> {
                    runs.add(receipt.run().value());
                    leaves.add(MerkleTree.leaf(receipt.digest().bytes()));
                });
            }
            assertThat(runs).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(accepted);
            assertThat(ledger.head().root()).isEqualTo(MerkleTree.of(leaves).root());
        }
    }

    private static void awaitMore(Set<String> accepted, int more) throws InterruptedException {
        int wanted = accepted.size() + more;
        for (int i = 0; accepted.size() < wanted; i++) {
            assertThat(i)
                    .as("tenths of a second without %d more receipts", more)
                    .isLessThan(1_200);
            Thread.sleep(100);
        }
    }

    @Test
    void a_database_that_is_stopped_refuses_clearly_and_loses_nothing_when_it_comes_back() throws Exception {
        append(3);
        postgres.stopServer();
        try {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> ledger().append(planted.random("down", 5, 9))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not appended");
        } finally {
            postgres.startServer();
        }
        assertThat(ledger().head().size()).isEqualTo(3);
        assertThat(ledger().append(planted.random("down", 5, 9))).isEqualTo(3);
    }
}
