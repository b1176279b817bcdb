package org.datanet.hook.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.datanet.contribution.DatanetId;
import org.datanet.proof.Digest;

/**
 * Events that wait to be delivered. A lane holds the events of one Datanet for one receiver in order; whoever works on a lane holds
 * its lease, and only the first pending event of a lane is ever attempted. Thread-safe, also between processes on one database.
 */
public final class Outbox {
    private static final String COLUMNS =
            "id, datanet, receiver, event, kind, digest, body, state, attempts, created_at,"
                    + " next_at, last_status, last_error";

    private final Database database;
    private final Clock clock;

    public Outbox(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A lane that somebody holds. */
    public record Lane(DatanetId datanet, String receiver, String owner) {}

    /**
     * Adds an event at the end of its lane, unless the receiver had it before; part of the caller's transaction.
     *
     * @return whether it is new
     */
    public boolean add(
            Connection connection,
            DatanetId datanet,
            String receiver,
            String event,
            Documents.Kind kind,
            Digest document,
            byte[] body)
            throws SQLException {
        long now = clock.millis();
        Sql.execute(
                connection,
                "insert into lane (datanet, receiver) values (?, ?) on conflict do nothing",
                datanet.value(),
                receiver);
        // Locks the lane, so that ids ascend in the order of commits.
        Sql.execute(
                connection,
                "update lane set due_at = coalesce(due_at, ?) where datanet = ? and receiver = ?",
                now,
                datanet.value(),
                receiver);
        int added = Sql.execute(
                connection,
                "insert into outbox (datanet, receiver, event, kind, digest, body, state, created_at, next_at)"
                        + " values (?, ?, ?, ?, ?, ?, 'PENDING', ?, ?) on conflict do nothing",
                datanet.value(),
                receiver,
                event,
                kind.name(),
                document.hex(),
                body,
                now,
                now);
        if (added == 0) {
            schedule(connection, datanet, receiver);
        }
        return added == 1;
    }

    /**
     * Takes hold of one lane that has an event due.
     *
     * @param owner names the worker, distinct among all that share the database
     * @param receivers the receivers that the worker can reach
     * @param lease how long the lane is the worker's
     */
    public Optional<Lane> claim(String owner, Collection<String> receivers, Duration lease) throws IOException {
        long now = clock.millis();
        for (Lane lane : due(owner, now)) {
            if (receivers.contains(lane.receiver())) {
                int won = database.write(connection -> Sql.execute(
                        connection,
                        "update lane set owner = ?, lease_until = ? where datanet = ? and receiver = ? and lease_until <= ?"
                                + " and due_at <= ?",
                        owner,
                        now + lease.toMillis(),
                        lane.datanet().value(),
                        lane.receiver(),
                        now,
                        now));
                if (won == 1) {
                    return Optional.of(lane);
                }
            }
        }
        return Optional.empty();
    }

    private List<Lane> due(String owner, long now) throws IOException {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("select datanet, receiver from lane"
                    + " where due_at <= ? and lease_until <= ?"
                    + " and not exists (select 1 from receiver r where r.name = lane.receiver and r.disabled_at is not null)"
                    + " order by due_at limit 100")) {
                statement.setLong(1, now);
                statement.setLong(2, now);
                List<Lane> lanes = new ArrayList<>();
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        lanes.add(new Lane(new DatanetId(found.getString(1)), found.getString(2), owner));
                    }
                }
                return lanes;
            }
        });
    }

    /** Keeps a lane for longer; false when it has been lost to somebody else. */
    public boolean renew(Lane lane, Duration lease) throws IOException {
        return database.write(connection -> Sql.execute(
                        connection,
                        "update lane set lease_until = ? where datanet = ? and receiver = ? and owner = ?",
                        clock.millis() + lease.toMillis(),
                        lane.datanet().value(),
                        lane.receiver(),
                        lane.owner())
                == 1);
    }

    /** Gives a lane back. */
    public void release(Lane lane) throws IOException {
        database.write(connection -> Sql.execute(
                connection,
                "update lane set owner = null, lease_until = 0 where datanet = ? and receiver = ? and owner = ?",
                lane.datanet().value(),
                lane.receiver(),
                lane.owner()));
    }

    /** The first pending event of a lane, if it is due. */
    public Optional<Message> head(Lane lane) throws IOException {
        return database.read(connection -> select(
                        connection,
                        "where datanet = ? and receiver = ? and state = 'PENDING' order by id limit 1",
                        lane.datanet().value(),
                        lane.receiver())
                .stream()
                .filter(message -> message.next().toEpochMilli() <= clock.millis())
                .findFirst());
    }

    /** What an attempt came to. */
    public record Attempt(Message.State state, Instant next, OptionalInt status, Optional<String> error) {}

    /**
     * Writes down what an attempt came to.
     *
     * @return false when the lane has been lost meanwhile, and nothing was written
     */
    public boolean settle(Lane lane, Message message, Attempt attempt) throws IOException {
        return database.write(connection -> {
            int mine = Sql.execute(
                    connection,
                    "update lane set owner = owner where datanet = ? and receiver = ? and owner = ?",
                    lane.datanet().value(),
                    lane.receiver(),
                    lane.owner());
            if (mine == 0) {
                return false;
            }
            Sql.execute(
                    connection,
                    "update outbox set state = ?, attempts = attempts + 1, next_at = ?, last_at = ?, last_status = ?,"
                            + " last_error = ? where id = ? and state = 'PENDING'",
                    attempt.state().name(),
                    attempt.next().toEpochMilli(),
                    clock.millis(),
                    attempt.status().isPresent() ? attempt.status().getAsInt() : null,
                    attempt.error()
                            .map(error -> error.substring(0, Math.min(500, error.length())))
                            .orElse(null),
                    message.id());
            schedule(connection, lane.datanet(), lane.receiver());
            return true;
        });
    }

    /** Stops all deliveries to a receiver until it is enabled again. */
    public void disable(String receiver, String reason) throws IOException {
        database.write(connection -> {
            Sql.execute(connection, "insert into receiver (name) values (?) on conflict do nothing", receiver);
            return Sql.execute(
                    connection,
                    "update receiver set disabled_at = ?, reason = ? where name = ?",
                    clock.millis(),
                    reason,
                    receiver);
        });
    }

    /** Resumes deliveries to a receiver. */
    public void enable(String receiver) throws IOException {
        database.write(connection -> Sql.execute(
                connection, "update receiver set disabled_at = null, reason = null where name = ?", receiver));
    }

    /** Why a receiver is disabled, if it is. */
    public Optional<String> disabled(String receiver) throws IOException {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select reason from receiver where name = ? and disabled_at is not null")) {
                statement.setString(1, receiver);
                try (ResultSet found = statement.executeQuery()) {
                    return found.next() ? Optional.of(found.getString(1)) : Optional.empty();
                }
            }
        });
    }

    /** Events in one state, in the order of their places, from after a place on. */
    public List<Message> messages(Message.State state, long after, int limit) throws IOException {
        return database.read(connection ->
                select(connection, "where state = ? and id > ? order by id limit ?", state.name(), after, limit));
    }

    /** How many events are in one state. */
    public long count(Message.State state) throws IOException {
        return database.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select count(*) from outbox where state = ?")) {
                statement.setString(1, state.name());
                try (ResultSet found = statement.executeQuery()) {
                    found.next();
                    return found.getLong(1);
                }
            }
        });
    }

    /**
     * Puts a dead event back, to be attempted now. It keeps its place, so it goes out before what is still pending behind it, and
     * after what was delivered meanwhile.
     *
     * @return whether there was such a dead event
     */
    public boolean replay(long id) throws IOException {
        return database.write(connection -> replay(connection, id));
    }

    /** The same as part of the caller's transaction. */
    public boolean replay(Connection connection, long id) throws SQLException {
        List<Message> dead = select(connection, "where id = ? and state = 'DEAD'", id);
        if (dead.isEmpty()) {
            return false;
        }
        Message message = dead.get(0);
        Sql.execute(
                connection,
                "update lane set owner = owner where datanet = ? and receiver = ?",
                message.datanet().value(),
                message.receiver());
        int back = Sql.execute(
                connection,
                "update outbox set state = 'PENDING', attempts = 0, created_at = ?, next_at = ? where id = ? and state = 'DEAD'",
                clock.millis(),
                clock.millis(),
                id);
        schedule(connection, message.datanet(), message.receiver());
        return back == 1;
    }

    /** Notes on the lane when its first pending event is due; the lane's row is locked by the caller's transaction. */
    private static void schedule(Connection connection, DatanetId datanet, String receiver) throws SQLException {
        Sql.execute(
                connection,
                "update lane set due_at = (select next_at from outbox o where o.datanet = ? and o.receiver = ?"
                        + " and o.state = 'PENDING' order by o.id limit 1) where datanet = ? and receiver = ?",
                datanet.value(),
                receiver,
                datanet.value(),
                receiver);
    }

    private static List<Message> select(Connection connection, String where, Object... arguments) throws SQLException {
        return Sql.list(
                connection,
                row -> {
                    Integer status = row.getObject("last_status", Integer.class);
                    return new Message(
                            row.getLong("id"),
                            new DatanetId(row.getString("datanet")),
                            row.getString("receiver"),
                            row.getString("event"),
                            Documents.Kind.valueOf(row.getString("kind")),
                            Digest.parse(row.getString("digest")),
                            row.getBytes("body"),
                            Message.State.valueOf(row.getString("state")),
                            row.getInt("attempts"),
                            Instant.ofEpochMilli(row.getLong("created_at")),
                            Instant.ofEpochMilli(row.getLong("next_at")),
                            status == null ? OptionalInt.empty() : OptionalInt.of(status),
                            Optional.ofNullable(row.getString("last_error")));
                },
                "select " + COLUMNS + " from outbox " + where,
                arguments);
    }

    /**
     * Forgets deliveries that arrived long ago; what waits or was given up stays, and so do the reports themselves.
     *
     * @return number of deliveries
     */
    public int forgetDeliveredBefore(Instant before) throws IOException {
        return database.write(connection -> Sql.execute(
                connection, "delete from outbox where state = 'DELIVERED' and created_at < ?", before.toEpochMilli()));
    }
}
