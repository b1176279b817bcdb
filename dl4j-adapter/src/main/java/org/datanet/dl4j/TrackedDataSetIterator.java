package org.datanet.dl4j;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Hands batches through and says so, in the order of training. The framework wraps an iterator that supports it in a
 * prefetching thread, which would be ahead of the training; so this one prefetches inside and denies support outside.
 */
final class TrackedDataSetIterator implements DataSetIterator {
    private static final long serialVersionUID = 1;
    /** As many batches ahead as the framework itself fetches. */
    private static final int AHEAD = 2;

    private final transient DataSetIterator source;
    private final transient UsageListener listener;
    private transient @Nullable AsyncDataSetIterator ahead;
    /** A pass that was prefetched is over: nothing comes before the next reset. */
    private boolean exhausted;

    private boolean checked;

    TrackedDataSetIterator(DataSetIterator source, UsageListener listener) {
        this.source = Objects.requireNonNull(source, "an iterator is needed: the one that is trained on");
        this.listener = listener;
    }

    private DataSetIterator current() {
        AsyncDataSetIterator running = ahead;
        if (running != null) {
            return running;
        }
        if (!checked) {
            Prefetch.refuseCopies();
            checked = true;
        }
        if (source.asyncSupported() && Prefetch.wanted()) {
            running = new AsyncDataSetIterator(source, AHEAD, true);
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
    public DataSet next() {
        return handOut(current().next());
    }

    @Override
    public DataSet next(int examples) {
        if (ahead != null) {
            throw new UnsupportedOperationException("batches are being prefetched: their size is the iterator's");
        }
        return handOut(source.next(examples));
    }

    private DataSet handOut(DataSet batch) {
        List<Serializable> metadata = batch.getExampleMetaData();
        listener.fetched(metadata, batch.numExamples(), batch.hasMaskArrays());
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
        AsyncDataSetIterator running = ahead;
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
