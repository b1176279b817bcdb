package org.datanet.hook.ledger;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.store.Database;
import org.datanet.proof.ConsistencyProof;
import org.datanet.proof.Digest;
import org.datanet.proof.InclusionProof;
import org.datanet.proof.MerkleTree;
import org.datanet.rest.Receipts;
import org.datanet.usage.PayerId;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.ReceiptPieces;
import org.datanet.usage.RunId;
import org.datanet.usage.TreeHead;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;

/**
 * A usage ledger over JDBC. Receipts that are appended at the same moment share one transaction, so that the disk is waited for once;
 * what is checked is checked before that, in the caller's thread. Several processes may append to one database. Thread-safe.
 */
public final class JdbcUsageLedger implements UsageLedger {
    /** Bytes of a part; below what H2 takes in one binary value. */
    private static final int PART = 512 * 1024;

    private static final int LONGEST_MODEL = 500;

    /** The columns of {@link Receipts.Entry}, in its order. */
    private static final String ENTRY =
            "position, run, digest, datanet, payer, model, fee, state, entries, started_at, ended_at, appended_at";

    private final Database database;
    private final Clock clock;
    private final SignatureCheck signatures = SignatureCheck.best();
    private final TogetherAppender appender;

    /**
     * @param database stays the caller's
     * @param clock gives the time of heads and appends
     */
    public JdbcUsageLedger(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.appender = new TogetherAppender(batch -> database.write(connection -> append(connection, batch)));
    }

    /** A receipt on its way in: checked, already in its file form, and with an index of its pieces when it has several. */
    record Checked(UsageReceipt receipt, Digest digest, byte[] bytes, byte[] pieces) {}

    /** What became of a receipt. */
    sealed interface Place {
        /** It stands there now, or did before. */
        record At(Receipts.Entry entry, boolean isNew) implements Place {}

        /** Another receipt has its run id. */
        record Taken() implements Place {}
    }

    /** What the ledger says of a receipt, and whether it is new. */
    public record Appended(Receipts.Entry entry, boolean isNew) {}

    @Override
    public long append(UsageReceipt receipt) throws IOException {
        return appendIfNew(receipt).entry().position();
    }

    /** Appends a receipt as {@link #append} does, and says whether it was new. */
    public Appended appendIfNew(UsageReceipt receipt) throws IOException {
        if (!signatures.holds(receipt.publicKey(), receipt.header().bytes(), receipt.signature())
                || !receipt.hasSignedTable()) {
            throw new IllegalArgumentException(
                    "the signature of run %s does not hold over its header and table".formatted(receipt.run()));
        }
        byte[] bytes = ReceiptCodec.toBytes(receipt);
        byte[] pieces = receipt.table().size() > ReceiptPieces.ENTRIES
                ? ReceiptPieces.of(bytes, receipt.table()).bytes()
                : new byte[0];
        Place place = appender.append(new Checked(receipt, receipt.digest(), bytes, pieces));
        if (place instanceof Place.At at) {
            return new Appended(at.entry(), at.isNew());
        }
        throw new IllegalArgumentException(
                "the ledger has another receipt of run %s; a resumed run is a run of its own".formatted(receipt.run()));
    }

    private List<Place> append(Connection connection, List<Checked> batch) throws SQLException {
        long size = lockSize(connection);
        Map<RunId, Receipts.Entry> known = find(connection, batch);
        List<Place> places = new ArrayList<>(batch.size());
        List<Checked> fresh = new ArrayList<>(batch.size());
        Instant now = Instant.ofEpochMilli(clock.millis());
        for (Checked next : batch) {
            Receipts.Entry earlier = known.get(next.receipt().run());
            if (earlier == null) {
                Receipts.Entry entry = entry(size + fresh.size(), next, now);
                known.put(entry.run(), entry);
                fresh.add(next);
                places.add(new Place.At(entry, true));
            } else {
                places.add(earlier.digest().equals(next.digest()) ? new Place.At(earlier, false) : new Place.Taken());
            }
        }
        if (!fresh.isEmpty()) {
            insert(connection, size, fresh, now);
            LedgerNodes.add(
                    connection,
                    size,
                    fresh.stream()
                            .map(checked -> MerkleTree.leaf(checked.digest().bytes()))
                            .toList());
            try (PreparedStatement statement =
                    connection.prepareStatement("update ledger_state set size = ? where id = 1")) {
                statement.setLong(1, size + fresh.size());
                statement.executeUpdate();
            }
        }
        return places;
    }

    private static long lockSize(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("select size from ledger_state where id = 1 for update");
                ResultSet found = statement.executeQuery()) {
            if (!found.next()) {
                throw new SQLException("table ledger_state has lost its only row");
            }
            return found.getLong(1);
        }
    }

    /** What the ledger has of the runs of a batch already. */
    private Map<RunId, Receipts.Entry> find(Connection connection, List<Checked> batch) throws SQLException {
        // As many parameters as the next power of two, so that a database meets few statements. On PostgreSQL each run
        // is a part that goes
        // through the index: a list would be answered by reading a table that was short when that was planned. H2 does
        // lists best.
        int parameters = batch.size() == 1 ? 1 : Integer.highestOneBit(batch.size() - 1) * 2;
        Map<RunId, Receipts.Entry> known = new HashMap<>();
        String all = "select " + ENTRY + " from receipt where run ";
        String sql = database.isH2()
                ? all + "in (" + String.join(", ", Collections.nCopies(parameters, "?")) + ")"
                : String.join(" union all ", Collections.nCopies(parameters, all + "= ?"));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters; i++) {
                Checked next = batch.get(Math.min(i, batch.size() - 1));
                statement.setString(i + 1, next.receipt().run().value());
            }
            for (Receipts.Entry entry : entries(statement)) {
                known.put(entry.run(), entry);
            }
        }
        return known;
    }

    private static Receipts.Entry entry(long position, Checked checked, Instant now) {
        UsageReceipt.Header header = checked.receipt().header();
        return new Receipts.Entry(
                position,
                header.run(),
                checked.digest(),
                header.datanet().id(),
                header.payer(),
                header.model()
                        .substring(0, Math.min(LONGEST_MODEL, header.model().length())),
                header.fee(),
                header.state().name(),
                header.entries(),
                header.started(),
                header.ended(),
                now);
    }

    private static void insert(Connection connection, long first, List<Checked> fresh, Instant now)
            throws SQLException {
        try (PreparedStatement receipts = connection.prepareStatement(
                        "insert into receipt (" + ENTRY + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement parts = connection.prepareStatement(
                        "insert into receipt_part (position, part, body) values (?, ?, ?)")) {
            long position = first;
            for (Checked checked : fresh) {
                add(receipts, entry(position, checked, now));
                byte[] bytes = checked.bytes();
                for (int part = 0; part * (long) PART < bytes.length; part++) {
                    parts.setLong(1, position);
                    parts.setInt(2, part);
                    parts.setBytes(
                            3, Arrays.copyOfRange(bytes, part * PART, Math.min(bytes.length, (part + 1) * PART)));
                    parts.addBatch();
                }
                position++;
            }
            receipts.executeBatch();
            parts.executeBatch();
        }
        index(connection, first, fresh);
    }

    private static void add(PreparedStatement statement, Receipts.Entry entry) throws SQLException {
        statement.setLong(1, entry.position());
        statement.setString(2, entry.run().value());
        statement.setString(3, entry.digest().hex());
        statement.setString(4, entry.datanet().value());
        statement.setString(5, entry.payer().value());
        statement.setString(6, entry.model());
        statement.setString(7, entry.fee().toString());
        statement.setString(8, entry.state());
        statement.setInt(9, entry.entries());
        statement.setLong(10, entry.started().toEpochMilli());
        statement.setLong(11, entry.ended().toEpochMilli());
        statement.setLong(12, entry.appendedAt().toEpochMilli());
        statement.addBatch();
    }

    private static void index(Connection connection, long first, List<Checked> fresh) throws SQLException {
        if (fresh.stream().allMatch(checked -> checked.pieces().length == 0)) {
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement("insert into receipt_index (position, pieces) values (?, ?)")) {
            for (int i = 0; i < fresh.size(); i++) {
                if (fresh.get(i).pieces().length > 0) {
                    statement.setLong(1, first + i);
                    statement.setBytes(2, fresh.get(i).pieces());
                    statement.addBatch();
                }
            }
            statement.executeBatch();
        }
    }

    /**
     * What a receipt says of one row.
     *
     * @param tableRoot which the receipt's header holds
     */
    public record Row(Digest tableRoot, ReceiptPieces.Proved entry) {}

    /** Proves one row of the receipt at a place; of a long table, one piece is read. Empty when the table has no such row. */
    public Optional<Row> row(long position, int row) throws IOException {
        byte[] stored = database.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select pieces from receipt_index where position = ?")) {
                statement.setLong(1, position);
                try (ResultSet found = statement.executeQuery()) {
                    return found.next() ? found.getBytes(1) : new byte[0];
                }
            }
        });
        if (stored.length == 0) {
            UsageTable table = read(position).table();
            int entry = Arrays.binarySearch(table.rows(), row);
            return entry < 0
                    ? Optional.empty()
                    : Optional.of(new Row(
                            table.merkleTree().root(),
                            new ReceiptPieces.Proved(
                                    table.exposures(entry),
                                    table.gain(entry),
                                    table.merkleTree().inclusion(entry))));
        }
        ReceiptPieces pieces = ReceiptPieces.parse(stored);
        int number = pieces.pieceOf(row);
        if (number < 0) {
            return Optional.empty();
        }
        ReceiptPieces.Piece piece = pieces.piece(number);
        return pieces.prove(row, number, content(position, piece.offset(), piece.length()))
                .map(entry -> new Row(pieces.root(), entry));
    }

    private byte[] content(long position, long offset, int length) {
        byte[] content = new byte[length];
        int filled = 0;
        while (filled < length) {
            long at = offset + filled;
            byte[] part = part(position, (int) (at / PART));
            int from = (int) (at % PART);
            int count = Math.min(length - filled, part.length - from);
            System.arraycopy(part, from, content, filled, count);
            filled += count;
        }
        return content;
    }

    @Override
    public Optional<UsageReceipt> receipt(RunId run) throws IOException {
        OptionalLong position = position(run);
        return position.isEmpty() ? Optional.empty() : Optional.of(read(position.getAsLong()));
    }

    /** The place of a run's receipt, if the ledger has it. */
    public OptionalLong position(RunId run) throws IOException {
        return database.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select position from receipt where run = ?")) {
                statement.setString(1, run.value());
                try (ResultSet found = statement.executeQuery()) {
                    return found.next() ? OptionalLong.of(found.getLong(1)) : OptionalLong.empty();
                }
            }
        });
    }

    /** Writes the file form of the receipt at a place, one part in memory at a time. */
    public void copy(long position, OutputStream out) throws IOException {
        try (InputStream in = open(position)) {
            in.transferTo(out);
        }
    }

    private UsageReceipt read(long position) throws IOException {
        try (InputStream in = open(position)) {
            return ReceiptCodec.read(in, "receipt " + position + " of the ledger", ReceiptCodec.Limits.DEFAULT);
        }
    }

    private InputStream open(long position) {
        return new SequenceInputStream(new Enumeration<>() {
            private int part;
            private byte[] next = part(position, 0);

            @Override
            public boolean hasMoreElements() {
                return next.length > 0;
            }

            @Override
            public InputStream nextElement() {
                if (next.length == 0) {
                    throw new NoSuchElementException();
                }
                InputStream now = new ByteArrayInputStream(next);
                next = part(position, ++part);
                return now;
            }
        });
    }

    private byte[] part(long position, int part) {
        try {
            return database.read(connection -> {
                try (PreparedStatement statement =
                        connection.prepareStatement("select body from receipt_part where position = ? and part = ?")) {
                    statement.setLong(1, position);
                    statement.setInt(2, part);
                    try (ResultSet found = statement.executeQuery()) {
                        return found.next() ? found.getBytes(1) : new byte[0];
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Stream<UsageReceipt> receipts() throws IOException {
        return receipts(0, size());
    }

    /** The receipts at the places from {@code from} to before {@code to}, read one at a time. */
    public Stream<UsageReceipt> receipts(long from, long to) {
        return LongStream.range(from, to).mapToObj(position -> {
            try {
                return read(position);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Number of receipts. */
    public long size() throws IOException {
        return database.read(JdbcUsageLedger::size);
    }

    private static long size(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select size from ledger_state where id = 1");
                ResultSet found = statement.executeQuery()) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    @Override
    public TreeHead head() throws IOException {
        return head(size());
    }

    /** The state that had that many receipts, which is the present size or smaller. */
    public TreeHead head(long size) throws IOException {
        return database.read(connection ->
                new TreeHead(size, size == 0 ? Digest.EMPTY : LedgerNodes.root(connection, 0, size), clock.instant()));
    }

    @Override
    public Optional<InclusionProof> inclusion(RunId run) throws IOException {
        OptionalLong position = position(run);
        if (position.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(database.read(connection -> {
            long size = size(connection);
            return new InclusionProof(
                    position.getAsLong(), size, LedgerNodes.inclusion(connection, position.getAsLong(), size));
        }));
    }

    @Override
    public ConsistencyProof consistency(long oldSize) throws IOException {
        return database.read(connection -> {
            long size = size(connection);
            if (oldSize < 1 || oldSize > size) {
                throw new IllegalArgumentException(
                        "a ledger of %d receipts has no earlier state of %d".formatted(size, oldSize));
            }
            return new ConsistencyProof(oldSize, size, LedgerNodes.consistency(connection, oldSize, size));
        });
    }

    /**
     * Receipts in their order.
     *
     * @param from the first place
     * @param payer only this payer's; empty for all
     */
    public List<Receipts.Entry> summaries(long from, String payer, int limit) throws IOException {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("select " + ENTRY
                    + " from receipt where position >= ?" + (payer.isEmpty() ? "" : " and payer = ?")
                    + " order by position limit ?")) {
                int at = 1;
                statement.setLong(at++, from);
                if (!payer.isEmpty()) {
                    statement.setString(at++, payer);
                }
                statement.setInt(at, limit);
                return entries(statement);
            }
        });
    }

    private static List<Receipts.Entry> entries(PreparedStatement statement) throws SQLException {
        List<Receipts.Entry> entries = new ArrayList<>();
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                entries.add(new Receipts.Entry(
                        found.getLong(1),
                        new RunId(found.getString(2)),
                        Digest.parse(found.getString(3)),
                        new DatanetId(found.getString(4)),
                        new PayerId(found.getString(5)),
                        found.getString(6),
                        new BigInteger(found.getString(7)),
                        found.getString(8),
                        found.getInt(9),
                        Instant.ofEpochMilli(found.getLong(10)),
                        Instant.ofEpochMilli(found.getLong(11)),
                        Instant.ofEpochMilli(found.getLong(12))));
            }
        }
        return entries;
    }

    /** Does nothing: the database is the caller's. */
    @Override
    public void close() {}
}
