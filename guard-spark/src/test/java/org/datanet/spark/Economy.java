package org.datanet.spark;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.contribution.SampleId;
import org.datanet.io.CanonicalPayload;
import org.datanet.io.DatanetWriter;
import org.datanet.io.Reports;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.quality.Subject;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.rewards.ConditionalGainRule;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.usage.PayerId;
import org.datanet.usage.RunId;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;
import org.datanet.valuation.ValuationReport;

/** A random Datanet with everything that pays: for one seed always the same. */
final class Economy {
    final Datanet datanet;
    final ValuationReport valuation;
    final QualityReport quality;
    final List<UsageReceipt> receipts = new ArrayList<>();

    Economy(long seed, int rows, int people, int runs) throws Exception {
        Random random = new Random(seed);
        Datanet.Builder builder = Datanet.builder(new DatanetId("economy"), "1")
                .featureNames(List.of("x", "y"))
                .labels(List.of("no", "yes"));
        for (int row = 0; row < rows; row++) {
            double[] x = {random.nextInt(100) / 8.0, random.nextGaussian()};
            String label = random.nextBoolean() ? "yes" : "no";
            // Beside ordinary names some that sort differently as UTF-16 and as UTF-8, and one who has nine rows of
            // ten.
            int who = random.nextInt(10) > 0 ? 0 : random.nextInt(people);
            String name = who % 5 == 4 ? "\uFF21-" + who : who % 5 == 3 ? "\uD83D\uDE00-" + who : "c" + who;
            builder.add(new Datanet.Row(
                            new SampleId("s" + row), new ContributorId(name), CanonicalPayload.digest(x, null, label))
                    .epoch(row * 4 / rows)
                    .features(x)
                    .label(label));
        }
        datanet = builder.build();
        long[] gains = new long[rows];
        long[] novelties = new long[rows];
        double[] weights = new double[rows];
        List<Finding> findings = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            gains[row] = (long) (random.nextGaussian() * 1e8) + 40_000_000L;
            novelties[row] = (long) (random.nextDouble() * 1e9);
            weights[row] = random.nextInt(4) > 0 ? 1 : random.nextInt(11) / 10.0;
            if (weights[row] < 1 && random.nextInt(5) > 0) {
                findings.add(new Finding(
                        new Subject.Row(row, datanet.sampleId(row)),
                        random.nextBoolean() ? "outlier" : "near-duplicate",
                        1,
                        random.nextDouble(),
                        "Row %d is 100 %% odd.".formatted(row),
                        List.of()));
            }
        }
        valuation = new ValuationReport(DatanetRef.of(datanet), "random", Digest.EMPTY, gains, novelties);
        quality = new QualityReport(
                DatanetRef.of(datanet),
                QualityPolicy.defaults().digest(),
                QualityPolicy.Mode.ENFORCE,
                weights,
                findings,
                List.of(),
                List.of(),
                List.of(),
                List.of());
        Signer signer =
                Signer.of(java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        for (int run = 0; run < runs; run++) {
            receipts.add(receipt(random, run, signer));
        }
    }

    private UsageReceipt receipt(Random random, int run, Signer signer) {
        BitSet used = new BitSet();
        int count = run == 0 ? datanet.rows() : run == 1 ? 0 : random.nextInt(datanet.rows());
        for (int i = 0; i < count; i++) {
            used.set(run == 0 ? i : random.nextInt(datanet.rows()));
        }
        int[] rows = used.stream().toArray();
        long[] exposures = new long[rows.length];
        long[] gains = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            exposures[i] = random.nextInt(4);
            gains[i] = random.nextInt(1000) - 500;
        }
        UsageTable table = new UsageTable(rows, exposures, gains);
        BigInteger fee = run % 7 == 2
                ? BigInteger.ZERO
                : BigInteger.TEN.pow(random.nextInt(42)).multiply(BigInteger.valueOf(random.nextInt(1000)));
        return UsageReceipt.sign(
                new UsageReceipt.Header(
                        new RunId("run-" + run),
                        "model",
                        Digest.EMPTY,
                        "test 1",
                        DatanetRef.of(datanet),
                        new PayerId("payer-" + run % 3),
                        fee,
                        Instant.EPOCH,
                        Instant.EPOCH.plusSeconds(60),
                        run % 5 == 3 ? RunState.FAILED : RunState.COMPLETED,
                        "exposure",
                        0,
                        Optional.empty(),
                        List.of(),
                        rows.length,
                        table.root()),
                table,
                signer);
    }

    /** What one machine pays. */
    RewardReport paid(RewardPolicy policy) {
        return new ConditionalGainRule().apply(RewardInput.of(datanet, valuation, quality, policy, receipts::stream));
    }

    /** Writes Datanet, reports and a ledger. */
    Economy write(Path folder) throws IOException {
        Files.createDirectories(folder);
        DatanetWriter.of(datanet).write(folder.resolve("datanet"));
        Reports.VALUATION.write(valuation, folder.resolve("valuation.json"));
        Reports.QUALITY.write(quality, folder.resolve("quality.json"));
        try (UsageLedger ledger = FileUsageLedger.open(folder.resolve("ledger"), keeper(), Clock.systemUTC())) {
            for (UsageReceipt receipt : receipts) {
                ledger.append(receipt);
            }
        }
        return this;
    }

    private static Signer keeper() {
        try {
            return Signer.of(
                    java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The receipts as tables in that many parts and in a random order, one of them twice. */
    void writeTables(Path folder, int parts, long seed) {
        List<org.apache.spark.sql.Row> signed = new ArrayList<>();
        List<org.apache.spark.sql.Row> usage = new ArrayList<>();
        receipts.forEach(receipt -> {
            signed.add(ReceiptTable.signed(receipt));
            ReceiptTable.entries(receipt).forEachRemaining(usage::add);
        });
        signed.add(signed.get(0));
        Collections.shuffle(signed, new Random(seed));
        Collections.shuffle(usage, new Random(seed));
        var spark = LocalSpark.session();
        spark.createDataFrame(signed, Tables.RECEIPTS)
                .repartition(parts)
                .write()
                .parquet(folder.resolve("receipts").toString());
        spark.createDataFrame(usage, Tables.USAGE)
                .repartition(parts)
                .write()
                .parquet(folder.resolve("usage").toString());
    }

    static List<Path> children(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    static <T> List<T> list(T[] values) {
        return Arrays.asList(values);
    }
}
