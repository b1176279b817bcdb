package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.hook.HookClient;
import org.datanet.hook.HookSettings;
import org.datanet.io.DatanetReader;
import org.datanet.io.DatanetWriter;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.ReportPage;
import org.datanet.reward.RewardReport;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command {@code serve} as a process of its own: an epoch closes, is inspected, valued, paid and reported, and nobody does anything. */
class ServeIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Signer SIGNER = PlantedReceipts.signer(5);

    @TempDir
    Path directory;

    private Path net = Path.of("");
    private Datanet datanet = PlantedDatanet.optdigits(4, true).datanet();

    @BeforeEach
    void write() throws IOException {
        PlantedDatanet planted = PlantedDatanet.optdigits(4, true);
        net = directory.resolve("net");
        Datanet all = planted.datanet();
        Datanet.Builder some = Datanet.builder(all.id(), all.version())
                .featureNames(all.features().orElseThrow().names())
                .labels(all.labels());
        for (int row = 0; row < all.rows(); row += 6) {
            some.add(new Datanet.Row(all.sampleId(row), all.contributorId(row), all.digest(row))
                    .epoch(all.epoch(row))
                    .label(all.labels().get(all.label(row)))
                    .features(all.features().orElseThrow().row(row)));
        }
        DatanetWriter.of(some.build())
                .holdout(planted.holdout())
                .reference(planted.reference())
                .write(net);
        datanet = DatanetReader.open(net).read();
    }

    /** A served hook. */
    private final class Served implements AutoCloseable {
        private final Process process;
        private final URI uri;
        private final HttpClient http = HttpClient.newHttpClient();

        Served() throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            "serve",
                            "--port",
                            "0",
                            "--dir",
                            directory.resolve("hook").toString(),
                            "--datanet",
                            net.toString(),
                            "--epoch-open",
                            "PT6S",
                            "--epoch-reveal",
                            "PT1S",
                            "--epoch-challenge",
                            "PT4S")
                    .redirectError(directory.resolve("log").toFile())
                    .start();
            BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
            String line = lines.readLine();
            assertThat(line).as(log()).startsWith("The hook serves at http://127.0.0.1:");
            uri = URI.create(line.replaceAll("^.* at (http://\\S+), .*$", "$1"));
        }

        String log() throws IOException {
            return Files.readString(directory.resolve("log"));
        }

        HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            String token = Files.readString(directory.resolve("hook").resolve(HookSettings.OWNER_TOKEN_FILE));
            return http.send(
                    request.header("Authorization", "Bearer " + token.strip()).build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        void put(UsageReceipt receipt) throws IOException, InterruptedException {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(uri.resolve("v1/receipts/" + receipt.run()))
                    .header("Content-Type", MediaTypes.RECEIPT)
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(ReceiptCodec.toBytes(receipt))));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }

        String get(String path) throws IOException, InterruptedException {
            return send(HttpRequest.newBuilder(uri.resolve(path))).body();
        }

        HookClient client() throws IOException {
            return new HookClient(uri, directory.resolve("hook").resolve(HookSettings.OWNER_TOKEN_FILE));
        }

        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /** Whatever is there once it is there. */
    private interface Look<T> {
        Optional<T> now() throws IOException, InterruptedException;
    }

    private static <T> T await(Served served, Look<T> look) throws IOException, InterruptedException {
        for (Instant end = Instant.now().plus(PATIENCE); Instant.now().isBefore(end); ) {
            Optional<T> seen = look.now();
            if (seen.isPresent()) {
                return seen.get();
            }
            Thread.sleep(250);
        }
        throw new AssertionError("nothing after " + PATIENCE + ": " + served.log());
    }

    private static UsageReceipt receipt(String run, DatanetRef state, long fee) {
        int[] rows = IntStream.range(0, state.rows() / 2).map(i -> 2 * i).toArray();
        long[] exposures = IntStream.of(rows).mapToLong(row -> 1 + row % 3).toArray();
        return new PlantedReceipts(state, SIGNER)
                .of(run, "acme", fee, new UsageTable(rows, exposures, new long[rows.length]));
    }

    @Test
    void an_epoch_is_closed_inspected_valued_paid_and_reported_without_a_person() throws Exception {
        DatanetRef now = DatanetRef.of(datanet);
        List<UsageReceipt> receipts = List.of(
                receipt("earlier", DatanetRef.of(datanet.first(datanet.firstRow(2))), 1_000_000),
                receipt("present", now, 2_000_000),
                receipt(
                        "of-nowhere",
                        new DatanetRef(now.id(), now.version(), now.rows(), Digest.sha256(new byte[1])),
                        4_000_000));
        ReportPage.Entry entry;
        RewardReport report;
        try (Served served = new Served()) {
            for (UsageReceipt receipt : receipts) {
                served.put(receipt);
            }
            String quality = "v1/datanets/" + now.id() + "/quality-reports";
            String shown =
                    await(served, () -> Optional.of(served.get(quality)).filter(page -> page.contains("\"digest\"")));
            assertThat(served.client().rewardReports(now.id()).reports())
                    .as("what the guard says is shown before it is paid: %s", shown)
                    .isEmpty();
            entry = await(
                    served,
                    () -> served.client().rewardReports(now.id()).reports().stream()
                            .findFirst());
            report = served.client().rewardReport(now.id(), entry.digest()).orElseThrow();
            assertThat(served.get("v1/audit")).contains("\"report epoch\"", "leave run unpaid", "of-nowhere");
        }
        assertThat(report.fees()).isEqualTo(BigInteger.valueOf(3_000_000));
        assertThat(report.receipts()).isEqualTo(2);
        assertThat(report.paid()).isPositive();
        assertThat(report.epochs()).hasSize(1);
        assertThat(digestOfTheCommand(receipts.subList(0, 2), report.epochs().get(0)))
                .as("datanet reward gives the same")
                .isEqualTo(entry.digest().hex());
        assertThat(DatanetReader.open(net).slices()).as("bound to the holdout").isNotEmpty();

        try (Served again = new Served()) {
            String metrics = await(
                    again,
                    () -> Optional.of(again.get("metrics")).filter(text -> text.contains("datanet_ledger_receipts 3")));
            assertThat(metrics).isNotEmpty();
            assertThat(again.client().rewardReports(now.id()).reports())
                    .as("after a kill and a new start")
                    .containsExactly(entry);
            Path mirror = directory.resolve("mirror");
            assertThat(run(
                            "mirror",
                            now.id(),
                            "--hook",
                            again.uri,
                            "--token-file",
                            directory.resolve("hook").resolve(HookSettings.OWNER_TOKEN_FILE),
                            "--out",
                            mirror))
                    .contains("3 receipts, 3 of them new; 1 reports, 1 of them new");
            assertThat(run("verify", "--recompute", net, mirror))
                    .as("an auditor computes it again from what the hook gives")
                    .contains("ledger holds", "reward report, computed again holds");
        }
    }

    private String digestOfTheCommand(List<UsageReceipt> receipts, int epoch) throws IOException {
        Path ledger = directory.resolve("ledger");
        try (FileUsageLedger files = FileUsageLedger.open(ledger, SIGNER, Clock.systemUTC())) {
            for (UsageReceipt receipt : receipts) {
                files.append(receipt);
            }
        }
        return run("reward", net, "--ledger", ledger, "--epoch", epoch)
                .strip()
                .replaceAll("(?s)^.*digest (\\S+)$", "$1");
    }

    private static String run(Object... arguments) {
        StringWriter out = new StringWriter();
        PrintWriter print = new PrintWriter(out);
        CommandLine line = Main.commandLine().setOut(print).setErr(print);
        int code = line.execute(Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
        assertThat(code).as(out.toString()).isZero();
        return out.toString();
    }
}
