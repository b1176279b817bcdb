package org.datanet.hook.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import org.datanet.rest.Audit;

/** Who decided what, written in the transaction of the decision itself. Thread-safe. */
public final class AuditLog {
    private final Database database;
    private final Clock clock;

    public AuditLog(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Writes a decision down. */
    public void add(Connection connection, String actor, String action, String subject, String detail)
            throws SQLException {
        Sql.execute(
                connection,
                "insert into audit (at, actor, action, subject, detail) values (?, ?, ?, ?, ?)",
                clock.millis(),
                actor,
                action,
                subject,
                detail);
    }

    /** Decisions in their order. */
    public Audit.Page list(long after, int limit) throws IOException {
        return database.read(connection -> new Audit.Page(Sql.list(
                connection,
                row -> new Audit.Entry(
                        row.getLong(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6)),
                "select position, at, actor, action, subject, detail from audit where position > ? order by position limit ?",
                after,
                limit)));
    }
}
