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
 * @param byIndex one gain an example of the training data set, by its index, in units of mean validation loss
 * @param notes what readers of the receipt must know
 */
record Gains(String method, double residual, double[] byIndex, List<String> notes) {

    /** Measures by the method that fits the model. */
    static <T extends Output<T>> Gains measure(Model<T> model, Dataset<T> examples, Dataset<T> validation) {
        if (validation.size() == 0) {
            throw new IllegalArgumentException("the validation data set has no rows");
        }
        if (model instanceof TransformedModel<T> transformed) {
            Gains inner = measure(
                    transformed.getInnerModel(),
                    transformed.getTransformerMap().transformDataset(examples, transformed.getDensify()),
                    transformed.getTransformerMap().transformDataset(validation, transformed.getDensify()));
            // The copy was made by walking the examples; a shuffled data set is walked in another order than its
            // indices'.
            return isShuffled(examples) ? inner.reordered(examples) : inner;
        }
        // Trainers are optional dependencies: a class is touched only after its name was seen.
        List<String> reasons = new ArrayList<>();
        if (isGradientDescent(model) && SgdReplay.fits(model)) {
            try {
                return SgdReplay.measure(model, examples, validation);
            } catch (IllegalStateException e) {
                reasons.add(String.valueOf(e.getMessage()));
            }
        }
        if (model.getClass().getName().endsWith(".sgd.linear.LinearSGDModel") && LinearGains.fits(model)) {
            return LinearGains.measure(model, examples, validation).because(reasons);
        } else if (isForest(model) && ForestAttribution.fits(model)) {
            return ForestAttribution.of(model, examples).gains(validation);
        }
        if (model.getClass().getName().equals("org.tribuo.classification.libsvm.LibSVMClassificationModel")) {
            return KernelExpansion.of(model, examples).gains(validation);
        }
        return NeighbourGains.measure(model, examples, validation).because(reasons);
    }

    private Gains because(List<String> reasons) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(reasons);
        return new Gains(method, residual, byIndex, all);
    }

    private static boolean isGradientDescent(Model<?> model) {
        String name = model.getClass().getName();
        return name.startsWith("org.tribuo.") && (name.contains(".sgd.linear.") || name.contains(".sgd.fm."));
    }

    private static boolean isForest(Model<?> model) {
        if (model instanceof EnsembleModel<?> ensemble) {
            return ensemble.getModels().stream()
                    .allMatch(member -> member.getClass().getName().startsWith("org.tribuo.common.tree."));
        }
        return model.getClass().getName().startsWith("org.tribuo.common.tree.");
    }

    private static <T extends Output<T>> boolean isShuffled(Dataset<T> examples) {
        int at = 0;
        for (Example<T> example : examples) {
            if (example != examples.getExample(at++)) {
                return true;
            }
        }
        return false;
    }

    private <T extends Output<T>> Gains reordered(Dataset<T> examples) {
        return new Gains(method, residual, reorder(examples, byIndex), notes);
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
