package org.datanet.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.MapProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DoubleProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.FloatProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.datanet.contribution.SampleId;
import org.datanet.usage.UsageSession;
import org.jspecify.annotations.Nullable;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.common.xgboost.XGBoostModel;
import org.tribuo.dataset.DatasetView.DatasetViewProvenance;
import org.tribuo.ensemble.EnsembleModel;
import org.tribuo.multilabel.baseline.ClassifierChainModel;
import org.tribuo.multilabel.baseline.IndependentMultiLabelModel;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.transform.TransformedModel;

/**
 * Which rows a model was trained on and how often, read from the model's own provenance: passes over the data from the trainer's
 * configuration, bags by drawing them again from their seeds. Tribuo's trainers walk a data set as a whole, so nothing has to be
 * tapped while they do, and anyone who has the model and the rows can count again.
 *
 * <p>An exposure is one presentation of the row to an optimiser's step or, where a model is fitted in one piece (trees,
 * neighbours, LibSVM, LibLinear), to one fit.
 */
final class TrainingRecord<T extends Output<T>> {
    private final Model<T> model;
    private final Dataset<T> examples;
    private final Set<String> notes = new LinkedHashSet<>();

    TrainingRecord(Model<T> model, Dataset<T> examples) {
        this.model = model;
        this.examples = examples;
    }

    /** Tells the session every row's exposures, and what readers of the receipt must know of them. */
    void tell(UsageSession session) {
        int[] byIndex = new int[examples.size()];
        int[] byIteration = new int[examples.size()];
        int nameless = 0;
        for (int i = 0; i < byIndex.length; i++) {
            byIndex[i] = row(examples.getExample(i), session);
            nameless += byIndex[i] == NAMELESS ? 1 : 0;
        }
        int[] named = Arrays.stream(byIndex).filter(row -> row >= 0).toArray();
        if (Arrays.stream(named).distinct().count() < named.length) {
            notes.add("%d examples name a row that another names too: it was counted as often as it stood there"
                    .formatted(named.length - Arrays.stream(named).distinct().count()));
        }
        int at = 0;
        for (Example<T> example : examples) {
            byIteration[at++] = row(example, session);
        }
        int rows = session.run().datanet().rows();
        long[] exposures = new long[rows];
        count(model, byIndex, byIteration, 1, exposures);
        if (mixesLabels(model, examples)) {
            notes.add(mixedLabels(model));
        }
        for (int row = 0; row < rows; row++) {
            if (exposures[row] > 0) {
                session.exposed(row, exposures[row]);
            }
        }
        notes.forEach(session::note);
        if (nameless > 0) {
            session.incomplete(
                    "%d of %d examples carry no metadata value \"%s\"; make them by TribuoUsage.dataset or set it"
                            .formatted(nameless, examples.size(), TribuoUsage.SAMPLE_ID));
        }
    }

    /**
     * Whether the model is a single tree of labels grown on a data set that is walked in another order than its indices': Tribuo reads the
     * labels in the one order and the features in the other. Bags and transformations make copies or views without an order of their own.
     */
    static boolean mixesLabels(Model<?> model, Dataset<?> examples) {
        if (!model.getProvenance().getTrainerProvenance().getClassName().endsWith(".CARTClassificationTrainer")) {
            return false;
        }
        int at = 0;
        for (Example<?> example : examples) {
            if (example != examples.getExample(at++)) {
                return true;
            }
        }
        return false;
    }

    static String mixedLabels(Model<?> model) {
        String trainer = model.getProvenance().getTrainerProvenance().getClassName();
        return "%s pairs the labels of a shuffled data set with the features of other rows: train it on rows that are not shuffled"
                .formatted(trainer.substring(trainer.lastIndexOf('.') + 1));
    }

    private static final int NAMELESS = -1;
    private static final int UNKNOWN = -2;

    static int row(Example<?> example, UsageSession session) {
        Object id = example.getMetadataValue(TribuoUsage.SAMPLE_ID).orElse(null);
        if (id == null) {
            return NAMELESS;
        }
        try {
            OptionalInt row = session.row(new SampleId(id.toString()));
            return row.isPresent() ? row.getAsInt() : UNKNOWN;
        } catch (IllegalArgumentException e) {
            session.incomplete(String.valueOf(e.getMessage()));
            return UNKNOWN;
        }
    }

    /**
     * Counts a model and what it is made of.
     *
     * @param byIndex row of each example by its index in the data set that the model was trained on
     * @param byIteration the same in the order in which that data set is walked
     */
    private void count(Model<?> part, int[] byIndex, int[] byIteration, long times, long[] exposures) {
        if (part instanceof TransformedModel<?> transformed) {
            // The inner trainer saw a copy, made by walking the original.
            count(transformed.getInnerModel(), byIteration, byIteration, times, exposures);
        } else if (part instanceof EnsembleModel<?> ensemble) {
            for (Model<?> member : ensemble.getModels()) {
                int[] bag = bag(ensemble, member);
                int[] memberByIndex = bag.length == 0 ? byIndex : pick(byIndex, bag);
                int[] memberByIteration = bag.length == 0 ? byIteration : memberByIndex;
                count(member, memberByIndex, memberByIteration, times, exposures);
            }
        } else if (part.getClass().getName().startsWith("org.tribuo.multilabel.baseline.")) {
            // One classifier a label, each on a copy with all rows.
            for (Model<?> member : MultiLabelMembers.of(part)) {
                count(member, byIteration, byIteration, times, exposures);
            }
        } else {
            long passes = times * passes(part);
            for (int row : byIndex) {
                if (row >= 0) {
                    exposures[row] += passes;
                }
            }
        }
    }

    /** Touched only when the model's class says that multi-label classes are there. */
    private static final class MultiLabelMembers {
        static List<Model<Label>> of(Model<?> model) {
            return model instanceof IndependentMultiLabelModel independent
                    ? independent.getModels()
                    : ((ClassifierChainModel) model).getModels();
        }
    }

    private static int[] pick(int[] rows, int[] bag) {
        return Arrays.stream(bag).map(index -> rows[index]).toArray();
    }

    /**
     * The bag that an ensemble drew for one of its members, as indices into the ensemble's data set: empty when the member was
     * trained on all of it.
     */
    static int[] bag(EnsembleModel<?> ensemble, Model<?> member) {
        if (!(member.getProvenance().getDatasetProvenance() instanceof DatasetViewProvenance view)
                || view.equals(ensemble.getProvenance().getDatasetProvenance())) {
            return new int[0];
        }
        return view.isSampled() && !view.isWeighted() ? view.generateBootstrap() : indices(view);
    }

    /** The indices that a view which is not an unweighted bootstrap keeps in its provenance. */
    private static int[] indices(DatasetViewProvenance view) {
        for (var pair : view) {
            if (pair.getA().equals("indices") && pair.getB() instanceof Iterable<?> list) {
                int[] indices = new int[view.getNumExamples()];
                int size = 0;
                for (Object index : list) {
                    indices[size++] = ((IntProvenance) index).getValue();
                }
                if (size == indices.length) {
                    return indices;
                }
            }
        }
        throw new IllegalStateException("a member's view keeps no indices in its provenance");
    }

    private static final List<String> FITTED_ONCE = List.of(
            "org.tribuo.classification.dtree.CARTClassificationTrainer",
            "org.tribuo.regression.rtree.CARTRegressionTrainer",
            "org.tribuo.regression.rtree.CARTJointRegressionTrainer",
            "org.tribuo.common.nearest.KNNTrainer",
            "org.tribuo.classification.baseline.DummyClassifierTrainer",
            "org.tribuo.regression.baseline.DummyRegressionTrainer",
            "org.tribuo.classification.libsvm.LibSVMClassificationTrainer",
            "org.tribuo.regression.libsvm.LibSVMRegressionTrainer",
            "org.tribuo.classification.liblinear.LibLinearClassificationTrainer",
            "org.tribuo.regression.liblinear.LibLinearRegressionTrainer");

    /** How often one training walks over every example. */
    private long passes(Model<?> part) {
        TrainerProvenance trainer = part.getProvenance().getTrainerProvenance();
        Map<String, Provenance> configuration = trainer.getConfiguredParameters();
        String name = trainer.getClassName();
        if (name.startsWith("org.tribuo.") && configuration.get("epochs") instanceof IntProvenance epochs) {
            return epochs.getValue();
        }
        if (name.startsWith("org.tribuo.")
                && name.contains(".xgboost.")
                && configuration.get("numTrees") instanceof IntProvenance rounds) {
            boolean overridden = configuration.get("overrideParameters") instanceof MapProvenance<?> map
                    && !map.getMap().isEmpty();
            if (overridden || share(configuration.get("subsample")) < 1) {
                notes.add("exposures are upper bounds: XGBoost draws rows for each round and does not say which");
            }
            return rounds.getValue() * XGBoostBoosters.of(part);
        }
        if (!FITTED_ONCE.contains(name)) {
            notes.add("each row is counted once: how often %s walks over them is not known".formatted(name));
        }
        return 1;
    }

    /** Touched only when the trainer's class says that XGBoost is there. */
    private static final class XGBoostBoosters {
        /** One for classes, one a dimension for numbers. */
        static int of(Model<?> model) {
            return model instanceof XGBoostModel<?> boosted
                    ? boosted.getInnerModels().size()
                    : 1;
        }
    }

    private static double share(@Nullable Provenance value) {
        if (value instanceof DoubleProvenance number) {
            return number.getValue();
        }
        return value instanceof FloatProvenance number ? number.getValue() : 1;
    }
}
