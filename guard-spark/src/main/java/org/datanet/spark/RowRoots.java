package org.datanet.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;

/**
 * The RFC 9162 root over the rows of a table, whatever partitions they stand in. Rows are hashed in aligned blocks of {@value #BLOCK}, a
 * power of two, so that the tree over the roots of the blocks is the upper part of the tree over all rows; the driver sees 32 bytes a block.
 */
final class RowRoots {
    /** Rows of a block. */
    static final int BLOCK = 1 << 14;

    private static final StructType BLOCKS = new StructType()
            .add("block", DataTypes.IntegerType)
            .add("rows", DataTypes.IntegerType)
            .add("root", DataTypes.BinaryType);

    private RowRoots() {}

    /** Gives the bytes that stand for a row. */
    @FunctionalInterface
    interface Leaf extends Serializable {
        byte[] bytes(Row row);
    }

    /**
     * A root and how many rows are under it.
     *
     * @param rows 0 or more
     */
    record Root(Digest digest, int rows) {}

    /**
     * Computes the root.
     *
     * @param table with a column {@code row} of int, in any order
     * @param name of the table, for messages
     * @throws IllegalArgumentException unless rows are 0 to n - 1, each once
     */
    static Root of(Dataset<Row> table, String name, Leaf leaf) {
        int column = table.schema().fieldIndex("row");
        List<Row> blocks = table.repartition(functions.col("row").divide(BLOCK).cast(DataTypes.LongType))
                .sortWithinPartitions("row")
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows -> blocks(rows, name, column, leaf),
                        Encoders.row(BLOCKS))
                .sort("block")
                .collectAsList();
        List<Digest> roots = new ArrayList<>();
        long rows = 0;
        for (Row block : blocks) {
            // A block that is not full has to be the last one.
            if (block.getInt(0) != roots.size() || rows != (long) roots.size() * BLOCK) {
                throw missing(name, rows);
            }
            roots.add(Digest.of(block.getAs(2)));
            rows += block.getInt(1);
        }
        return new Root(MerkleTree.of(roots).root(), Math.toIntExact(rows));
    }

    private static IllegalArgumentException missing(String name, long row) {
        return new IllegalArgumentException(
                "table %s: row %d is missing; rows are numbered from 0 in the order of intake, without gaps"
                        .formatted(name, row));
    }

    private static Iterator<Row> blocks(Iterator<Row> rows, String name, int column, Leaf leaf) {
        List<Row> done = new ArrayList<>();
        List<Digest> leaves = new ArrayList<>();
        int block = -1;
        int expected = 0;
        while (rows.hasNext()) {
            Row row = rows.next();
            int at = row.getInt(column);
            if (at < 0) {
                throw new IllegalArgumentException("table %s: row %d is below 0".formatted(name, at));
            }
            if (at / BLOCK != block) {
                flush(done, leaves, block);
                block = at / BLOCK;
                expected = block * BLOCK;
            }
            if (at < expected) {
                throw new IllegalArgumentException("table %s: row %d stands twice".formatted(name, at));
            }
            if (at > expected) {
                throw missing(name, expected);
            }
            leaves.add(MerkleTree.leaf(leaf.bytes(row)));
            expected++;
        }
        flush(done, leaves, block);
        return done.iterator();
    }

    private static void flush(List<Row> done, List<Digest> leaves, int block) {
        if (!leaves.isEmpty()) {
            done.add(RowFactory.create(
                    block, leaves.size(), MerkleTree.of(leaves).root().bytes()));
            leaves.clear();
        }
    }
}
