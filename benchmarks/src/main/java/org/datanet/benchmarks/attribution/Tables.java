package org.datanet.benchmarks.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.datanet.attribution.knn.KnnShapley;
import org.datanet.testkit.planted.RealTable;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Arrays as Tribuo data sets, and the models and values that several measurements share. */
final class Tables {
    static final double RATE = 0.1;
    static final int EPOCHS = 20;
    static final int BATCH = 16;

    private Tables() {}

    static MutableDataset<Label> dataset(double[][] x, int[] y, int[] rows) {
        String[] names = new String[x[0].length];
        Arrays.setAll(names, i -> "f" + i);
        List<Example<Label>> examples = new ArrayList<>();
        for (int row : rows) {
            examples.add(new ArrayExample<>(new Label(String.valueOf(y[row])), names, x[row]));
        }
        LabelFactory factory = new LabelFactory();
        return new MutableDataset<>(examples, new SimpleDataSourceProvenance("benchmark", factory), factory);
    }

    static Model<Label> logistic(MutableDataset<Label> dataset, long seed) {
        return new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(RATE), EPOCHS, 1 << 30, BATCH, seed)
                .train(dataset);
    }

    /** Cross-entropy of each example; a label that was never trained on has the loss of one in a million. */
    static double[] losses(Model<Label> model, Iterable<Example<Label>> examples) {
        List<Double> losses = new ArrayList<>();
        for (Example<Label> example : examples) {
            Prediction<Label> prediction = model.predict(example);
            Label score = prediction.getOutputScores().get(example.getOutput().getLabel());
            losses.add(-Math.log(Math.max(score == null ? 0 : score.getScore(), 1e-6)));
        }
        return losses.stream().mapToDouble(loss -> loss).toArray();
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** Rows of a table in an order drawn by a seed, scaled to 0..1 a column. */
    static double[][] scaled(RealTable table) {
        double[][] rows = Arrays.stream(table.features()).map(double[]::clone).toArray(double[][]::new);
        for (int c = 0; c < rows[0].length; c++) {
            int column = c;
            double low =
                    Arrays.stream(rows).mapToDouble(row -> row[column]).min().orElseThrow();
            double high =
                    Arrays.stream(rows).mapToDouble(row -> row[column]).max().orElseThrow();
            for (double[] row : rows) {
                row[column] = high > low ? (row[column] - low) / (high - low) : 0;
            }
        }
        return rows;
    }

    static int[] order(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    static double[] knn(double[][] x, int[] y, double[][] queries, int[] queryLabels, int k) {
        int columns = x[0].length;
        double[] flat = Arrays.stream(x).flatMapToDouble(Arrays::stream).toArray();
        double[] asked = Arrays.stream(queries).flatMapToDouble(Arrays::stream).toArray();
        return new KnnShapley(flat, x.length, columns, y, k)
                .add(asked, queryLabels, queries.length)
                .values();
    }
}
