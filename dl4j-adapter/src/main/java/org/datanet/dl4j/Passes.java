package org.datanet.dl4j;

import java.util.Iterator;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where the batches of one pass after the other come from. The framework wraps an iterator that supports it in a prefetching thread, which
 * would be ahead of the training; so a tracked iterator denies support outside, and prefetches inside, here, where the framework would.
 *
 * @param <I> the framework's kind of iterator
 */
final class Passes<I extends Iterator<?>> {
    /** As many batches ahead as the framework itself fetches. */
    static final int AHEAD = 2;

    private final I source;
    private final BooleanSupplier prefetchable;
    private final UnaryOperator<I> start;
    private final Consumer<I> stop;
    private @Nullable I ahead;
    private boolean checked;
    /** A pass that was prefetched is over: nothing comes before the next. */
    private boolean exhausted;

    /**
     * @param prefetchable whether the source may be read by another thread
     * @param start begins to prefetch from the source
     * @param stop ends what {@code start} made
     */
    Passes(I source, BooleanSupplier prefetchable, UnaryOperator<I> start, Consumer<I> stop) {
        this.source = source;
        this.prefetchable = prefetchable;
        this.start = start;
        this.stop = stop;
    }

    /** What to take the next batch from. */
    I current() {
        I running = ahead;
        if (running != null) {
            return running;
        }
        if (!checked) {
            Prefetch.refuseCopies();
            checked = true;
        }
        if (prefetchable.getAsBoolean() && Prefetch.wanted()) {
            running = start.apply(source);
            ahead = running;
            return running;
        }
        return source;
    }

    /** What to take a batch of another size from. */
    I resizable() {
        if (ahead != null) {
            throw new UnsupportedOperationException("batches are being prefetched: their size is the iterator's");
        }
        return source;
    }

    boolean hasNext() {
        if (exhausted) {
            return false;
        }
        boolean more = current().hasNext();
        if (!more && ahead != null) {
            end();
            exhausted = true;
        }
        return more;
    }

    /** Makes ready for the next pass; the source is the caller's to reset, afterwards. */
    void reset() {
        end();
        exhausted = false;
        checked = false;
    }

    private void end() {
        I running = ahead;
        ahead = null;
        if (running != null) {
            stop.accept(running);
        }
    }
}
