package org.datanet.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageSession;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ExposureTest {
    private static final int ROWS = 203;
    private static final Datanet DATANET = Blobs.datanet(ROWS, 1);

    /** A way to train, given the network and the iterator. */
    interface Style {
        void train(MultiLayerNetwork network, DataSetIterator iterator);
    }

    static Stream<Arguments> styles() {
        return Stream.of(
                style("one pass", MultiLayerNetwork::fit),
                style("epochs", (network, iterator) -> network.fit(iterator, 3)),
                style("passes one after the other", (network, iterator) -> {
                    network.fit(iterator);
                    network.fit(iterator);
                }),
                style("batch by batch", (network, iterator) -> {
                    while (iterator.hasNext()) {
                        network.fit(iterator.next());
                    }
                }),
                style("batch by batch for two epochs", (network, iterator) -> {
                    for (int epoch = 0; epoch < 2; epoch++) {
                        iterator.reset();
                        while (iterator.hasNext()) {
                            network.fit(iterator.next());
                        }
                    }
                }),
                style("with every other batch left out", (network, iterator) -> {
                    for (int i = 0; iterator.hasNext(); i++) {
                        DataSet batch = iterator.next();
                        if (i % 2 == 0) {
                            network.fit(batch);
                        }
                    }
                }),
                style("every batch twice", (network, iterator) -> {
                    // Taken again from the iterator, because a batch in hand is trained on once.
                    network.fit(iterator, 2);
                    iterator.reset();
                    network.fit(iterator);
                }),
                style("with an evaluation between epochs", (network, iterator) -> {
                    network.fit(iterator);
                    iterator.reset();
                    network.evaluate(iterator);
                    iterator.reset();
                    network.fit(iterator);
                }),
                style("with listeners set after tracking", (network, iterator) -> {
                    network.addListeners(new ScoreIterationListener(1_000));
                    network.fit(iterator, 2);
                }));
    }

    private static Arguments style(String name, Style style) {
        return Arguments.argumentSet(name, style);
    }

    @ParameterizedTest
    @MethodSource("styles")
    void recorded_exposures_equal_an_independent_count(Style style) {
        for (boolean shuffled : new boolean[] {false, true}) {
            MultiLayerNetwork network = network();
            InputCount count = new InputCount(ROWS);
            network.addListeners(count);

            UsageReceipt receipt = Blobs.recorder()
                    .record(
                            Blobs.run(DATANET, "r"),
                            session -> style.train(network, Dl4jUsage.track(network, iterator(shuffled), session)));

            assertThat(receipt.header().notes()).isEmpty();
            assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
            assertThat(receipt.header().framework()).isEqualTo("deeplearning4j 1.0.0-M2.1");
            assertThat(receipt.header().modelFingerprint()).isEqualTo(ParameterDigest.of(network.params()));
            assertThat(counts(receipt)).isEqualTo(count.exposures);
            assertThat(Arrays.stream(count.exposures).sum()).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("styles")
    void training_is_bit_identical_with_and_without_recording(Style style) {
        MultiLayerNetwork alone = network();
        style.train(alone, iterator(true));
        MultiLayerNetwork recorded = network();
        Blobs.recorder()
                .record(
                        Blobs.run(DATANET, "r"),
                        session -> style.train(recorded, Dl4jUsage.track(recorded, iterator(true), session)));

        assertThat(recorded.params().toFloatVector())
                .containsExactly(alone.params().toFloatVector());
        assertThat(recorded.getUpdater().getStateViewArray().toFloatVector())
                .containsExactly(alone.getUpdater().getStateViewArray().toFloatVector());
        assertThat(recorded.getIterationCount()).isEqualTo(alone.getIterationCount());
        assertThat(recorded.getEpochCount()).isEqualTo(alone.getEpochCount());
        assertThat(recorded.getListeners()).noneMatch(UsageListener.class::isInstance);
    }

    @Test
    void an_iterator_that_is_read_far_ahead_is_still_counted_by_what_was_trained_on() {
        MultiLayerNetwork network = network();
        InputCount count = new InputCount(ROWS);
        network.addListeners(count);
        UsageReceipt receipt = Blobs.recorder().record(Blobs.run(DATANET, "r"), session -> {
            DataSetIterator tracked = Dl4jUsage.track(network, iterator(true), session);
            // The prefetching thread is batches ahead when the training stops.
            network.addListeners(new StopAfter(4));
            assertThatCode(() -> network.fit(tracked)).isInstanceOf(StopAfter.Stopped.class);
        });

        assertThat(Arrays.stream(count.exposures).sum()).isEqualTo(4 * 16);
        assertThat(counts(receipt)).isEqualTo(count.exposures);
    }

    @Test
    void ids_as_strings_and_rows_as_integers_are_understood_through_shuffles_and_merges() {
        MultiLayerNetwork network = network();
        InputCount count = new InputCount(ROWS);
        network.addListeners(count);
        DataSet all = DatanetDataSetIterator.over(DATANET).batch(ROWS).build().next();
        all.shuffle(5);
        List<DataSet> parts = new ArrayList<>(all.batchBy(20));
        DataSet merged = DataSet.merge(parts.subList(0, 3));
        List<DataSet> batches = new ArrayList<>(parts.subList(3, parts.size()));
        batches.add(merged);
        DataSet byRow =
                DatanetDataSetIterator.over(DATANET).rows(7, 7, 9).build().next();
        byRow.setExampleMetaData(List.of(7, 7, 9));
        batches.add(byRow);

        UsageReceipt receipt = Blobs.recorder()
                .record(
                        Blobs.run(DATANET, "r"),
                        session -> network.fit(Dl4jUsage.track(
                                network,
                                new org.deeplearning4j.datasets.iterator.ExistingDataSetIterator(batches),
                                session)));

        assertThat(receipt.header().notes())
                .containsExactly("a batch named a row more than once: it was counted as often as it stood there");
        assertThat(counts(receipt)).isEqualTo(count.exposures);
        assertThat(count.exposures[7]).isEqualTo(3);
    }

    @Test
    void metadata_of_any_kind_are_read_by_who_knows_them() {
        MultiLayerNetwork network = network();
        Consumer<DataSet> renamed = batch -> {
            batch.setExampleMetaData(batch.getExampleMetaData().stream()
                    .map(id -> (Serializable) ("line:" + id))
                    .toList());
        };
        UsageReceipt receipt = Blobs.recorder()
                .record(
                        Blobs.run(DATANET, "r"),
                        session -> network.fit(Dl4jUsage.with(session)
                                .rows((metadata, s) -> SampleRows.BY_ID.row(((String) metadata).substring(5), s))
                                .track(network, changed(renamed))));

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(counts(receipt)).containsOnly(1);
    }

    /** What can be wrong, and what the receipt says of it. */
    static Stream<Arguments> flaws() {
        return Stream.of(
                flaw(
                        "no metadata",
                        batch -> {
                            batch.setExampleMetaData(null);
                        },
                        "batches without example metadata were trained on"),
                flaw(
                        "too few metadata",
                        batch -> {
                            batch.setExampleMetaData(
                                    new ArrayList<>(batch.getExampleMetaData().subList(1, 5)));
                        },
                        "metadata do not name each example once"),
                flaw(
                        "unknown samples",
                        batch -> {
                            batch.setExampleMetaData(Collections.nCopies(batch.numExamples(), "nobody"));
                        },
                        "first: \"nobody\""),
                flaw(
                        "rows that are not there",
                        batch -> {
                            batch.setExampleMetaData(Collections.nCopies(batch.numExamples(), ROWS));
                        },
                        "first: 203 of 203"),
                flaw(
                        "ids that are none",
                        batch -> {
                            batch.setExampleMetaData(Collections.nCopies(batch.numExamples(), " blank "));
                        },
                        "has no blanks at its ends"),
                flaw(
                        "nulls",
                        batch -> {
                            batch.setExampleMetaData(Collections.nCopies(batch.numExamples(), (String) null));
                        },
                        "rows are not known"),
                flaw(
                        "metadata of another kind",
                        batch -> {
                            batch.setExampleMetaData(Collections.nCopies(batch.numExamples(), 3.5));
                        },
                        "not a java.lang.Double"));
    }

    private static Arguments flaw(String name, Consumer<DataSet> change, String note) {
        return Arguments.argumentSet(name, change, note);
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void batches_that_do_not_name_their_rows_train_as_ever_and_leave_an_incomplete_receipt(
            Consumer<DataSet> change, String note) {
        MultiLayerNetwork network = network();
        UsageReceipt receipt = Blobs.recorder()
                .record(
                        Blobs.run(DATANET, "r"),
                        session -> network.fit(Dl4jUsage.track(network, changed(change), session)));

        assertThat(receipt.header().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(receipt.header().notes()).anySatisfy(n -> assertThat(n).contains(note));
        assertThat(network.getIterationCount()).isEqualTo(13);
    }

    @Test
    void training_on_batches_outside_the_session_is_told() {
        MultiLayerNetwork network = network();
        UsageReceipt receipt = Blobs.recorder().record(Blobs.run(DATANET, "r"), session -> {
            network.fit(Dl4jUsage.track(network, iterator(false), session));
            network.fit(iterator(false).next());
        });

        assertThat(receipt.header().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(receipt.header().notes()).containsExactly("the network was trained on batches that are not tracked");
        assertThat(counts(receipt)).containsOnly(1);
    }

    @Test
    void training_on_a_part_of_a_batch_is_told() {
        MultiLayerNetwork network = network();
        UsageReceipt receipt = Blobs.recorder().record(Blobs.run(DATANET, "r"), session -> {
            DataSet batch = Dl4jUsage.track(network, iterator(false), session).next();
            network.fit((org.nd4j.linalg.dataset.api.DataSet) batch.getRange(0, 5));
        });

        assertThat(receipt.header().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(receipt.header().notes())
                .containsExactly("an iteration trained on 5 examples where the tracked batch has 16");
    }

    @Test
    void losses_and_parameters_that_are_no_numbers_are_told_and_training_goes_on() {
        MultiLayerNetwork network = network();
        UsageReceipt receipt = Blobs.recorder()
                .record(
                        Blobs.run(DATANET, "r"),
                        session -> network.fit(Dl4jUsage.track(
                                network, changed(batch -> batch.getFeatures().assign(Double.NaN)), session)));

        assertThat(receipt.header().notes())
                .containsExactly(
                        "the trained parameters are not finite numbers",
                        "the training loss became NaN; training went on");
        assertThat(counts(receipt)).containsOnly(1);
    }

    @Test
    void ids_that_stand_twice_in_a_batch_are_counted_as_often_as_they_stand_and_told() {
        MultiLayerNetwork network = network();
        UsageReceipt receipt = Blobs.recorder()
                .record(
                        Blobs.run(DATANET, "r"),
                        session -> network.fit(Dl4jUsage.track(
                                network,
                                changed(batch -> batch.setExampleMetaData(Collections.nCopies(batch.numExamples(), 5))),
                                session)));

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(receipt.header().notes())
                .containsExactly("a batch named a row more than once: it was counted as often as it stood there");
        assertThat(receipt.table().size()).isEqualTo(1);
        assertThat(receipt.table().exposures(0)).isEqualTo(ROWS);
    }

    @Test
    void a_network_that_was_trained_outside_any_session_is_in_no_receipt() {
        MultiLayerNetwork network = network();
        UsageSession session = Blobs.recorder().open(Blobs.run(DATANET, "r"));
        network.fit(iterator(false));

        UsageReceipt receipt = session.complete();
        assertThat(receipt.table().size()).isZero();
        session.close();
        assertThatCode(session::close).doesNotThrowAnyException();
        assertThat(session.complete()).isSameAs(receipt);
    }

    @Test
    void two_sessions_on_one_network_are_told_in_both_receipts() {
        MultiLayerNetwork network = network();
        UsageSession first = Blobs.recorder().open(Blobs.run(DATANET, "first"));
        UsageSession second = Blobs.recorder().open(Blobs.run(DATANET, "second"));
        network.fit(Dl4jUsage.track(network, iterator(false), first));
        network.fit(Dl4jUsage.track(network, iterator(false), second));

        for (UsageSession session : List.of(first, second)) {
            UsageReceipt receipt = session.complete();
            assertThat(receipt.header().state()).isEqualTo(RunState.INCOMPLETE);
            assertThat(receipt.header().notes())
                    .contains(
                            "runs \"first\" and \"second\" recorded one network at the same time: end the first before"
                                    + " the second");
        }
    }

    @Test
    void sessions_one_after_the_other_share_a_network_in_peace() {
        MultiLayerNetwork network = network();
        for (int i = 0; i < 3; i++) {
            UsageReceipt receipt = Blobs.recorder()
                    .record(
                            Blobs.run(DATANET, "r" + i),
                            session -> network.fit(Dl4jUsage.track(network, iterator(true), session)));
            assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
            assertThat(counts(receipt)).containsOnly(1);
        }
    }

    @Test
    void a_session_that_has_ended_counts_nothing_and_does_not_disturb() {
        MultiLayerNetwork network = network();
        UsageSession session = Blobs.recorder().open(Blobs.run(DATANET, "r"));
        DataSetIterator tracked = Dl4jUsage.track(network, iterator(false), session);
        network.fit(tracked);
        UsageReceipt receipt = session.complete();

        assertThatCode(() -> network.fit(tracked)).doesNotThrowAnyException();
        assertThat(session.complete()).isSameAs(receipt);
        assertThat(counts(receipt)).containsOnly(1);
    }

    private static DataSetIterator changed(Consumer<DataSet> change) {
        DatanetDataSetIterator iterator = iterator(false);
        iterator.setPreProcessor((DataSetPreProcessor) set -> change.accept((DataSet) set));
        return iterator;
    }

    private static DatanetDataSetIterator iterator(boolean shuffled) {
        DatanetDataSetIterator.Builder builder =
                DatanetDataSetIterator.over(DATANET).batch(16);
        return shuffled ? builder.shuffled(11).build() : builder.build();
    }

    static long[] counts(UsageReceipt receipt) {
        long[] counts = new long[receipt.header().datanet().rows()];
        for (int i = 0; i < receipt.table().size(); i++) {
            counts[receipt.table().row(i)] = receipt.table().exposures(i);
        }
        return counts;
    }

    private static MultiLayerNetwork network() {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(0.01))
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(Blobs.FEATURES)
                        .nOut(8)
                        .activation(Activation.TANH)
                        .dropOut(0.8)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(8)
                        .nOut(Blobs.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        return network;
    }
}
