package org.datanet.hook.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.datanet.contribution.DatanetId;
import org.datanet.io.IntakeState;
import org.datanet.proof.Digest;
import org.datanet.rest.PaidEpochs;

/** Which epoch was open when, which receipts it pays, and whether that was reported. Receipts belong to exactly one epoch. Thread-safe. */
public final class EpochRounds {
    private static final String ACTOR = "scheduler";

    private static final String COLUMNS =
            "select epoch, opened_at, revealing_at, closed_at, first_receipt, end_receipt, inspected_at from epoch_round ";

    private final Database database;
    private final Clock clock;
    private final AuditLog audit;

    /** @param audit is told of every phase that ends, in the transaction that notes it */
    public EpochRounds(Database database, Clock clock, AuditLog audit) {
        this.database = database;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * One epoch.
     *
     * @param firstReceipt place of the first receipt that it pays
     * @param endReceipt place behind the last, once it is closed
     * @param inspectedAt when what the guard says of it was shown, once it was
     */
    public record Round(
            DatanetId datanet,
            int epoch,
            Instant openedAt,
            Optional<Instant> revealingAt,
            Optional<Instant> closedAt,
            long firstReceipt,
            OptionalLong endReceipt,
            Optional<Instant> inspectedAt) {}

    /**
     * The round of the epoch that a folder is in. Where the folder is ahead, earlier rounds are closed with all receipts there are, and
     * a new one begins now.
     *
     * @param receipts number of receipts in the ledger
     */
    public Round at(DatanetId datanet, IntakeState state, long receipts) throws IOException {
        return database.write(connection -> {
            long now = clock.millis();
            close(connection, datanet, state.epoch(), receipts, now);
            long first = Sql.list(
                            connection,
                            row -> row.getLong(1),
                            "select coalesce(max(end_receipt), 0) from epoch_round where datanet = ?",
                            datanet.value())
                    .get(0);
            Sql.execute(
                    connection,
                    "insert into epoch_round (datanet, epoch, opened_at, first_receipt) values (?, ?, ?, ?) on conflict do nothing",
                    datanet.value(),
                    state.epoch(),
                    now,
                    first);
            if (state.phase() == IntakeState.Phase.REVEAL
                    && Sql.execute(
                                    connection,
                                    "update epoch_round set revealing_at = ? where datanet = ? and epoch = ? and revealing_at is null",
                                    now,
                                    datanet.value(),
                                    state.epoch())
                            == 1) {
                audit.add(
                        connection, ACTOR, "begin reveal", datanet + "/" + state.epoch(), "promised rows can be shown");
            }
            return Sql.list(
                            connection,
                            row -> read(datanet, row),
                            COLUMNS + "where datanet = ? and epoch = ?",
                            datanet.value(),
                            state.epoch())
                    .get(0);
        });
    }

    /** Closes the rounds before an epoch that are open. */
    private void close(Connection connection, DatanetId datanet, int before, long receipts, long now)
            throws SQLException {
        String open = " where datanet = ? and epoch < ? and closed_at is null";
        List<String> closing = Sql.list(
                connection,
                row -> datanet + "/" + row.getInt(1),
                "select epoch from epoch_round" + open + " order by epoch",
                datanet.value(),
                before);
        Sql.execute(
                connection,
                "update epoch_round set closed_at = ?, end_receipt = ?" + open,
                now,
                receipts,
                datanet.value(),
                before);
        for (String round : closing) {
            audit.add(connection, ACTOR, "close epoch", round, "the ledger has %d receipts".formatted(receipts));
        }
    }

    /** Closed epochs that were not reported yet, in order. */
    public List<Round> unreported(DatanetId datanet) throws IOException {
        return database.read(connection -> Sql.list(
                connection,
                row -> read(datanet, row),
                COLUMNS + "where datanet = ? and closed_at is not null and reported_at is null order by epoch",
                datanet.value()));
    }

    /**
     * An epoch as its Datanet's owner sees it.
     *
     * @param report what it was reported with; empty while it is not, and where no receipt came in
     */
    public record Standing(Round round, Optional<Instant> reportedAt, Optional<Digest> report) {}

    /** The latest epochs of a Datanet, the latest first. */
    public List<Standing> latest(DatanetId datanet, int limit) throws IOException {
        return database.read(connection -> Sql.list(
                connection,
                row -> new Standing(
                        read(datanet, row),
                        Optional.ofNullable(row.getObject(8, Long.class)).map(Instant::ofEpochMilli),
                        Optional.ofNullable(row.getString(9)).map(Digest::parse)),
                COLUMNS.replace(" from ", ", reported_at, report from ")
                        + "where datanet = ? order by epoch desc limit ?",
                datanet.value(),
                limit));
    }

    /** Marks an epoch as inspected within the caller's transaction; false when somebody else did. */
    public boolean inspected(Connection connection, Round round) throws SQLException {
        return Sql.execute(
                        connection,
                        "update epoch_round set inspected_at = ? where datanet = ? and epoch = ? and inspected_at is null",
                        clock.millis(),
                        round.datanet().value(),
                        round.epoch())
                == 1;
    }

    /** Marks an epoch as reported within the caller's transaction; false when somebody else did. */
    public boolean reported(Connection connection, Round round, Optional<Digest> report) throws SQLException {
        return Sql.execute(
                        connection,
                        "update epoch_round set reported_at = ?, report = ? where datanet = ? and epoch = ? and reported_at is null",
                        clock.millis(),
                        report.map(Digest::hex).orElse(null),
                        round.datanet().value(),
                        round.epoch())
                == 1;
    }

    /** Place behind the receipts that reported epochs before this one paid. */
    public long paidUpTo(DatanetId datanet, int epoch) throws IOException {
        return database.read(connection -> Sql.list(
                        connection,
                        row -> row.getLong(1),
                        "select coalesce(max(end_receipt), 0) from epoch_round"
                                + " where datanet = ? and epoch < ? and reported_at is not null",
                        datanet.value(),
                        epoch)
                .get(0));
    }

    /**
     * Marks epochs as reported, within the caller's transaction, with the receipts that their reports paid. Epochs before them that nobody
     * knows a report of paid nothing; those behind them pay what came in later.
     *
     * @param adopted in ascending order; each has the place behind its receipts
     */
    public void adopt(Connection connection, DatanetId datanet, List<PaidEpochs.Taken> adopted) throws SQLException {
        long now = clock.millis();
        long first = 0;
        for (PaidEpochs.Taken epoch : adopted) {
            first = Sql.list(
                            connection,
                            row -> row.getLong(1),
                            "select coalesce(max(end_receipt), 0) from epoch_round"
                                    + " where datanet = ? and epoch < ? and reported_at is not null",
                            datanet.value(),
                            epoch.epoch())
                    .get(0);
            Sql.execute(
                    connection,
                    "update epoch_round set closed_at = coalesce(closed_at, ?), first_receipt = ?, end_receipt = ?, reported_at = ?"
                            + " where datanet = ? and epoch < ? and reported_at is null",
                    now,
                    first,
                    first,
                    now,
                    datanet.value(),
                    epoch.epoch());
            Sql.execute(
                    connection,
                    "insert into epoch_round (datanet, epoch, opened_at, first_receipt) values (?, ?, ?, ?) on conflict do nothing",
                    datanet.value(),
                    epoch.epoch(),
                    now,
                    first);
            Sql.execute(
                    connection,
                    "update epoch_round set closed_at = coalesce(closed_at, ?), inspected_at = coalesce(inspected_at, ?),"
                            + " first_receipt = ?, end_receipt = ?, report = ?, reported_at = ?"
                            + " where datanet = ? and epoch = ? and reported_at is null",
                    now,
                    now,
                    first,
                    epoch.receipts(),
                    epoch.report().hex(),
                    now,
                    datanet.value(),
                    epoch.epoch());
        }
        if (!adopted.isEmpty()) {
            long end = adopted.get(adopted.size() - 1).receipts();
            Sql.execute(
                    connection,
                    "update epoch_round set first_receipt = greatest(first_receipt, ?), end_receipt = greatest(end_receipt, ?)"
                            + " where datanet = ? and epoch > ? and reported_at is null",
                    end,
                    end,
                    datanet.value(),
                    adopted.get(adopted.size() - 1).epoch());
        }
    }

    /** Notes, within the caller's transaction, that runs which ended until then are paid or are the owner's to pay. */
    public void payNothingUntil(Connection connection, DatanetId datanet, Instant ended) throws SQLException {
        Sql.execute(
                connection,
                "insert into paid_until (datanet, ended_at) values (?, ?) on conflict do nothing",
                datanet.value(),
                ended.toEpochMilli());
        Sql.execute(
                connection,
                "update paid_until set ended_at = greatest(ended_at, ?) where datanet = ?",
                ended.toEpochMilli(),
                datanet.value());
    }

    /** Until when runs that ended are not paid any more. */
    public Optional<Instant> paidUntil(DatanetId datanet) throws IOException {
        return database
                .read(connection -> Sql.list(
                        connection,
                        row -> Instant.ofEpochMilli(row.getLong(1)),
                        "select ended_at from paid_until where datanet = ?",
                        datanet.value()))
                .stream()
                .findFirst();
    }

    private static Round read(DatanetId datanet, ResultSet row) throws SQLException {
        Long end = row.getObject(6, Long.class);
        return new Round(
                datanet,
                row.getInt(1),
                Instant.ofEpochMilli(row.getLong(2)),
                Optional.ofNullable(row.getObject(3, Long.class)).map(Instant::ofEpochMilli),
                Optional.ofNullable(row.getObject(4, Long.class)).map(Instant::ofEpochMilli),
                row.getLong(5),
                end == null ? OptionalLong.empty() : OptionalLong.of(end),
                Optional.ofNullable(row.getObject(7, Long.class)).map(Instant::ofEpochMilli));
    }
}
