package org.datanet.proof;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Merkle tree over leaf hashes in the form of RFC 9162, section 2.1: SHA-256, leaves hashed with prefix 0, inner nodes with
 * prefix 1, the left subtree the largest power of two below the size. Holds every level as one array of bytes, 64 bytes a
 * leaf. Immutable and thread-safe.
 */
public final class MerkleTree {
    private static final int PARALLEL_FROM = 4_096;

    /** levels[0] are the leaf hashes; an odd last node of a level is carried up unchanged. */
    private final List<byte[]> levels;

    private MerkleTree(List<byte[]> levels) {
        this.levels = levels;
    }

    /** The hash of a leaf: SHA-256 of 0x00 and the data. */
    public static Digest leaf(byte[] data) {
        MessageDigest sha = Digest.newSha256();
        sha.update((byte) 0);
        return Digest.of(sha.digest(data));
    }

    /** The hash of an inner node: SHA-256 of 0x01, left and right. */
    public static Digest node(Digest left, Digest right) {
        MessageDigest sha = Digest.newSha256();
        sha.update((byte) 1);
        left.update(sha);
        right.update(sha);
        return Digest.of(sha.digest());
    }

    /** A tree over leaf hashes in the given order. */
    public static MerkleTree of(List<Digest> leafHashes) {
        byte[] flat = new byte[Math.multiplyExact(leafHashes.size(), Digest.LENGTH)];
        for (int i = 0; i < leafHashes.size(); i++) {
            System.arraycopy(leafHashes.get(i).bytes(), 0, flat, i * Digest.LENGTH, Digest.LENGTH);
        }
        return ofFlat(flat);
    }

    /**
     * A tree over leaf hashes that stand one after the other, 32 bytes each.
     *
     * @param flat taken over, not copied: the caller must not change it afterwards
     */
    public static MerkleTree ofFlat(byte[] flat) {
        if (flat.length % Digest.LENGTH != 0) {
            throw new IllegalArgumentException(
                    "leaf hashes are 32 bytes each, " + flat.length + " bytes are no whole number");
        }
        List<byte[]> levels = new ArrayList<>();
        levels.add(flat);
        while (levels.get(levels.size() - 1).length > Digest.LENGTH) {
            levels.add(parents(levels.get(levels.size() - 1)));
        }
        return new MerkleTree(levels);
    }

    private static byte[] parents(byte[] level) {
        int nodes = level.length / Digest.LENGTH;
        byte[] up = new byte[(nodes + 1) / 2 * Digest.LENGTH];
        int pairs = nodes / 2;
        int chunks = Math.max(1, pairs / PARALLEL_FROM);
        IntStream range = IntStream.range(0, chunks);
        (chunks > 1 ? range.parallel() : range).forEach(chunk -> {
            MessageDigest sha = Digest.newSha256();
            byte[] input = new byte[1 + 2 * Digest.LENGTH];
            input[0] = 1;
            int to = (int) ((long) pairs * (chunk + 1) / chunks);
            for (int i = (int) ((long) pairs * chunk / chunks); i < to; i++) {
                System.arraycopy(level, 2 * i * Digest.LENGTH, input, 1, 2 * Digest.LENGTH);
                sha.update(input);
                System.arraycopy(sha.digest(), 0, up, i * Digest.LENGTH, Digest.LENGTH);
            }
        });
        if ((nodes & 1) == 1) {
            System.arraycopy(level, level.length - Digest.LENGTH, up, up.length - Digest.LENGTH, Digest.LENGTH);
        }
        return up;
    }

    /** Number of leaves. */
    public int size() {
        return levels.get(0).length / Digest.LENGTH;
    }

    /** The root; {@link Digest#EMPTY} for no leaves. */
    public Digest root() {
        byte[] top = levels.get(levels.size() - 1);
        return top.length == 0 ? Digest.EMPTY : Digest.of(top);
    }

    /** The hash of the leaf at the index. */
    public Digest leafHash(int index) {
        return at(0, index);
    }

    private Digest at(int level, int index) {
        byte[] hashes = levels.get(level);
        return Digest.of(Arrays.copyOfRange(hashes, index * Digest.LENGTH, (index + 1) * Digest.LENGTH));
    }

    /**
     * Proof that a leaf is in the tree, in O(log size).
     *
     * @throws IllegalArgumentException when there is no such leaf
     */
    public InclusionProof inclusion(int index) {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException("leaf %d is not in a tree of %d leaves".formatted(index, size()));
        }
        List<Digest> path = new ArrayList<>();
        int node = index;
        for (int level = 0; level < levels.size() - 1; level++) {
            int sibling = node ^ 1;
            if (sibling < levels.get(level).length / Digest.LENGTH) {
                path.add(at(level, sibling));
            }
            node >>= 1;
        }
        return new InclusionProof(index, size(), path);
    }

    /**
     * Proof that the tree of the first {@code oldSize} leaves is a prefix of this one, in O(log size).
     *
     * @throws IllegalArgumentException unless 1 &lt;= oldSize &lt;= size
     */
    public ConsistencyProof consistency(int oldSize) {
        if (oldSize < 1 || oldSize > size()) {
            throw new IllegalArgumentException(
                    "a tree of %d leaves has no prefix of %d leaves".formatted(size(), oldSize));
        }
        Deque<Digest> path = new ArrayDeque<>();
        subproof(oldSize, 0, size(), true, path);
        return new ConsistencyProof(oldSize, size(), List.copyOf(path));
    }

    /** SUBPROOF of RFC 9162, section 2.1.4.1, over the leaves [from, to). */
    private void subproof(int m, int from, int to, boolean whole, Deque<Digest> path) {
        int n = to - from;
        if (m == n) {
            if (!whole) {
                path.addLast(rootOf(from, to));
            }
            return;
        }
        int k = Integer.highestOneBit(n - 1);
        if (m <= k) {
            subproof(m, from, from + k, whole, path);
            path.addLast(rootOf(from + k, to));
        } else {
            subproof(m - k, from + k, to, false, path);
            path.addLast(rootOf(from, from + k));
        }
    }

    /** Root of the leaves [from, to), where from is a multiple of the smallest power of two that is not below to - from. */
    private Digest rootOf(int from, int to) {
        int level = 32 - Integer.numberOfLeadingZeros(to - from - 1);
        if (to - from == 1) {
            level = 0;
        }
        return at(level, from >> level);
    }
}
