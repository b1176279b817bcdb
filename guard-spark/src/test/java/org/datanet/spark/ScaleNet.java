package org.datanet.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.contribution.SampleId;
import org.datanet.io.CanonicalPayload;
import org.datanet.io.DatanetWriter;
import org.datanet.io.Reports;
import org.datanet.proof.Digest;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;
import org.datanet.valuation.ValuationReport;

/**
 * A made Datanet of paragraphs and what pays for it, in the forms of one machine and of a data lake: for one size always the same. Words are as
 * frequent as in a language; one paragraph of 50 is a copy, one nearly one.
 *
 * @param folder where it is
 * @param rows paragraphs
 * @param usage entries of all receipts together, at most {@value #RECEIPTS} times the paragraphs
 */
record ScaleNet(Path folder, int rows, int usage) {
    static final long SEED = 20_261_122;
    private static final int RECEIPTS = 100;
    private static final int BATCH = 200_000;
    private static final String[] VOCABULARY = vocabulary();

    /** The folder of one machine. */
    Path single() {
        return folder.resolve("single");
    }

    /** The same with Parquet. */
    Path tables() {
        return folder.resolve("tables");
    }

    Path ledger() {
        return folder.resolve("ledger");
    }

    Path valuation() {
        return folder.resolve("valuation.json");
    }

    /** What the guard of one machine said, once it was asked. */
    Path quality() {
        return folder.resolve("quality.json");
    }

    /** Writes everything, where it is not there. */
    void write(SparkSession spark) throws IOException {
        Path done = folder.resolve("done");
        if (Files.exists(done)) {
            return;
        }
        Datanet datanet = paragraphs();
        DatanetWriter.of(datanet).write(single());
        samples(spark, datanet);
        DatanetRef ref = DatanetRef.of(datanet);
        long[] gains = new long[rows];
        long[] novelties = new long[rows];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int row = 0; row < rows; row++) {
            gains[row] = random.nextLong(-1_000_000_000, 3_000_000_000L);
            novelties[row] = random.nextLong(ValuationReport.UNIT + 1);
        }
        Reports.VALUATION.write(new ValuationReport(ref, "made", Digest.EMPTY, gains, novelties), valuation());
        receipts(spark, ref);
        Files.writeString(done, ref.toString());
    }

    private void receipts(SparkSession spark, DatanetRef ref) throws IOException {
        PlantedReceipts planted = new PlantedReceipts(ref, PlantedReceipts.signer(SEED));
        try (FileUsageLedger ledger =
                FileUsageLedger.open(ledger(), PlantedReceipts.signer(SEED + 1), Clock.systemUTC())) {
            List<Row> entries = new ArrayList<>();
            List<Row> signed = new ArrayList<>();
            for (int run = 0; run < RECEIPTS; run++) {
                UsageReceipt receipt = planted.of(
                        "run-" + run,
                        "payer-" + run % 7,
                        1_000_000_007L * (run + 1),
                        table(new SplittableRandom(SEED + run)));
                ledger.append(receipt);
                signed.add(ReceiptTable.signed(receipt));
                ReceiptTable.entries(receipt).forEachRemaining(entries::add);
                if (entries.size() >= BATCH || run + 1 == RECEIPTS) {
                    append(spark, entries, Tables.USAGE, folder.resolve("usage"), 2);
                    entries.clear();
                }
            }
            append(spark, signed, Tables.RECEIPTS, folder.resolve("receipts"), 1);
        }
    }

    /** Different rows, spread over all. */
    private UsageTable table(SplittableRandom random) {
        int[] used = new int[usage / RECEIPTS];
        for (int i = 0; i < used.length; i++) {
            used[i] =
                    random.nextInt((int) ((long) rows * i / used.length), (int) ((long) rows * (i + 1) / used.length));
        }
        return new UsageTable(
                used,
                random.longs(used.length, 0, 50).toArray(),
                random.longs(used.length, -1_000_000, 1_000_000).toArray());
    }

    private void samples(SparkSession spark, Datanet datanet) throws IOException {
        Files.createDirectories(tables());
        Files.copy(single().resolve("datanet.yaml"), tables().resolve("datanet.yaml"));
        StructType schema = new StructType()
                .add("row", DataTypes.IntegerType)
                .add("id", DataTypes.StringType)
                .add("contributor", DataTypes.StringType)
                .add("epoch", DataTypes.IntegerType)
                .add("text", DataTypes.StringType);
        for (int from = 0; from < rows; from += BATCH) {
            List<Row> batch = new ArrayList<>();
            for (int row = from; row < Math.min(rows, from + BATCH); row++) {
                batch.add(RowFactory.create(
                        row,
                        datanet.sampleId(row).value(),
                        datanet.contributorId(row).value(),
                        datanet.epoch(row),
                        datanet.text(row)));
            }
            append(spark, batch, schema, tables().resolve("samples.parquet"), 2);
        }
    }

    private static void append(SparkSession spark, List<Row> rows, StructType schema, Path table, int files) {
        spark.createDataFrame(rows, schema)
                .coalesce(files)
                .write()
                .mode("append")
                .parquet(table.toString());
    }

    private Datanet paragraphs() {
        Random random = new Random(SEED + rows);
        Datanet.Builder builder = Datanet.builder(new DatanetId("paragraphs"), "1");
        List<String> texts = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            int kind = row < 50 ? 2 : random.nextInt(50);
            String text = kind < 2 ? texts.get(random.nextInt(row)) : paragraph(random);
            if (kind == 1) {
                String[] words = text.split(" ");
                words[random.nextInt(words.length)] = VOCABULARY[random.nextInt(VOCABULARY.length)];
                text = String.join(" ", words);
            }
            texts.add(text);
            builder.add(new Datanet.Row(
                            new SampleId("s" + row),
                            new ContributorId("c" + (kind < 2 ? kind : 2 + random.nextInt(4_998))),
                            CanonicalPayload.digest(new double[0], text, null))
                    .epoch((int) (row * 3L / rows))
                    .text(text));
        }
        return builder.build();
    }

    private static String paragraph(Random random) {
        StringBuilder text = new StringBuilder();
        for (int words = 40 + random.nextInt(60); words > 0; words--) {
            // Zipf: the logarithm of the rank is even.
            int rank = (int) Math.exp(random.nextDouble() * Math.log(VOCABULARY.length)) - 1;
            text.append(text.isEmpty() ? "" : " ").append(VOCABULARY[rank]);
        }
        return text.append('.').toString();
    }

    private static String[] vocabulary() {
        Random random = new Random(SEED);
        String[] words = new String[60_000];
        for (int i = 0; i < words.length; i++) {
            StringBuilder word = new StringBuilder();
            for (int letters = 2 + random.nextInt(9); letters > 0; letters--) {
                word.append("eeeeaaaiioouutnnsrrlhdcmpfgwybvk".charAt(random.nextInt(32)));
            }
            words[i] = word.toString();
        }
        return words;
    }
}
