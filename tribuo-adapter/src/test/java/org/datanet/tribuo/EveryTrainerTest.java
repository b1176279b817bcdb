package org.datanet.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datanet.attribution.audit.Ranks;
import org.datanet.contribution.Datanet;
import org.datanet.usage.RunId;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.AdaBoostTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.liblinear.LibLinearClassificationTrainer;
import org.tribuo.classification.libsvm.LibSVMClassificationModel;
import org.tribuo.classification.libsvm.LibSVMClassificationTrainer;
import org.tribuo.classification.libsvm.SVMClassificationType;
import org.tribuo.classification.sgd.fm.FMClassificationTrainer;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.classification.sgd.objectives.Hinge;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.classification.xgboost.XGBoostClassificationTrainer;
import org.tribuo.common.libsvm.KernelType;
import org.tribuo.common.libsvm.LibSVMTrainer;
import org.tribuo.common.libsvm.SVMParameters;
import org.tribuo.common.nearest.KNNModel;
import org.tribuo.common.nearest.KNNTrainer;
import org.tribuo.dataset.DatasetView;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.distance.L2Distance;
import org.tribuo.math.neighbour.bruteforce.NeighboursBruteForceFactory;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.math.optimisers.Adam;
import org.tribuo.math.optimisers.SGD;
import org.tribuo.multilabel.MultiLabel;
import org.tribuo.multilabel.MultiLabelFactory;
import org.tribuo.multilabel.baseline.ClassifierChainTrainer;
import org.tribuo.multilabel.baseline.IndependentMultiLabelTrainer;
import org.tribuo.multilabel.sgd.objectives.BinaryCrossEntropy;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.liblinear.LibLinearRegressionTrainer;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.sgd.objectives.SquaredLoss;
import org.tribuo.regression.xgboost.XGBoostRegressionTrainer;

/** Every kind of trainer that Tribuo offers, against what its documentation says of its passes. */
class EveryTrainerTest {
    private static final int ROWS = 60;
    private static final Datanet DATANET = Digits.rows("digits", 0, ROWS);
    private static final Datanet HELD = Digits.rows("held", 300, 340);
    private static final Logger LOGGER = Logger.getLogger("org.tribuo");

    @BeforeAll
    static void quiet() {
        LOGGER.setLevel(Level.WARNING);
        libsvm.svm.svm_set_print_string_function(text -> {});
    }

    private static Dataset<MultiLabel> multiLabels(Datanet datanet) {
        return as(
                datanet,
                new MultiLabelFactory(),
                digit -> new MultiLabel(
                        digit % 2 == 0
                                ? Set.of(new Label("even"), new Label(digit < 5 ? "low" : "high"))
                                : Set.of(new Label(digit < 5 ? "low" : "high"))));
    }

    private static Dataset<Regressor> numbers(Datanet datanet) {
        return as(
                datanet,
                new RegressionFactory(),
                digit -> new Regressor(new String[] {"value", "square"}, new double[] {digit, digit * digit / 9.0}));
    }

    private static <T extends Output<T>> Dataset<T> as(
            Datanet datanet, OutputFactory<T> factory, IntFunction<T> output) {
        MutableDataset<T> dataset = new MutableDataset<>(new SimpleDataSourceProvenance("digits", factory), factory);
        for (Example<Label> example : TribuoUsage.dataset(datanet)) {
            ArrayExample<T> other = new ArrayExample<>(
                    output.apply(Integer.parseInt(example.getOutput().getLabel())));
            example.forEach(other::add);
            example.getMetadata().forEach(other::setMetadataValue);
            dataset.add(other);
        }
        return dataset;
    }

    private static CARTClassificationTrainer stump() {
        return new CARTClassificationTrainer(2, 1, 0, 1, false, new GiniIndex(), 5);
    }

    static Stream<Arguments> classifiers() {
        return Stream.of(
                Arguments.of(
                        "logistic regression, minibatches and Adam",
                        3,
                        "influence",
                        new LinearSGDTrainer(new LogMulticlass(), new Adam(0.05, 1e-6), 3, 1000, 8, 1)),
                Arguments.of(
                        "linear SVM", 4, "in-run", new LinearSGDTrainer(new Hinge(), new AdaGrad(0.5), 4, 1000, 1, 1)),
                Arguments.of(
                        "factorisation machine",
                        3,
                        "in-run",
                        new FMClassificationTrainer(new LogMulticlass(), new AdaGrad(0.1, 0.1), 3, 1000, 1, 7, 4, 0.1)),
                Arguments.of("CART", 1, "leaf weights", stump()),
                Arguments.of(
                        "nearest neighbours",
                        1,
                        "surrogate",
                        new KNNTrainer<Label>(
                                3,
                                1,
                                new VotingCombiner(),
                                KNNModel.Backend.STREAMS,
                                new NeighboursBruteForceFactory(new L2Distance(), 1))),
                Arguments.of(
                        "LibSVM",
                        1,
                        "kernel expansion",
                        new LibSVMClassificationTrainer(new SVMParameters<>(
                                new SVMClassificationType(SVMClassificationType.SVMMode.C_SVC), KernelType.RBF))),
                Arguments.of("LibLinear", 1, "surrogate", new LibLinearClassificationTrainer()),
                Arguments.of("XGBoost", 4, "boosted leaves", new XGBoostClassificationTrainer(4)),
                Arguments.of(
                        "boosting of a trainer that heeds weights",
                        5,
                        "surrogate",
                        new AdaBoostTrainer(new LogisticRegressionTrainer(), 1, 3)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("classifiers")
    void every_classifier_is_counted_and_measured(String name, long passes, String method, Trainer<Label> trainer) {
        check(DATANET, TribuoUsage.dataset(DATANET), TribuoUsage.dataset(HELD), passes, method, trainer);
    }

    static Stream<Arguments> multiLabelTrainers() {
        return Stream.of(
                Arguments.of(
                        "linear",
                        5,
                        "in-run",
                        new org.tribuo.multilabel.sgd.linear.LinearSGDTrainer(
                                new BinaryCrossEntropy(), new AdaGrad(0.1), 5, 1000, 1, 1)),
                Arguments.of(
                        "one classifier a label",
                        15,
                        "",
                        new IndependentMultiLabelTrainer(new LogisticRegressionTrainer())),
                Arguments.of(
                        "a chain of classifiers",
                        3,
                        "",
                        new ClassifierChainTrainer(stump(), List.of("even", "low", "high"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("multiLabelTrainers")
    void every_multi_label_trainer_is_counted(String name, long passes, String method, Trainer<MultiLabel> trainer) {
        check(DATANET, multiLabels(DATANET), multiLabels(HELD), passes, method, trainer);
    }

    static Stream<Arguments> regressions() {
        return Stream.of(
                Arguments.of(
                        "linear",
                        6,
                        "influence",
                        new org.tribuo.regression.sgd.linear.LinearSGDTrainer(
                                new SquaredLoss(), SGD.getSimpleSGD(0.005), 6, 1000, 1, 1)),
                Arguments.of("tree", 1, "", new CARTRegressionTrainer(3)),
                Arguments.of("LibLinear", 1, "", new LibLinearRegressionTrainer()),
                Arguments.of("XGBoost, one booster a dimension", 8, "", new XGBoostRegressionTrainer(4)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("regressions")
    void every_regression_is_counted(String name, long passes, String method, Trainer<Regressor> trainer) {
        check(DATANET, numbers(DATANET), numbers(HELD), passes, method, trainer);
    }

    /** Trains on the even rows of a view, and expects each of them exactly {@code passes} times. */
    private static <T extends Output<T>> void check(
            Datanet datanet, Dataset<T> dataset, Dataset<T> held, long passes, String method, Trainer<T> trainer) {
        DatasetView<T> view = new DatasetView<>(
                dataset, IntStream.range(0, ROWS).filter(row -> row % 4 != 1).toArray(), "some");
        List<Model<T>> models = new ArrayList<>();
        UsageReceipt receipt = Digits.record(
                datanet,
                session -> models.add(TribuoUsage.track(trainer, session, held).train(view)));

        assertThat(receipt.header().state()).as("%s", receipt.header().notes()).isEqualTo(RunState.COMPLETED);
        assertThat(receipt.table().rows())
                .containsExactly(
                        IntStream.range(0, ROWS).filter(row -> row % 4 != 1).toArray());
        assertThat(receipt.table().exposures()).containsOnly(passes);
        assertThat(receipt.header().notes())
                .noneMatch(note -> note.contains("not known") || note.contains("upper bound"));
        if (method.isEmpty()) {
            assertThat(receipt.header().method()).isEqualTo("exposure");
            assertThat(receipt.header().notes()).anyMatch(note -> note.startsWith("gains were not measured"));
        } else {
            assertThat(receipt.header().method()).contains(method);
            assertThat(Arrays.stream(receipt.table().gains())
                            .filter(gain -> gain != 0)
                            .count())
                    .isGreaterThan(5);
        }
        if (method.equals("in-run")) {
            assertThat(receipt.header().residual()).isCloseTo(0, within(1e-6));
        }
        assertThat(TribuoUsage.run(models.get(0))).contains(new RunId("run-7"));
        Model<?> copy = Model.deserialize(models.get(0).serialize());
        assertThat(TribuoUsage.run(copy)).contains(new RunId("run-7"));
    }

    @Test
    void xgboost_that_draws_rows_gives_upper_bounds_and_says_so() {
        Trainer<Label> trainer = new XGBoostClassificationTrainer(3, 0.3, 0, 4, 1, 0.5, 1, 1, 0, 1, true, 5);
        UsageReceipt receipt = Digits.record(
                DATANET, session -> TribuoUsage.track(trainer, session).train(TribuoUsage.dataset(DATANET)));

        assertThat(receipt.header().notes()).anyMatch(note -> note.contains("upper bounds"));
        assertThat(receipt.table().exposures()).containsOnly(3);
    }

    @Test
    void a_replay_in_minibatches_sums_to_the_drop_and_the_flow_goes_the_same_way() {
        Dataset<Label> dataset = TribuoUsage.dataset(DATANET);
        Dataset<Label> held = TribuoUsage.dataset(HELD);
        Model<Label> model =
                new LinearSGDTrainer(new LogMulticlass(), SGD.getSimpleSGD(0.02), 6, 1000, 8, 1).train(dataset);

        Gains replay = Gains.measure(model, dataset, held, GainMethod.IN_RUN);
        Gains flow = Gains.measure(model, dataset, held, GainMethod.GRADIENT_FLOW);

        assertThat(replay.residual()).isCloseTo(0, within(1e-9));
        assertThat(Arrays.stream(flow.byIndex()).sum()).isGreaterThan(0.1);
    }

    @Test
    void gains_of_boosted_leaves_sum_to_the_drop_but_for_the_trapezoid() {
        Dataset<Label> dataset = TribuoUsage.dataset(Digits.rows("digits", 0, 300));
        Model<Label> model = new XGBoostClassificationTrainer(20).train(dataset);

        Gains gains = Gains.measure(model, dataset, TribuoUsage.dataset(HELD), GainMethod.IN_RUN);

        assertThat(gains.residual()).isBetween(-0.05, 0.05);
        assertThat(Arrays.stream(gains.byIndex()).filter(gain -> gain > 0).count())
                .isGreaterThan(150);
        Gains boostIn = Gains.measure(model, dataset, TribuoUsage.dataset(HELD), GainMethod.BOOST_IN);
        assertThat(boostIn.method()).isEqualTo("BoostIn");
        assertThat(Ranks.spearman(boostIn.byIndex(), gains.byIndex())).isBetween(0.5, 0.9999);
    }

    @Test
    void a_chosen_method_that_does_not_know_the_model_leaves_the_receipt_without_gains() {
        UsageReceipt receipt = Digits.record(
                DATANET,
                session -> TribuoUsage.track(stump(), session, TribuoUsage.dataset(HELD), GainMethod.INFLUENCE)
                        .train(TribuoUsage.dataset(DATANET)));

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(receipt.header().notes()).anyMatch(note -> note.contains("INFLUENCE does not know TreeModel"));
        assertThat(receipt.table().gains()).containsOnly(0);
    }

    @Test
    void gains_of_single_predictions_average_to_those_of_the_validation_rows() {
        Dataset<Label> dataset = TribuoUsage.dataset(DATANET);
        MutableDataset<Label> held = TribuoUsage.dataset(HELD, row -> row < 12);
        for (Trainer<Label> trainer : List.<Trainer<Label>>of(
                new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5), 4, 1000, 1, 1),
                stump(),
                new LibSVMClassificationTrainer(new SVMParameters<>(
                        new SVMClassificationType(SVMClassificationType.SVMMode.C_SVC), KernelType.LINEAR)))) {
            Model<Label> model = trainer.train(dataset);
            double[] mean =
                    Gains.measure(model, dataset, held, GainMethod.AUTOMATIC).byIndex();
            PredictionGains single = PredictionGains.of(model, dataset, held.getData(), GainMethod.AUTOMATIC);
            for (int row = 0; row < ROWS; row++) {
                int at = row;
                assertThat(Arrays.stream(single.gains())
                                .mapToDouble(gains -> gains[at])
                                .average()
                                .orElseThrow())
                        .as("%s, row %d", single.method(), row)
                        .isCloseTo(mean[row], within(1e-9));
            }
            assertThat(single.rows(0, dataset, DATANET)).hasSize(ROWS);
        }
    }

    @Test
    void boosting_by_weighted_bags_is_counted_from_the_indices_it_keeps() {
        Map<String, Long> counts = new HashMap<>();
        CountingTrees counting = new CountingTrees(counts, 2);
        // A bagging trainer heeds no weights, so boosting draws weighted bags for it.
        Trainer<Label> trainer = new AdaBoostTrainer(new BaggingTrainer<>(counting, new VotingCombiner(), 2, 4), 3, 9);
        UsageReceipt receipt = Digits.record(
                DATANET, session -> TribuoUsage.track(trainer, session).train(TribuoUsage.dataset(DATANET)));

        for (int entry = 0; entry < receipt.table().size(); entry++) {
            assertThat(receipt.table().exposures(entry))
                    .isEqualTo(counts.get("digit-" + receipt.table().row(entry)));
        }
        assertThat(receipt.table().totalExposures()).isEqualTo(6L * ROWS);
    }

    @Test
    void kernel_contributions_and_intercept_are_libsvms_own_decision_values() {
        for (KernelType kernel : KernelType.values()) {
            Dataset<Label> dataset = TribuoUsage.dataset(DATANET);
            SVMParameters<Label> parameters =
                    new SVMParameters<>(new SVMClassificationType(SVMClassificationType.SVMMode.C_SVC), kernel);
            parameters.setGamma(0.1);
            var model = (LibSVMClassificationModel) new LibSVMClassificationTrainer(parameters).train(dataset);
            KernelExpansion expansion = KernelExpansion.of(model, dataset);
            libsvm.svm_model svm = model.getInnerModels().get(0);
            for (Example<Label> example : TribuoUsage.dataset(HELD, row -> row < 10)) {
                double[] decisions = new double[svm.nr_class * (svm.nr_class - 1) / 2];
                libsvm.svm.svm_predict_values(
                        svm, LibSVMTrainer.exampleToNodes(example, model.getFeatureIDMap(), null), decisions);
                int pair = 0;
                for (int i = 0; i < svm.nr_class; i++) {
                    for (int j = i + 1; j < svm.nr_class; j++) {
                        Label a = model.getOutputIDInfo().getOutput(svm.label[i]);
                        Label b = model.getOutputIDInfo().getOutput(svm.label[j]);
                        double rebuilt = Arrays.stream(expansion.contributions(example, a, b))
                                        .sum()
                                - expansion.intercept(a, b);
                        assertThat(rebuilt).isCloseTo(decisions[pair++], within(1e-9));
                    }
                }
            }
        }
    }
}
