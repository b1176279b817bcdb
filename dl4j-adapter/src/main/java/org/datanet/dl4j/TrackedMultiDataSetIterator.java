package org.datanet.dl4j;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.AsyncMultiDataSetIterator;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** As {@link TrackedDataSetIterator}, for batches of several inputs or outputs. */
final class TrackedMultiDataSetIterator implements MultiDataSetIterator {
    private static final long serialVersionUID = 1;

    private final transient MultiDataSetIterator source;
    private final transient UsageListener listener;
    private final transient Passes<MultiDataSetIterator> passes;

    TrackedMultiDataSetIterator(MultiDataSetIterator source, UsageListener listener) {
        this.source = Objects.requireNonNull(source, "an iterator is needed: the one that is trained on");
        this.listener = listener;
        passes = new Passes<>(
                source,
                source::asyncSupported,
                from -> new AsyncMultiDataSetIterator(from, Passes.AHEAD, true),
                ahead -> ((AsyncMultiDataSetIterator) ahead).shutdown());
    }

    @Override
    public boolean hasNext() {
        return passes.hasNext();
    }

    @Override
    public MultiDataSet next() {
        return handOut(passes.current().next());
    }

    @Override
    public MultiDataSet next(int examples) {
        return handOut(passes.resizable().next(examples));
    }

    private MultiDataSet handOut(MultiDataSet batch) {
        INDArray[] features = batch.getFeatures();
        List<Serializable> metadata = batch.getExampleMetaData();
        int examples = features == null || features.length == 0 ? 0 : (int) features[0].size(0);
        listener.fetched(metadata, examples, batch.hasMaskArrays());
        return batch;
    }

    @Override
    public void reset() {
        passes.reset();
        source.reset();
    }

    @Override
    public boolean asyncSupported() {
        return false;
    }

    @Override
    public boolean resetSupported() {
        return source.resetSupported();
    }

    @Override
    public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
        source.setPreProcessor(preProcessor);
    }

    @Override
    public MultiDataSetPreProcessor getPreProcessor() {
        return source.getPreProcessor();
    }
}
