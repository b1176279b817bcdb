package org.datanet.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.datanet.dl4j.TrainedStacks.DATANET;
import static org.datanet.dl4j.TrainedStacks.QUERIES;
import static org.datanet.dl4j.TrainedStacks.all;
import static org.datanet.dl4j.TrainedStacks.network;
import static org.datanet.dl4j.TrainedStacks.rows;
import static org.datanet.dl4j.TrainedStacks.score;
import static org.datanet.dl4j.TrainedStacks.snapshots;
import static org.datanet.dl4j.TrainedStacks.trained;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class TangentGainsTest {
    private static TangentGains gains(List<MultiLayerNetwork> networks) {
        return TangentGains.of(networks, rows(all()), all(), DATANET.root(), 1);
    }

    @Test
    void gains_at_the_end_and_along_the_training_foretell_networks_trained_on_halves_of_the_rows() {
        List<List<MultiLayerNetwork>> runs = Stream.of(1, 2, 3)
                .map(seed -> snapshots(seed, List.of(5, 20, 150)))
                .toList();
        double along = score(
                TangentGains.along(runs, rows(all()), all(), DATANET.root(), 1).gains(QUERIES));
        double atTheEnd =
                score(gains(runs.stream().map(run -> run.get(2)).toList()).gains(QUERIES));
        assertThat(atTheEnd).isGreaterThan(0.6);
        assertThat(along).isGreaterThan(atTheEnd - 0.02);
    }

    @Test
    void predictions_give_a_receipt_of_the_rows_that_carry_them() {
        TangentGains index = gains(List.of(trained(1, all())));
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
    void networks_are_left_as_they_were_and_gains_are_the_same_for_a_seed() {
        MultiLayerNetwork network = trained(1, all());
        INDArray before = network.params().dup();
        double[][] gains = gains(List.of(network)).gains(QUERIES);

        assertThat(network.params()).isEqualTo(before);
        assertThat(gains(List.of(network)).gains(QUERIES)).isDeepEqualTo(gains);
    }

    @Test
    void what_cannot_be_linearised_is_refused_by_name() {
        assertThatThrownBy(() -> gains(List.of(network(1, LossFunction.MSE, Activation.IDENTITY))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("softmax");
        assertThatThrownBy(() -> gains(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 5 networks");
        MultiLayerNetwork network = trained(1, all());
        assertThatThrownBy(() -> TangentGains.along(
                        List.of(List.of(network), List.of(network, network)), rows(all()), all(), DATANET.root(), 1))
                .hasMessageContaining("at least one, not 1 and 2");
        assertThatThrownBy(() -> TangentGains.of(List.of(network), rows(all()), new int[3], DATANET.root(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("120 examples have 3 rows");
        DataSet fewer = new DataSet(QUERIES.getFeatures(), Nd4j.zeros(12, 2));
        assertThatThrownBy(() -> gains(List.of(network)).gains(fewer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 classes, the networks of 3");
    }
}
