package org.datanet.benchmarks.attribution;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.datanet.attribution.audit.Ranks;
import org.datanet.attribution.group.Coalition;
import org.datanet.attribution.group.GroupValues;
import org.datanet.attribution.linear.ExpectedDescent;
import org.datanet.attribution.linear.KernelRegression;
import org.datanet.attribution.linear.KernelStage;
import org.datanet.testkit.planted.RealTable;
import org.datanet.tribuo.GainMethod;
import org.datanet.tribuo.Gains;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;

/** Eight contributors whose exact Shapley values are known, because every coalition of them is trained. */
final class Consortium {
    private static final int PLAYERS = 8;
    /** Pairs of orders of all contributors that sampled values take. */
    private static final int PAIRS = 3;
    /** Trainings that sampled values need at most. */
    static final int SAMPLED = 2 * PAIRS * (PLAYERS - 1) + 2;
    /** Rows of each contributor: uneven, as they are. */
    private static final int[] SIZES = {20, 30, 40, 40, 50, 60, 40, 50};

    private final double[][] x;
    private final int[] y;
    private final int[] owner;
    private final MutableDataset<Label> held;
    private final int[] heldRows;
    private final long seed;
    private final Map<BitSet, Double> worths = new ConcurrentHashMap<>();

    Consortium(RealTable table, long seed) {
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        double[][] scaled = Tables.scaled(table);
        int[] order = Tables.order(table.rows(), seed);
        int rows = Arrays.stream(SIZES).sum();
        int held = Math.min(400, table.rows() - rows);
        x = new double[rows + held][];
        y = new int[rows + held];
        owner = new int[rows];
        int classes = table.labelNames().size();
        int at = 0;
        for (int player = 0; player < PLAYERS; player++) {
            for (int i = 0; i < SIZES[player]; i++, at++) {
                owner[at] = player;
                x[at] = scaled[order[at]].clone();
                y[at] = table.labels()[order[at]];
                if (player == 5 && random.nextInt(3) == 0) {
                    y[at] = (y[at] + 1 + random.nextInt(classes - 1)) % classes;
                } else if (player == 6) {
                    for (int c = 0; c < x[at].length; c++) {
                        x[at][c] += 0.5 * (random.nextDouble() - 0.5);
                    }
                } else if (player == 7) {
                    // A copy of the fifth contributor's rows.
                    int copied = at - SIZES[7] - SIZES[6] - SIZES[5];
                    x[at] = x[copied];
                    y[at] = y[copied];
                }
            }
        }
        for (int i = rows; i < x.length; i++) {
            x[i] = scaled[order[i]];
            y[i] = table.labels()[order[i]];
        }
        heldRows = IntStream.range(rows, x.length).toArray();
        this.held = Tables.dataset(x, y, heldRows);
    }

    /** Each coalition is trained once. */
    private double worth(BitSet players) {
        return worths.computeIfAbsent((BitSet) players.clone(), coalition -> trained(coalition, seed));
    }

    private double trained(BitSet players, long trainingSeed) {
        int[] rows = IntStream.range(0, owner.length)
                .filter(row -> players.get(owner[row]))
                .toArray();
        if (rows.length == 0) {
            return -Math.log(Arrays.stream(y).distinct().count());
        }
        return -Tables.mean(Tables.losses(Tables.logistic(Tables.dataset(x, y, rows), trainingSeed), held));
    }

    /**
     * Rank correlation with the exact values of: gradient flow, replay, influence, KNN-Shapley, fitted coalitions, coalitions trained in the mean, sampled orders, fitted
     * coalitions corrected by sampled orders, leave one out, exposure; and of the exact values of trainings with other seeds.
     */
    double[] correlations() {
        double[] truth = GroupValues.shapley(PLAYERS, this::worth).values();
        MutableDataset<Label> all =
                Tables.dataset(x, y, IntStream.range(0, owner.length).toArray());
        Model<Label> model = Tables.logistic(all, seed);
        double[] neighbours = Tables.knn(
                Arrays.copyOf(x, owner.length),
                Arrays.copyOf(y, owner.length),
                Arrays.stream(heldRows).mapToObj(row -> x[row]).toArray(double[][]::new),
                Arrays.stream(heldRows).map(row -> y[row]).toArray(),
                5);
        Coalition fitted = fitted(Tables.mean(Tables.losses(model, all)));
        return new double[] {
            Ranks.spearman(
                    truth,
                    sums(Gains.measure(model, all, held, GainMethod.GRADIENT_FLOW)
                            .byIndex())),
            Ranks.spearman(
                    truth,
                    sums(Gains.measure(model, all, held, GainMethod.IN_RUN).byIndex())),
            Ranks.spearman(
                    truth,
                    sums(Gains.measure(model, all, held, GainMethod.INFLUENCE).byIndex())),
            Ranks.spearman(truth, sums(neighbours)),
            Ranks.spearman(truth, GroupValues.shapley(PLAYERS, fitted).values()),
            Ranks.spearman(truth, GroupValues.shapley(PLAYERS, this::expected).values()),
            Ranks.spearman(
                    truth,
                    GroupValues.sampledShapley(PLAYERS, this::worth, PAIRS, seed)
                            .values()),
            Ranks.spearman(truth, corrected(fitted)),
            Ranks.spearman(truth, GroupValues.leaveOneOut(PLAYERS, this::worth).values()),
            Ranks.spearman(truth, Arrays.stream(SIZES).asDoubleStream().toArray()),
            Ranks.spearman(
                    truth,
                    GroupValues.shapley(PLAYERS, players -> trained(players, seed + 1_000))
                            .values())
        };
    }

    /**
     * Exact values of the fitted game, and sampled ones of what training made of the same coalitions beyond it: as unbiased as sampled values are, and less scattered, because
     * the difference is smaller than the worth.
     */
    private double[] corrected(Coalition fitted) {
        double[] values = GroupValues.shapley(PLAYERS, fitted).values();
        double[] missing = GroupValues.sampledShapley(
                        PLAYERS, players -> worth(players) - fitted.worth(players), PAIRS, seed)
                .values();
        return IntStream.range(0, PLAYERS)
                .mapToDouble(player -> values[player] + missing[player])
                .toArray();
    }

    /**
     * A game whose coalitions are fitted in closed form.
     *
     * @param loss of the model that was trained on all rows, on those rows: how far the fit of all of them goes
     */
    private Coalition fitted(double loss) {
        double[] scale = Kernels.scale(x, owner.length);
        double[] kernel = Kernels.of(x, scale, 0, owner.length, owner.length);
        double[] heldKernel = Kernels.of(x, scale, owner.length, x.length, owner.length);
        int[] labels = Arrays.copyOf(y, owner.length);
        int classes = Arrays.stream(y).max().orElseThrow() + 1;
        List<KernelStage> stages = KernelRegression.calibrated(List.of(kernel), new double[] {loss}, labels, classes);
        Map<BitSet, Double> fits = new ConcurrentHashMap<>();
        return players -> fits.computeIfAbsent((BitSet) players.clone(), coalition -> {
            int[] rows = IntStream.range(0, owner.length)
                    .filter(row -> coalition.get(owner[row]))
                    .toArray();
            if (rows.length == 0) {
                return -Math.log(classes);
            }
            double[] p = new KernelRegression(List.of(slowed(stages.get(0), rows.length)), rows, labels, classes)
                    .probabilities(List.of(heldKernel), owner.length);
            // As with the trainer, a model knows no label that none of its rows has.
            boolean[] known = new boolean[classes];
            for (int row : rows) {
                known[y[row]] = true;
            }
            return IntStream.range(0, heldRows.length)
                    .mapToDouble(i -> known[y[heldRows[i]]] ? p[i * classes + y[heldRows[i]]] : 0)
                    .map(share -> Math.log(Math.max(share, 1e-6)))
                    .average()
                    .orElseThrow();
        });
    }

    /** The worth of a coalition whose model is trained in the mean, with the trainer's own number of steps. */
    private double expected(BitSet players) {
        int[] rows = IntStream.range(0, owner.length)
                .filter(row -> players.get(owner[row]))
                .toArray();
        int classes = Arrays.stream(y).max().orElseThrow() + 1;
        if (rows.length == 0) {
            return -Math.log(classes);
        }
        double[][] p = new ExpectedDescent(
                        Arrays.stream(rows).mapToObj(row -> x[row]).toArray(double[][]::new),
                        Arrays.stream(rows).map(row -> y[row]).toArray(),
                        classes,
                        Tables.EPOCHS,
                        Tables.BATCH,
                        Tables.RATE)
                .probabilities(Arrays.stream(heldRows).mapToObj(row -> x[row]).toArray(double[][]::new));
        return IntStream.range(0, heldRows.length)
                .mapToDouble(i -> Math.log(Math.max(p[i][y[heldRows[i]]], 1e-6)))
                .average()
                .orElseThrow();
    }

    /** AdaGrad's steps shrink with the square root of their number: half the rows, and so half the steps, come farther than half as far. */
    private KernelStage slowed(KernelStage all, int rows) {
        return new KernelStage(all.kernel(), all.level() * Math.sqrt(rows / (double) owner.length));
    }

    private double[] sums(double[] values) {
        double[] sums = new double[PLAYERS];
        for (int row = 0; row < values.length; row++) {
            sums[owner[row]] += values[row];
        }
        return sums;
    }
}
