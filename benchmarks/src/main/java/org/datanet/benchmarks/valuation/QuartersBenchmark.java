package org.datanet.benchmarks.valuation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.datanet.attribution.gain.LabelInformationValuator;
import org.datanet.benchmarks.ProcessorTime;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.valuation.ValuationReport;
import org.datanet.valuation.Valuator;

/**
 * Whether growth starves honest people: the share of honest contributors that earn, by the quarter of intake in which they came. All
 * rows are honest, contributors bring {@value #PER_CONTRIBUTOR} each, epochs are equally large; who earns is whose frozen values sum to
 * more than 0, which is what the payout pays when a run uses all rows and nothing is flagged. The first epoch has no pool.
 *
 * <p>Rows are those of a table with the label in its last column (.csv.gz), or of the waveform generator of Breiman, Friedman, Olshen
 * and Stone (1984), which makes as many rows as are asked: 21 columns, three labels, of which nobody can tell more than 86 % right.
 *
 * <p>Arguments: a table or {@code waveform}; then numbers of rows (10,000).
 */
public final class QuartersBenchmark {
    private static final int PER_CONTRIBUTOR = 48;
    private static final int EPOCHS = 12;
    private static final int HOLDOUT = 1_000;
    private static final long SEED = 2_026;

    private QuartersBenchmark() {}

    private record Rows(List<double[]> x, List<String> labels) {}

    public static void main(String[] args) throws IOException {
        String source = args.length == 0 ? "waveform" : args[0];
        int[] sizes = args.length < 2
                ? new int[] {10_000}
                : Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).toArray();
        print(
                "| rows of %s | contributors | epochs | first | second | third | last quarter | owing | processor s |",
                name(source));
        print("|---|---|---|---|---|---|---|---|---|");
        for (int size : sizes) {
            measure(source.equals("waveform") ? waveform(size + HOLDOUT) : table(Path.of(source), size + HOLDOUT));
        }
    }

    private static String name(String source) {
        return source.equals("waveform")
                ? source
                : Path.of(source).getFileName().toString().replaceAll("\\.csv\\.gz$", "");
    }

    private static void measure(Rows rows) {
        int contributors = (rows.x().size() - HOLDOUT) / PER_CONTRIBUTOR;
        List<String> labels = rows.labels().stream().distinct().sorted().toList();
        Datanet.Builder intake = builder(rows, labels);
        Datanet.Builder holdout = builder(rows, labels);
        for (int i = 0; i < HOLDOUT; i++) {
            holdout.add(row("h" + i, "owner", rows, i));
        }
        for (int i = 0; i < contributors * PER_CONTRIBUTOR; i++) {
            int contributor = i / PER_CONTRIBUTOR;
            intake.add(row("s" + i, "c" + contributor, rows, HOLDOUT + i).epoch(contributor * EPOCHS / contributors));
        }
        Datanet datanet = intake.build();
        long before = ProcessorTime.nanos();
        ValuationReport values = new LabelInformationValuator()
                .value(datanet, holdout.build(), Valuator.noReference(datanet), SEED, Progress.none());
        double seconds = (ProcessorTime.nanos() - before) / 1e9;
        int[] earning = new int[4];
        int[] all = new int[4];
        int owing = 0;
        for (int c = 0; c < contributors; c++) {
            int first = c * PER_CONTRIBUTOR;
            long net = IntStream.range(first, first + PER_CONTRIBUTOR)
                    .mapToLong(values::value)
                    .sum();
            int quarter = 4 * c / contributors;
            all[quarter]++;
            earning[quarter] += net > 0 ? 1 : 0;
            owing += net < 0 ? 1 : 0;
        }
        String[] shares = IntStream.range(0, 4)
                .mapToObj(q -> String.format(Locale.ROOT, "%.1f %%", 100.0 * earning[q] / all[q]))
                .toArray(String[]::new);
        print(
                "| %d | %d | %d | %s | %s | %s | %s | %d | %.0f |",
                datanet.rows(), contributors, EPOCHS, shares[0], shares[1], shares[2], shares[3], owing, seconds);
    }

    private static Datanet.Builder builder(Rows rows, List<String> labels) {
        return Datanet.builder(new DatanetId("quarters"), "1")
                .labels(labels)
                .featureNames(IntStream.range(0, rows.x().get(0).length)
                        .mapToObj(i -> "x" + i)
                        .toList());
    }

    private static Datanet.Row row(String id, String who, Rows rows, int at) {
        Digest digest = Digest.sha256(
                (Arrays.toString(rows.x().get(at)) + rows.labels().get(at)).getBytes(StandardCharsets.UTF_8));
        return new Datanet.Row(new SampleId(id), new ContributorId(who), digest)
                .label(rows.labels().get(at))
                .features(rows.x().get(at));
    }

    /** The waveform generator: a random mixture of two of three triangles, with noise of variance one. */
    private static Rows waveform(int size) {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] peaks = {7, 15, 11};
        int[][] pairs = {{0, 1}, {0, 2}, {1, 2}};
        List<double[]> x = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int row = 0; row < size; row++) {
            int label = random.nextInt(3);
            double mix = random.nextDouble();
            double[] values = new double[21];
            for (int i = 0; i < values.length; i++) {
                double one = Math.max(0, 6 - Math.abs(i + 1 - peaks[pairs[label][0]]));
                double other = Math.max(0, 6 - Math.abs(i + 1 - peaks[pairs[label][1]]));
                values[i] = mix * one + (1 - mix) * other + random.nextGaussian();
            }
            x.add(values);
            labels.add("wave " + label);
        }
        return new Rows(x, labels);
    }

    private static Rows table(Path file, int most) throws IOException {
        List<String> lines;
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            lines = new ArrayList<>(reader.lines().skip(1).toList());
        }
        Collections.shuffle(lines, new Random(SEED));
        if (lines.size() < most) {
            throw new IllegalArgumentException("%s has %d rows, %d are wanted".formatted(file, lines.size(), most));
        }
        List<double[]> x = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (String line : lines.subList(0, most)) {
            String[] cells = line.split(",", -1);
            x.add(Arrays.stream(cells, 0, cells.length - 1)
                    .mapToDouble(Double::parseDouble)
                    .toArray());
            labels.add(cells[cells.length - 1]);
        }
        return new Rows(x, labels);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
