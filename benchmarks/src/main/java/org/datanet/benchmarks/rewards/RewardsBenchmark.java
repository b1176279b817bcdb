package org.datanet.benchmarks.rewards;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.datanet.benchmarks.ProcessorTime;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.rewards.ConditionalGainRule;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.rewards.ledger.LedgerAudit;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;
import org.datanet.valuation.ValuationReport;

/**
 * From usage to amounts at scale: receipts are signed and appended to a ledger in files (each forced to the disk), the folder is
 * checked as an auditor would, and a report is computed from the ledger. Then one receipt of all usage rows is written, read and
 * checked. Sizes grow, so that the growth can be seen.
 *
 * <p>Arguments: usage rows (10,000,000), receipts (1,000), contributors (100,000), Datanet rows (1,000,000); all optional. Run
 * with {@code -Xmx2g} to see that it suffices.
 */
public final class RewardsBenchmark {
    private static final long SEED = 42;

    private RewardsBenchmark() {}

    public static void main(String[] args) throws IOException {
        int usage = argument(args, 0, 10_000_000);
        int receipts = argument(args, 1, 1_000);
        int contributors = argument(args, 2, 100_000);
        int rows = argument(args, 3, 1_000_000);
        Path folder = Files.createTempDirectory("rewards-benchmark");
        try {
            line(
                    "usage rows",
                    "receipts",
                    "append s",
                    "MB on disk",
                    "audit s",
                    "report s",
                    "report CPU s",
                    "heap MB",
                    "RSS MB");
            for (int part : new int[] {8, 4, 2, 1}) {
                ledger(folder.resolve("ledger-" + part), usage / part, receipts / part, contributors, rows);
            }
            line(
                    "usage rows",
                    "one receipt",
                    "write s",
                    "MB on disk",
                    "verify s",
                    "read s",
                    "verify CPU s",
                    "heap MB",
                    "RSS MB");
            receipt(folder.resolve("one.receipt"), usage);
        } finally {
            delete(folder);
        }
    }

    private static int argument(String[] args, int index, int otherwise) {
        return args.length > index ? Integer.parseInt(args[index].replace("_", "")) : otherwise;
    }

    private static void ledger(Path path, int usage, int receipts, int contributors, int rows) throws IOException {
        RewardInput economy = economy(rows, contributors);
        PlantedReceipts planted = new PlantedReceipts(economy.datanet(), PlantedReceipts.signer(SEED));
        Signer keeper = PlantedReceipts.signer(SEED + 1);
        SplittableRandom random = new SplittableRandom(SEED);
        BigInteger fees = BigInteger.ZERO;
        long rowsUsed = 0;
        double append = 0;
        try (FileUsageLedger ledger = FileUsageLedger.open(path, keeper, Clock.systemUTC())) {
            for (int i = 0; i < receipts; i++) {
                UsageTable table = table(rows, usage / receipts, random);
                rowsUsed += table.size();
                UsageReceipt receipt = planted.of("run-" + i, "payer-" + i % 50, random.nextLong(1L << 40), table);
                fees = fees.add(receipt.header().fee());
                long start = System.nanoTime();
                ledger.append(receipt);
                append += seconds(start);
            }
        }
        long start = System.nanoTime();
        LedgerAudit audit = FileUsageLedger.verify(path);
        double verified = seconds(start);
        check(audit.holds() && audit.entries() == receipts, "the ledger holds: " + audit.problems());
        resetPeaks();
        start = System.nanoTime();
        double cpuBefore = ProcessorTime.seconds();
        RewardReport report;
        try (FileUsageLedger ledger = FileUsageLedger.openReadOnly(path)) {
            report = new ConditionalGainRule().apply(with(economy, ledger));
        }
        double reported = seconds(start);
        double reportedCpu = ProcessorTime.seconds() - cpuBefore;
        BigInteger sum = report.treasury().stream()
                .map(RewardReport.TreasuryLine::amount)
                .reduce(report.paid(), BigInteger::add);
        check(sum.equals(fees) && report.receipts() == receipts, "contributors and treasury equal the fees");
        line(
                number(rowsUsed),
                number(receipts),
                decimal(append),
                decimal(size(path) / 1e6),
                decimal(verified),
                decimal(reported),
                decimal(reportedCpu),
                number(peakHeap()),
                number(resident()));
    }

    private static void receipt(Path file, int usage) throws IOException {
        DatanetRef datanet = new DatanetRef(new DatanetId("benchmark"), "1", Integer.MAX_VALUE, Digest.EMPTY);
        UsageReceipt receipt = new PlantedReceipts(datanet, PlantedReceipts.signer(SEED))
                .of("one", "payer", 1, table(Integer.MAX_VALUE, usage, new SplittableRandom(SEED)));
        Digest digest = receipt.digest();
        int size = receipt.table().size();
        long start = System.nanoTime();
        ReceiptCodec.write(receipt, file);
        double written = seconds(start);
        receipt = null;
        resetPeaks();
        start = System.nanoTime();
        double cpuBefore = ProcessorTime.seconds();
        check(ReceiptCodec.verify(file).digest().equals(digest), "the receipt holds");
        double verified = seconds(start);
        double verifiedCpu = ProcessorTime.seconds() - cpuBefore;
        start = System.nanoTime();
        check(ReceiptCodec.read(file).digest().equals(digest), "the receipt comes back");
        double read = seconds(start);
        line(
                number(size),
                "1",
                decimal(written),
                decimal(Files.size(file) / 1e6),
                decimal(verified),
                decimal(read),
                decimal(verifiedCpu),
                number(peakHeap()),
                number(resident()));
    }

    /** Values of both signs, a tenth of the rows distrusted, five epochs; contributors of very different sizes. */
    private static RewardInput economy(int rows, int contributors) {
        SplittableRandom random = new SplittableRandom(SEED + 2);
        DatanetRef datanet = new DatanetRef(new DatanetId("benchmark"), "1", rows, Digest.EMPTY);
        List<ContributorId> names = new ArrayList<>(contributors);
        for (int i = 0; i < contributors; i++) {
            names.add(new ContributorId("contributor-" + i));
        }
        int[] contributorOf = new int[rows];
        int[] epochOf = new int[rows];
        long[] gains = new long[rows];
        long[] novelties = new long[rows];
        double[] weights = new double[rows];
        for (int row = 0; row < rows; row++) {
            contributorOf[row] =
                    row < contributors ? row : (int) (contributors * random.nextDouble() * random.nextDouble());
            epochOf[row] = (int) (5L * row / rows);
            gains[row] = random.nextLong(-1_000_000_000, 3_000_000_000L);
            novelties[row] = random.nextLong(ValuationReport.UNIT + 1);
            weights[row] = random.nextInt(10) == 0 ? random.nextDouble() : 1;
        }
        return new RewardInput(
                datanet,
                names,
                contributorOf,
                epochOf,
                new ValuationReport(datanet, "benchmark", Digest.EMPTY, gains, novelties),
                weights,
                Digest.EMPTY,
                List.of(),
                new RewardPolicy("UNIT", 900_000, 0, 8),
                Stream::empty);
    }

    private static RewardInput with(RewardInput economy, FileUsageLedger ledger) {
        return new RewardInput(
                economy.datanet(),
                economy.contributors(),
                economy.contributorOf(),
                economy.epochOf(),
                economy.valuation(),
                economy.weights(),
                economy.quality(),
                economy.reasons(),
                economy.policy(),
                () -> {
                    try {
                        return ledger.receipts();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** That many distinct rows, spread over all, without sorting. */
    private static UsageTable table(int rows, int entries, SplittableRandom random) {
        int[] chosen = new int[entries];
        long[] exposures = new long[entries];
        long[] gains = new long[entries];
        for (int i = 0; i < entries; i++) {
            long from = (long) rows * i / entries;
            long to = (long) rows * (i + 1) / entries;
            chosen[i] = (int) random.nextLong(from, Math.max(from + 1, to));
            exposures[i] = 1 + random.nextInt(20);
            gains[i] = random.nextLong(-1_000_000, 1_000_000);
        }
        return new UsageTable(chosen, exposures, gains);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void resetPeaks() {
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .mapToLong(pool -> pool.getPeakUsage().getUsed())
                        .sum()
                / 1_000_000;
    }

    /** The most memory that the process ever had, where the system tells (Linux); else 0. */
    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (BufferedReader reader = Files.newBufferedReader(status)) {
            return reader.lines()
                    .filter(text -> text.startsWith("VmHWM"))
                    .mapToLong(text -> Long.parseLong(text.replaceAll("\\D", "")) / 1000)
                    .findFirst()
                    .orElse(0);
        }
    }

    private static long size(Path folder) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                sum += Files.size(file);
            }
        }
        return sum;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("not true: " + what);
        }
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static void line(String... cells) {
        StringBuilder line = new StringBuilder();
        for (String cell : cells) {
            line.append(String.format(Locale.ROOT, "%14s", cell));
        }
        System.out.println(line);
    }
}
