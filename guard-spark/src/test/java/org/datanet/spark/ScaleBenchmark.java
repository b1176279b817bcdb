package org.datanet.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Measures the guard on paragraphs and the rewards on usage rows, on one machine by itself and on Spark, with one core and with two, and writes
 * {@code docs/benchmarks/scale.md}. Arguments: a folder for what is made, the file to write, and numbers of paragraphs, ascending
 * (100,000 and 1,000,000); every paragraph is used 20 times. Each measurement is a process of its own that has warmed up on a
 * fiftieth of the paragraphs; results that differ end the run.
 */
public final class ScaleBenchmark {
    private static final int USES = 20;
    private static final int WARM = 50;
    private static final int LEAST_WARM = 1_000;
    private static final long MOST_MEMORY = 8_192;
    private static final double LEAST_EFFICIENCY = 0.75;
    private static final double MOST_OVERHEAD = 1.3;
    private static final List<String> JOBS = List.of("inspect", "reward");

    private final Path folder;
    private final Map<String, Measured> all = new HashMap<>();
    private final StringBuilder stages = new StringBuilder();

    private ScaleBenchmark(Path folder) {
        this.folder = folder;
    }

    private record Measured(double wall, double cpu, String digest, long memory) {}

    /** Runs the benchmark. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        int[] sizes = Stream.of(args).skip(2).mapToInt(Integer::parseInt).toArray();
        ScaleBenchmark benchmark = new ScaleBenchmark(folder);
        for (int size : sizes) {
            benchmark.work("make", 2, size);
            for (int cores = 1; cores <= 2; cores++) {
                benchmark.work("single", cores, size);
                benchmark.work("spark", cores, size);
            }
        }
        Files.writeString(Path.of(args[1]), benchmark.page(sizes));
        System.out.println("wrote " + args[1]);
    }

    private void work(String where, int cores, int size) throws IOException, InterruptedException {
        int warm = Math.min(size, Math.max(LEAST_WARM, size / WARM));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx5g",
                "-XX:ActiveProcessorCount=" + cores,
                "-Dspark.ui.enabled=false",
                "-cp",
                System.getProperty("java.class.path"),
                ScaleWork.class.getName(),
                folder.toString(),
                where,
                Integer.toString(cores),
                Integer.toString(size),
                Integer.toString(USES * size),
                Integer.toString(warm),
                Integer.toString(USES * warm));
        System.out.printf("%s, %d cores, %,d paragraphs%n", where, cores, size);
        Path log = folder.resolve("work.log");
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        Map<String, String[]> found = new TreeMap<>();
        long memory = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                if (line.startsWith("memory ")) {
                    memory = Long.parseLong(words[1]);
                } else if (line.startsWith("done stage ")) {
                    stages.append(cores == 2 ? "| %,d | %s |%n".formatted(size, stage(line)) : "");
                } else if (line.startsWith("done ")) {
                    System.out.println("  " + line);
                    found.put(words[1], words);
                }
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException(
                    "%s of %d paragraphs failed with %d; see %s".formatted(where, size, process.exitValue(), log));
        }
        for (Map.Entry<String, String[]> one : found.entrySet()) {
            String[] words = one.getValue();
            Measured measured =
                    new Measured(Double.parseDouble(words[2]), Double.parseDouble(words[3]), words[4], memory);
            all.put(key(one.getKey(), where, cores, size), measured);
            Measured first = all.get(key(one.getKey(), "single", 1, size));
            if (!first.digest.equals(measured.digest)) {
                throw new IllegalStateException("%s on %s differs from one machine: %s, not %s"
                        .formatted(one.getKey(), where, measured.digest, first.digest));
            }
        }
    }

    private static String stage(String line) {
        return line.substring("done stage ".length()).replace(": ", " | ");
    }

    private static String key(String job, String where, int cores, int size) {
        return job + " " + where + " " + cores + " " + size;
    }

    private Measured of(String job, String where, int cores, int size) {
        Measured measured = all.get(key(job, where, cores, size));
        if (measured == null) {
            throw new IllegalStateException("not measured: " + key(job, where, cores, size));
        }
        return measured;
    }

    private String page(int[] sizes) throws IOException, InterruptedException {
        StringBuilder page = new StringBuilder("""
                # Scale: the same work on one machine and on Apache Spark

                Made by `benchmarks/run spark`, at commit `%s`, %s, Java %s, %d processors. Paragraphs are made of 60,000 words as frequent as in a language, 40 to 99 words each,
                over three epochs and 5,000 contributors; one of 50 is a copy, one nearly one. Every paragraph is used %d times, in 100 receipts. Each line is a process of
                its own with 5 GB of heap, warmed up on a fiftieth; *memory* is the most that the process ever held. Reading and writing are part of the time: CSV and a ledger in files
                on one machine, Parquet on Spark; both check every signature and table. Every digest was the same as on one machine.

                | job | rows | where | cores | wall s | CPU s | memory MB | digest |
                |---|---|---|---|---|---|---|---|
                """.formatted(
                        commit(),
                        LocalDate.now(ZoneOffset.UTC),
                        System.getProperty("java.version"),
                        Runtime.getRuntime().availableProcessors(),
                        USES));
        for (String job : JOBS) {
            for (int size : sizes) {
                for (String where : List.of("single", "spark")) {
                    for (int cores = 1; cores <= 2; cores++) {
                        Measured m = of(job, where, cores, size);
                        page.append("| %s | %s | %s | %d | %.1f | %.1f | %d | `%s` |%n"
                                .formatted(
                                        job,
                                        rows(job, size),
                                        where.equals("spark") ? "Spark" : "one machine",
                                        cores,
                                        m.wall,
                                        m.cpu,
                                        m.memory,
                                        m.digest));
                    }
                }
            }
        }
        page.append("\n| aim | measured | |\n|---|---|---|\n");
        int last = sizes[sizes.length - 1];
        for (String job : JOBS) {
            for (int cores = 1; sizes.length > 1 && cores <= 2; cores++) {
                double times = (double) last / sizes[0];
                double ratio = of(job, "spark", cores, last).wall / of(job, "spark", cores, sizes[0]).wall;
                aim(
                        page,
                        "%s: %s rows take at most %.1f times as long as %s, %d cores"
                                .formatted(job, rows(job, last), times, rows(job, sizes[0]), cores),
                        ratio,
                        ratio <= times);
            }
            double one = of(job, "spark", 1, last).wall;
            double two = of(job, "spark", 2, last).wall;
            aim(
                    page,
                    job + ": local[2] has 75 % of twice the speed of local[1]",
                    one / two / 2,
                    one / two / 2 >= LEAST_EFFICIENCY);
            double overhead = one / of(job, "single", 1, last).wall;
            aim(
                    page,
                    job + ": local[1] takes at most 1.3 times as long as one machine on one core",
                    overhead,
                    overhead <= MOST_OVERHEAD);
        }
        long memory = all.values().stream().mapToLong(Measured::memory).max().orElse(0);
        aim(page, "most memory of any process, 8,192 MB", (double) memory, memory <= MOST_MEMORY);
        return page.append("\nStages on two cores:\n\n| paragraphs | stage | time |\n|---|---|---|\n")
                .append(stages)
                .toString();
    }

    private static void aim(StringBuilder page, String aim, double measured, boolean reached) {
        page.append("| %s | %.2f | %s |%n".formatted(aim, measured, reached ? "reached" : "**missed**"));
    }

    private static String rows(String job, int size) {
        return String.format(Locale.ROOT, "%,d", job.equals("reward") ? (long) USES * size : size);
    }

    private static String commit() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
        try (BufferedReader lines = git.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            return git.waitFor() == 0 && line != null ? line : "unknown";
        }
    }
}
