package org.datanet.gauntlet.attacks;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.datanet.gauntlet.LabelledRows;
import org.datanet.gauntlet.Standpoint;

/** Numbers made to look like what a valuation takes for real: in neighbourhoods, along differences that occur, of values that occur. */
final class LocalAugmentation {
    private static final int RANKED = 40;

    private final Standpoint me;
    private final NumberAugmentation gaussians;

    LocalAugmentation(Standpoint me) {
        this.me = me;
        gaussians = new NumberAugmentation(me);
    }

    /** Each row moved by what lies between two others of its label that are near each other. */
    LabelledRows transport(LabelledRows rows, int count, double by) {
        return make(Augmentation.fill(count, i -> me.below(rows.size())), rows, row -> {
            LabelledRows fellows = rows.select(Augmentation.fellows(rows, rows.y()[row]));
            double[] from = fellows.x()[me.below(fellows.size())];
            double[] to = fellows.x()[nearFellow(from, fellows)];
            return combine(c -> rows.x()[row][c] + by * (to[c] - from[c]));
        });
    }

    /** Draws from the Gaussian of so many neighbours of a row that have its label, in the plane that they span. */
    LabelledRows neighbourhoods(LabelledRows rows, int count, int neighbours) {
        return make(Augmentation.fill(count, i -> me.below(rows.size())), rows, row -> {
            LabelledRows fellows = rows.select(Augmentation.fellows(rows, rows.y()[row]));
            LabelledRows near = fellows.select(me.space().nearest(rows.x()[row], fellows.x(), neighbours));
            double[] weights = new double[near.size()];
            double sum = 0;
            for (int j = 0; j < weights.length; j++) {
                weights[j] = me.gaussian() / Math.sqrt(weights.length);
                sum += weights[j] / weights.length;
            }
            double mean = sum;
            return combine(c -> {
                double value = 0;
                for (int j = 0; j < weights.length; j++) {
                    value += (1.0 / weights.length + weights[j] - mean) * near.x()[j][c];
                }
                return value;
            });
        });
    }

    /** Each row moved towards a published row of its label nearby: what is left of it is a share. */
    LabelledRows towardsKnown(LabelledRows rows, double share) {
        LabelledRows known = me.known();
        return make(Augmentation.fill(rows.size(), i -> i), rows, row -> {
            LabelledRows fellows = known.select(Augmentation.fellows(known, rows.y()[row]));
            if (fellows.size() == 0) {
                return rows.x()[row];
            }
            double[] near = fellows.x()[nearFellow(rows.x()[row], fellows)];
            return combine(c -> share * rows.x()[row][c] + (1 - share) * near[c]);
        });
    }

    /** Each row in another unit: all its numbers times a factor about 1. */
    LabelledRows rescaled(LabelledRows rows, double by) {
        return make(Augmentation.fill(rows.size(), i -> i), rows, row -> {
            double factor = me.uniform(1 - by, 1 + by);
            return combine(c -> factor * rows.x()[row][c]);
        });
    }

    /** One of the five nearest; the nearest of all may be the row itself. */
    private int nearFellow(double[] row, LabelledRows fellows) {
        int[] nearest = me.space().nearest(row, fellows.x(), 6);
        int skip = nearest.length > 1 ? 1 : 0;
        return nearest[skip + me.below(nearest.length - skip)];
    }

    private static LabelledRows make(int[] parents, LabelledRows rows, IntFunction<double[]> child) {
        return new LabelledRows(
                IntStream.of(parents).mapToObj(child).toArray(double[][]::new),
                IntStream.of(parents).map(parent -> rows.y()[parent]).toArray());
    }

    /**
     * Draws from each label's Gaussian of which every column is then given the values that occur in it, by rank (Iman and Conover 1982): a
     * Gaussian copula.
     */
    LabelledRows copulas(LabelledRows rows, int count) {
        LabelledRows drawn = gaussians.generated(rows, count);
        LabelledRows ranked = gaussians.generated(rows, RANKED * count);
        double[][][] drawnColumns = new double[me.classes()][][];
        double[][][] realColumns = new double[me.classes()][][];
        return make(Augmentation.fill(drawn.size(), i -> i), drawn, i -> {
            int label = drawn.y()[i];
            if (drawnColumns[label] == null) {
                drawnColumns[label] = sortedColumns(ranked.select(Augmentation.fellows(ranked, label)));
                realColumns[label] = sortedColumns(rows.select(Augmentation.fellows(rows, label)));
            }
            return combine(c -> {
                double[] among = drawnColumns[label][c];
                double[] real = realColumns[label][c];
                int at = Arrays.binarySearch(among, drawn.x()[i][c]);
                double rank = (at < 0 ? -at - 1 : at) / (among.length + 1.0);
                return real[(int) (rank * real.length)];
            });
        });
    }

    private double[][] sortedColumns(LabelledRows rows) {
        return IntStream.range(0, me.space().means().length)
                .mapToObj(c -> Arrays.stream(rows.x())
                        .mapToDouble(row -> row[c])
                        .sorted()
                        .toArray())
                .toArray(double[][]::new);
    }

    private double[] combine(IntToDoubleFunction column) {
        return IntStream.range(0, me.space().means().length).mapToDouble(column).toArray();
    }
}
