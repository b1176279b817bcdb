package org.datanet.hook.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * Group commit for H2, which returns from a commit before its bytes are on the disk: a checkpoint that starts after a commit
 * covers it, so that all who committed while one checkpoint ran wait for the same next one. Thread-safe.
 */
final class Checkpoint {
    private final DataSource source;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition finished = lock.newCondition();
    private long started;
    private long completed;
    private boolean running;

    Checkpoint(DataSource source) {
        this.source = source;
    }

    /** Returns when everything that was committed before the call is on the disk. */
    void await() throws SQLException {
        lock.lock();
        try {
            long wanted = started + 1;
            while (completed < wanted) {
                if (running) {
                    finished.awaitUninterruptibly();
                } else {
                    run();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Called with the lock held, which is given up while the disk works. */
    private void run() throws SQLException {
        running = true;
        long mine = ++started;
        lock.unlock();
        boolean done = false;
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
            done = true;
        } finally {
            lock.lock();
            running = false;
            if (done) {
                completed = mine;
            }
            finished.signalAll();
        }
    }
}
