package org.datanet.benchmarks.hook;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.hook.HookSettings;
import org.datanet.hook.store.Database;
import org.datanet.io.KeyFiles;
import org.datanet.proof.Digest;
import org.datanet.testkit.PrivatePostgres;
import org.datanet.usage.PayerId;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.RunId;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageSession;

/**
 * Receipts of 1,000 rows a second that a served hook accepts durably, beside what its database takes of the same bytes in plain rows, each
 * durable before the next, from as many connections. Receipts are signed before the clock runs; some are sent before it does, because a
 * server's first thousand requests are slower than the millions after them.
 */
final class ReceiptBenchmark {
    private static final int ROWS = 1_000;

    private final Path work;
    private final int warm;
    private final List<ReceiptClients.Body> bodies;
    private final ReceiptClients clients;

    /**
     * @param warm receipts before the clock runs
     * @param counted receipts after that
     * @param clients that send them at once
     */
    ReceiptBenchmark(Path work, int warm, int counted, int clients) throws IOException {
        this.work = work;
        this.warm = warm;
        this.bodies = bodies(work, warm + counted);
        this.clients = new ReceiptClients(clients);
    }

    /**
     * What was measured. Times of processors are of one receipt, in milliseconds.
     *
     * @param alone receipts a second that the database takes by itself
     * @param database 0 where it is in the server's process
     */
    record Measured(
            String name,
            int receipts,
            double rate,
            double p50,
            double p99,
            double alone,
            double server,
            double database,
            double client,
            long megabytes) {
        /** A line of the page's table. */
        String row(String commit) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %,d | %,.0f | %.0f | %.0f | %,.0f | %.2f | %.2f | %s | %.2f | %d |",
                    name,
                    commit,
                    receipts,
                    rate,
                    p50,
                    p99,
                    alone,
                    rate / alone,
                    server,
                    database == 0 ? "" : String.format(Locale.ROOT, "%.2f", database),
                    client,
                    megabytes);
        }
    }

    /** On the embedded database. */
    Measured onH2() throws Exception {
        Path directory = work.resolve("h2-hook");
        Measured hook;
        try (ServedHook served = ServedHook.start(directory)) {
            hook = measure("H2", served, directory, -1);
        }
        return alone(hook, Database.h2Url(work.resolve("h2-alone/rows")), "");
    }

    /** On a PostgreSQL of the machine's binaries, started for it. */
    Measured onPostgres() throws Exception {
        try (PrivatePostgres postgres = PrivatePostgres.start()) {
            Path directory = work.resolve("postgres-hook");
            Measured hook;
            try (ServedHook served =
                    ServedHook.start(directory, "--db", postgres.freshUrl(), "--db-user", PrivatePostgres.USER)) {
                hook = measure("PostgreSQL", served, directory, postgres.pid());
            }
            return alone(hook, postgres.freshUrl(), PrivatePostgres.USER);
        }
    }

    private Measured measure(String name, ServedHook served, Path directory, long database) throws Exception {
        String token = Files.readString(directory.resolve(HookSettings.OWNER_TOKEN_FILE))
                .strip();
        clients.send(bodies.subList(0, warm), served.uri(), token);
        Duration[] before = {served.cpu(), cpu(database), own()};
        long begin = System.nanoTime();
        long[] micros = clients.send(bodies.subList(warm, bodies.size()), served.uri(), token);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Duration[] after = {served.cpu(), cpu(database), own()};
        double[] each = IntStream.range(0, before.length)
                .mapToDouble(i -> after[i].minus(before[i]).toNanos() / 1e6 / micros.length)
                .toArray();
        Arrays.sort(micros);
        return new Measured(
                name,
                micros.length,
                micros.length / seconds,
                micros[micros.length / 2] / 1e3,
                micros[micros.length * 99 / 100] / 1e3,
                0,
                each[0],
                each[1],
                each[2],
                served.residentMegabytes());
    }

    /** What the database itself takes: the same bytes, one row and one durable transaction each. */
    private Measured alone(Measured hook, String url, String user) throws Exception {
        try (Database database = Database.open(url, user, "")) {
            database.write(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute(
                            "create table baseline (id varchar(200) primary key, body bytea not null)");
                }
            });
            ReceiptClients.Places rows = () -> new ReceiptClients.Place() {
                @Override
                public void take(ReceiptClients.Body body) throws IOException {
                    database.write(connection -> {
                        try (PreparedStatement statement =
                                connection.prepareStatement("insert into baseline (id, body) values (?, ?)")) {
                            statement.setString(1, body.run());
                            statement.setBytes(2, body.bytes());
                            return statement.executeUpdate();
                        }
                    });
                }

                @Override
                public void close() {}
            };
            clients.together(bodies.subList(0, warm), rows);
            long begin = System.nanoTime();
            clients.together(bodies.subList(warm, bodies.size()), rows);
            double alone = (bodies.size() - warm) / ((System.nanoTime() - begin) / 1e9);
            return new Measured(
                    hook.name(),
                    hook.receipts(),
                    hook.rate(),
                    hook.p50(),
                    hook.p99(),
                    alone,
                    hook.server(),
                    hook.database(),
                    hook.client(),
                    hook.megabytes());
        }
    }

    /** Processor time of a process with its children, those that have ended included; none for a process below 0. */
    private static Duration cpu(long pid) throws IOException {
        if (pid < 0) {
            return Duration.ZERO;
        }
        long ticks = 0;
        // Fields 14 to 17 of proc(5): own user and system time, and that of children that were waited for.
        String[] fields = Files.readString(Path.of("/proc", Long.toString(pid), "stat"))
                .replaceFirst("^.*\\) ", "")
                .split(" ");
        for (int field = 11; field <= 14; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        Duration children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
        return children.plusMillis(ticks * 10);
    }

    private static Duration own() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static List<ReceiptClients.Body> bodies(Path work, int count) throws IOException {
        Datanet.Builder builder = Datanet.builder(new DatanetId("bench"), "1");
        for (int row = 0; row < ROWS; row++) {
            builder.add(new Datanet.Row(
                    new SampleId("s-" + row),
                    new ContributorId("c-" + row % 50),
                    Digest.sha256(("s" + row).getBytes(StandardCharsets.UTF_8))));
        }
        Datanet datanet = builder.build();
        Path key = work.resolve("recorder.key");
        KeyFiles.create(key);
        UsageRecorder recorder = SigningUsageRecorder.of(KeyFiles.signer(key), Clock.systemUTC());
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> body(recorder, datanet, i))
                .toList();
    }

    private static ReceiptClients.Body body(UsageRecorder recorder, Datanet datanet, int number) {
        String run = "run-" + number;
        try (UsageSession session = recorder.open(new UsageRun(
                new RunId(run), "model", datanet, new PayerId("payer"), BigInteger.TEN, Optional.empty()))) {
            for (int row = 0; row < ROWS; row++) {
                session.exposed(row, 1 + (row * 31L + number) % 7);
            }
            return new ReceiptClients.Body(run, ReceiptCodec.toBytes(session.complete()));
        }
    }
}
