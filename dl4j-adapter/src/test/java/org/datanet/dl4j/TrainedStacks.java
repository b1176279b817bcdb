package org.datanet.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.datanet.attribution.audit.LinearDatamodelingScore;
import org.datanet.attribution.audit.Ranks;
import org.datanet.attribution.audit.SubsetRetrainings;
import org.datanet.contribution.Datanet;
import org.datanet.progress.Progress;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks of dense layers that blobs trained, for what explains a network's predictions by its rows. */
final class TrainedStacks {
    static final Datanet DATANET = Blobs.datanet(120, 3);
    static final DataSet QUERIES =
            DatanetDataSetIterator.over(Blobs.datanet(12, 8)).batch(12).build().next();

    static DataSet rows(int... rows) {
        return DatanetDataSetIterator.over(DATANET)
                .rows(rows)
                .batch(rows.length)
                .build()
                .next();
    }

    static int[] all() {
        return IntStream.range(0, DATANET.rows()).toArray();
    }

    static MultiLayerNetwork network(long seed, LossFunction loss, Activation activation) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(0.02))
                .l2(0.01)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(Blobs.FEATURES)
                        .nOut(8)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder(loss)
                        .nIn(8)
                        .nOut(Blobs.CLASSES)
                        .activation(activation)
                        .build())
                .build());
        network.init();
        return network;
    }

    static MultiLayerNetwork trained(long seed, int... rows) {
        return snapshots(seed, List.of(150), rows).get(0);
    }

    /** The network after so many steps each, ascending. */
    static List<MultiLayerNetwork> snapshots(long seed, List<Integer> steps, int... rows) {
        List<MultiLayerNetwork> snapshots = new ArrayList<>();
        MultiLayerNetwork network = network(seed, LossFunction.MCXENT, Activation.SOFTMAX);
        DataSet batch = rows(rows.length == 0 ? all() : rows);
        for (int step = 1; step <= steps.get(steps.size() - 1); step++) {
            network.fit(batch);
            if (steps.contains(step)) {
                snapshots.add(network.clone());
            }
        }
        return snapshots;
    }

    /**
     * Rank correlation of what gains say of leaving each of 24 groups of rows out with the mean score of networks trained without it.
     *
     * @param gains of the rows for each query
     */
    static double foretelling(double[][] gains) {
        double[] foretold = new double[24];
        double[] happened = new double[24];
        for (int group = 0; group < foretold.length; group++) {
            int from = group * 5;
            int[] kept = IntStream.range(0, DATANET.rows())
                    .filter(row -> row < from || row >= from + 5)
                    .toArray();
            for (double[] ofQuery : gains) {
                foretold[group] += Arrays.stream(ofQuery, from, from + 5).sum();
            }
            for (long seed = 1; seed <= 3; seed++) {
                happened[group] += trained(seed, kept).score(QUERIES) / 3;
            }
        }
        return Ranks.spearman(foretold, happened);
    }

    /** Networks of two seeds trained on each of 20 random halves of the rows, once for all tests. */
    static final class Halves {
        static final SubsetRetrainings TRUTH = SubsetRetrainings.run(
                DATANET.rows(),
                0.5,
                20,
                (subset, seed) -> {
                    INDArray predicted = trained(seed, subset).output(QUERIES.getFeatures());
                    double[] odds = new double[QUERIES.numExamples()];
                    for (int query = 0; query < odds.length; query++) {
                        double p = predicted.getDouble(query, label(QUERIES, query));
                        odds[query] = Math.log(p / (1 - p));
                    }
                    return odds;
                },
                SubsetRetrainings.Seeds.FRESH,
                1,
                7,
                Progress.none());

        private Halves() {}
    }

    private static int label(DataSet set, int example) {
        return set.getLabels().getRow(example).argMax().getInt();
    }

    /** Linear datamodeling score of gains: how well their sums foretell what networks trained on halves of the rows say of the queries. */
    static double score(double[][] gains) {
        DataSet training = rows(all());
        return LinearDatamodelingScore.of(
                        gains,
                        Halves.TRUTH.averaged(),
                        IntStream.of(all()).map(row -> label(training, row)).toArray(),
                        IntStream.range(0, QUERIES.numExamples())
                                .map(query -> label(QUERIES, query))
                                .toArray(),
                        1)
                .score()
                .estimate();
    }

    private TrainedStacks() {}
}
