package org.datanet.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.usage.RunId;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.baseline.DummyClassifierTrainer;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.libsvm.LibSVMClassificationTrainer;
import org.tribuo.classification.libsvm.SVMClassificationType;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.libsvm.KernelType;
import org.tribuo.common.libsvm.SVMParameters;
import org.tribuo.common.tree.ExtraTreesTrainer;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.dataset.DatasetView;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.ensemble.EnsembleModel;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.transform.TransformTrainer;
import org.tribuo.transform.TransformationMap;
import org.tribuo.transform.transformations.LinearScalingTransformation;

class TribuoUsageTest {
    private static final Datanet DATANET = Digits.rows("digits", 0, 300);
    private static final MutableDataset<Label> VALIDATION = TribuoUsage.dataset(Digits.rows("held", 300, 420));
    /** Tribuo reports its progress on this logger; held strongly, or its level is forgotten. */
    private static final Logger LOGGER = Logger.getLogger("org.tribuo");

    @BeforeAll
    static void quiet() {
        LOGGER.setLevel(Level.WARNING);
    }

    private static Trainer<Label> logistic() {
        return new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5), 7, 1000, 1, 99);
    }

    private static Trainer<Label> forest(int trees) {
        return new RandomForestTrainer<>(
                new CARTClassificationTrainer(Integer.MAX_VALUE, 1, 0, 0.3f, false, new GiniIndex(), 5),
                new VotingCombiner(),
                trees,
                17);
    }

    static Stream<Named<Trainer<Label>[]>> pairs() {
        return Stream.of(
                pair("logistic regression", logistic(), logistic()),
                pair(
                        "logistic regression by its defaults",
                        new LogisticRegressionTrainer(),
                        new LogisticRegressionTrainer()),
                pair("random forest", forest(4), forest(4)),
                pair("tree", new CARTClassificationTrainer(6), new CARTClassificationTrainer(6)));
    }

    @SafeVarargs
    private static Named<Trainer<Label>[]> pair(String name, Trainer<Label>... trainers) {
        return Named.of(name, trainers);
    }

    private static long[] exposures(UsageReceipt receipt, int rows) {
        long[] exposures = new long[rows];
        for (int entry = 0; entry < receipt.table().size(); entry++) {
            exposures[receipt.table().row(entry)] = receipt.table().exposures(entry);
        }
        return exposures;
    }

    private static double[] gains(UsageReceipt receipt, int rows) {
        double[] gains = new double[rows];
        for (int entry = 0; entry < receipt.table().size(); entry++) {
            gains[receipt.table().row(entry)] = receipt.table().gain(entry) / 1e9;
        }
        return gains;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void training_gives_the_same_model_with_and_without_recording(Trainer<Label>[] pair) {
        Model<Label> plain = pair[0].train(TribuoUsage.dataset(DATANET));
        List<Model<Label>> recorded = new ArrayList<>();
        UsageReceipt receipt = Digits.record(
                DATANET,
                session -> recorded.add(
                        TribuoUsage.track(pair[1], session, VALIDATION).train(TribuoUsage.dataset(DATANET))));

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(ModelFingerprint.of(recorded.get(0))).isEqualTo(ModelFingerprint.of(plain));
        assertThat(receipt.header().modelFingerprint()).isEqualTo(ModelFingerprint.of(plain));
        for (Example<Label> example : VALIDATION) {
            assertThat(scores(recorded.get(0).predict(example))).isEqualTo(scores(plain.predict(example)));
        }
    }

    private static Map<String, Double> scores(Prediction<Label> prediction) {
        Map<String, Double> scores = new HashMap<>();
        prediction.getOutputScores().forEach((name, label) -> scores.put(name, label.getScore()));
        return scores;
    }

    @Test
    void a_fingerprint_tells_models_apart_and_survives_protobuf() {
        Model<Label> a = logistic().train(TribuoUsage.dataset(DATANET));
        Model<Label> b = logistic().train(TribuoUsage.dataset(DATANET, row -> row != 4));
        Model<Label> trees = forest(3).train(TribuoUsage.dataset(DATANET));

        assertThat(ModelFingerprint.of(a)).isNotEqualTo(ModelFingerprint.of(b));
        assertThat(ModelFingerprint.of(Model.deserialize(a.serialize()))).isEqualTo(ModelFingerprint.of(a));
        assertThat(ModelFingerprint.of(Model.deserialize(trees.serialize()))).isEqualTo(ModelFingerprint.of(trees));
    }

    @Test
    void the_run_is_bound_into_the_provenance_and_survives_protobuf() {
        List<Model<Label>> models = new ArrayList<>();
        Digits.record(DATANET, session -> {
            for (Trainer<Label> trainer : List.of(logistic(), forest(3))) {
                models.add(TribuoUsage.track(trainer, session).train(TribuoUsage.dataset(DATANET)));
            }
        });
        for (Model<Label> model : models) {
            assertThat(TribuoUsage.run(model)).contains(new RunId("run-7"));
            assertThat(TribuoUsage.run(Model.deserialize(model.serialize()))).contains(new RunId("run-7"));
        }
        assertThat(TribuoUsage.run(logistic().train(TribuoUsage.dataset(DATANET))))
                .isEmpty();
    }

    @Test
    void gradient_descent_exposes_every_row_once_an_epoch() {
        UsageReceipt receipt = Digits.record(
                DATANET,
                session -> TribuoUsage.track(logistic(), session)
                        .train(TribuoUsage.dataset(DATANET, row -> row % 3 != 0)));

        assertThat(exposures(receipt, 300))
                .containsExactly(IntStream.range(0, 300)
                        .mapToLong(row -> row % 3 == 0 ? 0 : 7)
                        .toArray());
        assertThat(receipt.header().method()).isEqualTo("exposure");
        assertThat(receipt.header().framework()).startsWith("tribuo 4.");
    }

    private static long[] counted(Map<String, Long> counts) {
        return IntStream.range(0, 300)
                .mapToLong(row -> counts.getOrDefault("digit-" + row, 0L))
                .toArray();
    }

    @Test
    void a_forest_exposes_each_row_as_often_as_its_bags_hold_it() {
        Map<String, Long> counts = new HashMap<>();
        Trainer<Label> trainer = new RandomForestTrainer<>(new CountingTrees(counts), new VotingCombiner(), 8, 4);
        UsageReceipt receipt = Digits.record(
                DATANET, session -> TribuoUsage.track(trainer, session).train(TribuoUsage.dataset(DATANET)));

        assertThat(exposures(receipt, 300)).containsExactly(counted(counts));
        assertThat(Arrays.stream(exposures(receipt, 300)).distinct().count()).isGreaterThan(7);
    }

    @Test
    void extra_trees_expose_each_row_as_often_as_they_were_grown_on_it() {
        Map<String, Long> counts = new HashMap<>();
        Trainer<Label> trainer = new ExtraTreesTrainer<>(new CountingTrees(counts, true), new VotingCombiner(), 6, 4);
        UsageReceipt receipt = Digits.record(
                DATANET,
                session -> TribuoUsage.track(trainer, session, VALIDATION).train(TribuoUsage.dataset(DATANET)));

        assertThat(exposures(receipt, 300)).containsExactly(counted(counts));
        assertThat(receipt.header().method()).startsWith("leaf weights");
        assertThat(receipt.header().residual()).isCloseTo(0, within(1e-9));
    }

    @Test
    void a_tree_of_shuffled_rows_gets_no_gains_because_tribuo_pairs_their_labels_with_other_rows() {
        MutableDataset<Label> shuffled = TribuoUsage.dataset(DATANET);
        shuffled.shuffle(true);
        UsageReceipt receipt = Digits.record(
                DATANET,
                session -> TribuoUsage.track(new CARTClassificationTrainer(6), session, VALIDATION)
                        .train(shuffled));

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(exposures(receipt, 300)).containsOnly(1);
        assertThat(receipt.header().method()).isEqualTo("exposure");
        assertThat(receipt.header().notes())
                .anyMatch(note -> note.contains("shuffled") && note.contains("CARTClassificationTrainer"));
    }

    @Test
    void support_vectors_of_shuffled_rows_are_credited_to_the_rows_that_they_are() {
        Trainer<Label> trainer = new LibSVMClassificationTrainer(
                new SVMParameters<>(new SVMClassificationType(SVMClassificationType.SVMMode.C_SVC), KernelType.LINEAR));
        MutableDataset<Label> shuffled = TribuoUsage.dataset(DATANET);
        shuffled.shuffle(true);
        Model<Label> model = trainer.train(shuffled);
        double[] gains = Gains.measure(model, shuffled, VALIDATION, GainMethod.KERNEL_EXPANSION)
                .byIndex();
        Model<Label> unshuffled = trainer.train(TribuoUsage.dataset(DATANET));
        double[] straight = Gains.measure(
                        unshuffled, TribuoUsage.dataset(DATANET), VALIDATION, GainMethod.KERNEL_EXPANSION)
                .byIndex();

        // The solver's path depends on the order of rows, the optimum does not.
        for (int row = 0; row < 300; row++) {
            assertThat(gains[row]).isCloseTo(straight[row], within(1e-3));
        }
        assertThat(Arrays.stream(straight).filter(gain -> gain != 0).count()).isBetween(50L, 299L);
    }

    @Test
    void bags_of_a_view_of_shuffled_rows_are_counted_as_they_were_drawn() {
        MutableDataset<Label> shuffled = TribuoUsage.dataset(DATANET);
        shuffled.shuffle(true);
        DatasetView<Label> view = DatasetView.createBootstrapView(shuffled, 200, 3);
        Map<String, Long> counts = new HashMap<>();
        Trainer<Label> inner = new BaggingTrainer<>(new CountingTrees(counts), new VotingCombiner(), 4, 8);
        Trainer<Label> trainer = new BaggingTrainer<>(inner, new VotingCombiner(), 3, 8);
        UsageReceipt receipt = Digits.record(
                DATANET, session -> TribuoUsage.track(trainer, session).train(view));

        assertThat(exposures(receipt, 300)).containsExactly(counted(counts));
    }

    @Test
    void a_transforming_trainer_of_shuffled_rows_is_counted_through_its_copy() {
        MutableDataset<Label> shuffled = TribuoUsage.dataset(DATANET);
        shuffled.shuffle(true);
        Map<String, Long> counts = new HashMap<>();
        Trainer<Label> trainer = new TransformTrainer<>(
                new BaggingTrainer<>(new CountingTrees(counts), new VotingCombiner(), 5, 8),
                new TransformationMap(List.of(new LinearScalingTransformation(0, 1))));
        UsageReceipt receipt = Digits.record(
                DATANET,
                session -> TribuoUsage.track(trainer, session, VALIDATION).train(shuffled));

        assertThat(exposures(receipt, 300)).containsExactly(counted(counts));
        assertThat(receipt.header().method()).startsWith("leaf weights");
    }

    @Test
    void rows_that_minimum_cardinality_drops_are_not_used_rows() {
        MutableDataset<Label> rare = TribuoUsage.dataset(DATANET, row -> row < 40);
        // Only one feature stands in these two rows, and in nothing else.
        for (int row : new int[] {41, 42}) {
            Example<Label> lone = new ArrayExample<>(
                    new Label(DATANET.labels().get(DATANET.label(row))), new String[] {"lone"}, new double[] {1});
            lone.setMetadataValue(TribuoUsage.SAMPLE_ID, "digit-" + row);
            rare.add(lone);
        }
        UsageReceipt receipt = Digits.record(
                DATANET,
                session -> TribuoUsage.track(logistic(), session).train(TribuoUsage.minimumCardinality(rare, 5)));

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(exposures(receipt, 300))
                .containsExactly(IntStream.range(0, 300)
                        .mapToLong(row -> row < 40 ? 7 : 0)
                        .toArray());
    }

    @Test
    void examples_without_an_id_and_samples_of_another_datanet_make_the_receipt_incomplete_and_training_goes_on() {
        MutableDataset<Label> foreign = TribuoUsage.dataset(Digits.rows("other", 290, 320));
        foreign.add(new ArrayExample<>(new Label("3"), new String[] {"p0"}, new double[] {1}));
        List<Model<Label>> models = new ArrayList<>();
        UsageReceipt receipt = Digits.record(
                DATANET,
                session -> models.add(TribuoUsage.track(logistic(), session).train(foreign)));

        assertThat(models).hasSize(1);
        assertThat(receipt.header().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(receipt.header().notes())
                .anyMatch(note -> note.contains("1 of 31 examples carry no metadata value \"sample-id\""))
                .anyMatch(note -> note.contains("digit-300"));
        assertThat(receipt.table().size()).isEqualTo(10);
    }

    @Test
    void an_error_of_the_trainer_reaches_the_caller_unchanged() {
        Trainer<Label> trainer = new CARTClassificationTrainer(6) {
            @Override
            public TreeModel<Label> train(Dataset<Label> examples, Map<String, Provenance> provenance) {
                throw new IllegalStateException("out of leaves");
            }
        };
        assertThatThrownBy(() -> Digits.record(
                        DATANET, session -> TribuoUsage.track(trainer, session).train(TribuoUsage.dataset(DATANET))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("out of leaves");
    }

    @Test
    void gains_inside_gradient_descent_find_flipped_labels_and_leave_no_residual() {
        assertThat(mislabelAuroc(new LogisticRegressionTrainer(), GainMethod.IN_RUN))
                .isGreaterThan(0.8);
    }

    @Test
    void leaf_weights_find_flipped_labels_and_leave_no_residual() {
        assertThat(mislabelAuroc(forest(20), GainMethod.LEAF_WEIGHTS)).isGreaterThan(0.9);
    }

    private static double mislabelAuroc(Trainer<Label> trainer, GainMethod method) {
        SplittableRandom random = new SplittableRandom(3);
        boolean[] flipped = new boolean[300];
        MutableDataset<Label> dataset = TribuoUsage.dataset(DATANET);
        MutableDataset<Label> noisy = new MutableDataset<>(dataset.getSourceProvenance(), dataset.getOutputFactory());
        for (int row = 0; row < 300; row++) {
            Example<Label> example = dataset.getExample(row);
            flipped[row] = random.nextInt(10) == 0;
            if (flipped[row]) {
                Example<Label> wrong = new ArrayExample<>(
                        new Label(DATANET.labels().get((DATANET.label(row) + 1 + random.nextInt(9)) % 10)));
                wrong.setMetadataValue(TribuoUsage.SAMPLE_ID, "digit-" + row);
                example.forEach(wrong::add);
                example = wrong;
            }
            noisy.add(example);
        }
        UsageReceipt receipt = Digits.record(
                DATANET,
                session ->
                        TribuoUsage.track(trainer, session, VALIDATION, method).train(noisy));
        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(receipt.header().residual()).isCloseTo(0, within(1e-9));
        double[] gains = gains(receipt, 300);
        double wins = 0;
        double pairs = 0;
        for (int bad = 0; bad < 300; bad++) {
            for (int good = 0; good < 300; good++) {
                if (flipped[bad] && !flipped[good]) {
                    wins += gains[bad] < gains[good] ? 1 : gains[bad] == gains[good] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return wins / pairs;
    }

    @Test
    void leaf_weights_rebuild_the_forests_averaged_leaves() {
        MutableDataset<Label> dataset = TribuoUsage.dataset(DATANET);
        EnsembleModel<Label> model = (WeightedEnsembleModel<Label>) forest(15).train(dataset);
        ForestAttribution attribution = ForestAttribution.of(model, dataset);
        for (Example<Label> example : VALIDATION) {
            double[] mean = new double[model.getOutputIDInfo().size()];
            for (Model<Label> tree : model.getModels()) {
                tree.predict(example)
                        .getOutputScores()
                        .forEach((name, label) -> mean[model.getOutputIDInfo().getID(label)] += label.getScore() / 15);
            }
            assertThat(attribution.prediction(example)).containsExactly(mean, within(1e-6));
        }
        double[] outOfBag = attribution.dataOob();
        assertThat(Arrays.stream(outOfBag).average().orElseThrow()).isGreaterThan(0.5);
    }

    @Test
    void the_surrogate_for_other_models_is_called_one() {
        Trainer<Label> trainer = DummyClassifierTrainer.createMostFrequentTrainer();
        UsageReceipt receipt = Digits.record(
                DATANET,
                session -> TribuoUsage.track(trainer, session, VALIDATION).train(TribuoUsage.dataset(DATANET)));

        assertThat(receipt.header().method()).contains("KNN-Shapley").contains("surrogate");
    }
}
