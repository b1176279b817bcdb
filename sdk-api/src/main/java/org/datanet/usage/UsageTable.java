package org.datanet.usage;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;

/**
 * What a run did with rows, as three columns of equal length: the row, how often it was trained on, and the in-run gain in
 * units of 1e-9 of validation loss (positive helps, negative harms, 0 where gains were not measured). Rows ascend strictly.
 * Immutable by agreement: the accessors of whole columns hand out the arrays, which nobody writes to.
 */
public final class UsageTable {
    /** Bytes of one row under the Merkle root. */
    public static final int ROW_BYTES = Integer.BYTES + 2 * Long.BYTES;

    private final int[] rows;
    private final long[] exposures;
    private final long[] gains;

    /**
     * @param rows strictly ascending, 0 or more; taken over, not copied
     * @param exposures 0 or more each; taken over
     * @param gains signed, in 1e-9 of validation loss; taken over
     * @throws IllegalArgumentException naming the place and the value
     */
    public UsageTable(int[] rows, long[] exposures, long[] gains) {
        if (rows.length != exposures.length || rows.length != gains.length) {
            throw new IllegalArgumentException("columns of a usage table have one length, not %d, %d and %d"
                    .formatted(rows.length, exposures.length, gains.length));
        }
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] < 0 || i > 0 && rows[i] <= rows[i - 1]) {
                throw new IllegalArgumentException(
                        "rows of a usage table ascend from 0, but entry %d is row %d".formatted(i, rows[i]));
            }
            if (exposures[i] < 0) {
                throw new IllegalArgumentException(
                        "exposures are 0 or more, but row %d has %d".formatted(rows[i], exposures[i]));
            }
        }
        this.rows = rows;
        this.exposures = exposures;
        this.gains = gains;
    }

    /** Number of rows that the run touched. */
    public int size() {
        return rows.length;
    }

    public int row(int entry) {
        return rows[entry];
    }

    public long exposures(int entry) {
        return exposures[entry];
    }

    public long gain(int entry) {
        return gains[entry];
    }

    /** The column of rows; not to be written to. */
    public int[] rows() {
        return rows;
    }

    /** The column of exposures; not to be written to. */
    public long[] exposures() {
        return exposures;
    }

    /** The column of gains; not to be written to. */
    public long[] gains() {
        return gains;
    }

    /** Sum of all exposures. */
    public long totalExposures() {
        long total = 0;
        for (long count : exposures) {
            total = Math.addExact(total, count);
        }
        return total;
    }

    /** The canonical bytes of one entry: row, exposures, gain, big-endian. */
    public byte[] entryBytes(int entry) {
        return ByteBuffer.allocate(ROW_BYTES)
                .putInt(rows[entry])
                .putLong(exposures[entry])
                .putLong(gains[entry])
                .array();
    }

    /** The RFC 9162 root over the entries; costs two hashes an entry and hardly any memory. */
    public Digest root() {
        int pieces = (rows.length + SubtreeRoots.PIECE - 1) / SubtreeRoots.PIECE;
        Digest[] roots = new Digest[pieces];
        IntStream range = IntStream.range(0, pieces);
        (pieces > 4 ? range.parallel() : range).forEach(piece -> {
            int from = piece * SubtreeRoots.PIECE;
            int to = Math.min(rows.length, from + SubtreeRoots.PIECE);
            roots[piece] = SubtreeRoots.of(rows, exposures, gains, from, to);
        });
        return MerkleTree.of(Arrays.asList(roots)).root();
    }

    /** The RFC 9162 tree over the entries; costs two hashes an entry and 64 bytes an entry. For proofs; {@link #root} is lighter. */
    public MerkleTree merkleTree() {
        byte[] leaves = new byte[Math.multiplyExact(rows.length, Digest.LENGTH)];
        IntStream range = IntStream.range(0, (rows.length + 4095) / 4096);
        (rows.length > 16_384 ? range.parallel() : range).forEach(block -> {
            MessageDigest sha = Digest.newSha256();
            int to = Math.min(rows.length, (block + 1) * 4096);
            for (int i = block * 4096; i < to; i++) {
                sha.update((byte) 0);
                sha.update(entryBytes(i));
                System.arraycopy(sha.digest(), 0, leaves, i * Digest.LENGTH, Digest.LENGTH);
            }
        });
        return MerkleTree.ofFlat(leaves);
    }
}
