package org.datanet.evm.tree;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.datanet.progress.Progress;

/** Root and proofs of so many accounts: prints one line of JSON as {@code toolchain/tree.mjs} does, for a fresh process. */
public final class ClaimTreeBenchmark {
    private ClaimTreeBenchmark() {}

    public static void main(String[] args) throws IOException {
        int accounts = Integer.parseInt(args[0]);
        Earnings earnings = MadeUp.earnings(accounts);
        System.gc();
        long cpu = cpuNanos();
        long began = System.nanoTime();
        ClaimTree tree = ClaimTree.of(earnings, Progress.none());
        long built = System.nanoTime();
        long cpuBuilt = cpuNanos();
        long hashes = IntStream.range(0, accounts)
                .parallel()
                .mapToLong(row -> tree.proof(row).size())
                .sum();
        long ended = System.nanoTime();
        System.out.printf(
                Locale.ROOT,
                "{\"leaves\":%d,\"root\":\"%s\",\"hashes\":%d,\"rootSeconds\":%.3f,\"rootCpuSeconds\":%.3f,\"seconds\":%.3f,\"cpuSeconds\":%.3f,\"residentMegabytes\":%d,\"java\":\"%s\"}%n",
                accounts,
                tree.root(),
                hashes,
                (built - began) / 1e9,
                (cpuBuilt - cpu) / 1e9,
                (ended - began) / 1e9,
                (cpuNanos() - cpu) / 1e9,
                peak(),
                Runtime.version().feature());
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long peak() throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
        return status.stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
