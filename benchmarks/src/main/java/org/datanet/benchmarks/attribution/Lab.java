package org.datanet.benchmarks.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.datanet.attribution.audit.Retraining;
import org.datanet.attribution.linear.HeldOutInfluence;
import org.datanet.attribution.linear.KernelRegression;
import org.datanet.attribution.linear.KernelStage;
import org.datanet.testkit.planted.RealTable;
import org.datanet.tribuo.GainMethod;
import org.datanet.tribuo.PredictionGains;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;

/** Logistic regression that is trained again and again on subsets, and the values that try to foretell it. */
final class Lab implements Retraining {
    final int[] labels;
    final int[] queryLabels;
    private final double[][] x;
    private final int[] y;
    private final int rows;
    private final MutableDataset<Label> training;
    private final List<Example<Label>> queries = new ArrayList<>();

    Lab(RealTable table, int rows, int count) {
        this.rows = rows;
        double[][] scaled = Tables.scaled(table);
        int[] order = Tables.order(table.rows(), 99);
        x = IntStream.range(0, rows + count).mapToObj(i -> scaled[order[i]]).toArray(double[][]::new);
        y = IntStream.range(0, rows + count).map(i -> table.labels()[order[i]]).toArray();
        labels = Arrays.copyOf(y, rows);
        queryLabels = Arrays.copyOfRange(y, rows, rows + count);
        training = Tables.dataset(x, y, IntStream.range(0, rows).toArray());
        Tables.dataset(x, y, IntStream.range(rows, rows + count).toArray()).forEach(queries::add);
    }

    @Override
    public double[] outcomes(int[] subset, long seed) {
        return Arrays.stream(Tables.losses(Tables.logistic(Tables.dataset(x, y, subset), seed), queries))
                .map(loss -> -loss)
                .toArray();
    }

    double[][] inRun(int runs) {
        return mean(runs, GainMethod.IN_RUN);
    }

    double[][] influence(int runs) {
        return mean(runs, GainMethod.INFLUENCE);
    }

    double[][] flow() {
        return mean(1, GainMethod.GRADIENT_FLOW);
    }

    double[][] neighbours() {
        return IntStream.range(0, queryLabels.length)
                .mapToObj(query -> Tables.knn(
                        Arrays.copyOf(x, rows),
                        labels,
                        new double[][] {x[rows + query]},
                        new int[] {queryLabels[query]},
                        5))
                .toArray(double[][]::new);
    }

    /**
     * By logistic regression's own kernel, scaled as AdaGrad scales, as far as the trained model came; AdaGrad's steps shrink with the square root of their
     * number, so that half the steps on a half of the rows come farther than half as far.
     */
    double[][] heldOut() {
        double[] scale = Kernels.scale(x, rows);
        int classes = Arrays.stream(y).max().orElseThrow() + 1;
        double loss = Tables.mean(Tables.losses(Tables.logistic(training, 1000), training));
        List<KernelStage> stages =
                KernelRegression.calibrated(
                                List.of(Kernels.of(x, scale, 0, rows, rows)), new double[] {loss}, labels, classes)
                        .stream()
                        .map(stage -> new KernelStage(stage.kernel(), stage.level() * Math.sqrt(0.5)))
                        .toList();
        return new HeldOutInfluence(stages, labels, classes, 16, 1)
                .gains(List.of(Kernels.of(x, scale, rows, x.length, rows)), queryLabels);
    }

    private double[][] mean(int runs, GainMethod method) {
        double[][] mean = new double[queryLabels.length][rows];
        for (int run = 0; run < runs; run++) {
            double[][] gains = PredictionGains.of(Tables.logistic(training, 1000 + run), training, queries, method)
                    .gains();
            for (int query = 0; query < mean.length; query++) {
                for (int row = 0; row < rows; row++) {
                    mean[query][row] += gains[query][row] / runs;
                }
            }
        }
        return mean;
    }
}
