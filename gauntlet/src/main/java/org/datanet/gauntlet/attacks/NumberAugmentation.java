package org.datanet.gauntlet.attacks;

import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.datanet.gauntlet.LabelledRows;
import org.datanet.gauntlet.Standpoint;

/** Numbers out of numbers. */
final class NumberAugmentation extends Augmentation {
    private final Standpoint me;

    NumberAugmentation(Standpoint me) {
        super(me);
        this.me = me;
    }

    @Override
    LabelledRows jitter(LabelledRows rows, double size) {
        double[] deviations = me.space().deviations();
        return make(rows.y(), i -> combine(c -> rows.x()[i][c] + size * deviations[c] * me.gaussian()));
    }

    @Override
    LabelledRows scaled(LabelledRows rows, double factor) {
        double[] means = me.space().means();
        return make(rows.y(), i -> combine(c -> means[c] + factor * (rows.x()[i][c] - means[c])));
    }

    @Override
    LabelledRows mixUp(LabelledRows rows, int count, boolean near) {
        return ofPairs(rows, count, near, (first, second) -> {
            double share = me.uniform(0.2, 0.8);
            return combine(c -> share * first[c] + (1 - share) * second[c]);
        });
    }

    @Override
    LabelledRows crossOver(LabelledRows rows, int count) {
        return ofPairs(rows, count, false, (first, second) -> combine(c -> me.below(2) == 0 ? first[c] : second[c]));
    }

    @Override
    LabelledRows extrapolate(LabelledRows rows, int count, double by) {
        return ofPairs(rows, count, false, (first, second) -> combine(c -> first[c] + by * (first[c] - second[c])));
    }

    private interface Pair {
        double[] child(double[] first, double[] second);
    }

    private LabelledRows ofPairs(LabelledRows rows, int count, boolean near, Pair pair) {
        int[] parents = fill(count, i -> me.below(rows.size()));
        return make(fill(count, i -> rows.y()[parents[i]]), i -> {
            double[] first = rows.x()[parents[i]];
            LabelledRows fellows = rows.select(fellows(rows, rows.y()[parents[i]]));
            int[] candidates = near
                    ? me.space().nearest(first, fellows.x(), 6)
                    : IntStream.range(0, fellows.size()).toArray();
            // The nearest is the row itself.
            int skip = near && candidates.length > 1 ? 1 : 0;
            return pair.child(first, fellows.x()[candidates[skip + me.below(candidates.length - skip)]]);
        });
    }

    @Override
    LabelledRows means(LabelledRows rows, int count) {
        return make(labelsOf(rows, count), (i, label) -> {
            int[] fellows = fellows(rows, label);
            double[] sum = new double[columns()];
            int members = 0;
            for (int j : fellows) {
                if (members == 0 || me.below(2) == 0) {
                    members++;
                    for (int c = 0; c < sum.length; c++) {
                        sum[c] += rows.x()[j][c];
                    }
                }
            }
            int divisor = members;
            return combine(c -> sum[c] / divisor);
        });
    }

    @Override
    LabelledRows generated(LabelledRows rows, int count) {
        Gaussian[] shapes = new Gaussian[me.classes()];
        return make(labelsOf(rows, count), (i, label) -> {
            Gaussian shape = shapes[label];
            if (shape == null) {
                shape = Gaussian.of(
                        rows.select(fellows(rows, label)).x(), me.space().deviations());
                shapes[label] = shape;
            }
            return shape.draw(me);
        });
    }

    @Override
    LabelledRows noise(int count) {
        return make(
                random(count),
                i -> combine(c -> me.space().means()[c] + me.space().deviations()[c] * me.gaussian()));
    }

    @Override
    LabelledRows marginals(LabelledRows rows, int count) {
        return make(random(count), i -> combine(c -> rows.x()[me.below(rows.size())][c]));
    }

    private interface Labelled {
        double[] row(int i, int label);
    }

    private static LabelledRows make(int[] y, Labelled row) {
        return make(y, i -> row.row(i, y[i]));
    }

    private static LabelledRows make(int[] y, IntFunction<double[]> row) {
        double[][] x = new double[y.length][];
        for (int i = 0; i < x.length; i++) {
            x[i] = row.apply(i);
        }
        return new LabelledRows(x, y);
    }

    private int columns() {
        return me.space().means().length;
    }

    private double[] combine(IntToDoubleFunction column) {
        double[] row = new double[columns()];
        for (int c = 0; c < row.length; c++) {
            row[c] = column.applyAsDouble(c);
        }
        return row;
    }

    /** A mean and a lower factor of a covariance, the ridge of each column in its own units. */
    private record Gaussian(double[] mean, double[][] factor) {
        static Gaussian of(double[][] x, double[] deviations) {
            int d = x[0].length;
            double[] mean = new double[d];
            for (double[] row : x) {
                for (int c = 0; c < d; c++) {
                    mean[c] += row[c] / x.length;
                }
            }
            double[][] covariance = new double[d][d];
            for (double[] row : x) {
                for (int a = 0; a < d; a++) {
                    for (int b = 0; b <= a; b++) {
                        covariance[a][b] += (row[a] - mean[a]) * (row[b] - mean[b]) / x.length;
                    }
                }
            }
            double[][] factor = new double[d][d];
            for (int a = 0; a < d; a++) {
                for (int b = 0; b <= a; b++) {
                    double sum = covariance[a][b] + (a == b ? 1e-3 * deviations[a] * deviations[a] + 1e-9 : 0);
                    for (int k = 0; k < b; k++) {
                        sum -= factor[a][k] * factor[b][k];
                    }
                    factor[a][b] = a == b ? Math.sqrt(Math.max(sum, 1e-12)) : sum / factor[b][b];
                }
            }
            return new Gaussian(mean, factor);
        }

        double[] draw(Standpoint me) {
            double[] normal = new double[mean.length];
            for (int c = 0; c < normal.length; c++) {
                normal[c] = me.gaussian();
            }
            double[] row = mean.clone();
            for (int a = 0; a < row.length; a++) {
                for (int b = 0; b <= a; b++) {
                    row[a] += factor[a][b] * normal[b];
                }
            }
            return row;
        }
    }
}
