package org.datanet.benchmarks.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datanet.benchmarks.ProcessorTime;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.guard.near.NearDuplicateDetector;
import org.datanet.proof.CanonicalBytes;

/**
 * Near-duplicate paragraphs, with datasketch on the same ones in the same run, and prints Markdown. Arguments: a file of paragraphs, one
 * a line, and how many different ones to take; or {@code -} and how many to make. Whether a paragraph has an earlier one with a Jaccard
 * similarity of word triples of 0.8 or more is decided for 2,000 of them by comparing with all earlier ones. One process a
 * measurement, because the memory that counts is the most that the process ever held.
 */
public final class ParagraphBenchmark {
    private static final double THRESHOLD = 0.8;
    private static final int SAMPLE = 2_000;

    private ParagraphBenchmark() {}

    /** Runs the benchmark. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int n = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
        boolean made = args.length == 0 || args[0].equals("-");
        List<String> texts = made ? made(n) : read(Path.of(args[0]), n);
        Datanet datanet = datanet(texts);
        NearDuplicateDetector detector = new NearDuplicateDetector();
        // Once before, on fewer: the compiler's work is not the search's.
        OneDetector.scores(detector, datanet(texts.subList(0, Math.min(texts.size(), 5_000))));
        double cpu = ProcessorTime.seconds();
        long wall = System.nanoTime();
        double[] scores = OneDetector.scores(detector, datanet);
        double spent = ProcessorTime.seconds() - cpu;
        double seconds = (System.nanoTime() - wall) / 1e9;
        double memory = megabytes();
        print(
                "## %d %s paragraphs, Jaccard of word triples at least %.1f%n",
                texts.size(), made ? "made" : "real", THRESHOLD);
        print(
                "| search | CPU s | wall s | most memory MB | of %d: have an earlier twin | found | found wrongly |",
                SAMPLE);
        print("|---|---|---|---|---|---|---|");
        BitSet sample = new BitSet();
        int step = Math.max(1, texts.size() / SAMPLE);
        IntStream.range(0, texts.size()).filter(row -> row % step == 0).forEach(sample::set);
        BitSet truth = truth(texts, sample);
        BitSet found = new BitSet();
        IntStream.range(0, texts.size()).filter(row -> scores[row] >= THRESHOLD).forEach(found::set);
        line("this", spent, seconds, memory, sample, truth, found);
        if (!made) {
            peers(texts, sample, truth);
        }
    }

    private static void line(
            String name, double cpu, double wall, double memory, BitSet sample, BitSet truth, BitSet found) {
        BitSet right = (BitSet) found.clone();
        right.and(truth);
        BitSet wrong = (BitSet) found.clone();
        wrong.and(sample);
        wrong.andNot(truth);
        print(
                "| %s | %.2f | %.2f | %.0f | %d | %d | %d |",
                name, cpu, wall, memory, truth.cardinality(), right.cardinality(), wrong.cardinality());
    }

    private static List<String> read(Path file, int n) throws IOException {
        List<String> texts = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (texts.size() < n && seen.add(String.join(" ", words(line)))) {
                    texts.add(line);
                }
            }
        }
        return texts;
    }

    /** Texts of about 80 words from a Zipf vocabulary; every twentieth is an earlier one with up to six words changed. */
    private static List<String> made(int n) {
        Random random = new Random(1);
        List<String> texts = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            String[] words = i % 20 == 19
                    ? texts.get(random.nextInt(i)).split(" ")
                    : IntStream.range(0, 60 + random.nextInt(40))
                            .mapToObj(w -> word(random))
                            .toArray(String[]::new);
            for (int change = i % 20 == 19 ? 1 + random.nextInt(6) : 0; change > 0; change--) {
                words[random.nextInt(words.length)] = word(random);
            }
            texts.add(String.join(" ", words));
        }
        return texts;
    }

    private static String word(Random random) {
        // About Zipf: the rank is the exponential of a uniform number.
        return "w" + (int) Math.exp(random.nextDouble() * Math.log(50_000));
    }

    private static Datanet datanet(List<String> texts) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("paragraphs"), "1");
        for (int i = 0; i < texts.size(); i++) {
            builder.add(new Datanet.Row(
                            new SampleId("t" + i),
                            new ContributorId("c" + i % 100),
                            CanonicalBytes.tagged("text").text(texts.get(i)).toDigest())
                    .text(texts.get(i)));
        }
        return builder.build();
    }

    private static String[] words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
    }

    private static long[] triples(String text) {
        String[] words = words(text);
        return IntStream.range(0, Math.max(1, words.length - 2))
                .mapToLong(i -> {
                    long hash = 1;
                    for (int w = i; w < Math.min(words.length, i + 3); w++) {
                        for (int c = 0; c < words[w].length(); c++) {
                            hash = hash * 0x5851F42D4C957F2DL + words[w].charAt(c);
                        }
                        hash = (hash + 1) * 0x14057B7EF767814FL;
                        hash ^= hash >>> 31;
                    }
                    return hash;
                })
                .distinct()
                .sorted()
                .toArray();
    }

    private static BitSet truth(List<String> texts, BitSet sample) {
        long[][] sets =
                texts.stream().parallel().map(ParagraphBenchmark::triples).toArray(long[][]::new);
        BitSet truth = new BitSet();
        sample.stream()
                .parallel()
                .filter(row -> IntStream.range(0, row).anyMatch(other -> similar(sets[row], sets[other])))
                .boxed()
                .toList()
                .forEach(truth::set);
        return truth;
    }

    private static boolean similar(long[] a, long[] b) {
        if (Math.min(a.length, b.length) < THRESHOLD * Math.max(a.length, b.length)) {
            return false;
        }
        double required = THRESHOLD / (1 + THRESHOLD) * (a.length + b.length) - 1e-9;
        int common = 0;
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length && common + Math.min(a.length - i, b.length - j) >= required) {
            common += a[i] == b[j] ? 1 : 0;
            boolean left = a[i] <= b[j];
            j += a[i] >= b[j] ? 1 : 0;
            i += left ? 1 : 0;
        }
        return common >= required;
    }

    private static void peers(List<String> texts, BitSet sample, BitSet truth)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("paragraphs", ".txt");
        Path out = Files.createTempFile("found", ".txt");
        try {
            Files.write(file, texts);
            String python = System.getenv().getOrDefault("DATANET_PYTHON", "python3");
            for (String weights : List.of("default", "recall")) {
                Process process = new ProcessBuilder(
                                python, "benchmarks/peers/texts.py", file.toString(), out.toString(), weights)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                String said = new String(
                                process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                        .trim();
                if (process.waitFor() != 0 || !said.matches("[0-9.]+ [0-9.]+ [0-9.]+")) {
                    print("| datasketch, %s | not measured: %s | | | | | |", weights, said);
                    continue;
                }
                double[] cost = Arrays.stream(said.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                BitSet found = new BitSet();
                Files.readAllLines(out).forEach(row -> found.set(Integer.parseInt(row)));
                line("datasketch, " + weights, cost[0], cost[1], cost[2], sample, truth, found);
            }
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(out);
        }
    }

    /** The most memory that this process ever held, in megabytes, as the kernel counts it; {@code NaN} where it does not tell. */
    private static double megabytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1_000)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (UncheckedIOException | IOException e) {
            return Double.NaN;
        }
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
