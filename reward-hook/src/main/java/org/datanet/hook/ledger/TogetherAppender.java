package org.datanet.hook.ledger;

import java.io.IOException;
import java.sql.SQLException;
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

    /** How many wait for the batch after the present one. */
    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
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
        try {
            write(batch);
        } finally {
            lock.lock();
            writing = false;
            for (Waiting waiting : batch) {
                if (waiting.place == null && waiting.failure == null) {
                    waiting.failure = new IOException("the database gave no place");
                }
            }
            written.signalAll();
        }
    }

    /** One that the database cannot hold must not take the others with it: then each is written by itself. */
    private void write(List<Waiting> batch) {
        try {
            List<Place> places =
                    writer.write(batch.stream().map(waiting -> waiting.checked).toList());
            for (int i = 0; i < Math.min(batch.size(), places.size()); i++) {
                batch.get(i).place = places.get(i);
            }
        } catch (IOException | RuntimeException e) {
            if (batch.size() > 1 && isOfItsData(e)) {
                batch.forEach(waiting -> write(List.of(waiting)));
            } else {
                batch.forEach(waiting -> waiting.failure = e);
            }
        }
    }

    /** SQL's class 22, data exceptions, such as a text with a character that the database has no place for. */
    private static boolean isOfItsData(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql
                    && String.valueOf(sql.getSQLState()).startsWith("22")) {
                return true;
            }
        }
        return false;
    }
}
