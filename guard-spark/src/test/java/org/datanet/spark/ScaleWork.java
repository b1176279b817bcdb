package org.datanet.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
 * paragraphs, usage rows, those of a smaller Datanet to warm up with, and the jobs, separated by commas. Prints
 * {@code done job seconds cpu-seconds digest megabytes} a job, and {@code stage job name seconds megabytes} a stage of Spark; the memory is the most that
 * the process held meanwhile.
 */
public final class ScaleWork {
    private static final RewardPolicy POLICY =
            new RewardPolicy("WEI", 900_000, 50_000_000L, 2, 50_000, BigInteger.valueOf(7), 0);
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path PEAK = Path.of("/proc/self/clear_refs");

    private final String job;
    private final boolean told;
    private long jobPeak;

    private ScaleWork(String job, boolean told) {
        this.job = job;
        this.told = told;
    }

    private interface Work {
        Digest run() throws IOException;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int cores = Integer.parseInt(args[2]);
        ScaleNet net = net(folder, args, 3);
        ScaleNet warm = net(folder, args, 5);
        List<String> jobs = List.of(args[7].split(","));
        if (args[1].equals("single")) {
            single(warm, jobs, false);
            single(net, jobs, true);
            return;
        }
        System.setProperty("spark.sql.shuffle.partitions", Integer.toString(4 * cores));
        try (SparkSession spark = Sessions.open("local[" + cores + "]")) {
            spark.sparkContext().setLogLevel("OFF");
            if (args[1].equals("make")) {
                warm.write(spark);
                net.write(spark);
            } else {
                Path out = Files.createTempDirectory(folder, "spark-" + cores + "-");
                carried(spark, warm, out.resolve("warm"), jobs, false);
                carried(spark, net, out.resolve("out"), jobs, true);
            }
        }
    }

    private static ScaleNet net(Path folder, String[] args, int at) {
        return new ScaleNet(
                folder.resolve("net-" + args[at]), Integer.parseInt(args[at]), Integer.parseInt(args[at + 1]));
    }

    private static void single(ScaleNet net, List<String> jobs, boolean told) throws IOException {
        if (jobs.contains("inspect")) {
            new ScaleWork("inspect", told).measured(() -> inspect(net));
        } else if (!Files.exists(net.quality())) {
            inspect(net);
        }
        if (jobs.contains("reward")) {
            new ScaleWork("reward", told).measured(() -> reward(net));
        }
    }

    private static Digest inspect(ScaleNet net) throws IOException {
        Datanet datanet = DatanetReader.open(net.single()).read();
        QualityReport report =
                new DatanetGuard().inspect(datanet, UsageView.none(), QualityPolicy.defaults(), Progress.none());
        Reports.QUALITY.write(report, net.quality());
        return report.digest();
    }

    private static Digest reward(ScaleNet net) throws IOException {
        LedgerAudit audit = FileUsageLedger.verify(net.ledger());
        if (!audit.holds()) {
            throw new IllegalStateException("the ledger does not hold: " + audit.problems());
        }
        try (FileUsageLedger ledger = FileUsageLedger.openReadOnly(net.ledger())) {
            return new ConditionalGainRule()
                    .apply(RewardInput.of(
                            DatanetReader.open(net.single()).read(),
                            Reports.VALUATION.read(net.valuation()),
                            Reports.QUALITY.read(net.quality()),
                            POLICY,
                            ledger::openReceipts))
                    .digest();
        }
    }

    private static void carried(SparkSession spark, ScaleNet net, Path out, List<String> jobs, boolean told)
            throws IOException {
        if (jobs.contains("inspect")) {
            ScaleWork work = new ScaleWork("inspect", told);
            work.measured(() -> new InspectJob(spark, work::stage)
                    .run(net.tables().toString(), out.resolve("inspection").toString(), QualityPolicy.defaults())
                    .digest());
        }
        if (jobs.contains("reward")) {
            ScaleWork work = new ScaleWork("reward", told);
            work.measured(() -> new RewardJob(spark, work::stage)
                    .run(
                            new RewardJob.Places(
                                    net.tables().toString(),
                                    net.folder().resolve("receipts").toString(),
                                    net.folder().resolve("usage").toString(),
                                    net.valuation().toString(),
                                    net.quality().toString(),
                                    // Another folder, so that the rows are read again, as on one machine.
                                    out.resolve("rewards").toString()),
                            POLICY)
                    .digest());
        }
    }

    private void measured(Work work) throws IOException {
        peak();
        jobPeak = 0;
        double cpu = cpuSeconds();
        long wall = System.nanoTime();
        Digest digest = work.run();
        double seconds = (System.nanoTime() - wall) / 1e9;
        double used = cpuSeconds() - cpu;
        jobPeak = Math.max(jobPeak, peak());
        if (told) {
            System.out.printf(
                    Locale.ROOT,
                    "done %s %.2f %.2f %s %d%n",
                    job,
                    seconds,
                    used,
                    digest.toString().substring(0, 12),
                    jobPeak);
        }
    }

    /** A line of progress, {@code stage name: 1.2 s}, with the memory of the stage. */
    private void stage(String line) {
        long held = peak();
        jobPeak = Math.max(jobPeak, held);
        String[] words = line.split("[: ]+");
        if (told && words.length == 4 && words[0].equals("stage") && words[3].equals("s")) {
            System.out.printf(Locale.ROOT, "stage %s %s %s %d%n", job, words[1], words[2], held);
        }
    }

    private static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                / 1e9;
    }

    /** The most megabytes that the process held since the last call; where the system cannot begin anew, since its start. */
    private static long peak() {
        long held = 0;
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmHWM:")) {
                    held = Long.parseLong(line.replaceAll("\\D", "")) / 1024;
                }
            }
            Files.writeString(PEAK, "5", StandardOpenOption.WRITE);
        } catch (IOException e) {
            // Another system: what was read stands, 0 where there was nothing to read.
            return held;
        }
        return held;
    }
}
