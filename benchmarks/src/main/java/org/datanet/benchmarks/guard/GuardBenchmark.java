package org.datanet.benchmarks.guard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.datanet.benchmarks.ProcessorTime;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.guard.DatanetGuard;
import org.datanet.guard.GuardRun;
import org.datanet.guard.label.ConfidentLearning;
import org.datanet.guard.label.DawidSkene;
import org.datanet.guard.label.LabelNoiseDetector;
import org.datanet.guard.near.NearDuplicateDetector;
import org.datanet.guard.outlier.OutlierDetector;
import org.datanet.guard.sybil.StyleProfiles;
import org.datanet.progress.Progress;
import org.datanet.proof.CanonicalBytes;
import org.datanet.quality.Detector;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.Subject;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.RealTable;
import org.datanet.testkit.planted.Role;
import org.datanet.usage.UsageView;

/**
 * Measures the guard and prints Markdown.
 *
 * <p>Arguments: the folder of the development data (or {@code -} for none: only what the project ships is measured), then the
 * sections wanted of {@code planted outliers clean labels given annotators collusion style texts machine records}; all when none is named.
 */
public final class GuardBenchmark {
    private final Path data;
    private final List<String> overlaps = new ArrayList<>();

    private GuardBenchmark(Path data) {
        this.data = data;
    }

    public static void main(String[] args) throws IOException {
        GuardBenchmark benchmark = new GuardBenchmark(Path.of(args.length == 0 ? "-" : args[0]));
        boolean given = args.length > 0 && !args[0].equals("-");
        List<String> wanted = args.length > 1
                ? Arrays.asList(args).subList(1, args.length)
                : List.of(
                        "planted",
                        "outliers",
                        "clean",
                        "labels",
                        "given",
                        "annotators",
                        "collusion",
                        "style",
                        "texts",
                        "machine",
                        "records");
        for (String section : wanted) {
            switch (section) {
                case "planted" -> benchmark.planted();
                case "labels" -> benchmark.labels();
                case "texts" -> benchmark.texts();
                case "outliers" -> skipWithout(given, section, benchmark::outliers);
                case "clean" -> skipWithout(given, section, benchmark::clean);
                case "given" -> skipWithout(given, section, benchmark::given);
                case "annotators" -> skipWithout(given, section, benchmark::annotators);
                case "collusion" -> skipWithout(given, section, benchmark::collusion);
                case "style" -> skipWithout(given, section, benchmark::style);
                case "records" -> skipWithout(given, section, () -> new RecordBenchmark(benchmark.data).run());
                case "machine" -> skipWithout(given, section, () -> new MachineTextBenchmark(benchmark.data).run());
                default -> throw new IllegalArgumentException("there is no section \"" + section + "\"");
            }
        }
    }

    @FunctionalInterface
    private interface Section {
        void run() throws IOException;
    }

    private static void skipWithout(boolean given, String name, Section section) throws IOException {
        if (given) {
            section.run();
        } else {
            print("## %s%n%nNot measured: needs the folder of the development data as the first argument.%n", name);
        }
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    private static double[] scores(Datanet datanet, Detector detector) {
        return Objects.requireNonNull(run(datanet, detector).scores().get(detector.name()), detector.name());
    }

    private static GuardRun run(Datanet datanet, Detector... detectors) {
        return run(datanet, QualityPolicy.defaults(), detectors);
    }

    private static GuardRun run(Datanet datanet, QualityPolicy policy, Detector... detectors) {
        DatanetGuard guard = detectors.length == 0 ? new DatanetGuard() : new DatanetGuard(List.of(detectors));
        return guard.run(datanet, UsageView.none(), policy, Progress.none());
    }

    /** Weight and flags by role, on planted digits and on their honest twins. */
    private void planted() {
        int seeds = 3;
        print("## Planted digits (%d seeds, from 201)%n", seeds);
        print("| world | role | rows | mean weight | flagged by |");
        print("|---|---|---|---|---|");
        for (boolean games : new boolean[] {true, false}) {
            Map<Role, double[]> sums = new TreeMap<>();
            Map<Role, Map<String, Integer>> flags = new TreeMap<>();
            for (int seed = 201; seed < 201 + seeds; seed++) {
                PlantedDatanet world = PlantedDatanet.optdigits(seed, games);
                GuardRun run = run(world.datanet());
                for (int row = 0; row < world.datanet().rows(); row++) {
                    Role role = world.roles().getOrDefault(world.datanet().contributorId(row), Role.HONEST);
                    double[] sum = sums.computeIfAbsent(role, r -> new double[2]);
                    sum[0]++;
                    sum[1] += run.report().weights()[row];
                }
                for (Finding finding : run.report().findings()) {
                    if (finding.subject() instanceof Subject.Row row) {
                        Role role = world.roles().getOrDefault(world.datanet().contributorId(row.row()), Role.HONEST);
                        flags.computeIfAbsent(role, r -> new TreeMap<>()).merge(finding.detector(), 1, Integer::sum);
                    }
                }
            }
            sums.forEach((role, sum) -> {
                StringBuilder by = new StringBuilder();
                flags.getOrDefault(role, Map.of())
                        .forEach((detector, count) -> by.append(by.isEmpty() ? "" : ", ")
                                .append(String.format(Locale.ROOT, "%s %.1f %%", detector, 100 * count / sum[0])));
                print(
                        "| %s | %s | %.0f | %.4f | %s |",
                        games ? "gaming" : "honest twin", role, sum[0], sum[1] / sum[0], by);
            });
        }
        print("");
    }

    private record Table(String name, double[][] features, boolean[] outlier) {}

    private List<Table> tables() throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(data.resolve("adbench"))) {
            files = list.filter(f -> f.toString().endsWith(".csv.gz")).sorted().toList();
        }
        List<Table> tables = new ArrayList<>();
        for (Path file : files) {
            try (BufferedReader reader = new BufferedReader(
                    new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                List<double[]> rows = reader.lines()
                        .skip(1)
                        .map(l -> Arrays.stream(l.split(","))
                                .mapToDouble(Double::parseDouble)
                                .toArray())
                        .toList();
                int d = rows.get(0).length - 1;
                boolean[] outlier = new boolean[rows.size()];
                for (int i = 0; i < outlier.length; i++) {
                    outlier[i] = rows.get(i)[d] > 0;
                }
                tables.add(new Table(
                        Objects.requireNonNull(file.getFileName()).toString().replace(".csv.gz", ""),
                        rows.stream().map(r -> Arrays.copyOf(r, d)).toArray(double[][]::new),
                        outlier));
            }
        }
        return tables;
    }

    private static Datanet datanet(double[][] features, int contributors) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("table"), "1")
                .featureNames(IntStream.range(0, features[0].length)
                        .mapToObj(c -> "x" + c)
                        .toList());
        Random random = new Random(1);
        for (int i = 0; i < features.length; i++) {
            builder.add(new Datanet.Row(
                            new SampleId("r" + i),
                            new ContributorId("c" + random.nextInt(contributors)),
                            CanonicalBytes.tagged("row").number(i).toDigest())
                    .features(features[i]));
        }
        return builder.build();
    }

    private void outliers() throws IOException {
        print("## Outliers, ADBench tables (seed 1)%n");
        print("| table | half | ROC-AUC | AP |");
        print("|---|---|---|---|");
        double[][] sums = new double[2][3];
        double before = ProcessorTime.seconds();
        int at = 0;
        List<double[]> own = new ArrayList<>();
        for (Table table : tables()) {
            double[] scores = scores(datanet(table.features, 1), new OutlierDetector());
            double auc = 100 * Ranking.auc(scores, table.outlier);
            double precision = 100 * Ranking.averagePrecision(scores, table.outlier);
            own.add(new double[] {auc, precision});
            int half = at++ % 2;
            sums[half][0]++;
            sums[half][1] += auc;
            sums[half][2] += precision;
            print("| %s | %s | %.2f | %.2f |", table.name, half == 0 ? "choosing" : "reported", auc, precision);
        }
        for (int half = 0; half < 2; half++) {
            print(
                    "| **mean** | %s | %.2f | %.2f |",
                    half == 0 ? "choosing" : "reported", sums[half][1] / sums[half][0], sums[half][2] / sums[half][0]);
        }
        print("| **mean of all** | | %.2f | %.2f |%n", (sums[0][1] + sums[1][1]) / at, (sums[0][2] + sums[1][2]) / at);
        double spent = ProcessorTime.seconds() - before;
        print("CPU seconds for all tables: %.1f%n", spent);
        for (int measure = 0; measure < 2; measure++) {
            int m = measure;
            double[] values = own.stream().mapToDouble(figures -> figures[m]).toArray();
            double mean = Arrays.stream(values).average().orElse(0);
            double[] interval = Ranking.bootstrapOfMean(values, 10_000, 1);
            double aim = measure == 0 ? 80 : 42;
            print(
                    "Aim, %s at least %.0f: %s at %.2f; the 95 %% interval of our own mean over the tables is %.1f to %.1f.%n",
                    measure == 0 ? "ROC-AUC" : "AP",
                    aim,
                    mean >= aim ? "reached" : interval[1] >= aim ? "a tie" : "missed",
                    mean,
                    interval[0],
                    interval[1]);
        }
        againstPeers(own);
        besidePeers(own, spent);
    }

    /** Mean differences to the two best peers, with 95 percent intervals of a bootstrap over the tables. */
    private void againstPeers(List<double[]> own) throws IOException {
        List<String[]> peers = Files.readAllLines(data.resolve("adbench/peers.csv")).stream()
                .skip(1)
                .map(line -> line.split(","))
                .toList();
        print("| measure | against | mean difference | 95 %% interval | |");
        print("|---|---|---|---|---|");
        for (int measure = 0; measure < 2; measure++) {
            for (boolean forest : new boolean[] {true, false}) {
                double[] differences = new double[own.size()];
                for (int t = 0; t < differences.length; t++) {
                    String[] cells = peers.get(t);
                    int column = forest ? 4 + measure : cells.length - 2 + measure;
                    differences[t] = own.get(t)[measure] - Double.parseDouble(cells[column]);
                }
                double[] interval = Ranking.bootstrapOfMean(differences, 10_000, 1);
                print(
                        "| %s | %s | %+.2f | %+.2f to %+.2f | %s |",
                        measure == 0 ? "ROC-AUC" : "AP",
                        forest ? "isolation forest" : "rank average of four",
                        Arrays.stream(differences).average().orElse(0),
                        interval[0],
                        interval[1],
                        interval[0] > 0 ? "better" : interval[1] < 0 ? "worse" : "a tie");
            }
        }
        print("");
    }

    /** The peers' own code on the same tables, in this run. */
    private void besidePeers(List<double[]> own, double spent) throws IOException {
        List<String> files;
        try (Stream<Path> list = Files.list(data.resolve("adbench"))) {
            files = list.map(Path::toString)
                    .filter(f -> f.endsWith(".csv.gz"))
                    .sorted()
                    .toList();
        }
        print(
                "| peer | ROC-AUC | ours less this, 95 %% interval | AP | ours less this, 95 %% interval | CPU s | ours over this |");
        print("|---|---|---|---|---|---|---|");
        for (String line : PeerScript.run("outliers.py", files)) {
            String[] cells = line.split("\t");
            if (cells.length < 3) {
                print("| %s | not measured: %s | | | | | |", cells[0], cells.length > 1 ? cells[1] : "");
                continue;
            }
            double[][] figures = Arrays.stream(cells[2].split(" "))
                    .map(pair -> Arrays.stream(pair.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toArray(double[][]::new);
            StringBuilder out = new StringBuilder("| " + cells[0] + " |");
            for (int measure = 0; measure < 2; measure++) {
                int m = measure;
                double[] differences = IntStream.range(0, figures.length)
                        .mapToDouble(t -> own.get(t)[m] - figures[t][m])
                        .toArray();
                double[] interval = Ranking.bootstrapOfMean(differences, 10_000, 1);
                out.append(String.format(
                        Locale.ROOT,
                        " %.2f | %+.2f to %+.2f |",
                        Arrays.stream(figures).mapToDouble(f -> f[m]).average().orElse(0),
                        interval[0],
                        interval[1]));
            }
            double seconds = Double.parseDouble(cells[1]);
            print("%s %.1f | %.1f |", out, seconds, spent / seconds);
        }
        print("");
    }

    /** The same probabilities as the published method, and the rows that people checked. */
    private void given() throws IOException {
        print("## Label errors, probabilities given%n");
        print(
                "| data | rows | flagged: counted, by class, by noise rate | checked | of them errors | ROC-AUC, self-confidence | ROC-AUC, ours | ours less self-confidence, 95 %% interval |");
        print("|---|---|---|---|---|---|---|---|");
        for (String name : List.of("cifar10", "mnist")) {
            List<double[]> rows;
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(data.resolve("label-errors/" + name + ".csv.gz"))),
                    StandardCharsets.UTF_8))) {
                rows = reader.lines()
                        .skip(1)
                        .map(l -> Arrays.stream(l.split(","))
                                .mapToDouble(Double::parseDouble)
                                .toArray())
                        .toList();
            }
            int classes = rows.get(0).length - 1;
            ConfidentLearning model = new ConfidentLearning(
                    rows.stream().mapToInt(r -> (int) r[0]).toArray(),
                    rows.stream()
                            .flatMapToDouble(r -> Arrays.stream(r, 1, r.length))
                            .toArray(),
                    classes);
            // Every checked row is an object with its id before the votes for the given label.
            Matcher votes = Pattern.compile("\"id\":\\s*(\\d+)|\"given\":\\s*(\\d+)")
                    .matcher(Files.readString(data.resolve("label-errors/" + name + "_mturk.json")));
            List<int[]> checked = new ArrayList<>();
            int id = -1;
            while (votes.find()) {
                if (votes.group(1) != null) {
                    id = Integer.parseInt(votes.group(1));
                } else {
                    checked.add(new int[] {id, Integer.parseInt(votes.group(2))});
                }
            }
            boolean[] error = new boolean[checked.size()];
            double[] self = new double[error.length];
            double[] ours = new double[error.length];
            int errors = 0;
            for (int i = 0; i < error.length; i++) {
                double[] row = rows.get(checked.get(i)[0]);
                error[i] = checked.get(i)[1] < 3;
                errors += error[i] ? 1 : 0;
                self[i] = -row[1 + (int) row[0]];
                ours[i] = model.suspicion(checked.get(i)[0]);
            }
            double[] gain = Ranking.bootstrap(
                    error.length, 10_000, 1, drawn -> auc(ours, error, drawn) - auc(self, error, drawn));
            print(
                    "| %s | %d | %d, %d, %d | %d | %d | %.3f | %.3f | %+.3f to %+.3f |",
                    name,
                    rows.size(),
                    model.flagged(ConfidentLearning.Prune.COUNTED).cardinality(),
                    model.flagged(ConfidentLearning.Prune.BY_CLASS).cardinality(),
                    model.flagged(ConfidentLearning.Prune.BY_NOISE_RATE).cardinality(),
                    error.length,
                    errors,
                    Ranking.auc(self, error),
                    Ranking.auc(ours, error),
                    gain[0],
                    gain[1]);
            overlap(name, model);
        }
        print(
                "%nRows flagged by both over rows flagged by either, ours and cleanlab: %s%n",
                String.join(". ", overlaps));
        print("");
    }

    private static double auc(double[] scores, boolean[] truth, int[] drawn) {
        boolean[] positive = new boolean[drawn.length];
        for (int i = 0; i < drawn.length; i++) {
            positive[i] = truth[drawn[i]];
        }
        return Ranking.auc(IntStream.of(drawn).mapToDouble(i -> scores[i]).toArray(), positive);
    }

    /** Rows that the published implementation and ours flag, over those that either does. */
    private void overlap(String name, ConfidentLearning model) throws IOException {
        List<String> lines = PeerScript.run(
                "labels.py",
                List.of(data.resolve("label-errors/" + name + ".csv.gz").toString()));
        ConfidentLearning.Prune[] ways = ConfidentLearning.Prune.values();
        StringBuilder out = new StringBuilder();
        int way = 0;
        for (String line : lines) {
            if (!line.contains("\t")) {
                continue;
            }
            BitSet theirs = new BitSet();
            Arrays.stream(line.split("\t")[1].split(","))
                    .mapToInt(Integer::parseInt)
                    .forEach(theirs::set);
            BitSet either = model.flagged(ways[way]);
            BitSet both = (BitSet) either.clone();
            both.and(theirs);
            either.or(theirs);
            out.append(String.format(
                    Locale.ROOT, "; %s %d of %d", line.split("\t")[0], both.cardinality(), either.cardinality()));
            way++;
        }
        overlaps.add(name + (way == 0 ? ": not measured, cleanlab is not installed" : out.substring(1)));
    }

    /** Nothing planted: how many rows of real tables lose weight; then the same with uniform junk by one contributor. */
    private void clean() throws IOException {
        print("## Clean tables: share of rows that lose weight, all detectors, rows dealt to 10 contributors%n");
        print(
                "The first 800 rows of each table, its outliers left out. Then a tenth of uniform junk by an eleventh contributor.%n");
        print("| table | rows | lost at 1 %% | lost at 5 %% | junk found at 1 %% | at 5 %% |");
        print("|---|---|---|---|---|---|");
        List<Table> tables = tables();
        double[] sums = new double[4];
        int[] kept = new int[4];
        for (Table table : tables) {
            double[][] inliers = IntStream.range(0, Math.min(800, table.features.length))
                    .filter(i -> !table.outlier[i])
                    .mapToObj(i -> table.features[i])
                    .toArray(double[][]::new);
            StringBuilder line = new StringBuilder();
            for (boolean junk : new boolean[] {false, true}) {
                for (double rate : new double[] {0.01, 0.05}) {
                    Datanet datanet = junk ? withJunk(inliers) : datanet(inliers, 10);
                    double[] weights = run(datanet, atRate(rate)).report().weights();
                    int lost = 0;
                    int counted = 0;
                    for (int row = 0; row < weights.length; row++) {
                        if (datanet.contributorId(row).value().equals("junk") == junk) {
                            counted++;
                            lost += weights[row] < 1 ? 1 : 0;
                        }
                    }
                    double share = (double) lost / counted;
                    int column = (junk ? 2 : 0) + (rate > 0.01 ? 1 : 0);
                    sums[column] += share;
                    kept[column] += (junk ? share >= 0.8 : share <= rate) ? 1 : 0;
                    line.append(String.format(Locale.ROOT, " %.2f %% |", 100 * share));
                }
            }
            print("| %s | %d |%s", table.name, inliers.length, line);
        }
        StringBuilder means = new StringBuilder();
        for (double sum : sums) {
            means.append(String.format(Locale.ROOT, " %.2f %% |", 100 * sum / tables.size()));
        }
        print("| **mean** | |%s", means);
        print(
                "%nNo more than the rate is lost on %d and %d of %d tables; at least 80 %% of the junk is found on %d and %d.",
                kept[0], kept[1], tables.size(), kept[2], kept[3]);
        print("");
    }

    private static QualityPolicy atRate(double rate) {
        Map<String, QualityPolicy.DetectorPolicy> settings = new HashMap<>();
        for (Detector detector : new DatanetGuard().detectors()) {
            QualityPolicy.DetectorPolicy own = detector.defaults();
            settings.put(
                    detector.name(),
                    new QualityPolicy.DetectorPolicy(true, rate, own.floor(), own.ceiling(), own.options()));
        }
        return QualityPolicy.defaults().withDetectors(settings);
    }

    private static Datanet withJunk(double[][] inliers) {
        int d = inliers[0].length;
        Datanet.Builder builder = Datanet.builder(new DatanetId("table"), "1")
                .featureNames(IntStream.range(0, d).mapToObj(c -> "x" + c).toList());
        Random random = new Random(2);
        double[] low = new double[d];
        double[] high = new double[d];
        for (int c = 0; c < d; c++) {
            int column = c;
            low[c] = Arrays.stream(inliers).mapToDouble(r -> r[column]).min().orElse(0);
            high[c] = Arrays.stream(inliers).mapToDouble(r -> r[column]).max().orElse(0);
        }
        for (int i = 0; i < inliers.length; i++) {
            if (random.nextInt(10) == 0) {
                double[] junk = new double[d];
                for (int c = 0; c < d; c++) {
                    junk[c] = low[c] + random.nextDouble() * (high[c] - low[c]);
                }
                add(builder, "junk", junk);
            }
            add(builder, "c" + random.nextInt(10), inliers[i]);
        }
        return builder.build();
    }

    private static void add(Datanet.Builder builder, String contributor, double[] features) {
        int at = builder.rows();
        builder.add(new Datanet.Row(
                        new SampleId("r" + at),
                        new ContributorId(contributor),
                        CanonicalBytes.tagged("row").number(at).toDigest())
                .features(features));
    }

    /** Flipped labels on digits: any other class, or always the next one. */
    private void labels() {
        print("## Label errors, optdigits, all rows in one epoch (3 seeds, from 301)%n");
        print("| flips | share | ranking AUC | best F1 |");
        print("|---|---|---|---|");
        RealTable table = RealTable.optdigits();
        double before = ProcessorTime.seconds();
        for (boolean symmetric : new boolean[] {true, false}) {
            for (int share : new int[] {10, 20}) {
                double auc = 0;
                double f1 = 0;
                for (int seed = 301; seed < 304; seed++) {
                    Random random = new Random(seed);
                    boolean[] flipped = new boolean[table.rows()];
                    Datanet.Builder builder = Datanet.builder(new DatanetId("flips"), "1")
                            .featureNames(table.featureNames())
                            .labels(table.labelNames());
                    for (int i = 0; i < table.rows(); i++) {
                        flipped[i] = random.nextInt(100) < share;
                        int step = symmetric ? 1 + random.nextInt(9) : 1;
                        int label = flipped[i] ? (table.labels()[i] + step) % 10 : table.labels()[i];
                        builder.add(new Datanet.Row(
                                        new SampleId("r" + i),
                                        new ContributorId("c" + i % 20),
                                        CanonicalBytes.tagged("row").number(i).toDigest())
                                .features(table.features()[i])
                                .label(table.labelNames().get(label)));
                    }
                    double[] scores = scores(builder.build(), new LabelNoiseDetector());
                    auc += Ranking.auc(scores, flipped) / 3;
                    f1 += Ranking.bestF1(scores, flipped) / 3;
                }
                print("| %s | %d %% | %.4f | %.3f |", symmetric ? "any other class" : "the next class", share, auc, f1);
            }
        }
        print("%nCPU seconds for 12 inspections of 1,797 rows: %.1f%n", ProcessorTime.seconds() - before);
    }

    /** Right answers and skills, beside the majority's vote and the model without our pull. */
    private void annotators() throws IOException {
        CrowdAnswers answers = CrowdAnswers.rte(data);
        int tasks = answers.tasks();
        double[] truth = new double[answers.workers()];
        double[] count = new double[truth.length];
        int[][] votes = new int[tasks][2];
        for (CrowdAnswers.Answer answer : answers.answers()) {
            count[answer.worker()]++;
            truth[answer.worker()] += answers.gold(answer.task()) == answer.label() ? 1 : 0;
            votes[answer.task()][answer.label()]++;
        }
        for (int w = 0; w < truth.length; w++) {
            truth[w] /= count[w];
        }
        DawidSkene ours = answers.model(DawidSkene.PULL);
        DawidSkene published = answers.model(1e-6);
        double[][] right = new double[3][tasks];
        for (int t = 0; t < tasks; t++) {
            right[0][t] = ours.best(t) == answers.gold(t) ? 100 : 0;
            right[1][t] = published.best(t) == answers.gold(t) ? 100 : 0;
            int[] v = votes[t];
            // A tie is right half of the time.
            right[2][t] = v[0] == v[1] ? 50 : (v[1] > v[0] ? 1 : 0) == answers.gold(t) ? 100 : 0;
        }
        double[][] skill = new double[3][truth.length];
        for (int w = 0; w < truth.length; w++) {
            skill[0][w] = ours.skill(w);
            skill[1][w] = published.skill(w);
        }
        for (CrowdAnswers.Answer answer : answers.answers()) {
            int[] v = votes[answer.task()];
            skill[2][answer.worker()] += (double) v[answer.label()] / (v[0] + v[1]) / count[answer.worker()];
        }
        print("## Annotators, RTE%n");
        print(
                "| method | accuracy | ours less this, 95 %% interval over tasks | Spearman of skill | ours less this, over workers |");
        print("|---|---|---|---|---|");
        String[] names = {
            "Dawid-Skene, pulled by two answers", "Dawid-Skene as published", "majority, agreement with it"
        };
        for (int m = 0; m < names.length; m++) {
            double[] other = right[m];
            double[] otherSkill = skill[m];
            double[] accuracy =
                    Ranking.bootstrap(tasks, 10_000, 1, drawn -> mean(right[0], drawn) - mean(other, drawn));
            double[] rank = Ranking.bootstrap(
                    truth.length,
                    1_000,
                    1,
                    drawn -> spearman(skill[0], truth, drawn) - spearman(otherSkill, truth, drawn));
            print(
                    "| %s | %.2f %% | %s | %.3f | %s |",
                    names[m],
                    Arrays.stream(other).average().orElse(0),
                    m == 0 ? "" : String.format(Locale.ROOT, "%+.2f to %+.2f", accuracy[0], accuracy[1]),
                    Ranking.spearman(otherSkill, truth),
                    m == 0 ? "" : String.format(Locale.ROOT, "%+.3f to %+.3f", rank[0], rank[1]));
        }
        crowdKit(answers, right[0]);
        double[] own = Ranking.bootstrap(tasks, 10_000, 1, drawn -> mean(right[0], drawn));
        print("%nOur accuracy alone: %.2f to %.2f %%.%n", own[0], own[1]);
    }

    /** The published implementation on the same answers, in this run. */
    private void crowdKit(CrowdAnswers answers, double[] ours) throws IOException {
        double before = ProcessorTime.seconds();
        answers.model(DawidSkene.PULL);
        double spent = ProcessorTime.seconds() - before;
        for (String way : List.of("dawid-skene", "majority")) {
            List<String> lines = PeerScript.run(
                    "annotators.py",
                    List.of(data.resolve("crowd/rte.standardized.tsv").toString(), way));
            if (lines.size() != ours.length + 1) {
                print("| crowd-kit, %s | %s | | | |", way, lines.isEmpty() ? "not measured" : lines.get(0));
                continue;
            }
            double[] theirs = new double[ours.length];
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split("\t");
                int task = answers.task(cells[0]);
                theirs[task] = Integer.parseInt(cells[1]) == answers.gold(task) ? 100 : 0;
            }
            double[] accuracy =
                    Ranking.bootstrap(ours.length, 10_000, 1, drawn -> mean(ours, drawn) - mean(theirs, drawn));
            print(
                    "| crowd-kit, %s, %.2f CPU s (ours %.2f) | %.2f %% | %+.2f to %+.2f | | |",
                    way,
                    Double.parseDouble(lines.get(0)),
                    spent,
                    Arrays.stream(theirs).average().orElse(0),
                    accuracy[0],
                    accuracy[1]);
        }
    }

    private static double mean(double[] values, int[] drawn) {
        return IntStream.of(drawn).mapToDouble(i -> values[i]).average().orElse(Double.NaN);
    }

    private static double spearman(double[] a, double[] b, int[] drawn) {
        return Ranking.spearman(
                IntStream.of(drawn).mapToDouble(i -> a[i]).toArray(),
                IntStream.of(drawn).mapToDouble(i -> b[i]).toArray());
    }

    /** Rings planted among real annotators. */
    private void collusion() throws IOException {
        new CollusionBenchmark(CrowdAnswers.rte(data)).run(Integer.getInteger("seeds", 4), Long.getLong("from", 1001));
    }

    /** Each writer's answers split in two: are the halves the nearest pair? */
    private void style() throws IOException {
        List<String> lines = Files.readAllLines(data.resolve("crowd-text/CrowdWSA2019_J1_label_anonymous.tsv"));
        print("## Sybil linkage, CrowdWSA2019 J1, each writer's answers split in two%n");
        print("| least answers | writers | pair AUROC | top-1 |");
        print("|---|---|---|---|");
        for (int least : new int[] {20, 30, 40}) {
            Map<String, List<String>> byWorker = new LinkedHashMap<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split("\t");
                byWorker.computeIfAbsent(cells[0], w -> new ArrayList<>()).add(cells.length > 2 ? cells[2] : "");
            }
            byWorker.values().removeIf(answers -> answers.size() < least);
            List<String[]> halves = new ArrayList<>();
            for (List<String> answers : byWorker.values()) {
                for (int half = 0; half < 2; half++) {
                    int parity = half;
                    halves.add(IntStream.range(0, answers.size())
                            .filter(i -> i % 2 == parity)
                            .mapToObj(answers::get)
                            .toArray(String[]::new));
                }
            }
            StyleProfiles styles = new StyleProfiles(halves.toArray(String[][]::new));
            int n = halves.size();
            double[] scores = new double[n * (n - 1) / 2];
            boolean[] same = new boolean[scores.length];
            int at = 0;
            int top = 0;
            for (int a = 0; a < n; a++) {
                int best = a == 0 ? 1 : 0;
                for (int b = 0; b < n; b++) {
                    if (b < a) {
                        same[at] = a / 2 == b / 2;
                        scores[at++] = styles.score(a, b);
                    }
                    best = b != a && styles.score(a, b) > styles.score(a, best) ? b : best;
                }
                top += best / 2 == a / 2 ? 1 : 0;
            }
            print("| %d | %d | %.4f | %.3f |", least, byWorker.size(), Ranking.auc(scores, same), (double) top / n);
        }
        print("");
    }

    /** Texts of about 80 words from a Zipf vocabulary, a twentieth of them copies with some words changed. */
    private void texts() {
        print("## Near-duplicate texts, Jaccard of word triples at least 0.8 (generated texts of 80 words, seed 1)%n");
        print("| texts | CPU s | wall s | planted pairs above 0.8 | found | found below 0.8 |");
        print("|---|---|---|---|---|---|");
        for (int n : new int[] {25_000, 50_000, 100_000}) {
            Random random = new Random(1);
            Datanet.Builder builder = Datanet.builder(new DatanetId("texts"), "1");
            List<String[]> originals = new ArrayList<>();
            Map<Integer, Integer> planted = new HashMap<>();
            for (int i = 0; i < n; i++) {
                String[] words;
                if (i % 20 == 19) {
                    int from = random.nextInt(originals.size());
                    words = originals.get(from).clone();
                    int changes = random.nextInt(6);
                    for (int c = 0; c < changes; c++) {
                        words[random.nextInt(words.length)] = word(random);
                    }
                    if (changes > 0) {
                        planted.put(i, from / 19 * 20 + from % 19);
                    }
                } else {
                    words = IntStream.range(0, 60 + random.nextInt(40))
                            .mapToObj(w -> word(random))
                            .toArray(String[]::new);
                    originals.add(words);
                }
                String text = String.join(" ", words);
                builder.add(new Datanet.Row(
                                new SampleId("t" + i),
                                new ContributorId("c" + i % 50),
                                CanonicalBytes.tagged("text").text(text).toDigest())
                        .text(text));
            }
            Datanet datanet = builder.build();
            double cpu = ProcessorTime.seconds();
            long wall = System.nanoTime();
            double[] scores = scores(datanet, new NearDuplicateDetector());
            double wallSeconds = (System.nanoTime() - wall) / 1e9;
            double cpuSpent = ProcessorTime.seconds() - cpu;
            int above = 0;
            int found = 0;
            int below = 0;
            for (Map.Entry<Integer, Integer> pair : planted.entrySet()) {
                String text = datanet.text(pair.getKey());
                String original = datanet.text(pair.getValue());
                // Where every changed word was drawn again, the copy is exact, and for another detector.
                boolean similar = !text.equals(original) && jaccard(text, original) >= 0.8;
                boolean flagged = scores[pair.getKey()] >= 0.8;
                above += similar ? 1 : 0;
                found += similar && flagged ? 1 : 0;
                below += !similar && flagged ? 1 : 0;
            }
            print("| %d | %.2f | %.2f | %d | %d | %d |", n, cpuSpent, wallSeconds, above, found, below);
        }
        print("");
    }

    private static String word(Random random) {
        // About Zipf: the rank is the exponential of a uniform number.
        return "w" + (int) Math.exp(random.nextDouble() * Math.log(50_000));
    }

    private static double jaccard(String a, String b) {
        TreeSet<String> x = triples(a);
        TreeSet<String> y = triples(b);
        TreeSet<String> both = new TreeSet<>(x);
        both.retainAll(y);
        return (double) both.size() / (x.size() + y.size() - both.size());
    }

    private static TreeSet<String> triples(String text) {
        String[] words = text.split(" ");
        TreeSet<String> triples = new TreeSet<>();
        for (int i = 0; i + 2 < words.length; i++) {
            triples.add(words[i] + " " + words[i + 1] + " " + words[i + 2]);
        }
        return triples;
    }
}
