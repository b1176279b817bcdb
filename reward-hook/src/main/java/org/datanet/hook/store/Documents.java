package org.datanet.hook.store;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.datanet.contribution.DatanetId;
import org.datanet.proof.Digest;
import org.datanet.rest.ReportPage;

/** Whole documents by kind, Datanet and digest, written once and never changed. Thread-safe. */
public final class Documents {
    /** What a document is. */
    public enum Kind {
        REWARDS,
        QUALITY,
        VALUATION
    }

    /** Bytes of a part; below what H2 takes in one binary value. */
    private static final int PART = 512 * 1024;

    private final Database database;
    private final Clock clock;

    public Documents(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Stores a document durably, unless it is there.
     *
     * @return whether it is new
     */
    public boolean store(Kind kind, DatanetId datanet, Digest digest, byte[] body) throws IOException {
        return database.write(connection -> store(connection, kind, datanet, digest, body));
    }

    /** The same within a larger transaction. */
    public boolean store(Connection connection, Kind kind, DatanetId datanet, Digest digest, byte[] body)
            throws SQLException {
        String insert = "insert into document (kind, datanet, digest, bytes, stored_at)"
                + " values (?, ?, ?, ?, ?) on conflict do nothing";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            key(statement, kind, datanet, digest);
            statement.setLong(4, body.length);
            statement.setLong(5, clock.millis());
            if (statement.executeUpdate() == 0) {
                return false;
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into document_part (kind, datanet, digest, part, body) values (?, ?, ?, ?, ?)")) {
            for (int part = 0; part * (long) PART < body.length; part++) {
                key(statement, kind, datanet, digest);
                statement.setInt(4, part);
                statement.setBytes(5, Arrays.copyOfRange(body, part * PART, Math.min(body.length, (part + 1) * PART)));
                statement.executeUpdate();
            }
        }
        return true;
    }

    /** Notes that the document's event has been accepted, too. */
    public void announced(Connection connection, Kind kind, DatanetId datanet, Digest digest) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "update document set announced = true where kind = ? and datanet = ? and digest = ?")) {
            key(statement, kind, datanet, digest);
            statement.executeUpdate();
        }
    }

    /** The size of a document in bytes, if it is there. */
    public OptionalLong size(Kind kind, DatanetId datanet, Digest digest) throws IOException {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select bytes from document where kind = ? and datanet = ? and digest = ?")) {
                key(statement, kind, datanet, digest);
                try (ResultSet found = statement.executeQuery()) {
                    return found.next() ? OptionalLong.of(found.getLong(1)) : OptionalLong.empty();
                }
            }
        });
    }

    /** Writes a document out, one part in memory at a time; writes nothing when it is not there. */
    public void copy(Kind kind, DatanetId datanet, Digest digest, OutputStream out) throws IOException {
        for (int part = 0; ; part++) {
            byte[] body = part(kind, datanet, digest, part);
            if (body.length == 0) {
                return;
            }
            out.write(body);
        }
    }

    private byte[] part(Kind kind, DatanetId datanet, Digest digest, int part) throws IOException {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select body from document_part where kind = ? and datanet = ? and digest = ? and part = ?")) {
                key(statement, kind, datanet, digest);
                statement.setInt(4, part);
                try (ResultSet found = statement.executeQuery()) {
                    return found.next() ? found.getBytes(1) : new byte[0];
                }
            }
        });
    }

    /** The Datanets that there is anything about, in the order of their names. */
    public List<DatanetId> datanets() throws IOException {
        return database.read(
                connection -> Sql.list(
                        connection,
                        row -> new DatanetId(row.getString(1)),
                        "select datanet from document union select datanet from appeal union select datanet from receipt order by 1"));
    }

    /** The documents of a Datanet, the latest first. */
    public ReportPage page(Kind kind, DatanetId datanet, int limit) throws IOException {
        return database.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select digest, bytes, stored_at, announced from document"
                            + " where kind = ? and datanet = ? order by position desc limit ?")) {
                statement.setString(1, kind.name());
                statement.setString(2, datanet.value());
                statement.setInt(3, limit);
                List<ReportPage.Entry> entries = new ArrayList<>();
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        entries.add(new ReportPage.Entry(
                                Digest.parse(found.getString(1)),
                                found.getLong(2),
                                java.time.Instant.ofEpochMilli(found.getLong(3)),
                                found.getBoolean(4)));
                    }
                }
                return new ReportPage(entries);
            }
        });
    }

    private static void key(PreparedStatement statement, Kind kind, DatanetId datanet, Digest digest)
            throws SQLException {
        statement.setString(1, kind.name());
        statement.setString(2, datanet.value());
        statement.setString(3, digest.hex());
    }
}
