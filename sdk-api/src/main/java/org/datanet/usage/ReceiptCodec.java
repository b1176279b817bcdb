package org.datanet.usage;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.util.Arrays;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;

/**
 * The file form of a receipt. One receipt has exactly one sequence of bytes:
 *
 * <pre>
 * magic    89 44 4E 52 0D 0A 1A 01 (the last byte is the version)
 * frame H  the header's canonical bytes, as they are signed
 * frames T the table, 4,096 entries each but for the last: the column of rows (gaps less one), of exposures, of gains (zigzag)
 *          as shortest little-endian base-128 numbers
 * frame K  the recorder's public key, X.509
 * frame S  the signature
 *
 * frame    kind (1 byte), length (4, big-endian), CRC-32C of these five bytes (4), the bytes, CRC-32C of the bytes (4)
 * </pre>
 *
 * Both checksums find every change of up to 32 neighbouring bits, so any single flipped byte is found, and the part that it
 * stands in is named. Writing and checking hold one frame of the table in memory, reading the whole table (20 bytes an entry).
 * Stateless and thread-safe.
 */
public final class ReceiptCodec {
    /** What the name of a receipt's file ends with. */
    public static final String EXTENSION = ".receipt";

    private ReceiptCodec() {}

    /**
     * What is refused before memory is spent on it.
     *
     * @param headerBytes longest header
     * @param entries longest table
     */
    public record Limits(int headerBytes, int entries) {
        /** 1 MiB of header, 50 million entries. */
        public static final Limits DEFAULT = new Limits(1 << 20, 50_000_000);

        public Limits {
            if (headerBytes < 1 || entries < 0) {
                throw new IllegalArgumentException(
                        "limits are at least 1 byte and 0 entries, not %d and %d".formatted(headerBytes, entries));
            }
        }
    }

    /**
     * A receipt that holds, without its table.
     *
     * @param header what was signed
     * @param publicKey X.509 encoding of the key under which the signature holds; whose key it is, is for the caller to know
     * @param digest {@link UsageReceipt#digest()}
     */
    public record Verified(UsageReceipt.Header header, byte[] publicKey, Digest digest) {
        public Verified {
            publicKey = publicKey.clone();
        }

        @Override
        public byte[] publicKey() {
            return publicKey.clone();
        }
    }

    /** Writes a receipt; does not close the stream. */
    public static void write(UsageReceipt receipt, OutputStream out) throws IOException {
        new ReceiptWriter(out).write(receipt);
    }

    /** Writes a receipt to a file, which afterwards has all of it or, after a failure or a crash, is as it was before. */
    public static void write(UsageReceipt receipt, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path part = Files.createTempFile(folder, file.getFileName().toString(), ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
                write(receipt, out);
                out.flush();
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The bytes of a receipt's file. */
    public static byte[] toBytes(UsageReceipt receipt) {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(1024 + 4 * receipt.table().size());
        try {
            write(receipt, out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written to", e);
        }
        return out.toByteArray();
    }

    /**
     * Reads a receipt from a file of nothing else. The form and all checksums hold afterwards; whether signature and Merkle root
     * do is told by {@link UsageReceipt#verify} or {@link #verify(Path)}.
     *
     * @throws ReceiptFormatException when it is not the file of a receipt or exceeds {@link Limits#DEFAULT}
     */
    public static UsageReceipt read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), Limits.DEFAULT);
        }
    }

    /**
     * Reads a receipt up to the end of the stream, which is not closed.
     *
     * @param source what messages call the stream
     * @throws ReceiptFormatException when it is no receipt, not whole, changed, too large, or followed by other bytes
     */
    public static UsageReceipt read(InputStream in, String source, Limits limits) throws IOException {
        ReceiptReader reader = new ReceiptReader(new BufferedInputStream(in, 1 << 16), source, limits);
        UsageReceipt.Header header = reader.header();
        // Grown as entries arrive: a header may promise a table that never comes.
        int room = Math.min(header.entries(), 1 << 16);
        int[] rows = new int[room];
        long[] exposures = new long[room];
        long[] gains = new long[room];
        int size = 0;
        for (int count = reader.nextBlock(); count > 0; count = reader.nextBlock()) {
            if (size + count > room) {
                room = (int) Math.min(header.entries(), 2L * room);
                rows = Arrays.copyOf(rows, room);
                exposures = Arrays.copyOf(exposures, room);
                gains = Arrays.copyOf(gains, room);
            }
            System.arraycopy(reader.rows(), 0, rows, size, count);
            System.arraycopy(reader.exposures(), 0, exposures, size, count);
            System.arraycopy(reader.gains(), 0, gains, size, count);
            size += count;
        }
        reader.finish();
        return new UsageReceipt(header, new UsageTable(rows, exposures, gains), reader.publicKey(), reader.signature());
    }

    /**
     * Checks everything that can be checked of a receipt's file by itself: form, checksums, Merkle root, signature. Streams.
     *
     * @throws ReceiptFormatException naming the part that does not hold
     */
    public static Verified verify(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return verify(in, file.toString(), Limits.DEFAULT);
        }
    }

    /**
     * Checks a receipt up to the end of the stream, which is not closed. Holds one frame of the table at a time.
     *
     * @param source what messages call the stream
     * @throws ReceiptFormatException naming the part that does not hold
     */
    public static Verified verify(InputStream in, String source, Limits limits) throws IOException {
        ReceiptReader reader = new ReceiptReader(new BufferedInputStream(in, 1 << 16), source, limits);
        UsageReceipt.Header header = reader.header();
        SubtreeRoots roots = new SubtreeRoots();
        for (int count = reader.nextBlock(); count > 0; count = reader.nextBlock()) {
            roots.add(SubtreeRoots.of(reader.rows(), reader.exposures(), reader.gains(), 0, count));
        }
        reader.finish();
        if (!roots.root().equals(header.tableRoot())) {
            throw new ReceiptFormatException(
                    source,
                    reader.headerOffset(),
                    "table of run " + header.run(),
                    "its Merkle root is %s, but %s was signed; the table is not the one that was recorded"
                            .formatted(roots.root(), header.tableRoot()));
        }
        byte[] signed = header.bytes();
        if (!Signer.verify(publicKey(reader, source), signed, reader.signature())) {
            throw new ReceiptFormatException(
                    source,
                    reader.signatureOffset(),
                    "signature of run " + header.run(),
                    "it does not hold for the header under the receipt's key; ask the recorder for the receipt it signed");
        }
        Digest digest = CanonicalBytes.tagged("datanet-receipt-1")
                .bytes(signed)
                .bytes(reader.publicKey())
                .bytes(reader.signature())
                .toDigest();
        return new Verified(header, reader.publicKey(), digest);
    }

    private static PublicKey publicKey(ReceiptReader reader, String source) throws ReceiptFormatException {
        try {
            return Signer.publicKey(reader.publicKey());
        } catch (IllegalArgumentException e) {
            throw new ReceiptFormatException(source, reader.keyOffset(), "public key", String.valueOf(e.getMessage()));
        }
    }
}
