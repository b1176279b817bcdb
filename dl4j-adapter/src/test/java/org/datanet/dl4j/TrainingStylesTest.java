package org.datanet.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.datanet.contribution.Datanet;
import org.datanet.usage.RunId;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRun;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The ways in which people train with the framework, each against a count of what the network itself saw. */
class TrainingStylesTest {
    private static final int ROWS = 120;
    private static final Datanet DATANET = Blobs.datanet(ROWS, 1);

    @Test
    void early_stopping_is_counted_and_changes_nothing() {
        MultiLayerNetwork alone = network();
        new EarlyStoppingTrainer(stopping(), alone, iterator()).fit();
        MultiLayerNetwork network = network();
        InputCount count = new InputCount(ROWS);
        network.addListeners(count);

        UsageReceipt receipt = Blobs.recorder().record(Blobs.run(DATANET, "r"), session -> {
            EarlyStoppingResult<MultiLayerNetwork> result = new EarlyStoppingTrainer(
                            stopping(),
                            network,
                            Dl4jUsage.with(session)
                                    .gain(InRunGain.on(validation()))
                                    .track(network, iterator()))
                    .fit();
            assertThat(result.getTotalEpochs()).isEqualTo(3);
        });

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(ExposureTest.counts(receipt)).isEqualTo(count.exposures);
        assertThat(count.exposures).containsOnly(3);
        assertThat(network.params().toFloatVector())
                .containsExactly(alone.params().toFloatVector());
    }

    private static EarlyStoppingConfiguration<MultiLayerNetwork> stopping() {
        return new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
                .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
                .scoreCalculator(new DataSetLossCalculator(iterator(), true))
                .evaluateEveryNEpochs(1)
                .build();
    }

    @Test
    void a_run_goes_on_from_a_checkpoint_in_the_middle_of_an_epoch(@TempDir Path folder) throws IOException {
        MultiLayerNetwork whole = network();
        whole.fit(iterator(), 2);
        MultiLayerNetwork first = network();
        InputCount seenFirst = new InputCount(ROWS);
        first.addListeners(seenFirst, new StopAfter(3));
        UsageReceipt[] failed = new UsageReceipt[1];
        Blobs.recorder().record(Blobs.run(DATANET, "first"), session -> {
            assertThatThrownBy(() -> first.fit(Dl4jUsage.track(first, iterator(), session)))
                    .isInstanceOf(StopAfter.Stopped.class);
            failed[0] = session.fail("the machine went down");
        });
        File saved = folder.resolve("network.zip").toFile();
        first.save(saved, true);
        MultiLayerNetwork second = MultiLayerNetwork.load(saved, true);
        InputCount seenSecond = new InputCount(ROWS);
        second.addListeners(seenSecond);

        UsageReceipt receipt = Blobs.recorder()
                .record(
                        UsageRun.on(DATANET)
                                .run("second")
                                .payer("acme")
                                .resumes(new RunId("first"))
                                .build(),
                        session -> {
                            // An exception on the third iteration's end comes after its parameters and before its
                            // count.
                            second.setIterationCount(3);
                            second.fit(
                                    Dl4jUsage.track(
                                            second,
                                            DatanetDataSetIterator.over(DATANET)
                                                    .batch(16)
                                                    .shuffled(5)
                                                    .startAt(0, 3)
                                                    .build(),
                                            session),
                                    2);
                        });

        assertThat(failed[0].header().state()).isEqualTo(RunState.FAILED);
        assertThat(ExposureTest.counts(failed[0])).isEqualTo(seenFirst.exposures);
        assertThat(ExposureTest.counts(receipt)).isEqualTo(seenSecond.exposures);
        long[] together = new long[ROWS];
        Arrays.setAll(together, row -> seenFirst.exposures[row] + seenSecond.exposures[row]);
        assertThat(together).containsOnly(2);
        assertThat(receipt.header().resumes()).contains(new RunId("first"));
        assertThat(second.params().toFloatVector())
                .containsExactly(whole.params().toFloatVector());
    }

    @Test
    void normalisers_leave_the_rows_alone() {
        NormalizerStandardize normalizer = new NormalizerStandardize();
        normalizer.fit(iterator());
        MultiLayerNetwork network = network();

        UsageReceipt receipt = Blobs.recorder().record(Blobs.run(DATANET, "r"), session -> {
            DataSetIterator tracked = Dl4jUsage.track(network, iterator(), session);
            tracked.setPreProcessor(normalizer);
            network.fit(tracked, 2);
        });

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(ExposureTest.counts(receipt)).containsOnly(2);
    }

    @Test
    void graphs_are_counted_by_every_way_to_fit_and_train_alike() {
        List<GraphStyle> styles = List.of(
                (graph, wrap) -> graph.fit(wrap.apply(multi(iterator())), 2),
                (graph, wrap) -> graph.fit(wrap.apply(multi(iterator()))),
                (graph, wrap) -> {
                    MultiDataSetIterator iterator = wrap.apply(multi(iterator()));
                    while (iterator.hasNext()) {
                        graph.fit(iterator.next());
                    }
                });
        for (GraphStyle style : styles) {
            ComputationGraph alone = graph();
            style.train(alone, UnaryOperator.identity());
            ComputationGraph graph = graph();
            InputCount count = new InputCount(ROWS);
            graph.addListeners(count);

            UsageReceipt receipt = Blobs.recorder()
                    .record(
                            Blobs.run(DATANET, "r"),
                            session -> style.train(
                                    graph,
                                    iterator -> Dl4jUsage.with(session)
                                            .gain(InRunGain.on(twoInputs(validation()))
                                                    .every(5))
                                            .track(graph, iterator)));

            assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
            assertThat(ExposureTest.counts(receipt)).isEqualTo(count.exposures);
            assertThat(Arrays.stream(count.exposures).sum()).isPositive();
            assertThat(graph.params().toFloatVector())
                    .containsExactly(alone.params().toFloatVector());
            assertThat(receipt.header().residual()).isCloseTo(0, within(0.03));
        }
    }

    /** A way to train a graph, given how iterators are wrapped. */
    interface GraphStyle {
        void train(ComputationGraph graph, UnaryOperator<MultiDataSetIterator> wrap);
    }

    @Test
    void graphs_of_one_input_take_plain_iterators() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(0.005))
                .graphBuilder()
                .addInputs("in")
                .addLayer("hidden", dense(Blobs.FEATURES), "in")
                .addLayer("out", output(8), "hidden")
                .setOutputs("out")
                .build());
        graph.init();
        InputCount count = new InputCount(ROWS);
        graph.addListeners(count);

        UsageReceipt receipt = Blobs.recorder()
                .record(
                        Blobs.run(DATANET, "r"),
                        session -> graph.fit(
                                Dl4jUsage.with(session)
                                        .gain(InRunGain.on(validation()))
                                        .track(graph, iterator()),
                                2));

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(ExposureTest.counts(receipt)).isEqualTo(count.exposures);
        assertThat(count.exposures).containsOnly(2);
        assertThat(receipt.header().residual()).isCloseTo(0, within(0.03));
    }

    @Test
    void two_networks_in_one_session_are_counted_together() {
        MultiLayerNetwork one = network();
        MultiLayerNetwork other = network();
        UsageReceipt receipt = Blobs.recorder().record(Blobs.run(DATANET, "r"), session -> {
            one.fit(Dl4jUsage.track(one, iterator(), session));
            other.fit(Dl4jUsage.track(other, iterator(), session), 2);
        });

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(ExposureTest.counts(receipt)).containsOnly(3);
        assertThat(one.getListeners()).isEmpty();
        assertThat(other.getListeners()).isEmpty();
    }

    @Test
    void copies_trained_elsewhere_are_refused_by_name_before_the_training() {
        MultiLayerNetwork network = network();
        UsageReceipt receipt = Blobs.recorder().record(Blobs.run(DATANET, "r"), session -> {
            DataSetIterator tracked = Dl4jUsage.track(network, iterator(), session);
            assertThatThrownBy(() -> ParallelWrapper.fit(tracked))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("ParallelWrapper trains copies");
            assertThatCode(() -> network.fit(tracked)).doesNotThrowAnyException();
        });

        assertThat(ExposureTest.counts(receipt)).containsOnly(1);
    }

    @Test
    void batches_that_no_network_was_seen_to_train_on_are_told() {
        MultiLayerNetwork network = network();
        UsageReceipt receipt = Blobs.recorder().record(Blobs.run(DATANET, "r"), session -> {
            MultiLayerNetwork copy = network.clone();
            copy.fit(Dl4jUsage.track(network, iterator(), session));
        });

        assertThat(receipt.header().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(receipt.header().notes())
                .containsExactly("batches were handed out and the network was not seen to train on any of them");
    }

    private static MultiDataSetIterator multi(DataSetIterator source) {
        return new MultiDataSetIterator() {
            @Override
            public MultiDataSet next(int examples) {
                return twoInputs(source.next(examples));
            }

            @Override
            public MultiDataSet next() {
                return twoInputs(source.next());
            }

            @Override
            public boolean hasNext() {
                return source.hasNext();
            }

            @Override
            public void reset() {
                source.reset();
            }

            @Override
            public boolean resetSupported() {
                return true;
            }

            @Override
            public boolean asyncSupported() {
                return true;
            }

            @Override
            public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
                throw new UnsupportedOperationException();
            }

            @Override
            public MultiDataSetPreProcessor getPreProcessor() {
                return null;
            }
        };
    }

    private static MultiDataSet twoInputs(DataSet set) {
        INDArray x = set.getFeatures();
        org.nd4j.linalg.dataset.MultiDataSet multi = new org.nd4j.linalg.dataset.MultiDataSet(
                new INDArray[] {
                    x.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3)).dup(),
                    x.get(NDArrayIndex.all(), NDArrayIndex.interval(3, 6)).dup()
                },
                new INDArray[] {set.getLabels()});
        multi.setExampleMetaData(set.getExampleMetaData());
        return multi;
    }

    private static DatanetDataSetIterator iterator() {
        return DatanetDataSetIterator.over(DATANET).batch(16).shuffled(5).build();
    }

    private static DataSet validation() {
        Datanet rows = Blobs.datanet(50, 2);
        return DatanetDataSetIterator.over(rows).batch(50).build().next();
    }

    private static DenseLayer dense(int inputs) {
        return new DenseLayer.Builder()
                .nIn(inputs)
                .nOut(8)
                .activation(Activation.TANH)
                .build();
    }

    private static OutputLayer output(int inputs) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(inputs)
                .nOut(Blobs.CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(0.005))
                .list()
                .layer(dense(Blobs.FEATURES))
                .layer(output(8))
                .build());
        network.init();
        return network;
    }

    private static ComputationGraph graph() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(0.005))
                .graphBuilder()
                .addInputs("in", "more")
                .addLayer("left", dense(3), "in")
                .addLayer("right", dense(3), "more")
                .addVertex("both", new MergeVertex(), "left", "right")
                .addLayer("out", output(16), "both")
                .setOutputs("out")
                .build());
        graph.init();
        return graph;
    }
}
