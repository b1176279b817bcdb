package org.datanet.hook.ledger;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.datanet.hook.ledger.JdbcUsageLedger.Checked;
import org.datanet.hook.ledger.JdbcUsageLedger.Place;
import org.jspecify.annotations.Nullable;

/**
 * Lets appends that wait for each other go together: while one batch is being written, the next one gathers, and one of those who wait
 * writes it for all. Holds no thread of its own. Thread-safe.
 */
final class TogetherAppender {
    private static final int MOST = 128;
    private static final long MOST_BYTES = 8 << 20;

    private final Writer writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    private final Queue<Waiting> queue = new ArrayDeque<>();
    private boolean writing;

    TogetherAppender(Writer writer) {
        this.writer = writer;
    }

    /** Writes a batch in one transaction and gives a place for each, in order. */
    @FunctionalInterface
    interface Writer {
        List<Place> write(List<Checked> batch) throws IOException;
    }

    private static final class Waiting {
        private final Checked checked;
        private @Nullable Place place;
        private @Nullable Exception failure;

        Waiting(Checked checked) {
            this.checked = checked;
        }
    }

    /** Returns when the receipt is durable. */
    Place append(Checked checked) throws IOException {
        Waiting mine = new Waiting(checked);
        lock.lock();
        try {
            queue.add(mine);
            while (mine.place == null && mine.failure == null) {
                if (writing) {
                    written.awaitUninterruptibly();
                } else {
                    writeBatch();
                }
            }
        } finally {
            lock.unlock();
        }
        Place place = mine.place;
        if (place != null) {
            return place;
        }
        throw new IOException("the receipt was not appended: " + messageOf(mine.failure), mine.failure);
    }

    private static String messageOf(@Nullable Exception failure) {
        return failure == null ? "unknown" : String.valueOf(failure.getMessage());
    }

    /** Called with the lock held, which is given up while the database works. */
    private void writeBatch() {
        writing = true;
        List<Waiting> batch = new ArrayList<>();
        long bytes = 0;
        while (!queue.isEmpty() && batch.size() < MOST && bytes < MOST_BYTES) {
            Waiting next = queue.remove();
            bytes += next.checked.bytes().length;
            batch.add(next);
        }
        lock.unlock();
        List<Place> places = List.of();
        Exception failure = null;
        try {
            places = writer.write(batch.stream().map(waiting -> waiting.checked).toList());
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            lock.lock();
            writing = false;
            for (int i = 0; i < batch.size(); i++) {
                if (i < places.size()) {
                    batch.get(i).place = places.get(i);
                } else {
                    batch.get(i).failure = failure == null ? new IOException("the database gave no place") : failure;
                }
            }
            written.signalAll();
        }
    }
}
