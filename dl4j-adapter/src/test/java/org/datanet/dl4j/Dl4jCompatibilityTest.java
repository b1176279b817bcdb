package org.datanet.dl4j;

import java.nio.ByteBuffer;
import java.util.function.BiFunction;
import org.datanet.contribution.Datanet;
import org.datanet.testkit.AdapterCompatibilityKit;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageSession;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A dropout network trained for three shuffled, prefetched epochs, with gains. */
class Dl4jCompatibilityTest extends AdapterCompatibilityKit {
    @Override
    protected UsageRecorder recorder() {
        return Blobs.recorder();
    }

    @Override
    protected Trained train(UsageSession session, Datanet datanet, int[] rows, long seed) {
        DataSet validation = DatanetDataSetIterator.over(datanet)
                .rows(1, 4, 7, 10, 13)
                .build()
                .next();
        return fit(
                datanet,
                rows,
                seed,
                (network, iterator) -> Dl4jUsage.with(session)
                        .gain(InRunGain.on(validation).every(5))
                        .track(network, iterator));
    }

    @Override
    protected Trained trainUnrecorded(Datanet datanet, int[] rows, long seed) {
        return fit(datanet, rows, seed, (network, iterator) -> iterator);
    }

    private static Trained fit(
            Datanet datanet,
            int[] rows,
            long seed,
            BiFunction<MultiLayerNetwork, DataSetIterator, DataSetIterator> wrap) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(0.01))
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(6)
                        .nOut(8)
                        .activation(Activation.TANH)
                        .dropOut(0.8)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(8)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        InputCount count = new InputCount(datanet.rows());
        network.addListeners(count);
        DatanetDataSetIterator iterator = DatanetDataSetIterator.over(datanet)
                .rows(rows)
                .batch(16)
                .shuffled(seed)
                .build();
        network.fit(wrap.apply(network, iterator), 3);
        return new Trained() {
            @Override
            public byte[] parameters() {
                float[] values = network.params().toFloatVector();
                ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
                bytes.asFloatBuffer().put(values);
                return bytes.array();
            }

            @Override
            public long[] exposures() {
                return count.exposures;
            }
        };
    }
}
