package org.datanet.hook.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.json.MalformedJson;
import org.datanet.hook.json.RecordJson;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.datanet.rest.Contributors;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;

/** The contributors' lines of stored reward reports, so that each contributor's own can be found without the others'. Thread-safe. */
public final class RewardLines {
    private static final int BATCH = 1_000;
    private static final String COLUMNS = "select datanet, report, currency, stored_at, line, place from reward_line ";

    private final Database database;
    private final Clock clock;

    public RewardLines(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Adds the lines of a report, once, as part of the transaction that stores it. */
    public void add(Connection connection, RewardReport report) throws SQLException {
        String digest = report.digest().hex();
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into reward_line"
                        + " (datanet, report, place, contributor, currency, leaf, line, stored_at) values (?, ?, ?, ?, ?, ?, ?, ?)")) {
            List<ContributorReward> lines = report.contributors();
            for (int place = 0; place < lines.size(); place++) {
                ContributorReward line = lines.get(place);
                statement.setString(1, report.datanet().id().value());
                statement.setString(2, digest);
                statement.setInt(3, place);
                statement.setString(4, line.contributor().value());
                statement.setString(5, report.currency());
                statement.setBytes(6, MerkleTree.leaf(line.bytes()).bytes());
                statement.setBytes(7, RecordJson.write(line));
                statement.setLong(8, clock.millis());
                statement.addBatch();
                if (place % BATCH == BATCH - 1 || place == lines.size() - 1) {
                    statement.executeBatch();
                }
            }
        }
    }

    /** A contributor's lines, the latest first. */
    public List<Contributors.Line> of(ContributorId contributor, int limit) throws IOException {
        return database.read(connection -> Sql.list(
                connection,
                RewardLines::line,
                COLUMNS + "where contributor = ? order by stored_at desc, report limit ?",
                contributor.value(),
                limit));
    }

    /** Proof of a contributor's line in a report, if both are here; reads 32 bytes for every line of the report. */
    public Optional<Contributors.Proof> proof(ContributorId contributor, Digest report) throws IOException {
        return database.read(connection -> {
            record Placed(Contributors.Line line, int place) {}
            List<Placed> found = Sql.list(
                    connection,
                    row -> new Placed(line(row), row.getInt(6)),
                    COLUMNS + "where contributor = ? and report = ?",
                    contributor.value(),
                    report.hex());
            if (found.isEmpty()) {
                return Optional.empty();
            }
            DatanetId datanet = found.get(0).line().datanet();
            MerkleTree tree = MerkleTree.of(Sql.list(
                    connection,
                    row -> Digest.of(row.getBytes(1)),
                    "select leaf from reward_line where report = ? and datanet = ? order by place",
                    report.hex(),
                    datanet.value()));
            int place = found.get(0).place();
            return Optional.of(new Contributors.Proof(
                    found.get(0).line(), tree.leafHash(place), tree.inclusion(place), tree.root()));
        });
    }

    private static Contributors.Line line(ResultSet row) throws SQLException {
        try {
            return new Contributors.Line(
                    new DatanetId(row.getString(1)),
                    Digest.parse(row.getString(2)),
                    row.getString(3),
                    Instant.ofEpochMilli(row.getLong(4)),
                    RecordJson.read(row.getBytes(5), ContributorReward.class));
        } catch (MalformedJson e) {
            throw new SQLException("a stored reward line cannot be read: " + e.getMessage(), e);
        }
    }
}
