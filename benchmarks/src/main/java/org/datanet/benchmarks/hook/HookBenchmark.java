package org.datanet.benchmarks.hook;

import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.hook.ledger.JdbcUsageLedger;
import org.datanet.hook.store.Database;
import org.datanet.io.KeyFiles;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.usage.PayerId;
import org.datanet.usage.RunId;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;

/**
 * What a hook costs to start, how long the proof of one row of many takes, and how many receipts it accepts a second. {@code benchmarks/run hook
 * [start|row|receipts|receipts-h2|receipts-postgres ...] [--receipts N] [--warm N] [--clients N] [--page FILE]}; without names, all three. With a
 * page, its table of receipts is written anew.
 */
public final class HookBenchmark {
    private static final String BEGIN = "<!-- receipts: written by benchmarks/run hook receipts --page FILE -->";
    private static final String END = "<!-- end of receipts -->";

    private final Path work;

    private HookBenchmark(Path work) {
        this.work = work;
    }

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        List<String> words = Arrays.asList(arguments);
        Path work = Files.createTempDirectory("datanet-hook-benchmark");
        try {
            HookBenchmark benchmark = new HookBenchmark(work);
            if (isWanted(words, "start")) {
                benchmark.start();
            }
            if (isWanted(words, "row")) {
                benchmark.rowOfMany(Integer.parseInt(option(words, "--rows", "10000000")));
            }
            benchmark.receipts(words);
        } finally {
            try (Stream<Path> files = Files.walk(work)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void receipts(List<String> words) throws Exception {
        boolean h2 = isWanted(words, "receipts") || words.contains("receipts-h2");
        boolean postgres = isWanted(words, "receipts") || words.contains("receipts-postgres");
        if (!h2 && !postgres) {
            return;
        }
        ReceiptBenchmark benchmark = new ReceiptBenchmark(
                work,
                Integer.parseInt(option(words, "--warm", "10000")),
                Integer.parseInt(option(words, "--receipts", "10000")),
                Integer.parseInt(option(words, "--clients", "16")));
        List<String> rows = new ArrayList<>();
        String commit = commit();
        if (h2) {
            rows.add(benchmark.onH2().row(commit));
        }
        if (postgres) {
            rows.add(benchmark.onPostgres().row(commit));
        }
        String table = """
                | | commit | receipts | accepted, /s | p50, ms | p99, ms | database alone, /s | ratio | CPU of the server, ms each | of PostgreSQL, ms | of the clients, ms | server resident, MB |
                |---|---|---|---|---|---|---|---|---|---|---|---|
                """ + String.join("\n", rows) + "\n";
        System.out.print(table);
        String page = option(words, "--page", "");
        if (!page.isEmpty()) {
            String text = Files.readString(Path.of(page));
            int from = text.indexOf(BEGIN);
            int to = text.indexOf(END);
            if (from < 0 || to < from) {
                throw new IOException("%s lacks the lines \"%s\" and \"%s\"".formatted(page, BEGIN, END));
            }
            Files.writeString(Path.of(page), text.substring(0, from) + BEGIN + "\n" + table + text.substring(to));
        }
    }

    /** The commit that stands here, with a plus where something was changed since; empty where that cannot be told. */
    private static String commit() throws IOException {
        Process git = new ProcessBuilder("git", "describe", "--always", "--dirty=+", "--exclude=*")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = git.inputReader()) {
            return String.valueOf(lines.readLine()).replace("null", "");
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
        try (ServedHook served = ServedHook.start(directory)) {
            HttpResponse<Void> ready = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(served.uri().resolve("health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            System.out.printf(
                    Locale.ROOT,
                    "%s (%d): %.2f s CPU, %d MB resident%n",
                    name,
                    ready.statusCode(),
                    served.cpu().toMillis() / 1000.0,
                    served.residentMegabytes());
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
}
