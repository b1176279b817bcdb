package org.datanet.hook.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.proof.Digest;

/** Events that were taken over, exactly as they came, in the order in which they were. Thread-safe. */
public final class Events {
    private static final String COLUMNS = "select position, id, type, datanet, subject, body, accepted_at from event ";

    private final Database database;
    private final Clock clock;

    public Events(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * One event.
     *
     * @param position ascending in the order of acceptance
     * @param subject the document that it is about
     * @param body the exact bytes
     */
    public record Accepted(
            long position,
            String id,
            String type,
            DatanetId datanet,
            Digest subject,
            byte[] body,
            Instant acceptedAt) {}

    /** Keeps an event as part of the caller's transaction. */
    public void add(Connection connection, String id, String type, DatanetId datanet, Digest subject, byte[] body)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into event (id, type, datanet, subject, body, accepted_at) values (?, ?, ?, ?, ?, ?)")) {
            statement.setString(1, id);
            statement.setString(2, type);
            statement.setString(3, datanet.value());
            statement.setString(4, subject.hex());
            statement.setBytes(5, body);
            statement.setLong(6, clock.millis());
            statement.executeUpdate();
        }
    }

    /** The event of that id, if it was taken over. */
    public Optional<Accepted> find(String id) throws IOException {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(COLUMNS + "where id = ?")) {
                statement.setString(1, id);
                try (ResultSet found = statement.executeQuery()) {
                    return found.next() ? Optional.of(read(found)) : Optional.empty();
                }
            }
        });
    }

    private static Accepted read(ResultSet found) throws SQLException {
        return new Accepted(
                found.getLong(1),
                found.getString(2),
                found.getString(3),
                new DatanetId(found.getString(4)),
                Digest.parse(found.getString(5)),
                found.getBytes(6),
                Instant.ofEpochMilli(found.getLong(7)));
    }

    /**
     * Events in the order of acceptance.
     *
     * @param after only those behind this position; 0 for all
     */
    public List<Accepted> list(long after, int limit) throws IOException {
        return database.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(COLUMNS + "where position > ? order by position limit ?")) {
                statement.setLong(1, after);
                statement.setInt(2, limit);
                List<Accepted> events = new ArrayList<>();
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        events.add(read(found));
                    }
                }
                return events;
            }
        });
    }
}
