package org.datanet.gauntlet;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.contribution.SampleId;
import org.datanet.io.CanonicalPayload;
import org.datanet.proof.Digest;
import org.datanet.testkit.planted.RealTable;
import org.datanet.testkit.planted.RealTexts;

/**
 * The real rows that worlds are dealt from. Immutable and thread-safe.
 *
 * @param name of the table
 * @param columns names of the features; none where rows are texts
 * @param labels the label set
 * @param rows all of them
 * @param rare whether a row is among the twelfth whose fifth nearest row of its label is farthest: unusual, and labelled right
 * @param deal how worlds are dealt
 */
public record Ground(
        String name, List<String> columns, List<String> labels, LabelledRows rows, boolean[] rare, Deal deal) {
    /** Larger tables are sampled down to this many rows: a world's cost grows with their square. */
    public static final int MOST_ROWS = 9_000;

    private static final int CROWD_LABELS = 50;

    public Ground {
        columns = List.copyOf(columns);
        labels = List.copyOf(labels);
        if (deal.total() > rows.size()) {
            throw new IllegalArgumentException(
                    "%s has %d rows, and the deal takes %d".formatted(name, rows.size(), deal.total()));
        }
    }

    /** UCI optical digits. */
    public static Ground optdigits() {
        return of(RealTable.optdigits(), new Deal(320, 177, 0, 5, 52, 25));
    }

    /** UCI Wisconsin diagnostic breast cancer. */
    public static Ground wdbc() {
        return of(RealTable.wdbc(), new Deal(150, 59, 0, 4, 18, 20));
    }

    /** Answers of a crowd: each text's label is the sentence that it translates, of which there are fifty. */
    public static Ground crowdText() {
        RealTexts texts = RealTexts.crowd();
        int[] kept = IntStream.range(0, texts.rows())
                .filter(row -> texts.labels()[row] < CROWD_LABELS)
                .toArray();
        LabelledRows rows = LabelledRows.ofTexts(
                IntStream.of(kept).mapToObj(texts.texts()::get).toArray(String[]::new),
                IntStream.of(kept).map(row -> texts.labels()[row]).toArray());
        return new Ground(
                texts.name(),
                List.of(),
                texts.labelNames().subList(0, CROWD_LABELS),
                rows,
                rareOf(rows),
                new Deal(150, 38, 0, 4, 15, 20));
    }

    private static Ground of(RealTable table, Deal deal) {
        LabelledRows rows = new LabelledRows(table.features(), table.labels());
        return new Ground(table.name(), table.featureNames(), table.labelNames(), rows, rareOf(rows), deal);
    }

    /**
     * The labelled rows of a Datanet, whoever contributed them: taken as honest, at most {@link #MOST_ROWS} of them; its texts where
     * it has no features.
     *
     * @throws IllegalArgumentException when it has neither features nor text, no labels, or too few rows
     */
    public static Ground of(Datanet datanet) {
        if (datanet.features().isEmpty() && !datanet.hasText()) {
            throw new IllegalArgumentException(
                    "Datanet %s has neither numeric features nor text to compare rows by".formatted(datanet.id()));
        }
        int[] labelled = IntStream.range(0, datanet.rows())
                .filter(row -> datanet.label(row) >= 0)
                .toArray();
        shuffle(labelled, new SplittableRandom(1));
        int[] kept = Arrays.copyOf(labelled, Math.min(labelled.length, MOST_ROWS));
        Arrays.sort(kept);
        int[] labels = IntStream.of(kept).map(datanet::label).toArray();
        LabelledRows rows = datanet.features()
                .map(features -> new LabelledRows(
                        IntStream.of(kept).mapToObj(features::row).toArray(double[][]::new), labels))
                .orElseGet(() -> LabelledRows.ofTexts(
                        IntStream.of(kept).mapToObj(datanet::text).toArray(String[]::new), labels));
        return new Ground(
                datanet.id().value(),
                datanet.features().map(FeatureMatrix::names).orElse(List.of()),
                datanet.labels(),
                rows,
                rareOf(rows),
                Deal.of(rows.size()));
    }

    /** What identifies a row as a payload. */
    public Digest digest(LabelledRows rows, int i) {
        return CanonicalPayload.digest(
                rows.areTexts() ? new double[0] : rows.x()[i],
                rows.areTexts() ? rows.texts()[i] : null,
                labels.get(rows.y()[i]));
    }

    /** A row of a Datanet with the payload of one of these. */
    public Datanet.Row row(SampleId sample, ContributorId contributor, LabelledRows rows, int i) {
        Datanet.Row row = new Datanet.Row(sample, contributor, digest(rows, i)).label(labels.get(rows.y()[i]));
        return rows.areTexts() ? row.text(rows.texts()[i]) : row.features(rows.x()[i]);
    }

    /** A Datanet of such rows, still without any. */
    public Datanet.Builder builder(String id) {
        return Datanet.builder(new DatanetId(id), "1").featureNames(columns).labels(labels);
    }

    /** An owner's rows as a Datanet. */
    public Datanet owned(String part, LabelledRows rows) {
        Datanet.Builder builder = builder(name + "-" + part);
        for (int i = 0; i < rows.size(); i++) {
            builder.add(row(new SampleId(part + "-" + i), new ContributorId("owner"), rows, i));
        }
        return builder.build();
    }

    /** Puts the numbers in random order. */
    static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
    }

    private static boolean[] rareOf(LabelledRows rows) {
        Space space = Space.of(rows.x());
        int n = rows.size();
        // Beyond some thousand rows a sample tells as well which ones are unusual.
        int[] among = IntStream.range(0, n).toArray();
        shuffle(among, new SplittableRandom(2));
        int[] sample = Arrays.copyOf(among, Math.min(n, 2_000));
        double[] distance = new double[n];
        IntStream.range(0, n).parallel().forEach(i -> {
            double[] near = new double[5];
            Arrays.fill(near, Double.POSITIVE_INFINITY);
            for (int j : sample) {
                if (i != j && rows.y()[i] == rows.y()[j]) {
                    double squared = space.squared(rows.x()[i], rows.x()[j]);
                    if (squared < near[4]) {
                        near[4] = squared;
                        Arrays.sort(near);
                    }
                }
            }
            distance[i] = near[4];
        });
        boolean[] rare = new boolean[n];
        IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -distance[i]).thenComparing(i -> i))
                .limit(n / 12)
                .forEach(i -> rare[i] = true);
        return rare;
    }
}
