package org.datanet.benchmarks.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.datanet.attribution.audit.Retraining;
import org.datanet.dl4j.FactorIndex;
import org.datanet.dl4j.TangentGains;
import org.datanet.proof.Digest;
import org.datanet.testkit.planted.RealTable;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A small network, 64-32-10 for digits, trained again and again on subsets, and what tries to foretell it. */
final class Perceptrons {
    private static final int HIDDEN = 32;
    private static final int EPOCHS = 25;
    private static final int BATCH = 64;
    /** Epochs after which a network is looked at while it learns. */
    private static final Set<Integer> SNAPSHOTS = Set.of(1, 2, 4, 12);

    final int[] labels;
    final int[] queryLabels;
    private final double[][] x;
    private final int[] y;
    private final int rows;
    private final int classes;
    private final DataSet queries;
    private final List<MultiLayerNetwork> trained = new ArrayList<>();

    Perceptrons(RealTable table, int rows, int count) {
        this.rows = rows;
        classes = table.labelNames().size();
        double[][] scaled = Tables.scaled(table);
        int[] order = Tables.order(table.rows(), 99);
        x = IntStream.range(0, rows + count).mapToObj(i -> scaled[order[i]]).toArray(double[][]::new);
        y = IntStream.range(0, rows + count).map(i -> table.labels()[order[i]]).toArray();
        labels = Arrays.copyOf(y, rows);
        queryLabels = Arrays.copyOfRange(y, rows, rows + count);
        queries = set(IntStream.range(rows, rows + count).toArray());
    }

    private DataSet set(int[] chosen) {
        float[][] features = new float[chosen.length][x[0].length];
        float[][] hot = new float[chosen.length][classes];
        for (int i = 0; i < chosen.length; i++) {
            for (int j = 0; j < features[i].length; j++) {
                features[i][j] = (float) x[chosen[i]][j];
            }
            hot[i][y[chosen[i]]] = 1;
        }
        return new DataSet(Nd4j.createFromArray(features), Nd4j.createFromArray(hot));
    }

    private MultiLayerNetwork train(int[] subset, long seed) {
        return train(subset, seed, epoch -> false).get(0);
    }

    /** The network after each epoch that is wanted, and after the last. */
    private List<MultiLayerNetwork> train(int[] subset, long seed, IntPredicate wanted) {
        List<MultiLayerNetwork> taken = new ArrayList<>();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(0.01))
                .l2(1e-3)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(x[0].length)
                        .nOut(HIDDEN)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(HIDDEN)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            int[] order = Tables.order(subset.length, seed * 1_000 + epoch);
            for (int from = 0; from < order.length; from += BATCH) {
                network.fit(set(Arrays.stream(order, from, Math.min(order.length, from + BATCH))
                        .map(i -> subset[i])
                        .toArray()));
            }
            if (epoch + 1 < EPOCHS && wanted.test(epoch + 1)) {
                taken.add(network.clone());
            }
        }
        taken.add(network);
        return taken;
    }

    /** Log-odds of each query's label: their mean over so many trainings on each subset. */
    Retraining trainings(int count) {
        return (subset, seed) -> {
            double[] mean = new double[queryLabels.length];
            for (int i = 0; i < count; i++) {
                INDArray predicted = train(subset, seed + i).output(queries.getFeatures());
                for (int query = 0; query < mean.length; query++) {
                    double p = Math.min(1 - 1e-7, Math.max(predicted.getDouble(query, queryLabels[query]), 1e-9));
                    mean[query] += Math.log(p / (1 - p)) / count;
                }
            }
            return mean;
        };
    }

    /** What networks of so many seeds, trained on all rows, say of each query, by the index of factors. */
    double[][] factors(int networks, double damping) {
        return FactorIndex.of(trained(networks), set(all()), all(), Digest.EMPTY, 1)
                .gains(queries, damping);
    }

    /** The same by the tangent kernel at the end of training. */
    double[][] tangent(int networks) {
        return TangentGains.of(trained(networks), set(all()), all(), Digest.EMPTY, 1)
                .gains(queries);
    }

    /** The same by the tangent kernels of four snapshots of each training, early ones closer together. */
    double[][] tangents(int networks) {
        return TangentGains.along(
                        IntStream.range(0, networks)
                                .mapToObj(i -> train(all(), 500 + i, SNAPSHOTS::contains))
                                .toList(),
                        set(all()),
                        all(),
                        Digest.EMPTY,
                        1)
                .gains(queries);
    }

    /** TracIn with five checkpoints of one run. */
    double[][] tracIn() {
        return GradientProducts.tracIn(train(all(), 500, epoch -> epoch % (EPOCHS / 5) == 0), set(all()), queries);
    }

    /** TRAK with networks of so many seeds, for each damping. */
    List<double[][]> trak(int networks, double... dampings) {
        return GradientProducts.trak(trained(networks), set(all()), queries, dampings);
    }

    private int[] all() {
        return IntStream.range(0, rows).toArray();
    }

    private List<MultiLayerNetwork> trained(int networks) {
        for (int i = trained.size(); i < networks; i++) {
            trained.add(train(all(), 500 + i));
        }
        return trained.subList(0, networks);
    }
}
