package org.datanet.usage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the frames of {@link ReceiptCodec} one after the other, refusing whatever a writer would not write. Not thread-safe. */
final class ReceiptReader {
    private static final int LONGEST_KEY = 4_096;
    private static final int LONGEST_SIGNATURE = 4_096;
    private static final String DAMAGED = "; the bytes were changed or damaged: take the receipt from another copy";

    private final InputStream in;
    private final String source;
    private final int entries;
    private final UsageReceipt.Header header;
    private final long headerOffset;
    private final int[] rows = new int[SubtreeRoots.PIECE];
    private final long[] exposures = new long[SubtreeRoots.PIECE];
    private final long[] gains = new long[SubtreeRoots.PIECE];
    private byte[] bytes = new byte[1024];
    private byte @Nullable [] publicKey;
    private byte @Nullable [] signature;
    private long keyOffset;
    private long signatureOffset;
    private long offset;
    private int done;
    private int before = -1;
    private int at;
    private int length;
    private String part = "magic";
    private long partOffset;

    ReceiptReader(InputStream in, String source, ReceiptCodec.Limits limits) throws IOException {
        this.in = in;
        this.source = source;
        byte[] magic = new byte[ReceiptWriter.MAGIC.length];
        fill(magic, magic.length);
        if (!Arrays.equals(magic, ReceiptWriter.MAGIC)) {
            throw broken(
                    Arrays.equals(magic, 0, magic.length - 1, ReceiptWriter.MAGIC, 0, magic.length - 1)
                            ? "version %d is not known, only version 1; a newer release may read it"
                                    .formatted(magic[magic.length - 1])
                            : "this is not a usage receipt, or its first bytes were changed");
        }
        headerOffset = offset;
        frame('H', "header", limits.headerBytes());
        byte[] canonical = Arrays.copyOf(bytes, length);
        try {
            header = ReceiptHeaderReader.read(canonical);
        } catch (IllegalArgumentException e) {
            throw broken(String.valueOf(e.getMessage()));
        }
        if (!Arrays.equals(header.bytes(), canonical)) {
            throw broken("it is not in canonical form");
        }
        entries = header.entries();
        if (entries > limits.entries()) {
            throw broken("a table of %d entries is above the limit of %d".formatted(entries, limits.entries()));
        }
    }

    UsageReceipt.Header header() {
        return header;
    }

    long headerOffset() {
        return headerOffset;
    }

    /** Reads the next frame of the table; 0 when there is none. The columns hold that many entries until the next call. */
    int nextBlock() throws IOException {
        int count = Math.min(SubtreeRoots.PIECE, entries - done);
        if (count == 0) {
            return 0;
        }
        frame('T', "table entries %d to %d".formatted(done, done + count - 1), ReceiptWriter.LONGEST_BLOCK);
        at = 0;
        for (int i = 0; i < count; i++) {
            long row = before + 1L + number();
            if (row <= before || row > Integer.MAX_VALUE) {
                throw broken("entry %d is row %d, rows ascend up to %d".formatted(done + i, row, Integer.MAX_VALUE));
            }
            rows[i] = before = (int) row;
        }
        for (int i = 0; i < count; i++) {
            exposures[i] = number();
            if (exposures[i] < 0) {
                throw broken("row %d has more than %d exposures".formatted(rows[i], Long.MAX_VALUE));
            }
        }
        for (int i = 0; i < count; i++) {
            long zigzag = number();
            gains[i] = zigzag >>> 1 ^ -(zigzag & 1);
        }
        if (at != length) {
            throw broken("%d bytes follow the last entry".formatted(length - at));
        }
        done += count;
        return count;
    }

    int[] rows() {
        return rows;
    }

    long[] exposures() {
        return exposures;
    }

    long[] gains() {
        return gains;
    }

    /** Reads what follows the table and demands the end of the stream. */
    void finish() throws IOException {
        keyOffset = offset;
        frame('K', "public key", LONGEST_KEY);
        publicKey = Arrays.copyOf(bytes, length);
        signatureOffset = offset;
        frame('S', "signature", LONGEST_SIGNATURE);
        signature = Arrays.copyOf(bytes, length);
        part = "end";
        partOffset = offset;
        if (in.read() >= 0) {
            throw broken("bytes follow the receipt; a file holds one receipt and nothing else");
        }
    }

    byte[] publicKey() {
        return finished(publicKey);
    }

    byte[] signature() {
        return finished(signature);
    }

    long keyOffset() {
        return keyOffset;
    }

    long signatureOffset() {
        return signatureOffset;
    }

    private static byte[] finished(byte @Nullable [] value) {
        if (value == null) {
            throw new IllegalStateException("the receipt has not been read to its end");
        }
        return value;
    }

    private void frame(char kind, String name, int longest) throws IOException {
        part = name;
        partOffset = offset;
        byte[] head = new byte[ReceiptWriter.HEAD_BYTES];
        fill(head, head.length);
        ByteBuffer fields = ByteBuffer.wrap(head);
        char found = (char) (fields.get() & 0xff);
        length = fields.getInt();
        if (fields.getInt() != ReceiptWriter.crc(head, 1 + Integer.BYTES)) {
            throw broken("the checksum of its kind and length does not hold" + DAMAGED);
        }
        if (found != kind) {
            throw broken("a part of kind '%c' stands where '%c' is due".formatted(found, kind));
        }
        if (length < 0 || length > longest) {
            throw broken("%d bytes are above the limit of %d".formatted(length & 0xffff_ffffL, longest));
        }
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        fill(bytes, length);
        byte[] checksum = new byte[Integer.BYTES];
        fill(checksum, checksum.length);
        if (ByteBuffer.wrap(checksum).getInt() != ReceiptWriter.crc(bytes, length)) {
            throw broken("its checksum does not hold" + DAMAGED);
        }
    }

    /** A number of the present frame, in its shortest form only. */
    private long number() throws ReceiptFormatException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == length) {
                throw broken("it ends within a column");
            }
            byte next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                if (next == 0 && shift > 0 || shift == 63 && next > 1) {
                    break;
                }
                return value;
            }
        }
        throw broken("a number is not in its shortest form");
    }

    private void fill(byte[] target, int size) throws IOException {
        int got = in.readNBytes(target, 0, size);
        offset += got;
        if (got < size) {
            ReceiptFormatException torn =
                    broken("the receipt ends at byte %d, %d bytes early".formatted(offset, size - got));
            torn.initCause(new EOFException());
            throw torn;
        }
    }

    private ReceiptFormatException broken(String problem) {
        return new ReceiptFormatException(source, partOffset, part, problem);
    }
}
