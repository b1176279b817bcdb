package org.datanet.proof;

import java.util.List;

/**
 * Proof that a leaf stands at a place of a Merkle tree (RFC 9162, section 2.1.3).
 *
 * @param index place of the leaf, 0-based
 * @param size number of leaves of the tree
 * @param path sibling hashes from the leaf upwards
 */
public record InclusionProof(long index, long size, List<Digest> path) {
    public InclusionProof {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("leaf %d is not in a tree of %d leaves".formatted(index, size));
        }
        path = List.copyOf(path);
    }

    /** Whether the proof leads from the leaf hash to the root (RFC 9162, section 2.1.3.2). */
    public boolean leadsFrom(Digest leafHash, Digest root) {
        long node = index;
        long last = size - 1;
        Digest hash = leafHash;
        for (Digest sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = MerkleTree.node(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = MerkleTree.node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }
}
