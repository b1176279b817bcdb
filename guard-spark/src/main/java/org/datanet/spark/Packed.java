package org.datanet.spark;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Brings columns of numbers to the driver, some thousands of rows at once. */
final class Packed {
    private static final int ROWS = 16_384;

    private Packed() {}

    /** A row's number of the first column, and the value of the second as bits. */
    interface Reader {
        void read(int row, long bits);
    }

    /** Reads a table of an int and a double column, in no particular order. */
    static void doubles(Dataset<Row> table, Reader reader) {
        read(table, reader, row -> Double.doubleToRawLongBits(row.getDouble(1)));
    }

    /** Reads a table of an int and an int column. */
    static void ints(Dataset<Row> table, Reader reader) {
        read(table, reader, row -> row.getInt(1));
    }

    /** The rows that stand in the first column. */
    static BitSet rows(Dataset<Row> table) {
        BitSet rows = new BitSet();
        read(table, (row, bits) -> rows.set(row), row -> 0);
        return rows;
    }

    private interface Bits extends java.io.Serializable {
        long of(Row row);
    }

    private static void read(Dataset<Row> table, Reader reader, Bits bits) {
        Dataset<byte[]> packed = table.mapPartitions(
                (MapPartitionsFunction<Row, byte[]>) rows -> new Packs(rows, bits), Encoders.BINARY());
        for (Iterator<byte[]> all = packed.toLocalIterator(); all.hasNext(); ) {
            ByteBuffer buffer = ByteBuffer.wrap(all.next());
            while (buffer.hasRemaining()) {
                reader.read(buffer.getInt(), buffer.getLong());
            }
        }
    }

    private record Packs(Iterator<Row> rows, Bits bits) implements Iterator<byte[]> {
        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public byte[] next() {
            ByteBuffer buffer = ByteBuffer.allocate(ROWS * 12);
            while (rows.hasNext() && buffer.hasRemaining()) {
                Row row = rows.next();
                buffer.putInt(row.getInt(0)).putLong(bits.of(row));
            }
            byte[] out = new byte[buffer.position()];
            buffer.flip().get(out);
            return out;
        }
    }
}
