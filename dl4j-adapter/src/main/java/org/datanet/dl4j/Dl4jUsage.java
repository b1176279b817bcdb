package org.datanet.dl4j;

import java.util.Objects;
import org.datanet.usage.UsageSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Records which rows train a Deeplearning4j network. Wrap what is trained on, and train as before:
 *
 * <pre>{@code
 * UsageReceipt receipt = recorder.record(run, session ->
 *     network.fit(Dl4jUsage.track(network, iterator, session), epochs));
 * }</pre>
 *
 * With the payer's own validation rows, the same run also says what each row did to the loss on them:
 *
 * <pre>{@code
 * Dl4jUsage.with(session).gain(InRunGain.on(validation)).track(network, iterator)
 * }</pre>
 *
 * A batch counts when its iteration is done, not when it is fetched; prefetching goes on behind the wrapper as the framework
 * does it. Rows are known by the example metadata of a batch, one entry an example: {@link DatanetDataSetIterator} brings
 * them along, {@link SampleRows} says what else is understood. The trained parameters are bit-identical with and without
 * recording. One network is recorded by one session at a time; one session may record several iterators and networks.
 */
public final class Dl4jUsage {
    private final UsageSession session;
    private SampleRows rows = SampleRows.BY_ID;
    private @Nullable InRunGain gain;

    private Dl4jUsage(UsageSession session) {
        this.session =
                Objects.requireNonNull(session, "a session is needed: the one the recorder hands to the training");
    }

    /** Records how often each row is trained on. */
    public static DataSetIterator track(MultiLayerNetwork network, DataSetIterator iterator, UsageSession session) {
        return with(session).track(network, iterator);
    }

    /** Records how often each row is trained on. */
    public static DataSetIterator track(ComputationGraph network, DataSetIterator iterator, UsageSession session) {
        return with(session).track(network, iterator);
    }

    /** Records how often each row is trained on. */
    public static MultiDataSetIterator track(
            ComputationGraph network, MultiDataSetIterator iterator, UsageSession session) {
        return with(session).track(network, iterator);
    }

    /** Says more about how to record before tracking. */
    public static Dl4jUsage with(UsageSession session) {
        return new Dl4jUsage(session);
    }

    /** How example metadata name rows; {@link SampleRows#BY_ID} when not said. */
    public Dl4jUsage rows(SampleRows value) {
        rows = Objects.requireNonNull(value);
        return this;
    }

    /** Measures gains too; exposures only, when not said. What cannot be attributed is labelled in the receipt. */
    public Dl4jUsage gain(InRunGain value) {
        gain = Objects.requireNonNull(value);
        return this;
    }

    /** Wraps an iterator for the network that is about to be trained on it. */
    public DataSetIterator track(MultiLayerNetwork network, DataSetIterator iterator) {
        return new TrackedDataSetIterator(iterator, listener(TrackedNetwork.of(network)));
    }

    /** Wraps an iterator for the network that is about to be trained on it. */
    public DataSetIterator track(ComputationGraph network, DataSetIterator iterator) {
        return new TrackedDataSetIterator(iterator, listener(TrackedNetwork.of(network)));
    }

    /** Wraps an iterator for the network that is about to be trained on it. */
    public MultiDataSetIterator track(ComputationGraph network, MultiDataSetIterator iterator) {
        return new TrackedMultiDataSetIterator(iterator, listener(TrackedNetwork.of(network)));
    }

    private UsageListener listener(TrackedNetwork network) {
        return UsageListener.attach(network, session, rows, gain);
    }
}
