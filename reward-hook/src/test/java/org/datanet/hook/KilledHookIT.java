package org.datanet.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.deliver.RetrySchedule;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.ledger.JdbcUsageLedger;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.hook.store.Message;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.hook.webhook.WebhookSecrets;
import org.datanet.proof.ConsistencyProof;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.Proofs;
import org.datanet.rest.ReportPage;
import org.datanet.reward.RewardReport;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.TreeHead;
import org.datanet.usage.UsageReceipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server and a client that are killed with {@code kill -9} at random while receipts go in over HTTP and reports go out through the
 * outbox, also in the middle of their starts: every accepted receipt is in the ledger once, every report arrives and has its effect
 * once, and each state of the ledger is a prefix of the next.
 */
class KilledHookIT {
    private static final int KILLS = Integer.getInteger("datanet.kills", 8);
    private static final int FIRST_STARTS = Math.max(2, Math.min(30, KILLS / 10));

    /** Servers with a client each that are killed beside each other: where there are many kills, a processor would wait for a start. */
    private static final int PAIRS = Integer.getInteger("datanet.kills.pairs", KILLS < 100 ? 1 : 2);

    private static final int BACKLOG = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> DATANETS = List.of("d0", "d1", "d2");
    private static final RetrySchedule QUICK =
            new RetrySchedule(Duration.ofMillis(50), 1.5, Duration.ofMillis(500), Duration.ofDays(1));

    @TempDir
    static Path work;

    private static ForkedJvm jvm;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger progress = new AtomicInteger();

    /** The server: its directory and its port. */
    static final class Server {
        private Server() {}

        public static void main(String[] arguments) throws Exception {
            HookServer.startIn(Path.of(arguments[0]), settings -> settings.onPort(Integer.parseInt(arguments[1])));
            System.out.println("started");
            Thread.currentThread().join();
        }
    }

    /** The client: its directory, the server's address and directory, and a number of its own. Says what was accepted. */
    static final class Client {
        private Client() {}

        public static void main(String[] arguments) throws Exception {
            run(
                    Path.of(arguments[0]),
                    URI.create(arguments[1]),
                    Path.of(arguments[2]),
                    Integer.parseInt(arguments[3]),
                    Integer.MAX_VALUE);
        }

        static void run(Path own, URI hook, Path server, int number, int most) throws Exception {
            try (OutboxReporter reporter =
                    OutboxReporter.to(receiver(hook, server)).schedule(QUICK).open(own)) {
                reporter.start();
                Thread reports = new Thread(() -> report(reporter, number, most), "reports");
                reports.setDaemon(true);
                reports.start();
                String token = SecretFiles.readLine(server.resolve(HookSettings.OWNER_TOKEN_FILE));
                HttpClient http = HttpClient.newHttpClient();
                for (int i = 0; i < most; i++) {
                    UsageReceipt receipt = planted().random("c%d-%d".formatted(number, i), 20, i);
                    while (!isAccepted(http, hook, token, receipt)) {
                        Thread.sleep(20);
                    }
                    System.out.println("receipt " + receipt.run());
                }
                reports.join();
                reporter.deliver(PATIENCE);
            }
        }

        private static void report(OutboxReporter reporter, int number, int most) {
            try {
                for (int i = 0; i < most; i++) {
                    String datanet = DATANETS.get(i % DATANETS.size());
                    RewardReport report = ReportsForTests.report(datanet, number * 100_000 + i);
                    reporter.report(report);
                    System.out.println("report " + datanet + " " + report.digest());
                    // What waits is bounded, so that a kill meets old and new deliveries, and the last ones arrive
                    // soon.
                    do {
                        Thread.sleep(30);
                    } while (reporter.outbox().count(Message.State.PENDING) >= BACKLOG);
                }
            } catch (IOException | InterruptedException e) {
                // Nothing was accepted.
            }
        }

        private static boolean isAccepted(HttpClient http, URI hook, String token, UsageReceipt receipt)
                throws InterruptedException {
            try {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(hook.resolve("v1/receipts/" + receipt.run()))
                                .timeout(Duration.ofSeconds(30))
                                .header("Content-Type", MediaTypes.RECEIPT)
                                .header("Authorization", "Bearer " + token)
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(ReceiptCodec.toBytes(receipt)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200 && answer.statusCode() != 201) {
                    System.err.println(receipt.run() + " was refused: " + answer.statusCode() + " " + answer.body());
                    return false;
                }
                return true;
            } catch (IOException e) {
                return false; // The server is being killed, or started.
            }
        }
    }

    /** A server and a client that end by themselves, so that an archive of the classes they take can be made. */
    static final class Rehearsal {
        private Rehearsal() {}

        public static void main(String[] arguments) throws Exception {
            Path server = Path.of(arguments[0], "server");
            try (HookServer hook = HookServer.startIn(server, settings -> settings)) {
                Client.run(Path.of(arguments[0], "client"), hook.uri(), server, 0, 3);
            }
        }
    }

    private static PlantedReceipts planted() {
        return new PlantedReceipts(
                new DatanetRef(new DatanetId("killed"), "1", 1_000, Digest.EMPTY), PlantedReceipts.signer(3));
    }

    private static Receiver receiver(URI hook, Path server) throws IOException {
        return Receiver.hook("hook", hook, WebhookSecrets.read(server.resolve(HookSettings.SECRET_FILE)));
    }

    private static synchronized ForkedJvm jvm() throws IOException, InterruptedException {
        if (jvm == null) {
            jvm = ForkedJvm.archiving(
                    Files.createDirectory(work.resolve("archive")),
                    Rehearsal.class,
                    work.resolve("rehearsal").toString());
        }
        return jvm;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static Process server(Path directory, int port) throws IOException, InterruptedException {
        return jvm().start(Server.class, directory.toString(), Integer.toString(port))
                .start();
    }

    /** Returns when the server says that it has started. */
    private static void awaitStart(Process server) throws IOException, InterruptedException {
        try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine())
                    .as("the server's first line; %s", jvm().errors())
                    .isEqualTo("started");
        }
    }

    @Test
    void a_first_start_that_is_killed_at_any_moment_is_made_good_by_the_next() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        long usual = 0;
        for (int round = 0; round <= FIRST_STARTS; round++) {
            Path directory = work.resolve("first-" + round);
            int port = freePort();
            // The first round is not killed: it says how long a start takes.
            int times = round == 0 ? 0 : 1 + random.nextInt(2);
            for (int kill = 0; kill < times; kill++) {
                Process half = server(directory, port);
                Thread.sleep(random.nextLong(usual));
                half.destroyForcibly().waitFor();
            }
            long begin = System.nanoTime();
            Process whole = server(directory, port);
            try {
                awaitStart(whole);
                usual = Math.max(usual, (System.nanoTime() - begin) / 1_000_000);
                HookClient owner = new HookClient(
                        URI.create("http://127.0.0.1:" + port + "/"), directory.resolve(HookSettings.OWNER_TOKEN_FILE));
                assertThat(owner.isReady()).isTrue();
                assertThat(owner.rewardReports(new DatanetId("none")).reports())
                        .as("the owner's token holds")
                        .isEmpty();
            } finally {
                whole.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void what_was_accepted_is_there_once_whoever_is_killed_when() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(PAIRS);
        try {
            List<Future<String>> ends = new ArrayList<>();
            for (int pair = 0; pair < PAIRS; pair++) {
                int number = pair;
                int kills = (KILLS + pair) / PAIRS;
                Path place = Files.createDirectory(work.resolve("pair-" + pair));
                ends.add(pool.submit(() -> new KilledHookIT().kill(kills, place, 5 + number)));
            }
            for (Future<String> end : ends) {
                System.out.println(end.get());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Kills a pair that works in a folder of its own, and says what stood where in the end. */
    private String kill(int kills, Path place, int seed) throws Exception {
        Path directory = place.resolve("server");
        Path own = place.resolve("client");
        int port = freePort();
        URI uri = URI.create("http://127.0.0.1:" + port + "/");
        SplittableRandom random = new SplittableRandom(seed);
        Process server = server(directory, port);
        awaitStart(server);
        Process client = client(uri, own, directory, 0);
        int servers = 0;
        int clients = 0;
        TreeHead known = new TreeHead(0, Digest.EMPTY, Instant.EPOCH);
        try {
            while (servers + clients < kills) {
                // Mostly in the middle of work, sometimes in the middle of a start.
                if (random.nextInt(4) > 0) {
                    await(progress.get() + 5 + random.nextInt(40));
                }
                Thread.sleep(random.nextInt(400));
                int victim = random.nextInt(3);
                if (victim != 1) {
                    server.destroyForcibly().waitFor();
                    server = server(directory, port);
                    servers++;
                }
                if (victim != 0) {
                    client.destroyForcibly().waitFor();
                    client = client(uri, own, directory, servers + clients + 1);
                    clients++;
                }
                known = grown(uri, known);
            }
            await(progress.get() + 20);
            client.destroyForcibly().waitFor();
            try (OutboxReporter rest =
                    OutboxReporter.to(receiver(uri, directory)).schedule(QUICK).open(own)) {
                assertThat(rest.deliver(Duration.ofMinutes(5)))
                        .as("what is not delivered")
                        .isZero();
                assertThat(rest.outbox().count(Message.State.DEAD)).isZero();
            }
            known = grown(uri, known);
        } finally {
            client.destroyForcibly().waitFor();
            server.destroyForcibly().waitFor();
        }
        return check(directory, known, "%d kills of the server, %d of the client".formatted(servers, clients));
    }

    private Process client(URI uri, Path own, Path server, int number) throws IOException, InterruptedException {
        Process process = jvm().start(
                        Client.class, own.toString(), uri.toString(), server.toString(), Integer.toString(number))
                .start();
        Thread reading = new Thread(() -> {
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    accepted.add(line);
                    progress.incrementAndGet();
                }
            } catch (IOException e) {
                // The pipe broke with the process.
            }
        });
        reading.setDaemon(true);
        reading.start();
        return process;
    }

    private void await(int wanted) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (progress.get() < wanted) {
            assertThat(Instant.now()).as("the work goes on; %s", jvm().errors()).isBefore(end);
            Thread.sleep(5);
        }
    }

    /** The ledger's head, which an auditor who kept an earlier one holds against it; that one while the server does not answer. */
    private TreeHead grown(URI uri, TreeHead known) throws Exception {
        TreeHead now;
        ConsistencyProof proof;
        try {
            now = RecordJson.read(get(uri.resolve(Proofs.PATH + "/head")), Proofs.Head.class)
                    .head();
            if (known.size() == 0) {
                return now;
            }
            proof = RecordJson.read(
                    get(uri.resolve(Proofs.PATH + "/consistency?from=" + known.size())), ConsistencyProof.class);
        } catch (IOException e) {
            return known;
        }
        if (proof.newSize() != now.size()) {
            return known; // It grew between the two answers; the next time will do.
        }
        assertThat(proof.leadsFrom(known.root(), now.root()))
                .as("%s leads to %s", known, now)
                .isTrue();
        return now;
    }

    private byte[] get(URI uri) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("answered " + answer.statusCode());
        }
        return answer.body();
    }

    private String check(Path directory, TreeHead known, String kills) throws IOException {
        Set<String> reports = new HashSet<>();
        Set<String> receipts = new HashSet<>();
        accepted.forEach(line -> assertThat((line.startsWith("report ") ? reports : receipts).add(line))
                .as("%s was said once", line)
                .isTrue());
        try (Database database = Database.open(Database.h2Url(directory.resolve("hook")), "", "")) {
            JdbcUsageLedger ledger = new JdbcUsageLedger(database, Clock.systemUTC());
            Set<String> kept = new HashSet<>();
            List<Digest> leaves = new ArrayList<>();
            try (var all = ledger.receipts()) {
                all.forEach(receipt -> {
                    assertThat(kept.add("receipt " + receipt.run()))
                            .as("%s stands once", receipt.run())
                            .isTrue();
                    leaves.add(MerkleTree.leaf(receipt.digest().bytes()));
                });
            }
            assertThat(kept).containsAll(receipts);
            assertThat(ledger.head().root())
                    .isEqualTo(MerkleTree.of(leaves).root())
                    .isEqualTo(known.root());
            Set<String> arrived = new HashSet<>();
            Documents documents = new Documents(database, Clock.systemUTC());
            for (String datanet : DATANETS) {
                for (ReportPage.Entry entry : documents
                        .page(Documents.Kind.REWARDS, new DatanetId(datanet), Integer.MAX_VALUE)
                        .reports()) {
                    assertThat(arrived.add("report " + datanet + " " + entry.digest()))
                            .as("%s arrived once", entry.digest())
                            .isTrue();
                    assertThat(entry.announced())
                            .as("the event of %s", entry.digest())
                            .isTrue();
                }
            }
            assertThat(arrived).containsAll(reports);
            return "%s: %d receipts accepted, %d in the ledger; %d reports accepted, %d arrived"
                    .formatted(kills, receipts.size(), kept.size(), reports.size(), arrived.size());
        }
    }
}
