package org.datanet.gauntlet;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.testkit.planted.RealTable;

/**
 * The real rows that worlds are dealt from. Immutable and thread-safe.
 *
 * @param name of the table
 * @param columns names of the features
 * @param labels the label set
 * @param rows all of them
 * @param rare whether a row is among the twelfth whose fifth nearest row of its label is farthest: unusual, and labelled right
 * @param deal how worlds are dealt
 */
public record Ground(
        String name, List<String> columns, List<String> labels, LabelledRows rows, boolean[] rare, Deal deal) {
    /** Larger tables are sampled down to this many rows: a world's cost grows with their square. */
    public static final int MOST_ROWS = 9_000;

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

    private static Ground of(RealTable table, Deal deal) {
        LabelledRows rows = new LabelledRows(table.features(), table.labels());
        return new Ground(table.name(), table.featureNames(), table.labelNames(), rows, rareOf(rows), deal);
    }

    /**
     * The labelled rows of a Datanet, whoever contributed them: taken as honest, at most {@link #MOST_ROWS} of them.
     *
     * @throws IllegalArgumentException when it has no numeric features or no labels, or too few rows
     */
    public static Ground of(Datanet datanet) {
        FeatureMatrix features = datanet.features()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Datanet %s has no numeric features: give embeddings of its texts as features"
                                .formatted(datanet.id())));
        int[] labelled = IntStream.range(0, datanet.rows())
                .filter(row -> datanet.label(row) >= 0)
                .toArray();
        shuffle(labelled, new SplittableRandom(1));
        int[] kept = Arrays.copyOf(labelled, Math.min(labelled.length, MOST_ROWS));
        Arrays.sort(kept);
        LabelledRows rows = new LabelledRows(
                IntStream.of(kept).mapToObj(features::row).toArray(double[][]::new),
                IntStream.of(kept).map(datanet::label).toArray());
        return new Ground(
                datanet.id().value(), features.names(), datanet.labels(), rows, rareOf(rows), Deal.of(rows.size()));
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
