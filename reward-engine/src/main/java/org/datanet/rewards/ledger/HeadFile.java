package org.datanet.rewards.ledger;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.usage.SignedTreeHead;
import org.datanet.usage.TreeHead;

/**
 * The form of the file {@code head}: magic 89 44 4E 48 0D 0A 1A 01, size (8), root (32), time in milliseconds (8), key and
 * signature (each after 2 bytes of length), CRC-32C (4). Replaced as a whole, so it is never half old and half new.
 */
final class HeadFile {
    static final String NAME = "head";
    private static final byte[] MAGIC = {(byte) 0x89, 'D', 'N', 'H', '\r', '\n', 0x1A, 1};
    private static final int LONGEST = 1 << 14;

    private HeadFile() {}

    static void write(Path folder, SignedTreeHead signed) throws IOException {
        byte[] key = signed.publicKey();
        byte[] signature = signed.signature();
        TreeHead head = signed.head();
        ByteBuffer bytes = ByteBuffer.allocate(
                        MAGIC.length + 8 + Digest.LENGTH + 8 + 2 + key.length + 2 + signature.length + 4)
                .put(MAGIC)
                .putLong(head.size())
                .put(head.root().bytes())
                .putLong(head.at().toEpochMilli())
                .putShort((short) key.length)
                .put(key)
                .putShort((short) signature.length)
                .put(signature);
        bytes.putInt(Segment.crc(bytes.array(), bytes.position()));
        Path part = folder.resolve(NAME + ".part");
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            Segment.writeFully(channel, bytes.flip(), 0);
            channel.force(true);
        }
        Files.move(part, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static boolean signatureHolds(SignedTreeHead signed) {
        try {
            return signed.verify(Signer.publicKey(signed.publicKey()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static SignedTreeHead read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (Files.size(file) > LONGEST) {
            throw broken(file, "it has more than " + LONGEST + " bytes");
        }
        byte[] all = Files.readAllBytes(file);
        if (all.length < MAGIC.length || !Arrays.equals(all, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw broken(file, "this is not the head of a usage ledger, version 1");
        }
        ByteBuffer bytes = ByteBuffer.wrap(all);
        if (all.length < MAGIC.length + 4 || bytes.getInt(all.length - 4) != Segment.crc(all, all.length - 4)) {
            throw broken(file, "its checksum does not hold; the bytes were changed");
        }
        try {
            bytes.position(MAGIC.length);
            long size = bytes.getLong();
            byte[] root = new byte[Digest.LENGTH];
            bytes.get(root);
            Instant at = Instant.ofEpochMilli(bytes.getLong());
            byte[] key = new byte[bytes.getShort() & 0xffff];
            bytes.get(key);
            byte[] signature = new byte[bytes.getShort() & 0xffff];
            bytes.get(signature);
            if (bytes.remaining() != 4 || size < 0) {
                throw broken(file, "its fields do not fill it");
            }
            return new SignedTreeHead(new TreeHead(size, Digest.of(root), at), key, signature);
        } catch (BufferUnderflowException e) {
            throw broken(file, "it ends within a field");
        }
    }

    private static LedgerFormatException broken(Path file, String problem) {
        return new LedgerFormatException(file, 0, "tree head", problem);
    }
}
