package org.datanet.tribuo;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.datanet.usage.UsageSession;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.ensemble.EnsembleModel;
import org.tribuo.transform.TransformedModel;

/**
 * How much each training example helped on validation rows.
 *
 * @param method as it stands in the receipt
 * @param residual sum of gains minus the true drop of the loss, as a share of that drop
 * @param byIndex one gain an example of the training data set, by its index, in units of mean validation loss; positive helped
 * @param notes what readers of the receipt must know
 */
public record Gains(String method, double residual, double[] byIndex, List<String> notes) {
    public Gains {
        notes = List.copyOf(notes);
    }

    /**
     * Measures gains.
     *
     * @param model the trained model
     * @param examples the very data set it was trained on
     * @param validation rows it was not trained on, at least one
     * @throws IllegalArgumentException when the method does not know the model, or there is no validation row
     */
    public static <T extends Output<T>> Gains measure(
            Model<T> model, Dataset<T> examples, Dataset<T> validation, GainMethod method) {
        if (validation.size() == 0) {
            throw new IllegalArgumentException("the validation data set has no rows");
        }
        if (model instanceof TransformedModel<T> transformed) {
            Gains inner = measure(
                    transformed.getInnerModel(),
                    transformed.getTransformerMap().transformDataset(examples, transformed.getDensify()),
                    transformed.getTransformerMap().transformDataset(validation, transformed.getDensify()),
                    method);
            // The copy was made by walking the examples; a shuffled data set is walked in another order than its
            // indices'.
            return new Gains(inner.method, inner.residual, reorder(examples, inner.byIndex), inner.notes);
        }
        if (TrainingRecord.mixesLabels(model, examples)) {
            throw new IllegalArgumentException(TrainingRecord.mixedLabels(model));
        }
        return switch (method) {
            case IN_RUN ->
                isBoosted(model)
                        ? BoostedGains.measure(model, examples, validation, false)
                        : SgdReplay.measure(known(isReplayable(model), method, model), examples, validation);
            case BOOST_IN -> BoostedGains.measure(known(isBoosted(model), method, model), examples, validation, true);
            case INFLUENCE, GRADIENT_FLOW ->
                LinearGains.measure(known(isLinear(model), method, model), examples, validation, method);
            case LEAF_WEIGHTS ->
                ForestAttribution.of(known(isForest(model), method, model), examples)
                        .gains(validation);
            case KERNEL_EXPANSION ->
                KernelExpansion.of(known(isSupportVectors(model), method, model), examples)
                        .gains(validation);
            case KNN_SHAPLEY -> NeighbourGains.measure(model, examples, validation);
            case AUTOMATIC -> automatic(model, examples, validation);
        };
    }

    private static <T extends Output<T>> Gains automatic(Model<T> model, Dataset<T> examples, Dataset<T> validation) {
        GainMethod method = fitting(model);
        try {
            return measure(model, examples, validation, method);
        } catch (IllegalStateException e) {
            // A run that can't be gone through again, such as one of a trainer whose state was set by hand.
            return measure(model, examples, validation, GainMethod.KNN_SHAPLEY)
                    .because(List.of(String.valueOf(e.getMessage())));
        }
    }

    /** The method that foretells retrained models best among those that know the model, see docs/attribution.md. */
    static GainMethod fitting(Model<?> model) {
        if (isLinear(model)) {
            return GainMethod.INFLUENCE;
        }
        if (isReplayable(model) || isBoosted(model)) {
            return GainMethod.IN_RUN;
        }
        if (isForest(model)) {
            return GainMethod.LEAF_WEIGHTS;
        }
        return isSupportVectors(model) ? GainMethod.KERNEL_EXPANSION : GainMethod.KNN_SHAPLEY;
    }

    private static <M extends Model<?>> M known(boolean known, GainMethod method, M model) {
        if (!known) {
            throw new IllegalArgumentException(
                    "%s does not know %s".formatted(method, model.getClass().getSimpleName()));
        }
        return model;
    }

    // Trainers are optional dependencies: their classes are touched only after their names were seen.

    static boolean isReplayable(Model<?> model) {
        String name = model.getClass().getName();
        return name.startsWith("org.tribuo.")
                && (name.contains(".sgd.linear.") || name.contains(".sgd.fm."))
                && SgdReplay.fits(model);
    }

    private static boolean isBoosted(Model<?> model) {
        return model.getClass().getName().equals("org.tribuo.common.xgboost.XGBoostModel") && BoostedGains.fits(model);
    }

    private static boolean isLinear(Model<?> model) {
        return model.getClass().getName().endsWith(".sgd.linear.LinearSGDModel") && LinearGains.fits(model);
    }

    private static boolean isSupportVectors(Model<?> model) {
        return model.getClass().getName().equals("org.tribuo.classification.libsvm.LibSVMClassificationModel");
    }

    private static boolean isForest(Model<?> model) {
        List<? extends Model<?>> trees =
                model instanceof EnsembleModel<?> ensemble ? ensemble.getModels() : List.of(model);
        return trees.stream().allMatch(tree -> tree.getClass().getName().startsWith("org.tribuo.common.tree."))
                && ForestAttribution.fits(model);
    }

    private Gains because(List<String> reasons) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(reasons);
        return new Gains(method, residual, byIndex, all);
    }

    /** Gains in the order in which a data set is walked, put in the order of its indices. */
    static double[] reorder(Dataset<?> examples, double[] byWalk) {
        int[] index = indexOfWalk(examples);
        double[] ordered = new double[byWalk.length];
        for (int at = 0; at < byWalk.length; at++) {
            ordered[index[at]] += byWalk[at];
        }
        return ordered;
    }

    /**
     * The index of each example in the order in which a data set is walked. An example that stands several times in a view is one
     * object, and so gets one of its indices each time.
     */
    static int[] indexOfWalk(Dataset<?> examples) {
        Map<Example<?>, Integer> indices = new IdentityHashMap<>();
        for (int i = 0; i < examples.size(); i++) {
            indices.put(examples.getExample(i), i);
        }
        int[] index = new int[examples.size()];
        int at = 0;
        for (Example<?> example : examples) {
            index[at++] = Objects.requireNonNull(indices.get(example));
        }
        return index;
    }

    /** The validation examples, less those with a label that was never trained on: the model has no score for it. */
    @SuppressWarnings("unchecked") // a model of labels has a validation data set of labels
    static <T extends Output<T>> List<Example<T>> held(Dataset<T> validation, Model<T> model, List<String> notes) {
        if (validation.getExample(0).getOutput() instanceof Label) {
            return (List<Example<T>>) (List<?>) known((Dataset<Label>) validation, (Model<Label>) model, notes);
        }
        List<Example<T>> all = new ArrayList<>();
        validation.forEach(all::add);
        return all;
    }

    /** Tells the session; examples without a row are passed over. */
    void tell(UsageSession session, Dataset<?> examples) {
        session.attribution(method, residual);
        notes.forEach(session::note);
        for (int i = 0; i < byIndex.length; i++) {
            int row = TrainingRecord.row(examples.getExample(i), session);
            if (row >= 0) {
                session.gained(row, byIndex[i]);
            }
        }
    }

    /** The examples whose output the model knows; a label that was never trained on has no score. */
    static List<Example<Label>> known(Dataset<Label> validation, Model<Label> model, List<String> notes) {
        List<Example<Label>> known = new ArrayList<>();
        for (Example<Label> example : validation) {
            if (model.getOutputIDInfo().getID(example.getOutput()) >= 0) {
                known.add(example);
            }
        }
        if (known.size() < validation.size()) {
            notes.add("%d of %d validation rows have a label that the model was not trained on and are left out"
                    .formatted(validation.size() - known.size(), validation.size()));
        }
        if (known.isEmpty()) {
            throw new IllegalArgumentException("no validation row has a label that the model was trained on");
        }
        return known;
    }
}
