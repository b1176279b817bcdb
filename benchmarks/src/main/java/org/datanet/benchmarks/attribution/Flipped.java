package org.datanet.benchmarks.attribution;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.testkit.planted.RealTable;
import org.datanet.tribuo.ForestAttribution;
import org.datanet.tribuo.GainMethod;
import org.datanet.tribuo.Gains;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.tree.RandomForestTrainer;

/** 1,000 training rows of which one in ten carries a wrong label, 400 validation rows, and a model of each kind. */
final class Flipped {
    private static final int ROWS = 1000;
    private static final int HELD = 400;

    final boolean[] wrong = new boolean[ROWS];
    final ForestAttribution forest;
    private final double[][] x;
    private final int[] y;
    private final MutableDataset<Label> training;
    private final MutableDataset<Label> held;
    private final Model<Label> logistic;
    private final Model<Label> trees;

    Flipped(RealTable table, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] scaled = Tables.scaled(table);
        int[] order = Tables.order(table.rows(), seed);
        x = new double[ROWS + HELD][];
        y = new int[ROWS + HELD];
        int classes = table.labelNames().size();
        for (int i = 0; i < x.length; i++) {
            x[i] = scaled[order[i]];
            y[i] = table.labels()[order[i]];
            if (i < ROWS && random.nextInt(10) == 0) {
                wrong[i] = true;
                y[i] = (y[i] + 1 + random.nextInt(classes - 1)) % classes;
            }
        }
        training = Tables.dataset(x, y, IntStream.range(0, ROWS).toArray());
        held = Tables.dataset(x, y, IntStream.range(ROWS, ROWS + HELD).toArray());
        logistic = Tables.logistic(training, seed);
        trees = new RandomForestTrainer<>(
                        new CARTClassificationTrainer(Integer.MAX_VALUE, 0.15f, seed), new VotingCombiner(), 100, seed)
                .train(training);
        forest = ForestAttribution.of(trees, training);
    }

    double[] neighbours(int k) {
        return Tables.knn(
                Arrays.copyOf(x, ROWS),
                Arrays.copyOf(y, ROWS),
                Arrays.copyOfRange(x, ROWS, ROWS + HELD),
                Arrays.copyOfRange(y, ROWS, ROWS + HELD),
                k);
    }

    double[] inRun() {
        return Gains.measure(logistic, training, held, GainMethod.IN_RUN).byIndex();
    }

    double[] influence() {
        return Gains.measure(logistic, training, held, GainMethod.INFLUENCE).byIndex();
    }

    double[] flow() {
        return Gains.measure(logistic, training, held, GainMethod.GRADIENT_FLOW).byIndex();
    }

    double[] leafWeights() {
        return Gains.measure(trees, training, held, GainMethod.LEAF_WEIGHTS).byIndex();
    }

    /** Minus the model's loss on each row. */
    double[] plainLoss() {
        return Arrays.stream(Tables.losses(logistic, training))
                .map(loss -> -loss)
                .toArray();
    }

    /** Mean validation loss of logistic regression on these rows alone. */
    double lossWithout(int[] rows, long seed) {
        return Tables.mean(Tables.losses(Tables.logistic(Tables.dataset(x, y, rows), seed), held));
    }
}
