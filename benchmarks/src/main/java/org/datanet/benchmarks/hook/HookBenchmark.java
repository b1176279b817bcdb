package org.datanet.benchmarks.hook;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.contribution.SampleId;
import org.datanet.hook.HookServer;
import org.datanet.hook.HookSettings;
import org.datanet.hook.ledger.JdbcUsageLedger;
import org.datanet.hook.store.Database;
import org.datanet.io.KeyFiles;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.rest.MediaTypes;
import org.datanet.usage.PayerId;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.RunId;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageSession;
import org.datanet.usage.UsageTable;

/**
 * Receipts of 1,000 rows per second that a hook accepts durably from several clients, with the time that 99 of 100 wait at most, beside
 * what the same database takes of the same bytes in plain rows from as many connections, each durable before the next; and what a hook
 * costs to start. {@code benchmarks/run hook [start|row|receipts ...] [--receipts N] [--clients N] [--postgres JDBC_URL --user NAME]}; without
 * names, all three.
 */
public final class HookBenchmark {
    private static final int ROWS = 1_000;

    private final int receipts;
    private final int clients;
    private final Path work;

    private HookBenchmark(int receipts, int clients, Path work) {
        this.receipts = receipts;
        this.clients = clients;
        this.work = work;
    }

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        List<String> words = Arrays.asList(arguments);
        Path work = Files.createTempDirectory("datanet-hook-benchmark");
        try {
            HookBenchmark benchmark = new HookBenchmark(
                    Integer.parseInt(option(words, "--receipts", "2000")),
                    Integer.parseInt(option(words, "--clients", "16")),
                    work);
            if (isWanted(words, "start")) {
                benchmark.start();
            }
            if (isWanted(words, "row")) {
                benchmark.rowOfMany(Integer.parseInt(option(words, "--rows", "10000000")));
            }
            if (isWanted(words, "receipts")) {
                benchmark.receipts("H2", Database.h2Url(work.resolve("h2/hook")), "");
                String postgres = option(words, "--postgres", "");
                if (!postgres.isEmpty()) {
                    benchmark.receipts("PostgreSQL", postgres, option(words, "--user", ""));
                }
            }
        } finally {
            try (Stream<Path> files = Files.walk(work)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static boolean isWanted(List<String> words, String part) {
        return words.contains(part)
                || List.of("start", "row", "receipts").stream().noneMatch(words::contains);
    }

    private static String option(List<String> words, String name, String fallback) {
        int at = words.indexOf(name);
        return at < 0 ? fallback : words.get(at + 1);
    }

    /** From nothing to the first answer, as users start it; the first run leaves what the others start from. */
    private void start() throws IOException, InterruptedException {
        started("start to first answer, first run", work.resolve("start-0"));
        for (int run = 1; run <= 2; run++) {
            Path directory = work.resolve("start-" + run);
            started("start to first answer in an empty directory", directory);
            started("start to first answer, again", directory);
        }
    }

    private void started(String name, Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of("datanet").toAbsolutePath().toString(),
                        "serve",
                        "--port",
                        "0",
                        "--dir",
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = process.inputReader()) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the hook did not start");
            }
            URI uri = URI.create(line.replaceAll("^.* at (http://\\S+), .*$", "$1"));
            HttpResponse<Void> ready = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(uri.resolve("health/ready")).build(),
                            HttpResponse.BodyHandlers.discarding());
            Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
            System.out.printf(
                    Locale.ROOT,
                    "%s (%d): %.2f s CPU, %s resident%n",
                    name,
                    ready.statusCode(),
                    cpu.toMillis() / 1000.0,
                    resident(process.pid()));
        } finally {
            // Not by force: the first run writes its archive when it is stopped.
            process.destroy();
            process.waitFor();
        }
    }

    /** One row of one long receipt, proved from the ledger. */
    private void rowOfMany(int rows) throws IOException {
        int[] row = new int[rows];
        long[] exposures = new long[rows];
        long[] gains = new long[rows];
        for (int i = 0; i < rows; i++) {
            row[i] = i;
            exposures[i] = 1 + i % 5;
            gains[i] = (i * 2_654_435_761L) % 1_000_000;
        }
        UsageTable table = new UsageTable(row, exposures, gains);
        Path key = work.resolve("row.key");
        KeyFiles.create(key);
        Signer signer = KeyFiles.signer(key);
        UsageReceipt.Header header = new UsageReceipt.Header(
                new RunId("long"),
                "model",
                Digest.EMPTY,
                "benchmark",
                new DatanetRef(new DatanetId("bench"), "1", rows, Digest.EMPTY),
                new PayerId("payer"),
                BigInteger.TEN,
                Instant.EPOCH,
                Instant.EPOCH,
                RunState.COMPLETED,
                "none",
                0,
                Optional.empty(),
                List.of(),
                table.size(),
                table.merkleTree().root());
        UsageReceipt receipt = UsageReceipt.sign(header, table, signer);
        try (Database database = Database.open(Database.h2Url(work.resolve("row/ledger")), "", "")) {
            JdbcUsageLedger ledger = new JdbcUsageLedger(database, Clock.systemUTC());
            long begin = System.nanoTime();
            long position = ledger.append(receipt);
            double append = (System.nanoTime() - begin) / 1e9;
            long[] micros = new long[200];
            int bytes = 0;
            for (int i = -50; i < micros.length; i++) {
                begin = System.nanoTime();
                JdbcUsageLedger.Row proved = ledger.row(position, (int) (Math.abs(i * 7_919_777L) % rows))
                        .orElseThrow();
                if (i >= 0) {
                    micros[i] = (System.nanoTime() - begin) / 1_000;
                    bytes = Math.max(bytes, proved.entry().proof().path().size() * Digest.LENGTH);
                }
            }
            Arrays.sort(micros);
            System.out.printf(
                    Locale.ROOT,
                    "one row of %,d: p50 %.1f ms, p99 %.1f ms, a proof of %d bytes; append %.1f s%n",
                    rows,
                    micros[100] / 1e3,
                    micros[198] / 1e3,
                    bytes,
                    append);
        }
    }

    private static String resident(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS"))
                        .findFirst()
                        .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024 + " MB")
                        .orElse("unknown")
                : "unknown";
    }

    private void receipts(String name, String url, String user) throws Exception {
        List<byte[]> bodies = bodies(name);
        Path directory = Files.createDirectories(work.resolve(name));
        HookSettings settings = HookSettings.in(directory)
                .onDatabase(url, user, "")
                .within(new HookSettings.Limits(32 << 20, 100_000_000));
        long[] micros;
        double seconds;
        double cpu;
        try (HookServer server = HookServer.start(settings)) {
            String token = Files.readString(directory.resolve(HookSettings.OWNER_TOKEN_FILE))
                    .strip();
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            // A tenth to warm up; none of it is counted.
            int warm = bodies.size() / 10;
            together(warm, i -> put(http, server.uri(), token, name, i, bodies.get(i)));
            long begin = System.nanoTime();
            long used = cpuNanos();
            micros = together(
                    bodies.size() - warm, i -> put(http, server.uri(), token, name, warm + i, bodies.get(warm + i)));
            seconds = (System.nanoTime() - begin) / 1e9;
            cpu = (cpuNanos() - used) / 1e6 / micros.length;
        }
        double rate = micros.length / seconds;
        double own = own(url, user, bodies);
        Arrays.sort(micros);
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f receipts/s durable, p50 %.1f ms, p99 %.1f ms; the database alone %.0f/s; ratio %.2f;"
                        + " %.2f ms CPU each, server and clients together%n",
                name,
                rate,
                micros[micros.length / 2] / 1e3,
                micros[micros.length * 99 / 100] / 1e3,
                own,
                rate / own,
                cpu);
    }

    /** What this process has used; unlike the time on the wall, hardly longer where others want the cores. */
    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static int put(HttpClient http, URI base, String token, String name, int index, byte[] body)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(base.resolve("v1/receipts/" + name + "-" + index))
                        .header("Content-Type", MediaTypes.RECEIPT)
                        .header("Authorization", "Bearer " + token)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 201) {
            throw new IOException(
                    answer.statusCode() + " " + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
        }
        return 1;
    }

    /** What the database itself takes: the same bytes, one row and one durable transaction each. */
    private double own(String url, String user, List<byte[]> bodies) throws Exception {
        try (Database database = Database.open(url, user, "")) {
            database.write(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("create table baseline (id int primary key, body bytea not null)");
                }
            });
            long begin = System.nanoTime();
            together(bodies.size(), i -> database.write(connection -> insert(connection, i, bodies.get(i))));
            double seconds = (System.nanoTime() - begin) / 1e9;
            database.write(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("drop table baseline");
                }
            });
            return bodies.size() / seconds;
        }
    }

    private static int insert(Connection connection, int id, byte[] body) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("insert into baseline (id, body) values (?, ?)")) {
            statement.setInt(1, id);
            statement.setBytes(2, body);
            return statement.executeUpdate();
        }
    }

    /** One of many equal things. */
    @FunctionalInterface
    private interface Numbered {
        int run(int index) throws Exception;
    }

    /** Does things from all clients at once; gives the microseconds that each took. */
    private long[] together(int count, Numbered thing) throws InterruptedException, ExecutionException {
        long[] micros = new long[count];
        AtomicInteger next = new AtomicInteger();
        List<Callable<Integer>> loops = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            loops.add(() -> {
                int done = 0;
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    long begin = System.nanoTime();
                    done += thing.run(i);
                    micros[i] = (System.nanoTime() - begin) / 1_000;
                }
                return done;
            });
        }
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            for (Future<Integer> loop : pool.invokeAll(loops)) {
                loop.get();
            }
        } finally {
            pool.shutdownNow();
        }
        return micros;
    }

    private List<byte[]> bodies(String name) throws IOException {
        Datanet.Builder builder = Datanet.builder(new DatanetId("bench"), "1");
        for (int row = 0; row < ROWS; row++) {
            builder.add(new Datanet.Row(
                    new SampleId("s-" + row),
                    new ContributorId("c-" + row % 50),
                    Digest.sha256(("s" + row).getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        }
        Datanet datanet = builder.build();
        Path key = work.resolve("recorder-" + name + ".key");
        KeyFiles.create(key);
        UsageRecorder recorder = SigningUsageRecorder.of(KeyFiles.signer(key), Clock.systemUTC());
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < receipts; i++) {
            UsageRun run = new UsageRun(
                    new RunId(name + "-" + i),
                    "model",
                    datanet,
                    new PayerId("payer"),
                    BigInteger.TEN,
                    Optional.empty());
            try (UsageSession session = recorder.open(run)) {
                for (int row = 0; row < ROWS; row++) {
                    session.exposed(row, 1 + (row * 31L + i) % 7);
                }
                bodies.add(ReceiptCodec.toBytes(session.complete()));
            }
        }
        return bodies;
    }
}
