package org.datanet.hook.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.rest.Appeals;

/** Appeals and what was decided on them, each once. Thread-safe. */
public final class AppealBook {
    private static final String COLUMNS =
            "select id, datanet, contributor, sample, detector, reason, at, accepted, decision, decided_at from appeal ";

    private final Database database;
    private final Clock clock;
    private final AuditLog audit;

    public AppealBook(Database database, Clock clock, AuditLog audit) {
        this.database = database;
        this.clock = clock;
        this.audit = audit;
    }

    /** Opens an appeal as part of the caller's transaction. */
    public Appeals.Appeal open(Connection connection, String actor, DatanetId datanet, Appeals.Request request)
            throws SQLException {
        Sql.execute(
                connection,
                "insert into appeal (datanet, contributor, sample, detector, reason, at) values (?, ?, ?, ?, ?, ?)",
                datanet.value(),
                request.contributor().value(),
                request.sample().value(),
                request.detector(),
                request.reason(),
                clock.millis());
        Appeals.Appeal appeal = Sql.list(
                        connection,
                        AppealBook::read,
                        COLUMNS + "where datanet = ? and contributor = ? and sample = ? order by id desc limit 1",
                        datanet.value(),
                        request.contributor().value(),
                        request.sample().value())
                .get(0);
        audit.add(
                connection,
                actor,
                "open appeal",
                datanet + "/" + appeal.id(),
                request.sample() + " " + request.detector());
        return appeal;
    }

    /**
     * Appeals of a Datanet, the undecided first.
     *
     * @param contributor only this contributor's; empty for all
     */
    public List<Appeals.Appeal> list(DatanetId datanet, String contributor, int limit) throws IOException {
        return database.read(connection -> Sql.list(
                connection,
                AppealBook::read,
                COLUMNS + "where datanet = ? and (? = '' or contributor = ?)"
                        + " order by case when accepted is null then 0 else 1 end, id desc limit ?",
                datanet.value(),
                contributor,
                contributor,
                limit));
    }

    /**
     * Decides an appeal.
     *
     * @return the appeal as it stands now, whose decision is another one when it was decided before; empty when there is none
     */
    public Optional<Appeals.Appeal> decide(String actor, DatanetId datanet, long id, Appeals.Decision decision)
            throws IOException {
        return database.write(connection -> {
            int decided = Sql.execute(
                    connection,
                    "update appeal set accepted = ?, decision = ?, decided_at = ?"
                            + " where id = ? and datanet = ? and accepted is null",
                    decision.accepted(),
                    decision.reason(),
                    clock.millis(),
                    id,
                    datanet.value());
            if (decided == 1) {
                audit.add(
                        connection,
                        actor,
                        decision.accepted() ? "accept appeal" : "reject appeal",
                        datanet + "/" + id,
                        decision.reason());
            }
            return Sql.list(connection, AppealBook::read, COLUMNS + "where id = ? and datanet = ?", id, datanet.value())
                    .stream()
                    .findFirst();
        });
    }

    private static Appeals.Appeal read(ResultSet row) throws SQLException {
        Boolean accepted = row.getObject(8, Boolean.class);
        Long decidedAt = row.getObject(10, Long.class);
        return new Appeals.Appeal(
                row.getLong(1),
                new DatanetId(row.getString(2)),
                new Appeals.Request(
                        new ContributorId(row.getString(3)),
                        new SampleId(row.getString(4)),
                        row.getString(5),
                        row.getString(6)),
                Instant.ofEpochMilli(row.getLong(7)),
                accepted == null ? Optional.empty() : Optional.of(new Appeals.Decision(accepted, row.getString(9))),
                decidedAt == null ? Optional.empty() : Optional.of(Instant.ofEpochMilli(decidedAt)));
    }
}
