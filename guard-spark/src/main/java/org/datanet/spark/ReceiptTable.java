package org.datanet.spark;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.datanet.proof.Signer;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;

/**
 * Receipts as two tables: what was signed, and which run used which row. Every receipt is checked as a ledger checks it, its signature and that its rows are
 * the ones that were signed, before anything is paid for it.
 */
final class ReceiptTable {
    private static final StructType CHECKED = new StructType()
            .add("run", DataTypes.StringType, false)
            .add("digest", DataTypes.BinaryType, false)
            .add("pays", DataTypes.BooleanType, false)
            .add("fee", DataTypes.BinaryType, false)
            .add("payer", DataTypes.StringType, false)
            .add("rows", DataTypes.IntegerType, false)
            .add("entries", DataTypes.IntegerType, false)
            .add("table_root", DataTypes.BinaryType, false);

    private static final StructType TABLE_ROOTS = new StructType()
            .add("run", DataTypes.StringType, false)
            .add("found", DataTypes.IntegerType, false)
            .add("last_row", DataTypes.IntegerType, false)
            .add("found_root", DataTypes.BinaryType, false);

    /** Entries whose hashes are put together at once: a power of two. */
    private static final int PIECE = 4_096;

    private static final int BATCH = 500_000;

    private final SparkSession spark;
    private final Stages stages;

    ReceiptTable(SparkSession spark, Stages stages) {
        this.spark = spark;
        this.stages = stages;
    }

    /**
     * Where receipts come from.
     *
     * @param receipts stage or table of {@link Tables#RECEIPTS}
     * @param usage stage or table of {@link Tables#USAGE}
     * @param key of both
     */
    record Source(Dataset<Row> receipts, Dataset<Row> usage, Digest key) {}

    /** Two tables, in any order and any number of parts. */
    Source ofTables(String receipts, String usage) {
        CanonicalBytes key = CanonicalBytes.tagged("datanet-spark-receipts-1");
        return new Source(
                Tables.read(spark, receipts, Tables.RECEIPTS),
                Tables.read(spark, usage, Tables.USAGE),
                stages.input(stages.input(key, receipts), usage).toDigest());
    }

    /** A folder of {@code .receipt} files: one task reads one file. */
    Source ofFolder(String folder) {
        CanonicalBytes key = stages.input(CanonicalBytes.tagged("datanet-spark-receipt-files-1"), folder);
        List<String> files = receiptFiles(folder);
        if (files.isEmpty()) {
            throw new IllegalArgumentException(
                    folder + ": is neither a ledger nor has it files that end in " + ReceiptCodec.EXTENSION);
        }
        Broadcasts.Shared<Configuration> hadoop = Broadcasts.configuration(spark);
        JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
        int parts = Math.min(files.size(), 4 * context.defaultParallelism());
        Stages.Stage receipts = stages.run(
                "receipts-read",
                key,
                () -> spark.createDataFrame(
                        context.parallelize(files, parts).map(file -> signed(read(file, hadoop.value()))),
                        Tables.RECEIPTS));
        Stages.Stage usage = stages.run(
                "usage-read",
                key,
                () -> spark.createDataFrame(
                        context.parallelize(files, parts).flatMap(file -> entries(read(file, hadoop.value()))),
                        Tables.USAGE));
        return new Source(stages.read(receipts), stages.read(usage), key.toDigest());
    }

    /** A ledger of this machine, read once, receipt by receipt. */
    Source ofLedger(Path ledger) {
        CanonicalBytes key = stages.input(
                CanonicalBytes.tagged("datanet-spark-ledger-1"), ledger.toUri().toString());
        Stages.Stage receipts = stages.write(
                "receipts-read",
                key,
                path -> eachReceipt(
                        ledger,
                        receipt -> 1,
                        (all, mode) -> spark.createDataFrame(
                                        all.stream().map(ReceiptTable::signed).toList(), Tables.RECEIPTS)
                                .write()
                                .mode(mode)
                                .parquet(path)));
        Stages.Stage usage = stages.write(
                "usage-read",
                key,
                path -> eachReceipt(ledger, receipt -> receipt.table().size(), (all, mode) -> {
                    List<Row> rows = new ArrayList<>();
                    all.forEach(receipt -> entries(receipt).forEachRemaining(rows::add));
                    spark.createDataFrame(rows, Tables.USAGE).write().mode(mode).parquet(path);
                }));
        return new Source(stages.read(receipts), stages.read(usage), key.toDigest());
    }

    private interface Batch {
        void write(List<UsageReceipt> receipts, SaveMode mode);
    }

    private static void eachReceipt(Path folder, java.util.function.ToIntFunction<UsageReceipt> size, Batch batch) {
        List<UsageReceipt> waiting = new ArrayList<>();
        SaveMode mode = SaveMode.ErrorIfExists;
        long rows = 0;
        try (UsageLedger ledger = FileUsageLedger.openReadOnly(folder);
                Stream<UsageReceipt> receipts = ledger.receipts()) {
            for (Iterator<UsageReceipt> all = receipts.iterator(); all.hasNext(); ) {
                UsageReceipt receipt = all.next();
                if (rows > 0 && rows + size.applyAsInt(receipt) > BATCH) {
                    batch.write(waiting, mode);
                    mode = SaveMode.Append;
                    waiting.clear();
                    rows = 0;
                }
                waiting.add(receipt);
                rows += size.applyAsInt(receipt);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
        batch.write(waiting, mode);
    }

    private List<String> receiptFiles(String folder) {
        List<String> files = new ArrayList<>();
        try {
            org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
            FileSystem system = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
            for (RemoteIterator<LocatedFileStatus> all = system.listFiles(path, false); all.hasNext(); ) {
                org.apache.hadoop.fs.Path file = all.next().getPath();
                if (file.getName().endsWith(ReceiptCodec.EXTENSION)) {
                    files.add(file.toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
        files.sort(null);
        return files;
    }

    private static UsageReceipt read(String file, Configuration hadoop) throws IOException {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file);
        try (InputStream in = path.getFileSystem(hadoop).open(path)) {
            return ReceiptCodec.read(in, file, ReceiptCodec.Limits.DEFAULT);
        }
    }

    static Row signed(UsageReceipt receipt) {
        return RowFactory.create(receipt.header().bytes(), receipt.publicKey(), receipt.signature());
    }

    static Iterator<Row> entries(UsageReceipt receipt) {
        UsageTable table = receipt.table();
        String run = receipt.run().value();
        return java.util.stream.IntStream.range(0, table.size())
                .mapToObj(i -> RowFactory.create(run, table.row(i), table.exposures(i), table.gain(i)))
                .iterator();
    }

    /**
     * The stage {@code receipts}: each run once, checked.
     *
     * @param now the state of the Datanet that is paid for
     * @throws IllegalArgumentException naming a receipt that does not hold, belongs elsewhere or contradicts another one
     */
    Stages.Stage checked(Source source, DatanetRef now) {
        CanonicalBytes key =
                now.appendTo(CanonicalBytes.tagged("datanet-spark-checked-1")).digest(source.key());
        return stages.run("receipts", key, () -> check(source, now));
    }

    private Dataset<Row> check(Source source, DatanetRef now) {
        String id = now.id().value();
        String version = now.version();
        int size = now.rows();
        String root = now.root().toString();
        Dataset<Row> signed = source.receipts()
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>)
                                rows -> map(rows, new DatanetRef(new DatanetId(id), version, size, Digest.parse(root))),
                        Encoders.row(CHECKED));
        Dataset<Row> once =
                signed.dropDuplicates("run", "digest").persist(org.apache.spark.storage.StorageLevel.MEMORY_AND_DISK());
        List<Row> twice = once.groupBy("run")
                .agg(functions.sort_array(functions.collect_list("digest")).alias("digests"))
                .filter(functions.size(col("digests")).gt(1))
                .sort("run")
                .limit(1)
                .collectAsList();
        if (!twice.isEmpty()) {
            List<byte[]> digests = twice.get(0).getList(1);
            throw new IllegalArgumentException("run %s has two receipts, %s and %s; a ledger keeps one"
                    .formatted(twice.get(0).getString(0), Digest.of(digests.get(0)), Digest.of(digests.get(1))));
        }
        Dataset<Row> tables = source.usage()
                .repartition(col("run"))
                .sortWithinPartitions("run", "row")
                .mapPartitions((MapPartitionsFunction<Row, Row>) TableRoots::new, Encoders.row(TABLE_ROOTS));
        Dataset<Row> both = once.join(tables, once.col("run").equalTo(tables.col("run")), "full_outer")
                .select(
                        functions.coalesce(once.col("run"), tables.col("run")).alias("run"),
                        col("digest"),
                        col("pays"),
                        col("fee"),
                        col("payer"),
                        col("rows"),
                        col("entries"),
                        col("table_root"),
                        col("found"),
                        col("last_row"),
                        col("found_root"));
        return both.mapPartitions(
                (MapPartitionsFunction<Row, Row>) rows -> {
                    List<Row> held = new ArrayList<>();
                    rows.forEachRemaining(row -> held.add(hold(row)));
                    return held.iterator();
                },
                Encoders.row(CHECKED));
    }

    private static Iterator<Row> map(Iterator<Row> rows, DatanetRef now) {
        List<Row> checked = new ArrayList<>();
        rows.forEachRemaining(row -> checked.add(check(row.getAs(0), row.getAs(1), row.getAs(2), now)));
        return checked.iterator();
    }

    private static Row check(byte[] header, byte[] publicKey, byte[] signature, DatanetRef now) {
        UsageReceipt.Header signed = UsageReceipt.Header.of(header);
        if (!Arrays.equals(signed.bytes(), header)) {
            throw new IllegalArgumentException("the header of run %s is not canonical".formatted(signed.run()));
        }
        if (!Signer.verify(Signer.publicKey(publicKey), header, signature)) {
            throw new IllegalArgumentException(
                    "the signature of run %s does not hold for its header under the receipt's key; ask the recorder for the receipt it signed"
                            .formatted(signed.run()));
        }
        boolean pays = signed.state() == RunState.COMPLETED;
        if (pays && !signed.datanet().precedes(now)) {
            throw new IllegalArgumentException("receipt %s is of %s, which is no state of %s up to now"
                    .formatted(signed.run(), signed.datanet(), now));
        }
        return RowFactory.create(
                signed.run().value(),
                CanonicalBytes.tagged("datanet-receipt-1")
                        .bytes(header)
                        .bytes(publicKey)
                        .bytes(signature)
                        .toDigest()
                        .bytes(),
                pays,
                signed.fee().toByteArray(),
                signed.payer().value(),
                signed.datanet().rows(),
                signed.entries(),
                signed.tableRoot().bytes());
    }

    private static Row hold(Row row) {
        String run = row.getString(0);
        if (row.isNullAt(1)) {
            throw new IllegalArgumentException(
                    "the table of usage names run %s, of which there is no receipt; add it or take the rows out"
                            .formatted(run));
        }
        int entries = row.getInt(6);
        int found = row.isNullAt(8) ? 0 : row.getInt(8);
        Digest root = row.isNullAt(10) ? Digest.EMPTY : Digest.of(row.getAs(10));
        Digest signed = Digest.of(row.getAs(7));
        if (found != entries || !root.equals(signed)) {
            throw new IllegalArgumentException(
                    "the table of run %s has %d entries under root %s, but %d under root %s were signed; it is not the one that was recorded"
                            .formatted(run, found, root, entries, signed));
        }
        if (row.getBoolean(2) && found > 0 && row.getInt(9) >= row.getInt(5)) {
            throw new IllegalArgumentException(
                    "receipt %s names row %d of a Datanet of %d rows".formatted(run, row.getInt(9), row.getInt(5)));
        }
        return RowFactory.create(
                run, row.get(1), row.get(2), row.get(3), row.get(4), row.get(5), row.get(6), row.get(7));
    }

    /** Goes through entries sorted by run and row, and gives the root of each run's table; holds one piece at a time. */
    private static final class TableRoots implements Iterator<Row> {
        private final Iterator<Row> entries;
        private Row ahead;
        private boolean ended;

        TableRoots(Iterator<Row> entries) {
            this.entries = entries;
            this.ahead = RowFactory.create();
            advance();
        }

        private void advance() {
            if (entries.hasNext()) {
                ahead = entries.next();
            } else {
                ended = true;
            }
        }

        @Override
        public boolean hasNext() {
            return !ended;
        }

        @Override
        public Row next() {
            String run = ahead.getString(0);
            List<Digest> pieces = new ArrayList<>();
            int[] rows = new int[PIECE];
            long[] exposures = new long[PIECE];
            long[] gains = new long[PIECE];
            int found = 0;
            int last = -1;
            int size = 0;
            while (!ended && ahead.getString(0).equals(run)) {
                int row = ahead.getInt(1);
                if (row <= last) {
                    throw new IllegalArgumentException(
                            row < 0
                                    ? "run %s names row %d; rows begin with 0".formatted(run, row)
                                    : "run %s names row %d twice".formatted(run, row));
                }
                last = row;
                rows[size] = row;
                exposures[size] = ahead.getLong(2);
                gains[size++] = ahead.getLong(3);
                found++;
                if (size == PIECE) {
                    pieces.add(root(rows, exposures, gains, size));
                    size = 0;
                }
                advance();
            }
            if (size > 0) {
                pieces.add(root(rows, exposures, gains, size));
            }
            return RowFactory.create(
                    run, found, last, MerkleTree.of(pieces).root().bytes());
        }

        private static Digest root(int[] rows, long[] exposures, long[] gains, int size) {
            return new UsageTable(Arrays.copyOf(rows, size), Arrays.copyOf(exposures, size), Arrays.copyOf(gains, size))
                    .root();
        }
    }

    /** Whether a path is the folder of a ledger on this machine. */
    static boolean isLedger(Path folder) {
        return Files.isRegularFile(folder.resolve("head"));
    }
}
