package org.datanet.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures the guard on paragraphs and the rewards on usage rows, on one machine by itself and on Spark, with one core and with two, and writes
 * {@code docs/benchmarks/scale.md} anew after every measurement. Arguments: a folder for what is made, the file to write, numbers of paragraphs,
 * ascending (100,000 and 1,000,000), and what to leave out otherwise: {@code --jobs=inspect,reward}, {@code --cores=1,2}. Every paragraph is
 * used 20 times. Each measurement is a process of its own that has warmed up on a fiftieth of the paragraphs; results that differ
 * end the run. Run again at the same commit, it measures what is missing.
 */
public final class ScaleBenchmark {
    private static final int USES = 20;
    private static final int WARM = 50;
    private static final int LEAST_WARM = 1_000;
    private static final long MOST_MEMORY = 8_192;
    private static final double LEAST_EFFICIENCY = 0.75;
    private static final double MOST_OVERHEAD = 1.3;
    /** A stage that another one does on its way; its seconds are part of the other's. */
    private static final String WITHIN = "postings";
    /** Where what was measured is kept, by commit, so that a run that was cut short goes on. */
    private static final String MEASURED = "measured-%s.txt";

    private final Path folder;
    private final Path file;
    private final int[] sizes;
    private final List<String> jobs;
    private final int[] cores;
    private final String command;
    private final Map<String, Measured> all = new HashMap<>();
    private final Map<String, Map<String, Measured>> stages = new HashMap<>();

    /** What was measured: of a job with its digest, of a stage without. */
    private record Measured(double wall, double cpu, String digest, long memory, Map<String, Measured> stages) {}

    private ScaleBenchmark(String[] args) throws IOException {
        folder = Files.createDirectories(Path.of(args[0]));
        file = Path.of(args[1]);
        List<String> rest = List.of(args).subList(2, args.length);
        int[] asked = rest.stream()
                .filter(arg -> !arg.startsWith("--"))
                .mapToInt(Integer::parseInt)
                .toArray();
        sizes = asked.length > 0 ? asked : new int[] {100_000, 1_000_000};
        jobs = List.of(option(rest, "--jobs", "inspect,reward").split(","));
        cores = Stream.of(option(rest, "--cores", "1,2").split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
        command = "benchmarks/run spark " + String.join(" ", List.of(args).subList(1, args.length));
        for (String job : jobs) {
            if (!job.equals("inspect") && !job.equals("reward")) {
                throw new IllegalArgumentException("--jobs: \"" + job + "\" is none; those are inspect and reward");
            }
        }
    }

    private static String option(List<String> args, String name, String usual) {
        return args.stream()
                .filter(arg -> arg.startsWith(name + "="))
                .map(arg -> arg.substring(name.length() + 1))
                .findFirst()
                .orElse(usual);
    }

    /** Runs the benchmark. */
    public static void main(String[] args) throws Exception {
        ScaleBenchmark benchmark = new ScaleBenchmark(args);
        benchmark.takeUp();
        for (int size : benchmark.sizes) {
            benchmark.work("make", 2, size);
            for (int used : benchmark.cores) {
                for (String job : benchmark.jobs) {
                    benchmark.once(job, "single", used, size);
                    benchmark.once(job, "spark", used, size);
                }
            }
        }
        Files.writeString(benchmark.file, benchmark.page());
        System.out.println("wrote " + benchmark.file);
    }

    /** What was measured at this commit before a run was cut short. */
    private void takeUp() throws IOException, InterruptedException {
        Path known = folder.resolve(MEASURED.formatted(commit()));
        for (String line : Files.exists(known) ? Files.readAllLines(known) : List.<String>of()) {
            String[] words = line.split(" ");
            take(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]), line.split(" ", 4)[3]);
        }
    }

    private void once(String job, String where, int used, int size) throws IOException, InterruptedException {
        if (of(job, where, used, size) == null) {
            work(where, used, size, job);
        }
    }

    private void work(String where, int used, int size) throws IOException, InterruptedException {
        work(where, used, size, jobs.get(0));
    }

    private void work(String where, int used, int size, String job) throws IOException, InterruptedException {
        int warm = Math.min(size, Math.max(LEAST_WARM, size / WARM));
        List<String> line = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx5g",
                "-XX:ActiveProcessorCount=" + used,
                "-Dspark.ui.enabled=false",
                "-cp",
                System.getProperty("java.class.path"),
                ScaleWork.class.getName(),
                folder.toString(),
                where,
                Integer.toString(used),
                Integer.toString(size),
                Integer.toString(USES * size),
                Integer.toString(warm),
                Integer.toString(USES * warm),
                job);
        long began = System.nanoTime();
        System.out.printf("%s, %d cores, %,d paragraphs%n", where, used, size);
        Path log = folder.resolve("work.log");
        Process process = new ProcessBuilder(line).redirectError(log.toFile()).start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines()
                    .filter(words -> words.startsWith("stage ") || words.startsWith("done "))
                    .forEach(said::add);
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException(
                    "%s of %d paragraphs failed with %d; see %s".formatted(where, size, process.exitValue(), log));
        }
        for (String words : said) {
            take(where, used, size, words);
        }
        said.stream().filter(words -> words.startsWith("done ")).forEach(words -> System.out.println("  " + words));
        System.out.printf("  %.0f s in all%n", (System.nanoTime() - began) / 1e9);
        if (!said.isEmpty()) {
            Files.write(
                    folder.resolve(MEASURED.formatted(commit())),
                    said.stream()
                            .map(words -> "%s %d %d %s".formatted(where, used, size, words))
                            .toList(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            Files.writeString(file, page());
        }
    }

    /** A line of {@link ScaleWork}; the stages of a job come before the job. */
    private void take(String where, int used, int size, String line) {
        String[] words = line.split(" ");
        String key = key(words[1], where, used, size);
        if (words[0].equals("stage")) {
            stages.computeIfAbsent(key, job -> new LinkedHashMap<>())
                    .put(
                            words[2],
                            new Measured(Double.parseDouble(words[3]), 0, "", Long.parseLong(words[4]), Map.of()));
            return;
        }
        Measured measured = new Measured(
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]),
                words[4],
                Long.parseLong(words[5]),
                stages.getOrDefault(key, Map.of()));
        all.put(key, measured);
        Measured first = of(words[1], "single", cores[0], size);
        if (first != null && !first.digest.equals(measured.digest)) {
            throw new IllegalStateException("%s on %s differs from one machine: %s, not %s"
                    .formatted(words[1], where, measured.digest, first.digest));
        }
    }

    private static String key(String job, String where, int cores, int size) {
        return job + " " + where + " " + cores + " " + size;
    }

    private @Nullable Measured of(String job, String where, int used, int size) {
        return all.get(key(job, where, used, size));
    }

    private String page() throws IOException, InterruptedException {
        StringBuilder page = new StringBuilder("""
                # Scale: the same work on one machine and on Apache Spark

                Made by `%s`, at commit `%s`, %s, Java %s, %d processors, seed %d. Paragraphs are made of 60,000 words as frequent as in a language, 40 to 99 words each,
                over three epochs and 5,000 contributors; one of 50 is a copy, one nearly one. Every paragraph is used %d times, in 100 receipts. Each line is a process of
                its own with 5 GB of heap, warmed up on a fiftieth; *memory* is the most that the process held meanwhile, code and Spark included. Reading and writing are part of the
                time: CSV and a ledger in files on one machine, Parquet on Spark; both check every signature and table. Every digest was the same as on one machine.

                | job | rows | where | cores | wall s | CPU s | memory MB | digest |
                |---|---|---|---|---|---|---|---|
                """.formatted(
                        command,
                        commit(),
                        LocalDate.now(ZoneOffset.UTC),
                        System.getProperty("java.version"),
                        Runtime.getRuntime().availableProcessors(),
                        ScaleNet.SEED,
                        USES));
        for (String job : jobs) {
            for (int size : sizes) {
                for (String where : List.of("single", "spark")) {
                    for (int used : cores) {
                        Measured m = of(job, where, used, size);
                        if (m != null) {
                            page.append("| %s | %s | %s | %d | %.1f | %.1f | %d | `%s` |%n"
                                    .formatted(
                                            job,
                                            rows(job, size),
                                            where.equals("spark") ? "Spark" : "one machine",
                                            used,
                                            m.wall,
                                            m.cpu,
                                            m.memory,
                                            m.digest));
                        }
                    }
                }
            }
        }
        page.append("\n| aim | measured | |\n|---|---|---|\n");
        for (String job : jobs) {
            aims(page, job);
        }
        long memory = all.values().stream().mapToLong(Measured::memory).max().orElse(0);
        aim(page, "most memory of any process, 8,192 MB", (double) memory, memory <= MOST_MEMORY);
        for (String job : jobs) {
            stages(page, job);
        }
        return page.toString();
    }

    private void aims(StringBuilder page, String job) {
        int last = sizes[sizes.length - 1];
        for (int used : cores) {
            Measured small = of(job, "spark", used, sizes[0]);
            Measured great = of(job, "spark", used, last);
            if (small != null && great != null && sizes.length > 1) {
                double times = (double) last / sizes[0];
                double ratio = great.wall / small.wall;
                aim(
                        page,
                        "%s: %s rows take at most %.1f times as long as %s, %d cores"
                                .formatted(job, rows(job, last), times, rows(job, sizes[0]), used),
                        ratio,
                        ratio <= times);
            }
        }
        for (int size : sizes) {
            Measured one = of(job, "spark", 1, size);
            Measured two = of(job, "spark", 2, size);
            Measured single = of(job, "single", 1, size);
            if (one != null && two != null) {
                double efficiency = one.wall / two.wall / 2;
                aim(
                        page,
                        "%s, %s rows: local[2] has 75 %% of twice the speed of local[1]"
                                .formatted(job, rows(job, size)),
                        efficiency,
                        efficiency >= LEAST_EFFICIENCY);
            }
            if (one != null && single != null) {
                double overhead = one.wall / single.wall;
                aim(
                        page,
                        "%s, %s rows: local[1] takes at most 1.3 times as long as one machine on one core"
                                .formatted(job, rows(job, size)),
                        overhead,
                        overhead <= MOST_OVERHEAD);
            }
        }
    }

    /** Seconds and memory of every stage by size, on the most cores. */
    private void stages(StringBuilder page, String job) {
        int used = cores[cores.length - 1];
        List<Measured> measured = new ArrayList<>();
        page.append("\n## Stages of `")
                .append(job)
                .append("` on Spark, ")
                .append(used)
                .append(" cores\n\n| stage |");
        for (int size : sizes) {
            Measured m = of(job, "spark", used, size);
            if (m != null) {
                measured.add(m);
                page.append(" %s rows: s | MB |".formatted(rows(job, size)));
            }
        }
        page.append(measured.size() > 1 ? " times |\n|---|" : "\n|---|")
                .append("---|---|".repeat(measured.size()))
                .append(measured.size() > 1 ? "---|\n" : "\n");
        if (measured.isEmpty()) {
            return;
        }
        Map<String, Measured> last = measured.get(measured.size() - 1).stages;
        for (String stage : last.keySet()) {
            page.append("| ").append(stage).append(stage.equals(WITHIN) ? " (within `similar`) |" : " |");
            for (Measured m : measured) {
                Measured one = m.stages.get(stage);
                page.append(one == null ? " | |" : " %.1f | %d |".formatted(one.wall, one.memory));
            }
            Measured first = measured.get(0).stages.get(stage);
            if (measured.size() > 1) {
                page.append(
                        first == null || first.wall == 0
                                ? " |"
                                : " %.1f |".formatted(last.get(stage).wall / first.wall));
            }
            page.append('\n');
        }
        page.append("| between stages, at the driver |");
        for (Measured m : measured) {
            page.append(" %.1f | |".formatted(between(m)));
        }
        if (measured.size() > 1) {
            page.append(" %.1f |".formatted(between(measured.get(measured.size() - 1)) / between(measured.get(0))));
        }
        page.append('\n');
    }

    private static double between(Measured job) {
        double within = 0;
        for (Map.Entry<String, Measured> stage : job.stages.entrySet()) {
            within += stage.getKey().equals(WITHIN) ? 0 : stage.getValue().wall;
        }
        return job.wall - within;
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
