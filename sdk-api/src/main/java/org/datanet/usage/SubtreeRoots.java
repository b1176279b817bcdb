package org.datanet.usage;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;

/**
 * The Merkle root of a table, piece by piece. As pieces hold 4,096 leaves (a power of two) but for the last, the tree over the
 * roots of the pieces is the upper part of the RFC 9162 tree over all leaves. Not thread-safe.
 */
final class SubtreeRoots {
    /** Entries of a piece. */
    static final int PIECE = 4_096;

    private final List<Digest> roots = new ArrayList<>();

    void add(Digest root) {
        roots.add(root);
    }

    Digest root() {
        return MerkleTree.of(roots).root();
    }

    /** Root over the entries [from, to), at least one and at most {@link #PIECE}. */
    static Digest of(int[] rows, long[] exposures, long[] gains, int from, int to) {
        MessageDigest sha = Digest.newSha256();
        int count = to - from;
        byte[] level = new byte[count * Digest.LENGTH];
        byte[] leaf = new byte[1 + UsageTable.ROW_BYTES];
        byte[] node = new byte[1 + 2 * Digest.LENGTH];
        node[0] = 1;
        ByteBuffer entry = ByteBuffer.wrap(leaf);
        try {
            for (int i = 0; i < count; i++) {
                entry.putInt(1, rows[from + i]);
                entry.putLong(1 + Integer.BYTES, exposures[from + i]);
                entry.putLong(1 + Integer.BYTES + Long.BYTES, gains[from + i]);
                sha.update(leaf);
                sha.digest(level, i * Digest.LENGTH, Digest.LENGTH);
            }
            while (count > 1) {
                int parents = count / 2;
                for (int i = 0; i < parents; i++) {
                    System.arraycopy(level, 2 * i * Digest.LENGTH, node, 1, 2 * Digest.LENGTH);
                    sha.update(node);
                    sha.digest(level, i * Digest.LENGTH, Digest.LENGTH);
                }
                if ((count & 1) == 1) {
                    System.arraycopy(level, (count - 1) * Digest.LENGTH, level, parents * Digest.LENGTH, Digest.LENGTH);
                }
                count = parents + (count & 1);
            }
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 no longer fits into 32 bytes", e);
        }
        byte[] root = new byte[Digest.LENGTH];
        System.arraycopy(level, 0, root, 0, Digest.LENGTH);
        return Digest.of(root);
    }
}
