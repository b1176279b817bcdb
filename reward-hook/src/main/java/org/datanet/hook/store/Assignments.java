package org.datanet.hook.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.CuratorId;

/** Which curator was given which sample, and whether it was judged. A sample is given to a curator once. Thread-safe. */
public final class Assignments {
    private final Database database;
    private final Clock clock;

    public Assignments(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A sample that waits for a curator's verdict. */
    public record Open(SampleId sample, Instant at) {}

    /** What a curator has to judge, the oldest first. */
    public List<Open> open(DatanetId datanet, CuratorId curator) throws IOException {
        return database.read(connection -> Sql.list(
                connection,
                row -> new Open(new SampleId(row.getString(1)), Instant.ofEpochMilli(row.getLong(2))),
                "select sample, at from assignment where datanet = ? and curator = ? and judged_at is null order by id",
                datanet.value(),
                curator.value()));
    }

    /** How often each sample was given to anybody. */
    public Map<SampleId, Long> counts(DatanetId datanet) throws IOException {
        return database
                .read(connection -> Sql.list(
                        connection,
                        row -> Map.entry(new SampleId(row.getString(1)), row.getLong(2)),
                        "select sample, count(*) from assignment where datanet = ? group by sample",
                        datanet.value()))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The samples that a curator was ever given. */
    public List<SampleId> given(DatanetId datanet, CuratorId curator) throws IOException {
        return database.read(connection -> Sql.list(
                connection,
                row -> new SampleId(row.getString(1)),
                "select sample from assignment where datanet = ? and curator = ?",
                datanet.value(),
                curator.value()));
    }

    /** Gives samples to a curator; those that it was given before stay as they are. */
    public void give(DatanetId datanet, CuratorId curator, List<SampleId> samples) throws IOException {
        database.write(connection -> {
            for (SampleId sample : samples) {
                insert(connection, datanet, curator, sample);
            }
            return true;
        });
    }

    private void insert(Connection connection, DatanetId datanet, CuratorId curator, SampleId sample)
            throws SQLException {
        Sql.execute(
                connection,
                "insert into assignment (datanet, curator, sample, at) values (?, ?, ?, ?) on conflict do nothing",
                datanet.value(),
                curator.value(),
                sample.value(),
                clock.millis());
    }

    /** Notes that a curator has judged a sample. */
    public void judged(DatanetId datanet, CuratorId curator, SampleId sample) throws IOException {
        database.write(connection -> Sql.execute(
                connection,
                "update assignment set judged_at = ? where datanet = ? and curator = ? and sample = ? and judged_at is null",
                clock.millis(),
                datanet.value(),
                curator.value(),
                sample.value()));
    }
}
