package org.datanet.usage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Writes the frames of {@link ReceiptCodec}. Not thread-safe. */
final class ReceiptWriter {
    static final byte[] MAGIC = {(byte) 0x89, 'D', 'N', 'R', '\r', '\n', 0x1A, 1};
    static final int HEAD_BYTES = 1 + Integer.BYTES + Integer.BYTES;
    /** A frame of the table never needs more: 5 bytes a row, 10 each for exposures and gain. */
    static final int LONGEST_BLOCK = SubtreeRoots.PIECE * (5 + 10 + 10);

    private final OutputStream out;
    private final byte[] block = new byte[LONGEST_BLOCK];
    private int length;

    ReceiptWriter(OutputStream out) {
        this.out = out;
    }

    void write(UsageReceipt receipt) throws IOException {
        UsageTable table = receipt.table();
        if (table.size() != receipt.header().entries()) {
            throw new IllegalArgumentException("the header of run %s promises %d entries, its table has %d"
                    .formatted(receipt.run(), receipt.header().entries(), table.size()));
        }
        out.write(MAGIC);
        frame('H', receipt.header().bytes());
        int[] rows = table.rows();
        int before = -1;
        for (int from = 0; from < rows.length; from += SubtreeRoots.PIECE) {
            int to = Math.min(rows.length, from + SubtreeRoots.PIECE);
            length = 0;
            for (int i = from; i < to; i++) {
                number(rows[i] - before - 1L);
                before = rows[i];
            }
            for (int i = from; i < to; i++) {
                number(table.exposures(i));
            }
            for (int i = from; i < to; i++) {
                number(table.gain(i) << 1 ^ table.gain(i) >> 63);
            }
            frame('T', block, length);
        }
        byte[] key = receipt.publicKey();
        byte[] signature = receipt.signature();
        frame('K', key);
        frame('S', signature);
    }

    /** As unsigned, 7 bits a byte, lowest first, the last byte below 128. */
    private void number(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            block[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        block[length++] = (byte) rest;
    }

    private void frame(char kind, byte[] bytes) throws IOException {
        frame(kind, bytes, bytes.length);
    }

    private void frame(char kind, byte[] bytes, int size) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).put((byte) kind).putInt(size);
        head.putInt(crc(head.array(), 1 + Integer.BYTES));
        out.write(head.array());
        out.write(bytes, 0, size);
        out.write(ByteBuffer.allocate(Integer.BYTES).putInt(crc(bytes, size)).array());
    }

    static int crc(byte[] bytes, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, size);
        return (int) crc.getValue();
    }
}
