package org.datanet.benchmarks.guard;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.datanet.benchmarks.ProcessorTime;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.guard.neighbours.NearestNeighbours;
import org.datanet.guard.outlier.OutlierDetector;
import org.datanet.proof.CanonicalBytes;

/**
 * Measures neighbour search and outliers on many rows, with peers on the same rows in the same run, and prints Markdown. Arguments: rows
 * for the neighbours (default 100,000) and for the outliers (default 200,000); 0 leaves them out. Peers are run by {@code python3}, or what the environment
 * variable {@code DATANET_PYTHON} names, from {@code benchmarks/peers}; processor seconds are compared, because machines are shared.
 */
public final class ScaleBenchmark {
    private static final long SEED = 20_261_122;

    private ScaleBenchmark() {}

    /** Runs the benchmark. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int searched = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int inspected = args.length > 1 ? Integer.parseInt(args[1]) : 200_000;
        if (searched > 0) {
            neighbours(searched, 64);
        }
        if (inspected > 0) {
            for (double width : new double[] {1.75, 1.5}) {
                outliers(inspected, 32, width);
            }
        }
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    /** Gaussians; planted are jittered copies, or rows wider than the others of their Gaussian. */
    private record Rows(float[] points, int d, boolean[] planted, int[] originals) {
        static Rows mixture(int n, int d, int components, boolean copies, double wide) {
            Random random = new Random(SEED);
            float[] centres = new float[components * d];
            for (int i = 0; i < centres.length; i++) {
                centres[i] = (float) (4 * random.nextGaussian());
            }
            double[] width = IntStream.range(0, components)
                    .mapToDouble(i -> copies ? 0.5 + random.nextDouble() : 1)
                    .toArray();
            float[] points = new float[n * d];
            boolean[] planted = new boolean[n];
            int[] originals = new int[n];
            for (int row = 0; row < n; row++) {
                planted[row] = row > n / 2 && random.nextInt(50) == 0;
                originals[row] = planted[row] && copies ? random.nextInt(n / 2) : row;
                int component = random.nextInt(components);
                double scale = width[component] * (planted[row] ? wide : 1);
                for (int c = 0; c < d; c++) {
                    points[row * d + c] = originals[row] < row
                            ? points[originals[row] * d + c] + (float) (0.05 * random.nextGaussian())
                            : centres[component * d + c] + (float) (scale * random.nextGaussian());
                }
            }
            return new Rows(points, d, planted, originals);
        }

        int count() {
            return planted.length;
        }
    }

    private static void neighbours(int n, int d) throws IOException, InterruptedException {
        Rows rows = Rows.mixture(n, d, 50, true, 1.5);
        print("## The ten nearest neighbours of %d rows of %d columns, seed %d%n", n, d, SEED);
        print("A mixture of 50 Gaussians; every hundredth row or so is a jittered copy. Recall on 500 rows.%n");
        print("| search | CPU s | recall of ten | copies whose original is among them | wall s |");
        print("|---|---|---|---|---|");
        // Once before, on fewer rows: the compiler's work is not the search's.
        NearestNeighbours.search(rows.points(), d, 0, Math.min(n, 8_000), 10, row -> Math.min(n, 8_000));
        double cpu = ProcessorTime.seconds();
        long wall = System.nanoTime();
        NearestNeighbours found = NearestNeighbours.search(rows.points(), d, 0, n, 10, row -> n);
        double spent = ProcessorTime.seconds() - cpu;
        double seconds = (System.nanoTime() - wall) / 1e9;
        int step = Math.max(1, n / 500);
        int hits = 0;
        int asked = 0;
        for (int row = 0; row < n; row += step) {
            int query = row;
            double[] all = IntStream.range(0, n)
                    .filter(other -> other != query)
                    .parallel()
                    .mapToDouble(other -> NearestNeighbours.distance(rows.points(), query, rows.points(), other, d))
                    .sorted()
                    .limit(10)
                    .toArray();
            for (int rank = 0; rank < 10; rank++) {
                hits += found.distance(row, rank) <= all[9] ? 1 : 0;
                asked++;
            }
        }
        long copies = IntStream.range(0, n).filter(r -> rows.originals()[r] < r).count();
        long met = IntStream.range(0, n)
                .filter(r -> rows.originals()[r] < r)
                .filter(r -> IntStream.range(0, 10).anyMatch(rank -> found.row(r, rank) == rows.originals()[r]))
                .count();
        print("| this | %.2f | %.4f | %d of %d | %.2f |", spent, hits / (double) asked, met, copies, seconds);
        peers("neighbours", rows);
    }

    private static void outliers(int n, int d, double wide) throws IOException, InterruptedException {
        Rows rows = Rows.mixture(n, d, 20, false, wide);
        print("## Outliers, %d rows of %d columns, %.2f times as wide, seed %d%n", n, d, wide, SEED);
        print(
                "A mixture of 20 Gaussians; a hundredth of the rows is %.2f times as wide as the others of its Gaussian.%n",
                wide);
        print(
                "| detector | CPU s | ROC-AUC | | wall s, %d cores |",
                Runtime.getRuntime().availableProcessors());
        print("|---|---|---|---|---|");
        Datanet datanet = datanet(rows, n);
        Inspected first = Inspected.of(datanet);
        Inspected again = Inspected.of(datanet);
        double auc = Ranking.auc(again.scores(), rows.planted());
        print("| this, first in its process | %.2f | %.4f | | %.2f |", first.cpu(), auc, first.wall());
        print("| this, again | %.2f | %.4f | | %.2f |", again.cpu(), auc, again.wall());
        peers("outliers", rows);
        print(
                "Aim, at least 0.99: %s. Within 5 CPU s: %s at first, what the compiler computes included, and %s again.%n",
                met(auc >= 0.99), met(first.cpu() <= 5), met(again.cpu() <= 5));
    }

    private static String met(boolean aim) {
        return aim ? "reached" : "missed";
    }

    private record Inspected(double[] scores, double cpu, double wall) {
        static Inspected of(Datanet datanet) {
            double cpu = ProcessorTime.seconds();
            long wall = System.nanoTime();
            double[] scores = OneDetector.scores(new OutlierDetector(), datanet);
            return new Inspected(scores, ProcessorTime.seconds() - cpu, (System.nanoTime() - wall) / 1e9);
        }
    }

    private static Datanet datanet(Rows rows, int n) {
        int d = rows.d();
        Datanet.Builder builder = Datanet.builder(new DatanetId("mixture"), "1")
                .featureNames(IntStream.range(0, d).mapToObj(c -> "f" + c).toList());
        double[] features = new double[d];
        for (int row = 0; row < n; row++) {
            for (int c = 0; c < d; c++) {
                features[c] = rows.points()[row * d + c];
            }
            builder.add(new Datanet.Row(
                            new SampleId("r" + row),
                            new ContributorId("c" + row % 100),
                            CanonicalBytes.tagged("row").number(row).toDigest())
                    .features(features.clone()));
        }
        return builder.build();
    }

    private static void peers(String what, Rows rows) throws IOException, InterruptedException {
        Path points = Files.createTempFile("rows", ".f32");
        Path truth = Files.createTempFile("rows", ".planted");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(points))) {
                ByteBuffer row = ByteBuffer.allocate(4 * rows.d()).order(ByteOrder.LITTLE_ENDIAN);
                for (int at = 0; at < rows.points().length; at += rows.d()) {
                    row.clear();
                    row.asFloatBuffer().put(rows.points(), at, rows.d());
                    out.write(row.array());
                }
            }
            byte[] planted = new byte[rows.count()];
            for (int row = 0; row < planted.length; row++) {
                planted[row] = (byte) (rows.planted()[row] ? 1 : 0);
            }
            Files.write(truth, planted);
            String python = System.getenv().getOrDefault("DATANET_PYTHON", "python3");
            Process process = new ProcessBuilder(
                            python,
                            "benchmarks/peers/vectors.py",
                            what,
                            points.toString(),
                            Integer.toString(rows.count()),
                            Integer.toString(rows.d()),
                            truth.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getInputStream().transferTo(System.out);
            if (process.waitFor() != 0) {
                print("| peers | not measured: the script ended with an error | | | |");
            }
        } catch (IOException e) {
            print("| peers | not measured: %s | | | |", e);
        } finally {
            Files.deleteIfExists(points);
            Files.deleteIfExists(truth);
        }
        print("");
    }
}
