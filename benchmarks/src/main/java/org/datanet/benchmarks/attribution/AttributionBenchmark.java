package org.datanet.benchmarks.attribution;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.datanet.attribution.audit.LinearDatamodelingScore;
import org.datanet.attribution.audit.MislabelAudit;
import org.datanet.attribution.audit.RemovalCurve;
import org.datanet.attribution.audit.Retraining;
import org.datanet.attribution.audit.SubsetRetrainings;
import org.datanet.attribution.knn.KnnShapley;
import org.datanet.attribution.text.SpanIndex;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.testkit.planted.RealTable;

/**
 * Measures attribution and writes the page. Arguments: the page's file (docs/benchmarks/attribution.md), megabytes of text for the
 * span index (64), which parts to measure, by commas (all of them), and for the network how many queries (60) and how many trainings
 * a subset (5); all optional. Run with {@code -Xmx2g}.
 */
public final class AttributionBenchmark {
    /** Tribuo reports its progress on this logger; held strongly, or its level is forgotten. */
    private static final Logger LOGGER = Logger.getLogger("org.tribuo");

    private static final List<String> PARTS =
            List.of("neighbours", "labels", "contributors", "linear", "network", "removal", "spans");

    private final StringBuilder page = new StringBuilder();

    private AttributionBenchmark() {}

    public static void main(String[] args) throws IOException {
        LOGGER.setLevel(Level.WARNING);
        Path file = Path.of(args.length > 0 ? args[0] : "docs/benchmarks/attribution.md");
        int megabytes = args.length > 1 ? Integer.parseInt(args[1]) : 64;
        AttributionBenchmark benchmark = new AttributionBenchmark();
        benchmark.line("# Attribution, measured");
        benchmark.line("");
        benchmark.line(
                "Written by `org.datanet.benchmarks.attribution.AttributionBenchmark` on Java %s with %d processors. Times are wall"
                        .formatted(
                                System.getProperty("java.version"),
                                Runtime.getRuntime().availableProcessors()));
        benchmark.line(
                "times of one run, CPU times those of all threads. Aims are the ones that the project set itself; what misses its aim says so.");
        List<String> chosen = args.length > 2 ? List.of(args[2].split(",")) : PARTS;
        for (String part : chosen) {
            switch (part) {
                case "neighbours" -> benchmark.neighbours();
                case "labels" -> benchmark.mislabelled();
                case "contributors" -> benchmark.contributors();
                case "linear" -> benchmark.datamodeling();
                case "network" ->
                    benchmark.networks(
                            args.length > 3 ? Integer.parseInt(args[3]) : 60,
                            args.length > 4 ? Integer.parseInt(args[4]) : 5);
                case "removal" -> benchmark.removal();
                case "spans" -> benchmark.spans(megabytes);
                default ->
                    throw new IllegalArgumentException(
                            "there is no part \"%s\"; there are %s".formatted(part, String.join(", ", PARTS)));
            }
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, benchmark.page);
    }

    private void line(String text) {
        page.append(text).append('\n');
        System.out.println(text);
    }

    private static double cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    private static String f(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String verdict(boolean reached) {
        return reached ? "reached" : "**missed**";
    }

    /** The table of the design: 20,000 rows, 64 features, 2,000 queries, k = 10. */
    private void neighbours() {
        int rows = 20_000;
        int queries = 2_000;
        int columns = 64;
        SplittableRandom random = new SplittableRandom(1);
        double[] features = random.doubles((long) rows * columns).toArray();
        double[] asked = random.doubles((long) queries * columns).toArray();
        int[] labels = random.ints(rows, 0, 10).toArray();
        int[] queryLabels = random.ints(queries, 0, 10).toArray();
        new KnnShapley(features, 2_000, columns, labels, 10).add(asked, queryLabels, 500);
        System.gc();
        long before = used();
        double cpu = cpuSeconds();
        long start = System.nanoTime();
        KnnShapley valuation = new KnnShapley(features, rows, columns, labels, 10).add(asked, queryLabels, queries);
        double seconds = (System.nanoTime() - start) / 1e9;
        cpu = cpuSeconds() - cpu;
        double ideal = cpu / Runtime.getRuntime().availableProcessors();
        double megabytes = (used() - before) / 1e6;
        line("");
        line("## KNN-Shapley: 20,000 rows x 64 features, 2,000 queries, k = 10");
        line("");
        line("| | wall s | CPU s | MB allocated beyond the input |");
        line("|---|---|---|---|");
        line(f("| exact, this project | %.2f | %.2f | %.0f |", seconds, cpu, megabytes));
        line("| pyDVL (published aim's reference) | 83 | | |");
        line("| OpenDataVal | 32 | | 2,700 |");
        line("");
        line(f(
                "Aim 2 s on an idle machine, judged by CPU time over processors (%.2f s): %s. Aim 200 MB: %s. The sum of all values, %.6f, is the classifier's soft accuracy.",
                ideal,
                verdict(ideal <= 2),
                verdict(megabytes <= 200),
                Arrays.stream(valuation.values()).sum()));
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void mislabelled() {
        line("");
        line("## Mislabelled rows: optdigits, 10 % of labels flipped at random");
        line("");
        line(
                "Area under the ROC curve of the ranking by value, worst first; mean and lowest of 3 seeds; 1,000 training and 400 validation rows.");
        line("");
        List<Function<Flipped, double[]>> methods = List.of(
                flipped -> flipped.neighbours(5),
                Flipped::inRun,
                Flipped::influence,
                Flipped::flow,
                flipped -> flipped.plainLoss(),
                flipped -> flipped.forest.dataOob(),
                flipped -> flipped.forest.dataOobShares(),
                flipped -> flipped.leafWeights());
        List<String> names = List.of(
                "KNN-Shapley, k = 5, on validation",
                "replay, logistic regression, on validation",
                "influence (Hessian), the same model, on validation",
                "gradient flow, the same model, on validation",
                "plain loss of the same model (baseline)",
                "Data-OOB by votes, forest of 100 trees, no validation",
                "Data-OOB by leaf shares, the same forest, no validation",
                "leaf weights, the same forest, on validation");
        double[][] areas = new double[methods.size()][3];
        for (int seed = 0; seed < 3; seed++) {
            Flipped flipped = new Flipped(RealTable.optdigits(), seed);
            double[] loss = flipped.plainLoss();
            for (int m = 0; m < methods.size(); m++) {
                areas[m][seed] = MislabelAudit.of(
                                methods.get(m).apply(flipped),
                                Arrays.stream(loss).map(v -> -v).toArray(),
                                flipped.wrong,
                                1)
                        .auroc()
                        .estimate();
            }
        }
        line("| method | mean | lowest |");
        line("|---|---|---|");
        double best = 0;
        for (int m = 0; m < methods.size(); m++) {
            double mean = Arrays.stream(areas[m]).average().orElseThrow();
            best = Math.max(best, mean);
            line(f(
                    "| %s | %.4f | %.4f |",
                    names.get(m), mean, Arrays.stream(areas[m]).min().orElseThrow()));
        }
        line("");
        line(f(
                "Aim 0.996 (published: KNN-Shapley 0.993, Data-OOB with 1,000 trees 0.9956): the best is %.4f, %s.",
                best, verdict(best >= 0.996)));
    }

    /** Eight contributors of uneven size and quality; the game's worth is minus the validation loss of logistic regression. */
    private void contributors() {
        line("");
        line("## Contributors: rank correlation with exact Shapley values, 8 contributors");
        line("");
        line(
                "Every one of the 256 coalitions is trained (Tribuo logistic regression); its worth is minus its validation loss. Contributors are");
        line(
                "of uneven size; one flips a third of its labels, one adds noise, one copies another. Fitted coalitions are exact Shapley values of a regression that is\n"
                        + "fitted to each coalition in closed form (KernelRegression), without the trainer. Mean of 3 seeds.");
        line("");
        line(
                "| data | gradient flow | replay | influence | KNN-Shapley | fitted coalitions | leave one out | exposure |");
        line("|---|---|---|---|---|---|---|---|");
        List<Double> inRun = new ArrayList<>();
        for (RealTable table : List.of(RealTable.optdigits(), RealTable.wdbc())) {
            double[] sums = new double[7];
            for (int seed = 0; seed < 3; seed++) {
                double[] one = new Consortium(table, seed).correlations();
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += one[i] / 3;
                }
            }
            inRun.add(sums[4]);
            line(f(
                    "| %s | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f |",
                    table.name(), sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6]));
        }
        line("");
        line(f(
                "Aim 0.95 on both (published: in-run 0.94, KNN-Shapley 0.87, exposure 0.45): %s.",
                verdict(inRun.stream().allMatch(v -> v >= 0.95))));
    }

    private void datamodeling() {
        line("");
        line("## Linear datamodeling score: logistic regression on optdigits");
        line("");
        line(
                "600 training rows, 60 subsets, each trained twice with fresh seeds; the outcome is minus the query's loss. What a method leaves open is"
                        + " chosen on 30 queries, and the scores of 30 others are reported. Intervals are");
        line(
                "95 % bootstraps over subsets; the ceiling is the rank correlation of the two trainings on the same subset, and its square root what a method without error"
                        + " could expect.");
        line("");
        line(
                "| subset share | method | on the queries to choose by | score | ceiling | of its root | class match | random |");
        line("|---|---|---|---|---|---|---|---|");
        int queries = 60;
        int chosen = 30;
        Lab lab = new Lab(RealTable.optdigits(), 600, queries);
        double best = 0;
        double bestChosen = 0;
        List<String> names = List.of(
                "replay, one run",
                "influence (Hessian), damping 0.3",
                "influence, mean of 3 runs",
                "gradient flow",
                "KNN-Shapley, k = 5",
                "held-out influence, ridge 0.0003",
                "held-out influence, ridge 0.001",
                "held-out influence, ridge 0.003");
        List<double[][]> values = List.of(
                lab.inRun(1),
                lab.influence(1),
                lab.influence(3),
                lab.flow(),
                lab.neighbours(),
                lab.heldOut(3e-4),
                lab.heldOut(1e-3),
                lab.heldOut(3e-3));
        for (double share : new double[] {0.5, 0.95}) {
            SubsetRetrainings truth =
                    SubsetRetrainings.run(600, share, 60, lab, SubsetRetrainings.Seeds.FRESH, 1, 5, Progress.none());
            for (int i = 0; i < names.size(); i++) {
                LinearDatamodelingScore score =
                        score(values.get(i), truth, lab.labels, lab.queryLabels, chosen, queries);
                double development = score(values.get(i), truth, lab.labels, lab.queryLabels, 0, chosen)
                        .score()
                        .estimate();
                if (share == 0.5 && development > bestChosen) {
                    bestChosen = development;
                    best = score.ofCeiling();
                }
                line(f(
                        "| %.2f | %s | %.3f | %s | %s | %.2f | %.3f | %.3f |",
                        share,
                        names.get(i),
                        development,
                        score.score(),
                        score.ceiling(),
                        score.ofCeiling(),
                        score.classMatch().estimate(),
                        score.random().estimate()));
            }
        }
        line("");
        line(f(
                "Aim 0.85 of what can be expected, at half-size subsets (published 0.80): that of the method that is best on the queries to choose by is %.2f, %s.",
                best, verdict(best >= 0.85)));
    }

    /** The truth of some of the queries. */
    private static SubsetRetrainings of(SubsetRetrainings truth, int from, int to) {
        return new SubsetRetrainings(
                truth.subsets(), columns(truth.first(), from, to), columns(truth.second(), from, to));
    }

    private static double[][] columns(double[][] outcomes, int from, int to) {
        return Arrays.stream(outcomes)
                .map(row -> Arrays.copyOfRange(row, from, to))
                .toArray(double[][]::new);
    }

    private static LinearDatamodelingScore score(
            double[][] values, SubsetRetrainings truth, int[] labels, int[] queryLabels, int from, int to) {
        return LinearDatamodelingScore.of(
                Arrays.copyOfRange(values, from, to),
                of(truth, from, to),
                labels,
                Arrays.copyOfRange(queryLabels, from, to),
                3);
    }

    private void networks(int queries, int mean) {
        int chosen = queries / 2;
        line("");
        line("## Linear datamodeling score: a network of 64-32-10 on optdigits");
        line("");
        line(f(
                "500 training rows, 60 half-size subsets; the outcome is the log-odds of the query's label. What a method leaves open (damping) is chosen"
                        + " on %d queries, and the scores of %d others are reported. Published on a small network for the same digits, in another set-up: TRAK-10"
                        + " damped 0.864, TracIn-5 0.768.",
                chosen, queries - chosen));
        Perceptrons networks = new Perceptrons(RealTable.optdigits(), 500, queries);
        List<String> names = new ArrayList<>();
        List<double[][]> values = new ArrayList<>();
        double[] dampings = {0.01, 0.1, 0.3, 1};
        for (double damping : dampings) {
            names.add("factors (EK-FAC), 5 networks, damping " + damping);
            values.add(networks.factors(5, damping));
        }
        names.add("factors (EK-FAC), 1 network, damping 0.1");
        values.add(networks.factors(1, 0.1));
        names.add("tangent kernel, 1 network");
        values.add(networks.tangent(1));
        names.add("tangent kernel, 5 networks");
        values.add(networks.tangent(5));
        double best = 0;
        double share = 0;
        for (int trainings : new int[] {mean, 1}) {
            for (SubsetRetrainings.Seeds seeds : SubsetRetrainings.Seeds.values()) {
                if (trainings > 1 && seeds == SubsetRetrainings.Seeds.SAME_RUN) {
                    continue;
                }
                SubsetRetrainings truth = SubsetRetrainings.run(
                        500, 0.5, 60, networks.trainings(trainings), seeds, 500, 5, Progress.none());
                line("");
                line(f(
                        "Against %s, %s:",
                        trainings == 1 ? "one training a subset" : "the mean of " + trainings + " trainings a subset",
                        seeds == SubsetRetrainings.Seeds.FRESH
                                ? "fresh seeds"
                                : "with the seed of the first network that was attributed"));
                line("");
                line("| method | on the queries to choose by | score | ceiling | of its root | class match | random |");
                line("|---|---|---|---|---|---|---|");
                for (int i = 0; i < names.size(); i++) {
                    LinearDatamodelingScore reported =
                            score(values.get(i), truth, networks.labels, networks.queryLabels, chosen, queries);
                    double development = score(values.get(i), truth, networks.labels, networks.queryLabels, 0, chosen)
                            .score()
                            .estimate();
                    line(f(
                            "| %s | %.3f | %s | %s | %.2f | %.3f | %.3f |",
                            names.get(i),
                            development,
                            reported.score(),
                            reported.ceiling(),
                            reported.ofCeiling(),
                            reported.classMatch().estimate(),
                            reported.random().estimate()));
                    if (trainings > 1) {
                        best = Math.max(best, reported.score().estimate());
                        share = Math.max(share, reported.ofCeiling());
                    }
                }
            }
        }
        line("");
        line(f(
                "Aim 0.87 with at most 5 networks: the best against the mean of %d trainings is %.3f, %s; of what can be expected: %.2f.",
                mean, best, verdict(best >= 0.87), share));
    }

    private void removal() {
        line("");
        line("## Removal curves: logistic regression on optdigits, 10 % flipped labels");
        line("");
        line("Minus the mean validation loss after rows are taken out by gradient flow, and retraining.");
        line("");
        Flipped flipped = new Flipped(RealTable.optdigits(), 7);
        double[] values = flipped.flow();
        double[] shares = {0, 0.05, 0.1, 0.2, 0.3, 0.4};
        Retraining retraining = (rows, seed) -> new double[] {-flipped.lossWithout(rows, seed)};
        line("| removed | "
                + String.join(
                        " | ",
                        Arrays.stream(shares)
                                .mapToObj(s -> f("%.0f %%", 100 * s))
                                .toList()) + " | mean |");
        line("|---".repeat(shares.length + 2) + "|");
        for (RemovalCurve.Order order : RemovalCurve.Order.values()) {
            RemovalCurve curve = RemovalCurve.run(values, order, shares, retraining, 1, Progress.none());
            line("| " + (order == RemovalCurve.Order.BEST_FIRST ? "best first" : "worst first") + " | "
                    + String.join(
                            " | ",
                            curve.points().stream()
                                    .map(p -> f("%.3f", p.mean()))
                                    .toList())
                    + f(" | %.3f |", curve.area()));
        }
    }

    private void spans(int megabytes) throws IOException {
        Path directory = Files.createTempDirectory("span-benchmark");
        try {
            ZipfTexts texts = new ZipfTexts(megabytes * 1_000_000L, 11);
            long start = System.nanoTime();
            double cpu = cpuSeconds();
            SpanIndex index = SpanIndex.build(texts, Digest.EMPTY, directory, 1 << 23, Progress.none());
            double build = (System.nanoTime() - start) / 1e9;
            cpu = cpuSeconds() - cpu;
            long size = 0;
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    size += Files.size(file);
                }
            }
            List<String> outputs = texts.outputs(200);
            outputs.forEach(output -> index.spans(output, 6));
            double[] times = outputs.stream()
                    .mapToDouble(output -> {
                        long at = System.nanoTime();
                        index.spans(output, 6);
                        return (System.nanoTime() - at) / 1e6;
                    })
                    .sorted()
                    .toArray();
            long found = outputs.stream()
                    .filter(output -> !index.spans(output, 6).isEmpty())
                    .count();
            line("");
            line(f("## Verbatim spans: %d MB of text in %,d rows", megabytes, index.rows()));
            line("");
            line("Texts of a Zipf vocabulary; outputs of 100 words, half of which repeat 12 words of a row.");
            line("");
            line(
                    "| build wall s | CPU s | index over text | warm ms an output, median | 99th percentile | outputs with spans |");
            line("|---|---|---|---|---|---|");
            line(f(
                    "| %.1f | %.1f | %.2f | %.2f | %.2f | %d of 200 |",
                    build, cpu, size / (megabytes * 1e6), times[100], times[198], found));
            line("");
            line(f(
                    "Aim 50 ms warm over 1 GB: %s at this size; the cost of a query grows with the logarithm of the text.",
                    verdict(times[198] <= 50)));
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Rows of a table in an order drawn by a seed, scaled to 0..1 a column. */
    static double[][] scaled(RealTable table) {
        double[][] rows = Arrays.stream(table.features()).map(double[]::clone).toArray(double[][]::new);
        for (int c = 0; c < rows[0].length; c++) {
            int column = c;
            double low =
                    Arrays.stream(rows).mapToDouble(row -> row[column]).min().orElseThrow();
            double high =
                    Arrays.stream(rows).mapToDouble(row -> row[column]).max().orElseThrow();
            for (double[] row : rows) {
                row[column] = high > low ? (row[column] - low) / (high - low) : 0;
            }
        }
        return rows;
    }

    static int[] order(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    static double[] knn(double[][] x, int[] y, double[][] queries, int[] queryLabels, int k) {
        int columns = x[0].length;
        double[] flat = Arrays.stream(x).flatMapToDouble(Arrays::stream).toArray();
        double[] asked = Arrays.stream(queries).flatMapToDouble(Arrays::stream).toArray();
        return new KnnShapley(flat, x.length, columns, y, k)
                .add(asked, queryLabels, queries.length)
                .values();
    }
}
