package org.datanet.dl4j;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Hands batches through and says so, in the order of training; see {@link Passes} for why it denies to support prefetching. */
final class TrackedDataSetIterator implements DataSetIterator {
    private static final long serialVersionUID = 1;

    private final transient DataSetIterator source;
    private final transient UsageListener listener;
    private final transient Passes<DataSetIterator> passes;

    TrackedDataSetIterator(DataSetIterator source, UsageListener listener) {
        this.source = Objects.requireNonNull(source, "an iterator is needed: the one that is trained on");
        this.listener = listener;
        passes = new Passes<>(
                source,
                source::asyncSupported,
                from -> new AsyncDataSetIterator(from, Passes.AHEAD, true),
                ahead -> ((AsyncDataSetIterator) ahead).shutdown());
    }

    @Override
    public boolean hasNext() {
        return passes.hasNext();
    }

    @Override
    public DataSet next() {
        return handOut(passes.current().next());
    }

    @Override
    public DataSet next(int examples) {
        return handOut(passes.resizable().next(examples));
    }

    private DataSet handOut(DataSet batch) {
        List<Serializable> metadata = batch.getExampleMetaData();
        listener.fetched(metadata, batch.numExamples(), batch.hasMaskArrays());
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
    public int batch() {
        return source.batch();
    }

    @Override
    public int inputColumns() {
        return source.inputColumns();
    }

    @Override
    public int totalOutcomes() {
        return source.totalOutcomes();
    }

    @Override
    public List<String> getLabels() {
        return source.getLabels();
    }

    @Override
    public void setPreProcessor(DataSetPreProcessor preProcessor) {
        source.setPreProcessor(preProcessor);
    }

    @Override
    public DataSetPreProcessor getPreProcessor() {
        return source.getPreProcessor();
    }
}
