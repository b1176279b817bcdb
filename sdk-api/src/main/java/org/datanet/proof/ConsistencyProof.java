package org.datanet.proof;

import java.util.List;

/**
 * Proof that a tree is a prefix of a later tree: nothing was changed, taken out or moved (RFC 9162, section 2.1.4).
 *
 * @param oldSize leaves of the earlier tree, at least 1
 * @param newSize leaves of the later tree, at least {@code oldSize}
 * @param path hashes as RFC 9162 orders them
 */
public record ConsistencyProof(long oldSize, long newSize, List<Digest> path) {
    public ConsistencyProof {
        if (oldSize < 1 || newSize < oldSize) {
            throw new IllegalArgumentException(
                    "a consistency proof leads from at least 1 leaf to as many or more, not from %d to %d"
                            .formatted(oldSize, newSize));
        }
        path = List.copyOf(path);
    }

    /** Whether the proof holds between the two roots (RFC 9162, section 2.1.4.2). */
    public boolean leadsFrom(Digest oldRoot, Digest newRoot) {
        if (oldSize == newSize) {
            return path.isEmpty() && oldRoot.equals(newRoot);
        }
        if (path.isEmpty() && Long.bitCount(oldSize) != 1) {
            return false;
        }
        int at = 0;
        Digest first = Long.bitCount(oldSize) == 1 ? oldRoot : path.get(at++);
        long node = oldSize - 1;
        long last = newSize - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        Digest old = first;
        Digest now = first;
        for (; at < path.size(); at++) {
            Digest sibling = path.get(at);
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                old = MerkleTree.node(sibling, old);
                now = MerkleTree.node(sibling, now);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                now = MerkleTree.node(now, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && old.equals(oldRoot) && now.equals(newRoot);
    }
}
