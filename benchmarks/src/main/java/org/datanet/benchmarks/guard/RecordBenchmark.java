package org.datanet.benchmarks.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.datanet.benchmarks.ProcessorTime;
import org.datanet.guard.near.RecordPairs;

/**
 * Near-duplicate records: candidate pairs of the three published tables, the threshold taken from {@code valid}, F1 on {@code test}. The
 * rivals of a pair are those in all three parts, whose answers are not looked at. {@code train} served to choose the form of the score.
 */
final class RecordBenchmark {
    private static final List<String> PARTS = List.of("train", "valid", "test");
    private static final int RESAMPLES = 2_000;

    private final Path folder;

    RecordBenchmark(Path data) {
        folder = data.resolve("near-duplicates");
    }

    private record Labelled(double[] scores, boolean[] match) {
        double f1(double threshold, int[] rows) {
            int hits = 0;
            int chosen = 0;
            int matches = 0;
            for (int row : rows) {
                boolean over = scores[row] >= threshold;
                chosen += over ? 1 : 0;
                matches += match[row] ? 1 : 0;
                hits += over && match[row] ? 1 : 0;
            }
            return chosen + matches == 0 ? 1 : 2.0 * hits / (chosen + matches);
        }

        int[] all() {
            return IntStream.range(0, scores.length).toArray();
        }

        /** Where F1 is best, in the middle between that pair's score and the next lower one. */
        double threshold() {
            double[] ascending = Arrays.stream(scores).sorted().distinct().toArray();
            double best = -1;
            double threshold = 0;
            for (int i = 1; i < ascending.length; i++) {
                double middle = (ascending[i] + ascending[i - 1]) / 2;
                double f1 = f1(middle, all());
                if (f1 > best) {
                    best = f1;
                    threshold = middle;
                }
            }
            return threshold;
        }
    }

    void run() throws IOException {
        print("## Near-duplicate records%n");
        print(
                "| table | pairs | F1 on valid | F1 on test | 95 %% interval | without one-to-one choice | word Jaccard | CPU s |");
        print("|---|---|---|---|---|---|---|---|");
        for (String table : List.of("Structured_DBLP-ACM", "Structured_Fodors-Zagats", "Textual_Abt-Buy")) {
            table(table);
        }
        print("");
    }

    private void table(String table) throws IOException {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<int[]> pairs = new ArrayList<>();
        List<Boolean> match = new ArrayList<>();
        int[] ends = new int[PARTS.size()];
        for (int part = 0; part < ends.length; part++) {
            for (String line : Files.readAllLines(folder.resolve(table).resolve(PARTS.get(part) + ".txt"))) {
                String[] cells = line.split("\t");
                int[] pair = new int[2];
                for (int side = 0; side < 2; side++) {
                    // The side is part of the key: a thing stands at most once in each table, not in both together.
                    String record = side + cells[side].strip();
                    numbers.putIfAbsent(record, numbers.size());
                    pair[side] = numbers.get(record);
                }
                pairs.add(pair);
                match.add(cells[2].equals("1"));
            }
            ends[part] = pairs.size();
        }
        List<String> columns = new ArrayList<>(
                fields(numbers.keySet().iterator().next().substring(1)).keySet());
        List<List<String>> records = numbers.keySet().stream()
                .map(key -> fields(key.substring(1)))
                .map(fields -> columns.stream()
                        .map(column -> fields.getOrDefault(column, ""))
                        .toList())
                .toList();
        double cpu = ProcessorTime.seconds();
        RecordPairs similar = new RecordPairs(records);
        int[][] all = pairs.toArray(int[][]::new);
        double[] chosen = similar.oneToOne(all);
        double spent = ProcessorTime.seconds() - cpu;
        double[] alone = Arrays.stream(all)
                .mapToDouble(pair -> similar.similarity(pair[0], pair[1]))
                .toArray();
        double[] jaccard = Arrays.stream(all)
                .mapToDouble(pair -> jaccard(records.get(pair[0]), records.get(pair[1])))
                .toArray();
        Labelled valid = part(chosen, match, ends[0], ends[1]);
        Labelled test = part(chosen, match, ends[1], ends[2]);
        double threshold = valid.threshold();
        double[] interval = bootstrap(test, threshold);
        print(
                "| %s | %d | %.3f | %.3f | %.3f to %.3f | %.3f | %.3f | %.2f |",
                table.replaceAll(".*_", ""),
                all.length,
                valid.f1(threshold, valid.all()),
                test.f1(threshold, test.all()),
                interval[0],
                interval[1],
                onTest(alone, match, ends),
                onTest(jaccard, match, ends),
                spent);
    }

    private static double onTest(double[] scores, List<Boolean> match, int[] ends) {
        Labelled test = part(scores, match, ends[1], ends[2]);
        return test.f1(part(scores, match, ends[0], ends[1]).threshold(), test.all());
    }

    private static Labelled part(double[] scores, List<Boolean> match, int from, int to) {
        boolean[] truth = new boolean[to - from];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = match.get(from + i);
        }
        return new Labelled(Arrays.copyOfRange(scores, from, to), truth);
    }

    private static double[] bootstrap(Labelled test, double threshold) {
        java.util.Random random = new java.util.Random(1);
        int n = test.scores.length;
        double[] values = IntStream.range(0, RESAMPLES)
                .mapToDouble(i -> test.f1(threshold, random.ints(n, 0, n).toArray()))
                .sorted()
                .toArray();
        return new double[] {values[RESAMPLES / 40], values[RESAMPLES - RESAMPLES / 40]};
    }

    private static Map<String, String> fields(String record) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String part : (" " + record).split(" COL ")) {
            int at = part.indexOf(" VAL");
            if (at > 0) {
                fields.put(part.substring(0, at).strip(), part.substring(at + 4).strip());
            }
        }
        return fields;
    }

    private static double jaccard(List<String> a, List<String> b) {
        TreeSet<String> x = words(a);
        TreeSet<String> y = words(b);
        int together = x.size() + y.size();
        x.retainAll(y);
        return together == x.size() ? 0 : (double) x.size() / (together - x.size());
    }

    private static TreeSet<String> words(List<String> record) {
        return new TreeSet<>(
                Arrays.asList(String.join(" ", record).toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")));
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
