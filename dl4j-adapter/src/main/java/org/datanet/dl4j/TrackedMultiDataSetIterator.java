package org.datanet.dl4j;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.AsyncMultiDataSetIterator;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** As {@link TrackedDataSetIterator}, for batches of several inputs or outputs. */
final class TrackedMultiDataSetIterator implements MultiDataSetIterator {
    private static final long serialVersionUID = 1;
    private static final int AHEAD = 2;

    private final transient MultiDataSetIterator source;
    private final transient UsageListener listener;
    private transient @Nullable AsyncMultiDataSetIterator ahead;
    private boolean exhausted;

    private boolean checked;

    TrackedMultiDataSetIterator(MultiDataSetIterator source, UsageListener listener) {
        this.source = Objects.requireNonNull(source, "an iterator is needed: the one that is trained on");
        this.listener = listener;
    }

    private MultiDataSetIterator current() {
        AsyncMultiDataSetIterator running = ahead;
        if (running != null) {
            return running;
        }
        if (!checked) {
            Prefetch.refuseCopies();
            checked = true;
        }
        if (source.asyncSupported() && Prefetch.wanted()) {
            running = new AsyncMultiDataSetIterator(source, AHEAD, true);
            ahead = running;
            return running;
        }
        return source;
    }

    @Override
    public boolean hasNext() {
        if (exhausted) {
            return false;
        }
        boolean more = current().hasNext();
        if (!more && ahead != null) {
            shutdown();
            exhausted = true;
        }
        return more;
    }

    @Override
    public MultiDataSet next() {
        return handOut(current().next());
    }

    @Override
    public MultiDataSet next(int examples) {
        if (ahead != null) {
            throw new UnsupportedOperationException("batches are being prefetched: their size is the iterator's");
        }
        return handOut(source.next(examples));
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
        shutdown();
        exhausted = false;
        checked = false;
        source.reset();
    }

    private void shutdown() {
        AsyncMultiDataSetIterator running = ahead;
        ahead = null;
        if (running != null) {
            running.shutdown();
        }
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
