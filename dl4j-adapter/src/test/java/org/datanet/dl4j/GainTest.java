package org.datanet.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.datanet.attribution.audit.Ranks;
import org.datanet.contribution.Datanet;
import org.datanet.testkit.UnroundedGains;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageSession;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class GainTest {
    private static final Datanet TRAINING = Blobs.datanet(203, 1);
    private static final Datanet VALIDATION = Blobs.datanet(60, 2);

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void gains_of_one_step_equal_gradients_taken_example_by_example(DataType type) {
        compare(network(new Sgd(0.1), type), type, type == DataType.DOUBLE ? 6e-15 : 5e-6);
    }

    private static void compare(MultiLayerNetwork network, DataType type, double tolerance) {
        double rate = 0.1;
        MultiLayerNetwork before = network.clone();
        DataSet batch = DatanetDataSetIterator.over(TRAINING)
                .batch(32)
                .type(type)
                .build()
                .next();
        DataSet validation = validation(type);
        Map<Integer, Double> gains = new TreeMap<>();
        UsageSession session = UnroundedGains.into(gains, Blobs.recorder().open(Blobs.run(TRAINING, "r")));
        network.fit(Dl4jUsage.with(session)
                .gain(InRunGain.on(validation))
                .track(
                        network,
                        DatanetDataSetIterator.over(TRAINING)
                                .rows(first(32))
                                .batch(32)
                                .type(type)
                                .build()));
        session.complete();

        INDArray direction = simpson(before, network, validation);
        double[] expected = new double[32];
        for (int i = 0; i < expected.length; i++) {
            INDArray one = gradient(before, example(batch, i));
            expected[i] =
                    rate / expected.length * one.mul(direction).sumNumber().doubleValue();
        }
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(gains).hasSize(32);
        for (int i = 0; i < expected.length; i++) {
            assertThat(gains.get(i) / largest).isCloseTo(expected[i] / largest, within(tolerance));
        }
    }

    /** The mean of the validation gradients along the straight way from the one to the other. */
    private static INDArray simpson(MultiLayerNetwork from, MultiLayerNetwork to, DataSet validation) {
        MultiLayerNetwork half = from.clone();
        half.params().addi(to.params()).muli(0.5);
        return gradient(from.clone(), validation)
                .add(gradient(half, validation).muli(4))
                .add(gradient(to.clone(), validation))
                .divi(6 * validation.numExamples());
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void gains_of_convolutions_equal_gradients_taken_example_by_example(CNN2DFormat format) {
        for (ConvolutionMode mode : new ConvolutionMode[] {ConvolutionMode.Truncate, ConvolutionMode.Same}) {
            MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .seed(3)
                    .dataType(DataType.DOUBLE)
                    .updater(new Sgd(0.1))
                    .list()
                    .layer(new ConvolutionLayer.Builder(2, 2)
                            .nOut(3)
                            .stride(1, 2)
                            .convolutionMode(mode)
                            .dataFormat(format)
                            .activation(Activation.TANH)
                            .build())
                    .layer(new ConvolutionLayer.Builder(2, 1)
                            .nOut(4)
                            .padding(mode == ConvolutionMode.Same ? new int[] {0, 0} : new int[] {1, 0})
                            .convolutionMode(mode)
                            .dataFormat(format)
                            .activation(Activation.SIGMOID)
                            .build())
                    .layer(output(0))
                    .setInputType(InputType.convolutionalFlat(3, 2, 1))
                    .build());
            network.init();
            compare(network, DataType.DOUBLE, 2e-14);
        }
    }

    @Test
    void gains_of_one_adam_step_rank_rows_as_true_marginals_do() {
        int examples = 32;
        Datanet rows = Blobs.datanet(80 * examples, 5);
        MultiLayerNetwork network = network(new Adam(0.003), DataType.DOUBLE);
        MultiLayerNetwork[] before = new MultiLayerNetwork[1];
        network.addListeners(new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                if (iteration == 78) {
                    before[0] = network.clone();
                }
            }
        });
        DataSet validation = validation(DataType.DOUBLE);
        Map<Integer, Double> gains = new TreeMap<>();
        UsageSession session = UnroundedGains.into(gains, Blobs.recorder().open(Blobs.run(rows, "r")));
        DatanetDataSetIterator.Builder batches =
                DatanetDataSetIterator.over(rows).batch(examples).type(DataType.DOUBLE);
        network.fit(
                Dl4jUsage.with(session).gain(InRunGain.on(validation).every(1)).track(network, batches.build()));
        session.complete();

        DataSet last = batches.startAt(0, 79).build().next();
        double[] marginal = new double[examples];
        double[] measured = new double[examples];
        double withAll = lossAfterStep(before[0].clone(), last, -1, validation);
        for (int i = 0; i < examples; i++) {
            marginal[i] = lossAfterStep(before[0].clone(), last, i, validation) - withAll;
            measured[i] = gains.get(79 * examples + i);
        }
        assertThat(new PearsonsCorrelation().correlation(marginal, measured)).isGreaterThan(0.99);
    }

    /** The validation loss after one step on the batch with one example's gradient left out, none for -1. */
    private static double lossAfterStep(MultiLayerNetwork network, DataSet batch, int without, DataSet validation) {
        INDArray full = gradient(network, batch);
        if (without >= 0) {
            full.subi(gradient(network, example(batch, without)));
        }
        network.setInput(batch.getFeatures());
        network.setLabels(batch.getLabels());
        network.computeGradientAndScore();
        network.gradient().gradient().assign(full);
        network.getUpdater()
                .update(network, network.gradient(), 79, 0, batch.numExamples(), LayerWorkspaceMgr.noWorkspaces());
        network.params().subi(network.gradient().gradient());
        return network.score(validation);
    }

    static Stream<IUpdater> updaters() {
        return Stream.of(
                new Sgd(0.1), new Nesterovs(0.02, 0.9), new Adam(0.003), new AMSGrad(0.003), new RmsProp(0.002));
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void gains_add_up_to_the_fall_of_the_validation_loss(IUpdater updater) {
        MultiLayerNetwork network = network(updater, DataType.FLOAT);
        DataSet validation = validation(DataType.FLOAT);
        double before = network.score(validation);

        UsageReceipt receipt = train(network, InRunGain.on(validation), 4);

        double fall = before - network.score(validation);
        double sum = Arrays.stream(receipt.table().gains()).sum() / 1e9;
        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(fall).isGreaterThan(0.2);
        assertThat(sum).isCloseTo(fall, within(0.03 * fall));
        assertThat(receipt.header().residual()).isCloseTo((sum - fall) / fall, within(1e-4));
        assertThat(receipt.header().method())
                .isEqualTo("in-run gain (%s, trapezoid every 20 steps, 60 validation rows)"
                        .formatted(updater.getClass().getSimpleName()));
        assertThat(receipt.table().totalExposures()).isEqualTo(4 * 203);
    }

    static Stream<IUpdater> largeSteps() {
        return Stream.of(new Sgd(0.5), new Adam(0.02), new RmsProp(0.01));
    }

    @ParameterizedTest
    @MethodSource("largeSteps")
    void first_steps_that_are_large_and_slices_that_take_turns_are_accounted_for_as_well(IUpdater updater) {
        MultiLayerNetwork network = network(updater, DataType.FLOAT);

        UsageReceipt receipt =
                train(network, InRunGain.on(validation(DataType.FLOAT)).slice(20), 6);

        assertThat(receipt.header().method()).endsWith("60 validation rows in 3 turns)");
        assertThat(receipt.header().residual()).isBetween(-0.03, 0.03);
    }

    @Test
    void momentum_is_followed_from_each_step_through_every_later_stretch() {
        double rate = 0.05;
        double momentum = 0.9;
        int size = 8;
        int steps = 25;
        int early = 20;
        int every = 4;
        MultiLayerNetwork network = network(new Nesterovs(rate, momentum), DataType.DOUBLE);
        List<MultiLayerNetwork> before = new ArrayList<>(List.of(network.clone()));
        network.addListeners(new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                before.add(network.clone());
            }
        });
        DataSet validation = validation(DataType.DOUBLE);
        Map<Integer, Double> gains = new TreeMap<>();
        UsageSession session = UnroundedGains.into(gains, Blobs.recorder().open(Blobs.run(TRAINING, "r")));
        DatanetDataSetIterator.Builder batches = DatanetDataSetIterator.over(TRAINING)
                .rows(first(steps * size))
                .batch(size)
                .type(DataType.DOUBLE);
        network.fit(Dl4jUsage.with(session)
                .gain(InRunGain.on(validation).every(every))
                .track(network, batches.build()));
        session.complete();

        // Of every step, the mean of the validation gradients at both ends of its stretch, and half way in the first
        // ones.
        INDArray[] direction = new INDArray[steps];
        for (int from = 0, length = 1; from < steps; ) {
            int to = Math.min(steps, from + length);
            INDArray mean = from < early
                    ? simpson(before.get(from), before.get(to), validation)
                    : gradient(before.get(from).clone(), validation)
                            .add(gradient(before.get(to).clone(), validation))
                            .muli(0.5 / validation.numExamples());
            Arrays.fill(direction, from, to, mean);
            from = to;
            length = to < every ? Math.max(1, to / 2) : every;
        }
        double largest = gains.values().stream().mapToDouble(Math::abs).max().orElseThrow();
        for (int step = 0; step < steps; step++) {
            DataSet batch = batches.startAt(0, step).build().next();
            for (int i = 0; i < size; i++) {
                INDArray own = gradient(before.get(step).clone(), example(batch, i));
                double expected = 0;
                for (int t = step; t < steps; t++) {
                    double part = t == step ? rate * (1 + momentum) : rate * Math.pow(momentum, t - step + 1);
                    expected += part / size * own.mul(direction[t]).sumNumber().doubleValue();
                }
                assertThat(gains.get(step * size + i) / largest).isCloseTo(expected / largest, within(1e-12));
            }
        }
    }

    @Test
    void slices_of_validation_rows_take_turns() {
        MultiLayerNetwork network = network(new Sgd(0.1), DataType.FLOAT);

        UsageReceipt receipt = train(
                network, InRunGain.on(validation(DataType.FLOAT)).slice(25).every(10), 4);

        assertThat(receipt.header().method()).contains("60 validation rows in 3 turns");
        assertThat(Math.abs(receipt.header().residual())).isLessThan(0.03);
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void training_is_bit_identical_with_and_without_gains(IUpdater updater) {
        MultiLayerNetwork alone = network(updater, DataType.FLOAT);
        alone.fit(iterator(DataType.FLOAT), 3);
        MultiLayerNetwork measured = network(updater, DataType.FLOAT);
        train(measured, InRunGain.on(validation(DataType.FLOAT)).every(7), 3);

        assertThat(measured.params().toFloatVector())
                .containsExactly(alone.params().toFloatVector());
        INDArray state = alone.getUpdater().getStateViewArray();
        if (state != null) {
            assertThat(measured.getUpdater().getStateViewArray().toFloatVector())
                    .containsExactly(state.toFloatVector());
        }
        assertThat(measured.getLayerWiseConfigurations().toJson())
                .isEqualTo(alone.getLayerWiseConfigurations().toJson());
    }

    @Test
    void a_network_may_be_saved_and_cloned_at_any_iteration() {
        MultiLayerNetwork network = network(new Adam(0.003), DataType.FLOAT);
        network.addListeners(new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                try {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    ModelSerializer.writeModel(model, out, true);
                    MultiLayerNetwork read =
                            ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(out.toByteArray()), true);
                    assertThat(read.params()).isEqualTo(model.params());
                    assertThat(network.clone().params()).isEqualTo(model.params());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });

        UsageReceipt receipt = train(network, InRunGain.on(validation(DataType.FLOAT)), 1);

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
    }

    @Test
    void rows_with_flipped_labels_gain_less_than_the_same_rows_with_their_own() {
        MultiLayerNetwork network = network(new Adam(0.003), DataType.FLOAT);
        DatanetDataSetIterator iterator = iterator(DataType.FLOAT);
        iterator.setPreProcessor(set -> {
            for (int i = 0; i < set.numExamples(); i++) {
                INDArray label = set.getLabels().getRow(i);
                if (((DataSet) set).getExampleMetaData().get(i).toString().endsWith("7")) {
                    int right = label.argMax().getInt(0);
                    label.assign(0).putScalar((right + 1) % Blobs.CLASSES, 1);
                }
            }
        });
        UsageReceipt receipt = Blobs.recorder()
                .record(
                        Blobs.run(TRAINING, "r"),
                        session -> network.fit(
                                Dl4jUsage.with(session)
                                        .gain(InRunGain.on(validation(DataType.FLOAT)))
                                        .track(network, iterator),
                                5));

        double flipped = 0;
        double honest = 0;
        for (int i = 0; i < receipt.table().size(); i++) {
            if (receipt.table().row(i) % 10 == 7) {
                flipped += receipt.table().gain(i);
            } else {
                honest += receipt.table().gain(i);
            }
        }
        assertThat(flipped).isNegative();
        assertThat(honest).isPositive();
    }

    static Stream<Arguments> labels() {
        return Stream.of(
                Arguments.argumentSet(
                        "weight decay",
                        new NeuralNetConfiguration.Builder().l2(0.01),
                        "weight decay moves parameters too: no row is credited with that"),
                Arguments.argumentSet(
                        "clipping",
                        new NeuralNetConfiguration.Builder()
                                .gradientNormalization(org.deeplearning4j.nn.conf.GradientNormalization.ClipL2PerLayer),
                        "SGD proxy: gradients are clipped or normalised (ClipL2PerLayer), gains take them as they were"),
                Arguments.argumentSet(
                        "an updater of another kind",
                        new NeuralNetConfiguration.Builder().updater(new org.nd4j.linalg.learning.config.Nadam(0.001)),
                        "SGD proxy: the updater Nadam is taken as plain descent at its learning rate"));
    }

    @ParameterizedTest
    @MethodSource("labels")
    void what_is_not_exact_is_said_by_name(NeuralNetConfiguration.Builder builder, String note) {
        MultiLayerNetwork network = network(builder.seed(3), DataType.FLOAT);

        UsageReceipt receipt = train(network, InRunGain.on(validation(DataType.FLOAT)), 1);

        assertThat(receipt.header().notes()).contains(note);
        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
    }

    @Test
    void layers_that_cannot_be_attributed_are_named_and_the_rest_is_measured() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(0.05))
                .list()
                .layer(dense())
                .layer(new BatchNormalization.Builder()
                        .nIn(8)
                        .nOut(8)
                        .name("norm")
                        .build())
                .layer(output())
                .build());
        network.init();

        UsageReceipt receipt = train(network, InRunGain.on(validation(DataType.FLOAT)), 1);

        assertThat(receipt.header().notes())
                .contains(
                        "batch normalisation: a row's gain includes what it does to the rest of its batch",
                        "gains are partial: not attributed are BatchNormalization (\"norm\")");
        assertThat(Arrays.stream(receipt.table().gains()).anyMatch(gain -> gain != 0))
                .isTrue();
    }

    @Test
    void gains_that_explode_do_not_stop_the_training() {
        MultiLayerNetwork network = network(new Sgd(1e6), DataType.FLOAT);

        UsageReceipt receipt = train(network, InRunGain.on(validation(DataType.FLOAT)), 1);

        assertThat(receipt.header().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(receipt.table().totalExposures()).isEqualTo(203);
        assertThat(receipt.header().notes())
                .anyMatch(
                        note -> note.startsWith("gains that are not finite or beyond 4096 units of loss were dropped"));
    }

    @ParameterizedTest
    @MethodSource("sampledUpdaters")
    void gains_of_sampled_steps_have_the_expectation_of_all_of_them(IUpdater updater) {
        InRunGain all = InRunGain.on(validation(DataType.FLOAT)).every(5);
        double[] exact = gains(train(network(updater.clone(), DataType.FLOAT), all, 5));
        double[] mean = new double[exact.length];
        int runs = 12;
        for (int seed = 0; seed < runs; seed++) {
            UsageReceipt receipt = train(
                    network(updater.clone(), DataType.FLOAT), all.sampling(4).seed(seed), 5);
            double[] sampled = gains(receipt);
            for (int row = 0; row < mean.length; row++) {
                mean[row] += sampled[row] / runs;
            }
            assertThat(receipt.header().notes())
                    .anyMatch(note -> note.startsWith("gains are of one step in 4, chosen by chance"));
            assertThat(receipt.table().totalExposures()).isEqualTo(5 * 203);
        }
        double sum = Arrays.stream(exact).sum();
        assertThat(Arrays.stream(mean).sum()).isCloseTo(sum, within(0.15 * Math.abs(sum)));
        assertThat(Ranks.spearman(exact, mean)).isGreaterThan(0.9);
    }

    static Stream<IUpdater> sampledUpdaters() {
        return Stream.of(new Sgd(0.1), new Adam(0.01), new RmsProp(0.01));
    }

    private static double[] gains(UsageReceipt receipt) {
        double[] gains = new double[TRAINING.rows()];
        for (int i = 0; i < receipt.table().size(); i++) {
            gains[receipt.table().row(i)] = receipt.table().gain(i);
        }
        return gains;
    }

    @Test
    void of_each_so_many_steps_one_is_chosen_and_all_as_often() {
        int[] chosen = new int[4];
        for (int seed = 0; seed < 400; seed++) {
            StepSample sample = new StepSample(4, 10, seed);
            assertThat(IntStream.range(0, 10)).allMatch(sample::has);
            for (int from = 10; from < 50; from += 4) {
                int[] own = IntStream.range(from, from + 4).filter(sample::has).toArray();
                assertThat(own).hasSize(1);
                chosen[own[0] - from]++;
            }
            assertThat(sample.weight(9)).isEqualTo(1);
            assertThat(sample.weight(10)).isEqualTo(4);
        }
        for (int count : chosen) {
            assertThat(count).isBetween(900, 1_100);
        }
    }

    @Test
    void bad_options_are_refused_before_the_training() {
        DataSet validation = validation(DataType.FLOAT);
        assertThatThrownBy(() -> InRunGain.on(validation).every(0))
                .hasMessage("validation gradients are 1 to 10000 steps apart, not 0");
        assertThatThrownBy(() -> InRunGain.on(validation).sampling(0))
                .hasMessage("one step in 1 to 1000 is looked at, not in 0");
        assertThatThrownBy(() -> InRunGain.on(validation).slice(0))
                .hasMessage("a slice has 1 or more validation rows, not 0");
        assertThatThrownBy(() -> InRunGain.on(new DataSet(validation.getFeatures(), null)))
                .hasMessage("validation rows need features and labels");
    }

    private static UsageReceipt train(MultiLayerNetwork network, InRunGain gain, int epochs) {
        return Blobs.recorder()
                .record(
                        Blobs.run(TRAINING, "r"),
                        session -> network.fit(
                                Dl4jUsage.with(session).gain(gain).track(network, iterator(DataType.FLOAT)), epochs));
    }

    private static DatanetDataSetIterator iterator(DataType type) {
        return DatanetDataSetIterator.over(TRAINING)
                .batch(16)
                .shuffled(11)
                .type(type)
                .build();
    }

    private static DataSet validation(DataType type) {
        return DatanetDataSetIterator.over(VALIDATION)
                .batch(VALIDATION.rows())
                .type(type)
                .build()
                .next();
    }

    private static int[] first(int rows) {
        return java.util.stream.IntStream.range(0, rows).toArray();
    }

    private static DataSet example(DataSet batch, int i) {
        return new DataSet(
                batch.getFeatures().get(NDArrayIndex.interval(i, i + 1), NDArrayIndex.all()),
                batch.getLabels().get(NDArrayIndex.interval(i, i + 1), NDArrayIndex.all()));
    }

    /** The gradient of the summed loss. */
    private static INDArray gradient(MultiLayerNetwork network, DataSet set) {
        network.setInput(set.getFeatures());
        network.setLabels(set.getLabels());
        network.computeGradientAndScore();
        return network.gradient().gradient().dup();
    }

    private static MultiLayerNetwork network(IUpdater updater, DataType type) {
        return network(new NeuralNetConfiguration.Builder().seed(3).updater(updater), type);
    }

    private static MultiLayerNetwork network(NeuralNetConfiguration.Builder builder, DataType type) {
        MultiLayerNetwork network = new MultiLayerNetwork(
                builder.dataType(type).list().layer(dense()).layer(output()).build());
        network.init();
        return network;
    }

    private static DenseLayer dense() {
        return new DenseLayer.Builder()
                .nIn(Blobs.FEATURES)
                .nOut(8)
                .activation(Activation.TANH)
                .build();
    }

    private static OutputLayer output() {
        return output(8);
    }

    private static OutputLayer output(int inputs) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(inputs)
                .nOut(Blobs.CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }
}
