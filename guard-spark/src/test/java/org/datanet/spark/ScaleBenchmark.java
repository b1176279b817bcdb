package org.datanet.spark;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.CanonicalPayload;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityPolicy;
import org.datanet.usage.UsageView;

/**
 * Measures the guard on paragraphs, on Spark with one core and with two and on one machine by itself, and prints Markdown. Arguments: a folder for
 * what is written, and numbers of paragraphs. Results are compared, too. Processor seconds are of the whole process.
 */
public final class ScaleBenchmark {
    private static final long SEED = 20_261_122;
    private static final int WARM = 2_000;
    private static final String[] VOCABULARY = vocabulary();

    private ScaleBenchmark() {}

    /** Runs the benchmark. */
    public static void main(String[] args) throws Exception {
        System.setProperty("spark.ui.enabled", "false");
        Path folder = Files.createDirectories(Path.of(args[0]));
        List<Integer> sizes = Stream.of(args).skip(1).map(Integer::valueOf).toList();
        System.out.printf("| paragraphs | where | CPU s | wall s | digest |%n|---|---|---|---|---|%n");
        for (int size : sizes) {
            Datanet datanet = paragraphs(size);
            inspect(paragraphs(WARM));
            Digest single = measured(size, "one machine", () -> inspect(datanet));
            Path net = folder.resolve("net-" + size);
            for (int cores = 1; cores <= 2; cores++) {
                System.setProperty("spark.sql.shuffle.partitions", Integer.toString(4 * cores));
                try (SparkSession spark = Sessions.open("local[" + cores + "]")) {
                    spark.sparkContext().setLogLevel("OFF");
                    if (!Files.exists(net)) {
                        write(spark, datanet, net);
                    }
                    Path warm = folder.resolve("warm");
                    if (!Files.exists(warm)) {
                        write(spark, paragraphs(WARM), warm);
                    }
                    String out = folder.resolve("out-" + size + "-" + cores).toString();
                    new InspectJob(spark, line -> {}).run(warm.toString(), out + "-warm", QualityPolicy.defaults());
                    List<String> stages = new ArrayList<>();
                    Digest carried = measured(
                            size,
                            "Spark local[" + cores + "]",
                            () -> new InspectJob(spark, stages::add)
                                    .run(net.toString(), out, QualityPolicy.defaults())
                                    .digest());
                    System.out.println("\n" + String.join("; ", stages) + "\n");
                    if (!carried.equals(single)) {
                        throw new IllegalStateException("the results differ: " + carried + " and " + single);
                    }
                }
            }
        }
    }

    private static Digest inspect(Datanet datanet) {
        return new DatanetGuard()
                .inspect(datanet, UsageView.none(), QualityPolicy.defaults(), Progress.none())
                .digest();
    }

    private interface Work {
        Digest run();
    }

    private static Digest measured(int size, String where, Work work) {
        double cpu = cpuSeconds();
        long wall = System.nanoTime();
        Digest digest = work.run();
        System.out.printf(
                Locale.ROOT,
                "| %,d | %s | %.1f | %.1f | %s |%n",
                size,
                where,
                cpuSeconds() - cpu,
                (System.nanoTime() - wall) / 1e9,
                digest.toString().substring(0, 8));
        return digest;
    }

    private static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                / 1e9;
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

    /** Words as frequent as in a language; one of 50 is a copy, one of 50 nearly one. */
    private static Datanet paragraphs(int rows) {
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
                            new ContributorId("c" + (kind < 2 ? kind : 2 + random.nextInt(48))),
                            CanonicalPayload.digest(new double[0], text, null))
                    .epoch(row * 3L / rows > 1 ? 2 : (int) (row * 3L / rows))
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

    private static void write(SparkSession spark, Datanet datanet, Path folder) throws Exception {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("datanet.yaml"),
                "name: paragraphs\nversion: \"1\"\ncolumns:\n  id: id\n  contributor: contributor\n  epoch: epoch\n  text: text\n");
        StructType schema = new StructType()
                .add("row", DataTypes.IntegerType)
                .add("id", DataTypes.StringType)
                .add("contributor", DataTypes.StringType)
                .add("epoch", DataTypes.IntegerType)
                .add("text", DataTypes.StringType);
        for (int from = 0; from < datanet.rows(); from += 100_000) {
            List<org.apache.spark.sql.Row> rows = new ArrayList<>();
            for (int row = from; row < Math.min(datanet.rows(), from + 100_000); row++) {
                rows.add(RowFactory.create(
                        row,
                        datanet.sampleId(row).value(),
                        datanet.contributorId(row).value(),
                        datanet.epoch(row),
                        datanet.text(row)));
            }
            spark.createDataFrame(rows, schema)
                    .coalesce(4)
                    .write()
                    .mode("append")
                    .parquet(folder.resolve("samples.parquet").toString());
        }
    }
}
