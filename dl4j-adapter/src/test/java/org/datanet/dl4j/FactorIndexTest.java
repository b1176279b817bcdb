package org.datanet.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.datanet.dl4j.TrainedStacks.DATANET;
import static org.datanet.dl4j.TrainedStacks.QUERIES;
import static org.datanet.dl4j.TrainedStacks.all;
import static org.datanet.dl4j.TrainedStacks.foretelling;
import static org.datanet.dl4j.TrainedStacks.network;
import static org.datanet.dl4j.TrainedStacks.rows;
import static org.datanet.dl4j.TrainedStacks.trained;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.datanet.attribution.audit.Ranks;
import org.datanet.contribution.Datanet;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class FactorIndexTest {
    private static FactorIndex index(List<MultiLayerNetwork> networks) {
        return FactorIndex.of(networks, rows(all()), all(), DATANET.root(), 1);
    }

    @Test
    void with_much_damping_gains_are_products_of_the_gradients_of_single_examples() {
        // One layer, because each layer has a damping of its own.
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.02))
                .list()
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(Blobs.FEATURES)
                        .nOut(Blobs.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        DataSet training = rows(all());
        for (int step = 0; step < 50; step++) {
            network.fit(training);
        }
        FactorIndex index = index(List.of(network));
        double[] gains = index.gains(QUERIES)[0];

        // The eigenbasis is orthogonal: without curvature nothing is left of it.
        double[] products = new double[gains.length];
        network.clear();
        TrackedNetwork shadow = TrackedNetwork.of(network).shadow();
        INDArray query = gradient(shadow, QUERIES, 0);
        for (int row = 0; row < products.length; row++) {
            products[row] =
                    gradient(shadow, training, row).mul(query).sumNumber().doubleValue();
        }
        double[] flat = index.gains(QUERIES, 1e9)[0];
        double scale = flat[0] / products[0];
        for (int row = 0; row < products.length; row++) {
            assertThat(flat[row] / scale).isCloseTo(products[row], within(2e-4 * (1 + Math.abs(products[row]))));
        }
        assertThat(Ranks.spearman(gains, products)).isBetween(0.2, 0.9999);
    }

    private static INDArray gradient(TrackedNetwork shadow, DataSet set, int row) {
        INDArray into =
                Nd4j.create(shadow.parameters().dataType(), shadow.parameters().length());
        shadow.gradient(
                new INDArray[] {
                    set.getFeatures()
                            .get(NDArrayIndex.interval(row, row + 1), NDArrayIndex.all())
                            .dup()
                },
                new INDArray[] {
                    set.getLabels()
                            .get(NDArrayIndex.interval(row, row + 1), NDArrayIndex.all())
                            .dup()
                },
                1,
                into);
        return into;
    }

    @Test
    void gains_foretell_what_leaving_groups_of_rows_out_does() {
        FactorIndex index = index(List.of(trained(1, all()), trained(2, all()), trained(3, all())));
        assertThat(foretelling(index.gains(QUERIES))).isGreaterThan(0.5);
    }

    @Test
    void an_index_is_written_and_opened_again_for_the_same_networks_only(@TempDir Path folder) throws IOException {
        MultiLayerNetwork network = trained(1, all());
        FactorIndex index = index(List.of(network));
        Path file = folder.resolve("factors");
        index.write(file);

        FactorIndex again = FactorIndex.open(file, List.of(network));
        assertThat(again.size()).isEqualTo(120);
        assertThat(again.gains(QUERIES)).isDeepEqualTo(index.gains(QUERIES));
        assertThatThrownBy(() -> FactorIndex.open(file, List.of(trained(2, all()))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("network 0");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> FactorIndex.open(file, List.of(network)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
        Files.writeString(file, "not an index");
        assertThatThrownBy(() -> FactorIndex.open(file, List.of(network))).isInstanceOf(IOException.class);
    }

    @Test
    void predictions_give_a_receipt_of_the_rows_that_carry_them() {
        FactorIndex index = index(List.of(trained(1, all())));
        UsageReceipt receipt =
                Blobs.recorder().record(Blobs.run(DATANET, "served"), session -> index.tell(session, QUERIES, 10));

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(receipt.header().method()).contains("predictions");
        assertThat(receipt.table().totalExposures()).isBetween(12L, 120L);
        assertThat(Arrays.stream(receipt.table().gains()).sum()).isCloseTo(12_000_000_000L, within(1_000L));
        Datanet other = Blobs.datanet(50, 9);
        UsageReceipt foreign =
                Blobs.recorder().record(Blobs.run(other, "foreign"), session -> index.tell(session, QUERIES, 10));
        assertThat(foreign.header().state()).isEqualTo(RunState.INCOMPLETE);
    }

    @Test
    void what_cannot_be_indexed_is_refused_by_name() {
        assertThatThrownBy(() -> index(List.of(network(1, LossFunction.MSE, Activation.IDENTITY))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("softmax");
        assertThatThrownBy(() -> index(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 5 networks");
    }
}
