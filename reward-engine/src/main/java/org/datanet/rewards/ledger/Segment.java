package org.datanet.rewards.ledger;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.datanet.proof.Digest;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.UsageReceipt;
import org.jspecify.annotations.Nullable;

/**
 * The form of a segment file: a header that ties it to everything before, then entries.
 *
 * <pre>
 * header  magic 89 44 4E 4C 0D 0A 1A 01, number (4), first index (8), Merkle root of all earlier entries (32), CRC-32C (4)
 * entry   'E', index (8), bytes of the receipt (8), receipt digest (32), length of the run id (2), run id, CRC-32C (4), then the
 *         receipt as {@link ReceiptCodec} writes it, which carries its own checksums
 * </pre>
 *
 * Numbers are big-endian.
 */
final class Segment {
    static final int HEADER_BYTES = 8 + 4 + 8 + Digest.LENGTH + 4;
    private static final byte[] MAGIC = {(byte) 0x89, 'D', 'N', 'L', '\r', '\n', 0x1A, 1};
    private static final int FIXED_BYTES = 1 + 8 + 8 + Digest.LENGTH + 2;
    /** A run id has at most 200 UTF-16 units, which is at most 600 bytes of UTF-8. */
    private static final int LONGEST_RUN = 600;

    private Segment() {}

    /** What a segment says of its place. */
    record Header(int number, long first, Digest rootBefore) {}

    /** What stands before a receipt. */
    record Entry(long index, long bytes, Digest digest, String run, long at, long body) {
        long end() {
            return body + bytes;
        }
    }

    static Path path(Path folder, int number) {
        return folder.resolve(String.format(Locale.ROOT, "segment-%08d.log", number));
    }

    static void writeHeader(FileChannel channel, Header header) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES)
                .put(MAGIC)
                .putInt(header.number())
                .putLong(header.first())
                .put(header.rootBefore().bytes());
        bytes.putInt(crc(bytes.array(), bytes.position()));
        writeFully(channel, bytes.flip(), 0);
    }

    static Header readHeader(FileChannel channel, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES);
        readFully(channel, bytes, 0);
        if (bytes.hasRemaining()) {
            throw new LedgerFormatException(file, 0, "segment header", "the file ends within it");
        }
        bytes.flip();
        byte[] magic = new byte[MAGIC.length];
        bytes.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new LedgerFormatException(
                    file, 0, "segment header", "this is not a segment of a usage ledger, version 1");
        }
        int number = bytes.getInt();
        long first = bytes.getLong();
        byte[] root = new byte[Digest.LENGTH];
        bytes.get(root);
        if (bytes.getInt() != crc(bytes.array(), HEADER_BYTES - 4)) {
            throw new LedgerFormatException(
                    file, 0, "segment header", "its checksum does not hold; the bytes were changed");
        }
        return new Header(number, first, Digest.of(root));
    }

    /**
     * Writes an entry at a position: the receipt first, as its length is known only afterwards.
     *
     * @return the entry as it now stands; not yet forced to the disk
     */
    static Entry write(FileChannel channel, long at, long index, Digest digest, UsageReceipt receipt)
            throws IOException {
        byte[] run = receipt.run().value().getBytes(StandardCharsets.UTF_8);
        int headBytes = FIXED_BYTES + run.length + 4;
        long body = at + headBytes;
        OutputStream out = new BufferedOutputStream(new PositionedOutput(channel, body), 1 << 16);
        ReceiptCodec.write(receipt, out);
        out.flush();
        long bytes = channel.size() - body;
        ByteBuffer head = ByteBuffer.allocate(headBytes)
                .put((byte) 'E')
                .putLong(index)
                .putLong(bytes)
                .put(digest.bytes())
                .putShort((short) run.length)
                .put(run);
        head.putInt(crc(head.array(), head.position()));
        writeFully(channel, head.flip(), at);
        return new Entry(index, bytes, digest, receipt.run().value(), at, body);
    }

    /** The entry at a position; null at the end of the file. */
    static @Nullable Entry readEntry(FileChannel channel, Path file, long at, long index) throws IOException {
        long size = channel.size();
        if (at == size) {
            return null;
        }
        String part = "entry " + index;
        ByteBuffer fixed = ByteBuffer.allocate(FIXED_BYTES + LONGEST_RUN + 4);
        readFully(channel, fixed, at);
        fixed.flip();
        if (fixed.remaining() < FIXED_BYTES) {
            throw new LedgerFormatException(file, at, part, "the file ends within it");
        }
        byte[] head = fixed.array();
        int kind = fixed.get();
        long found = fixed.getLong();
        long bytes = fixed.getLong();
        byte[] digest = new byte[Digest.LENGTH];
        fixed.get(digest);
        int runBytes = fixed.getShort() & 0xffff;
        if (runBytes > LONGEST_RUN || fixed.remaining() < runBytes + 4) {
            throw new LedgerFormatException(file, at, part, "its head is not whole; the bytes were changed or torn");
        }
        int end = FIXED_BYTES + runBytes;
        if (fixed.getInt(end) != crc(head, end)) {
            throw new LedgerFormatException(
                    file, at, part, "the checksum of its head does not hold; the bytes were changed");
        }
        if (kind != 'E' || found != index) {
            throw new LedgerFormatException(
                    file, at, part, "entry " + found + " of kind " + kind + " stands in its place");
        }
        long body = at + end + 4;
        if (bytes < 0 || bytes > size - body) {
            throw new LedgerFormatException(
                    file, at, part, "its receipt of %d bytes ends beyond the file of %d".formatted(bytes, size));
        }
        return new Entry(
                index,
                bytes,
                Digest.of(digest),
                new String(head, FIXED_BYTES, runBytes, StandardCharsets.UTF_8),
                at,
                body);
    }

    /** The bytes of an entry's receipt. */
    static InputStream body(FileChannel channel, Entry entry) {
        return new PositionedInput(channel, entry.body(), entry.end());
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            int got = channel.read(bytes, position);
            if (got < 0) {
                return;
            }
            position += got;
        }
    }

    static int crc(byte[] bytes, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, size);
        return (int) crc.getValue();
    }

    /** Writes to a channel from a position on, leaving the channel's own position alone. */
    private static final class PositionedOutput extends OutputStream {
        private final FileChannel channel;
        private long position;

        PositionedOutput(FileChannel channel, long position) {
            this.channel = channel;
            this.position = position;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writeFully(channel, ByteBuffer.wrap(bytes, offset, length), position);
            position += length;
        }
    }

    /** Reads a channel between two positions. */
    private static final class PositionedInput extends InputStream {
        private final FileChannel channel;
        private final long end;
        private long position;

        PositionedInput(FileChannel channel, long from, long end) {
            this.channel = channel;
            this.position = from;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (position >= end) {
                return -1;
            }
            int got = channel.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, end - position)), position);
            position += Math.max(got, 0);
            return got;
        }
    }
}
