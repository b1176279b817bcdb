package org.datanet.hook.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.proof.Digest;
import org.datanet.rest.PaidEpochs.Paid;

/** Which report paid which epoch, each epoch once. Thread-safe, also between processes on one database. */
public final class PaidEpochBook {
    private static final String COLUMNS = "select epoch, report, at from paid_epoch where datanet = ? ";

    /** The latest that are told at once. */
    private static final int MOST = 1_000;

    private final Database database;
    private final Clock clock;

    public PaidEpochBook(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Notes, as part of the caller's transaction, that a report pays these epochs.
     *
     * @return the first of them that another report has paid: then the caller must give the transaction up
     */
    public Optional<Paid> claim(Connection connection, DatanetId datanet, List<Integer> epochs, Digest report)
            throws SQLException {
        for (int epoch : epochs) {
            // Waits for another transaction that is about to claim the same epoch.
            Sql.execute(
                    connection,
                    "insert into paid_epoch (datanet, epoch, report, at) values (?, ?, ?, ?) on conflict do nothing",
                    datanet.value(),
                    epoch,
                    report.hex(),
                    clock.millis());
            Optional<Paid> paid =
                    Sql.list(connection, PaidEpochBook::read, COLUMNS + "and epoch = ?", datanet.value(), epoch)
                            .stream()
                            .findFirst();
            if (paid.isPresent() && !paid.get().report().equals(report)) {
                return paid;
            }
        }
        return Optional.empty();
    }

    /** What paid an epoch, if it is paid. */
    public Optional<Paid> of(DatanetId datanet, int epoch) throws IOException {
        return database
                .read(connection ->
                        Sql.list(connection, PaidEpochBook::read, COLUMNS + "and epoch = ?", datanet.value(), epoch))
                .stream()
                .findFirst();
    }

    /** Notes, as part of the caller's transaction, that the owner knows of a report that paid an epoch. */
    public void know(Connection connection, DatanetId datanet, int epoch, Digest report) throws SQLException {
        Sql.execute(
                connection,
                "insert into known_payment (datanet, epoch, report, at) values (?, ?, ?, ?) on conflict do nothing",
                datanet.value(),
                epoch,
                report.hex(),
                clock.millis());
    }

    /** Whether a report is known here to have paid an epoch: because it is ours, or because the owner has said so. */
    public boolean knows(DatanetId datanet, Paid paid) throws IOException {
        if (of(datanet, paid.epoch())
                .filter(here -> here.report().equals(paid.report()))
                .isPresent()) {
            return true;
        }
        return !database.read(connection -> Sql.list(
                        connection,
                        row -> row.getInt(1),
                        "select epoch from known_payment where datanet = ? and epoch = ? and report = ?",
                        datanet.value(),
                        paid.epoch(),
                        paid.report().hex()))
                .isEmpty();
    }

    /** The paid epochs of a Datanet, the latest first. */
    public List<Paid> latest(DatanetId datanet) throws IOException {
        return database.read(connection -> Sql.list(
                connection, PaidEpochBook::read, COLUMNS + "order by epoch desc limit ?", datanet.value(), MOST));
    }

    private static Paid read(java.sql.ResultSet row) throws SQLException {
        return new Paid(row.getInt(1), Digest.parse(row.getString(2)), Instant.ofEpochMilli(row.getLong(3)));
    }
}
