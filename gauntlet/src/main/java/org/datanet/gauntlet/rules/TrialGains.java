package org.datanet.gauntlet.rules;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.gauntlet.Space;

/**
 * The first trial of a conditional gain, kept as the first rung. The prize of a holdout row goes to the epoch's nearest row if that is
 * nearer than the pool's fifth, and is the change of the share of right votes; times novelty: the distance to the nearest earlier row of the
 * label over that row's own spacing, from 0.3 to 0.6, and ridge leverage in 256 random Fourier features over the pool's median, from 0.4
 * to 0.8. Cross-fitted, a row counts only if it gained on one half of the holdout, and is priced on the other.
 */
final class TrialGains implements GainValuator.Gains {
    private static final int FEATURES = 256;

    private final boolean crossFitted;

    TrialGains(boolean crossFitted) {
        this.crossFitted = crossFitted;
    }

    @Override
    public double[] of(Datanet datanet, Datanet holdout, Datanet reference, long seed) {
        Space space = Columns.space(holdout);
        Columns rows = Columns.of(datanet, space);
        Columns held = Columns.of(holdout, space);
        double[] values = new double[datanet.rows()];
        for (int epoch = 1; epoch < datanet.epochs(); epoch++) {
            int first = datanet.firstRow(epoch);
            int last = datanet.firstRow(epoch + 1);
            if (first == last || first == 0) {
                continue;
            }
            double[][] halves = prizes(rows, held, first, last);
            double[] spacing = spacing(datanet, rows, first, last);
            double[] leverage = leverage(rows.x(), first, last, seed);
            for (int i = 0; i < last - first; i++) {
                double a = halves[0][i];
                double b = halves[1][i];
                double gain = crossFitted ? (a > 0 ? b : 0) + (b > 0 ? a : 0) : a + b;
                values[first + i] = gain * ramp(spacing[i], 0.3, 0.6) * ramp(leverage[i], 0.4, 0.8) / holdout.rows();
            }
        }
        return values;
    }

    private static double ramp(double value, double low, double high) {
        return Math.max(0, Math.min(1, (value - low) / (high - low)));
    }

    /** What each row of the epoch wins on the even and on the odd rows of the holdout. */
    private static double[][] prizes(Columns rows, Columns held, int first, int last) {
        double[][] prizes = new double[2][last - first];
        int[] winners = new int[held.y().length];
        double[] prize = new double[winners.length];
        IntStream.range(0, winners.length).parallel().forEach(h -> {
            double[] point = held.x()[h];
            int[] near = NeighbourGains.nearest(point, rows.x(), first);
            int fifth = near[Math.min(4, near.length - 1)];
            double bound = Columns.squared(point, rows.x()[fifth]);
            winners[h] = -1;
            for (int i = first; i < last; i++) {
                double squared = Columns.squared(point, rows.x()[i]);
                if (squared < bound) {
                    bound = squared;
                    winners[h] = i - first;
                }
            }
            if (winners[h] >= 0) {
                int won = rows.y()[first + winners[h]] == held.y()[h] ? 1 : 0;
                int lost = rows.y()[fifth] == held.y()[h] ? 1 : 0;
                prize[h] = (won - lost) / 5.0;
            }
        });
        for (int h = 0; h < winners.length; h++) {
            if (winners[h] >= 0) {
                prizes[h % 2][winners[h]] += prize[h];
            }
        }
        return prizes;
    }

    /** Distance to the nearest row of the label, of the pool or earlier in the epoch by digest, over that row's own spacing in the pool. */
    private static double[] spacing(Datanet datanet, Columns rows, int first, int last) {
        int[] order = IntStream.range(first, last)
                .boxed()
                .sorted(Comparator.comparing(datanet::digest))
                .mapToInt(i -> i)
                .toArray();
        int[] place = new int[last];
        for (int i = 0; i < order.length; i++) {
            place[order[i]] = i;
        }
        return IntStream.range(first, last)
                .parallel()
                .mapToDouble(i -> {
                    int nearest = -1;
                    double bound = Double.POSITIVE_INFINITY;
                    for (int j = 0; j < last; j++) {
                        boolean earlier = j < first || place[j] < place[i];
                        if (earlier && j != i && rows.y()[j] == rows.y()[i]) {
                            double squared = Columns.squared(rows.x()[i], rows.x()[j]);
                            if (squared < bound) {
                                bound = squared;
                                nearest = j;
                            }
                        }
                    }
                    if (nearest < 0) {
                        return 1;
                    }
                    double own = Double.POSITIVE_INFINITY;
                    for (int j = 0; j < first; j++) {
                        if (j != nearest && rows.y()[j] == rows.y()[nearest]) {
                            double squared = Columns.squared(rows.x()[nearest], rows.x()[j]);
                            own = squared > 0 ? Math.min(own, squared) : own;
                        }
                    }
                    return Math.sqrt(bound / own);
                })
                .toArray();
    }

    /** Ridge leverage in the pool's random Fourier features over the pool's median leave-one-out leverage. */
    private static double[] leverage(double[][] x, int first, int last, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int d = x[0].length;
        double[] pairs = IntStream.range(0, 500)
                .mapToDouble(i -> Columns.squared(x[random.nextInt(first)], x[random.nextInt(first)]))
                .filter(squared -> squared > 0)
                .sorted()
                .toArray();
        double bandwidth = Math.sqrt(pairs.length == 0 ? 1 : pairs[pairs.length / 2]);
        double[][] directions = new double[FEATURES][d];
        double[] phases = new double[FEATURES];
        for (int f = 0; f < FEATURES; f++) {
            for (int c = 0; c < d; c++) {
                double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
                directions[f][c] = radius * StrictMath.cos(2 * Math.PI * random.nextDouble()) / bandwidth;
            }
            phases[f] = 2 * Math.PI * random.nextDouble();
        }
        double[][] z = IntStream.range(0, last)
                .parallel()
                .mapToObj(i -> fourier(x[i], directions, phases))
                .toArray(double[][]::new);
        double[][] gram = new double[FEATURES][FEATURES];
        for (int i = 0; i < first; i++) {
            for (int a = 0; a < FEATURES; a++) {
                for (int b = 0; b <= a; b++) {
                    gram[a][b] += z[i][a] * z[i][b];
                }
            }
        }
        for (int a = 0; a < FEATURES; a++) {
            gram[a][a] += 1;
        }
        double[][] factor = cholesky(gram);
        double[] all = IntStream.range(0, last)
                .parallel()
                .mapToDouble(i -> squaredSolve(factor, z[i]))
                .toArray();
        double[] own = IntStream.range(0, first)
                .mapToDouble(i -> all[i] / Math.max(1e-9, 1 - all[i]))
                .sorted()
                .toArray();
        double median = own[own.length / 2];
        return Arrays.stream(all, first, last).map(l -> l / median).toArray();
    }

    private static double[] fourier(double[] row, double[][] directions, double[] phases) {
        double[] z = new double[FEATURES];
        for (int f = 0; f < FEATURES; f++) {
            double angle = phases[f];
            for (int c = 0; c < row.length; c++) {
                angle += directions[f][c] * row[c];
            }
            z[f] = Math.sqrt(2.0 / FEATURES) * StrictMath.cos(angle);
        }
        return z;
    }

    private static double[][] cholesky(double[][] lower) {
        int n = lower.length;
        double[][] factor = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = lower[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= factor[i][k] * factor[j][k];
                }
                factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
            }
        }
        return factor;
    }

    /** z' (L L')^-1 z. */
    private static double squaredSolve(double[][] factor, double[] z) {
        double[] u = new double[z.length];
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            double value = z[i];
            for (int k = 0; k < i; k++) {
                value -= factor[i][k] * u[k];
            }
            u[i] = value / factor[i][i];
            sum += u[i] * u[i];
        }
        return sum;
    }
}
