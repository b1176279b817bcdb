package org.datanet.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.DatanetReader;
import org.datanet.io.Reports;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.rewards.ConditionalGainRule;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.rewards.ledger.LedgerAudit;
import org.datanet.usage.UsageView;

/**
 * One measurement of {@link ScaleBenchmark} in a process of its own. Arguments: folder, {@code make}, {@code single} or {@code spark}, cores,
 * paragraphs, usage rows, and those of a smaller Datanet to warm up with. Prints {@code what seconds cpu-seconds digest} a line, and last the
 * most memory that the process held, in MB.
 */
public final class ScaleWork {
    private static final RewardPolicy POLICY =
            new RewardPolicy("WEI", 900_000, 50_000_000L, 2, 50_000, BigInteger.valueOf(7), 0);

    private ScaleWork() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int cores = Integer.parseInt(args[2]);
        ScaleNet net = net(folder, args, 3);
        ScaleNet warm = net(folder, args, 5);
        if (args[1].equals("single")) {
            single(warm, "warm");
            single(net, "done");
        } else {
            System.setProperty("spark.sql.shuffle.partitions", Integer.toString(4 * cores));
            try (SparkSession spark = Sessions.open("local[" + cores + "]")) {
                spark.sparkContext().setLogLevel("OFF");
                if (args[1].equals("make")) {
                    warm.write(spark);
                    net.write(spark);
                } else {
                    Path out = Files.createTempDirectory(folder, "spark-" + cores + "-");
                    carried(spark, warm, out.resolve("warm"), "warm");
                    carried(spark, net, out.resolve("out"), "done");
                }
            }
        }
        System.out.println("memory " + memory());
    }

    private static ScaleNet net(Path folder, String[] args, int at) {
        return new ScaleNet(
                folder.resolve("net-" + args[at]), Integer.parseInt(args[at]), Integer.parseInt(args[at + 1]));
    }

    private static void single(ScaleNet net, String when) throws Exception {
        Path out = net.folder().resolve("quality.json");
        Datanet[] read = new Datanet[1];
        QualityReport[] quality = new QualityReport[1];
        measured(when + " inspect", () -> {
            read[0] = DatanetReader.open(net.single()).read();
            quality[0] =
                    new DatanetGuard().inspect(read[0], UsageView.none(), QualityPolicy.defaults(), Progress.none());
            Reports.QUALITY.write(quality[0], out);
            return quality[0].digest();
        });
        measured(when + " reward", () -> {
            LedgerAudit audit = FileUsageLedger.verify(net.ledger());
            if (!audit.holds()) {
                throw new IllegalStateException("the ledger does not hold: " + audit.problems());
            }
            try (FileUsageLedger ledger = FileUsageLedger.openReadOnly(net.ledger())) {
                return new ConditionalGainRule()
                        .apply(RewardInput.of(
                                DatanetReader.open(net.single()).read(),
                                Reports.VALUATION.read(net.valuation()),
                                Reports.QUALITY.read(out),
                                POLICY,
                                ledger::openReceipts))
                        .digest();
            }
        });
    }

    private static void carried(SparkSession spark, ScaleNet net, Path out, String when) throws Exception {
        List<String> stages = new ArrayList<>();
        measured(
                when + " inspect",
                () -> new InspectJob(spark, stages::add)
                        .run(net.tables().toString(), out.toString(), QualityPolicy.defaults())
                        .digest());
        measured(
                when + " reward",
                () -> new RewardJob(spark, stages::add)
                        .run(
                                new RewardJob.Places(
                                        net.tables().toString(),
                                        net.folder().resolve("receipts").toString(),
                                        net.folder().resolve("usage").toString(),
                                        net.valuation().toString(),
                                        out.resolve("quality.json").toString(),
                                        // Another folder, so that the rows are read again, as on one machine.
                                        out.resolve("rewards").toString()),
                                POLICY)
                        .digest());
        stages.forEach(stage -> System.out.println(when + " " + stage));
    }

    private interface Work {
        Digest run() throws IOException;
    }

    private static void measured(String what, Work work) throws IOException {
        double cpu = cpuSeconds();
        long wall = System.nanoTime();
        Digest digest = work.run();
        System.out.printf(
                Locale.ROOT,
                "%s %.2f %.2f %s%n",
                what,
                (System.nanoTime() - wall) / 1e9,
                cpuSeconds() - cpu,
                digest.toString().substring(0, 12));
    }

    private static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                / 1e9;
    }

    private static long memory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        return 0;
    }
}
