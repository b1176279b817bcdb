package org.datanet.hook.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.datanet.proof.Digest;

/**
 * Effects that take place once for a key, however often they are asked for. A caller that dies in the middle gives its key up when
 * the lease ends; an effect that fails gives it up at once. Thread-safe, also between processes on one database.
 */
public final class Idempotency {
    /** How long an effect may take before its key may be taken up again. */
    public static final Duration LEASE = Duration.ofMinutes(1);

    private final Database database;
    private final Clock clock;

    public Idempotency(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** An effect within a transaction. */
    @FunctionalInterface
    public interface Effect {
        Answer on(Connection connection) throws SQLException, IOException;
    }

    /** An answer that is given again to whoever asks for the same effect. */
    public record Answer(int status, String media, byte[] body) {}

    /** What became of a request. */
    public sealed interface Outcome {
        /** The effect took place now. */
        record Done(Answer answer) implements Outcome {}

        /** The effect took place before; this is its answer. */
        record Replayed(Answer answer) implements Outcome {}

        /** Somebody else is at it. */
        record InProgress() implements Outcome {}

        /** The key stands for another request. */
        record OtherRequest() implements Outcome {}
    }

    /**
     * Brings an effect about, unless it took place before.
     *
     * @param scope within which keys are distinct: the caller and the operation
     * @param key names the effect
     * @param request digest of the exact request
     * @param effect done at most once to its end, in the transaction that also stores its answer
     */
    public Outcome once(String scope, String key, Digest request, Effect effect) throws IOException {
        long lease = clock.millis() + LEASE.toMillis();
        Outcome earlier = database.write(connection -> take(connection, scope, key, request, lease));
        if (earlier != TAKEN) {
            return earlier;
        }
        boolean done = false;
        try {
            Answer answer = database.write(connection -> {
                Answer result = effect.on(connection);
                finish(connection, scope, key, lease, result);
                return result;
            });
            done = true;
            return new Outcome.Done(answer);
        } finally {
            if (!done) {
                giveUp(scope, key, lease);
            }
        }
    }

    /** Stands for "the key is ours now". */
    private static final Outcome TAKEN = new Outcome.InProgress();

    private Outcome take(Connection connection, String scope, String key, Digest request, long lease)
            throws SQLException {
        String insert = "insert into idempotency (scope, name, request, state, lease_until, created_at)"
                + " values (?, ?, ?, 'RUNNING', ?, ?) on conflict do nothing";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, scope);
            statement.setString(2, key);
            statement.setString(3, request.hex());
            statement.setLong(4, lease);
            statement.setLong(5, clock.millis());
            if (statement.executeUpdate() == 1) {
                return TAKEN;
            }
        }
        try (PreparedStatement statement =
                connection.prepareStatement("select request, state, lease_until, status, media, answer from idempotency"
                        + " where scope = ? and name = ? for update")) {
            statement.setString(1, scope);
            statement.setString(2, key);
            try (ResultSet found = statement.executeQuery()) {
                if (!found.next()) {
                    return new Outcome.InProgress();
                }
                if (!found.getString("request").equals(request.hex())) {
                    return new Outcome.OtherRequest();
                }
                if (found.getString("state").equals("DONE")) {
                    return new Outcome.Replayed(
                            new Answer(found.getInt("status"), found.getString("media"), found.getBytes("answer")));
                }
                if (found.getLong("lease_until") > clock.millis()) {
                    return new Outcome.InProgress();
                }
            }
        }
        try (PreparedStatement statement =
                connection.prepareStatement("update idempotency set lease_until = ? where scope = ? and name = ?")) {
            statement.setLong(1, lease);
            statement.setString(2, scope);
            statement.setString(3, key);
            statement.executeUpdate();
            return TAKEN;
        }
    }

    private static void finish(Connection connection, String scope, String key, long lease, Answer answer)
            throws SQLException, IOException {
        try (PreparedStatement statement =
                connection.prepareStatement("update idempotency set state = 'DONE', status = ?, media = ?, answer = ?"
                        + " where scope = ? and name = ? and state = 'RUNNING' and lease_until = ?")) {
            statement.setInt(1, answer.status());
            statement.setString(2, answer.media());
            statement.setBytes(3, answer.body());
            statement.setString(4, scope);
            statement.setString(5, key);
            statement.setLong(6, lease);
            if (statement.executeUpdate() == 0) {
                throw new IOException(
                        "the effect of key \"" + key + "\" took longer than its lease and was taken up anew");
            }
        }
    }

    private void giveUp(String scope, String key, long lease) throws IOException {
        database.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "delete from idempotency where scope = ? and name = ? and state = 'RUNNING' and lease_until = ?")) {
                statement.setString(1, scope);
                statement.setString(2, key);
                statement.setLong(3, lease);
                return statement.executeUpdate();
            }
        });
    }

    /** Forgets answers that are older. */
    public int forgetOlderThan(Duration age) throws IOException {
        return database.write(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("delete from idempotency where created_at < ? and state = 'DONE'")) {
                statement.setLong(1, clock.millis() - age.toMillis());
                return statement.executeUpdate();
            }
        });
    }
}
