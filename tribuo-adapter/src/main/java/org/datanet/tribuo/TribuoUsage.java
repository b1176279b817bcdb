package org.datanet.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.MapProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.datanet.contribution.Datanet;
import org.datanet.usage.RunId;
import org.datanet.usage.UsageSession;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.dataset.MinimumCardinalityDataset;

/**
 * Records what a Tribuo trainer trains on.
 *
 * <pre>{@code
 * UsageReceipt receipt = recorder.record(run, session -> {
 *     model = TribuoUsage.track(trainer, session).train(TribuoUsage.dataset(datanet));
 * });
 * }</pre>
 *
 * Rows are known by the metadata value {@value #SAMPLE_ID} of their examples, which Tribuo keeps through copies, views,
 * transformations and protobuf. The id of the run is bound into the model's own provenance, see {@link #run(Model)}.
 */
public final class TribuoUsage {
    /** Metadata key under which an example carries the id of its sample. */
    public static final String SAMPLE_ID = "sample-id";

    /** Key of the run's id in the instance provenance of a model. */
    public static final String RUN = "datanet-run";

    /** Key of the Datanet's Merkle root, in hexadecimal digits, in the instance provenance of a model. */
    public static final String ROOT = "datanet-root";

    private TribuoUsage() {}

    /**
     * A trainer that trains exactly as the given one does, and tells the session which rows it trained on and how often. Gains
     * are not measured.
     */
    public static <T extends Output<T>> Trainer<T> track(Trainer<T> trainer, UsageSession session) {
        return TrackingTrainer.of(trainer, session, Optional.empty(), GainMethod.AUTOMATIC);
    }

    /**
     * A trainer that trains exactly as the given one does, tells the session which rows it trained on and how often, and then
     * measures how much each helped on the payer's validation rows, by the method that fits the model: influence for linear models with
     * a smooth loss, exact leaf weights for trees and forests, the kernel expansion for support vectors, the run itself for other gradient
     * descent and boosted trees, KNN-Shapley as a labelled surrogate for the rest.
     *
     * @param validation rows the model is not trained on; their ids don't matter
     */
    public static <T extends Output<T>> Trainer<T> track(
            Trainer<T> trainer, UsageSession session, Dataset<T> validation) {
        return track(trainer, session, validation, GainMethod.AUTOMATIC);
    }

    /**
     * As {@link #track(Trainer, UsageSession, Dataset)}, with gains by a chosen method. Where the method does not know the trained
     * model, the receipt says so and has no gains.
     */
    public static <T extends Output<T>> Trainer<T> track(
            Trainer<T> trainer, UsageSession session, Dataset<T> validation, GainMethod method) {
        return TrackingTrainer.of(trainer, session, Optional.of(validation), method);
    }

    /** All labelled rows of a Datanet with features, as Tribuo examples that carry their ids. */
    public static MutableDataset<Label> dataset(Datanet datanet) {
        return dataset(datanet, row -> true);
    }

    /**
     * Chosen rows of a Datanet with features, as Tribuo examples that carry their ids, in intake order. Rows without a label are
     * left out: a classifier cannot be trained on them.
     *
     * @throws IllegalArgumentException when the Datanet has no features, or no chosen row has a label
     */
    public static MutableDataset<Label> dataset(Datanet datanet, IntPredicate rows) {
        return DatanetExamples.classification(datanet, rows);
    }

    /**
     * The examples of a data set with only the features that stand in at least {@code cardinality} of them, as Tribuo's
     * {@link MinimumCardinalityDataset} makes it, but with the ids, which that class drops. Examples that have no feature left are
     * not in it and so are not trained on.
     */
    public static <T extends Output<T>> MinimumCardinalityDataset<T> minimumCardinality(
            Dataset<T> dataset, int cardinality) {
        return DatanetExamples.minimumCardinality(dataset, cardinality);
    }

    /** The run that a model was trained in, from the model's own provenance; empty for a model that nobody recorded. */
    public static Optional<RunId> run(Model<?> model) {
        MapProvenance<? extends Provenance> instance = model.getProvenance().getInstanceProvenance();
        return instance.getMap().get(RUN) instanceof StringProvenance run
                ? Optional.of(new RunId(run.getValue()))
                : Optional.empty();
    }
}
