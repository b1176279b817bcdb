package org.datanet.dl4j;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.attribution.audit.Ranks;
import org.datanet.contribution.Datanet;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
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
        MultiLayerNetwork network = network(seed, LossFunction.MCXENT, Activation.SOFTMAX);
        DataSet batch = rows(rows);
        for (int step = 0; step < 150; step++) {
            network.fit(batch);
        }
        return network;
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

    private TrainedStacks() {}
}
