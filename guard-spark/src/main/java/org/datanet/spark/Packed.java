package org.datanet.spark;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Brings columns of numbers to the driver: one job a table, some thousands of rows at once. */
final class Packed {
    private static final int ROWS = 16_384;

    private Packed() {}

    /** The number in the first column, and those in the others; the array is used again for the next row. */
    interface Reader {
        void read(int row, double[] values);
    }

    /** Reads a table of an int column and others of ints and doubles, in no particular order. */
    static void read(Dataset<Row> table, Reader reader) {
        int columns = table.columns().length;
        double[] values = new double[columns - 1];
        for (byte[] pack : table.mapPartitions(
                        (MapPartitionsFunction<Row, byte[]>) rows -> new Packs(rows, columns), Encoders.BINARY())
                .collectAsList()) {
            ByteBuffer buffer = ByteBuffer.wrap(pack);
            while (buffer.hasRemaining()) {
                int row = buffer.getInt();
                for (int i = 0; i < values.length; i++) {
                    values[i] = buffer.getDouble();
                }
                reader.read(row, values);
            }
        }
    }

    /** The rows that stand in a table's columns, all of them ints. */
    static BitSet rows(Dataset<Row> table) {
        BitSet rows = new BitSet();
        read(table, (row, others) -> {
            rows.set(row);
            for (double other : others) {
                rows.set((int) other);
            }
        });
        return rows;
    }

    private record Packs(Iterator<Row> rows, int columns) implements Iterator<byte[]> {
        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public byte[] next() {
            ByteBuffer buffer = ByteBuffer.allocate(ROWS * (Integer.BYTES + Double.BYTES * (columns - 1)));
            while (rows.hasNext() && buffer.hasRemaining()) {
                Row row = rows.next();
                buffer.putInt(row.getInt(0));
                for (int i = 1; i < columns; i++) {
                    // An int is a double without loss.
                    buffer.putDouble(((Number) row.get(i)).doubleValue());
                }
            }
            byte[] out = new byte[buffer.position()];
            buffer.flip().get(out);
            return out;
        }
    }
}
