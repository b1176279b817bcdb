package org.datanet.proof;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The Merkle tree of a log that grows: RFC 9162, section 2.1, with every complete subtree kept, 64 bytes a leaf. Adding a leaf
 * costs two hashes on average, root and proofs O(log size) hashes, of the present size or of any earlier one. At most
 * {@link #MAX_SIZE} leaves. Not thread-safe.
 */
public final class GrowingMerkleTree {
    /** The most leaves that a tree can hold: 2^25, which take 2 GiB. */
    public static final int MAX_SIZE = 1 << 25;

    /** levels.get(l) holds the roots of the complete subtrees of 2^l leaves, 32 bytes each. */
    private final List<byte[]> levels = new ArrayList<>(List.of(new byte[16 * Digest.LENGTH]));

    private int size;

    /** Number of leaves. */
    public int size() {
        return size;
    }

    /**
     * Adds a leaf hash at the end.
     *
     * @throws IllegalStateException when the tree is full
     */
    public void add(Digest leafHash) {
        if (size == MAX_SIZE) {
            throw new IllegalStateException("a tree holds at most " + MAX_SIZE + " leaves; start another ledger");
        }
        Digest node = leafHash;
        int index = size;
        put(0, index, node);
        for (int level = 1; (index & 1) == 1; level++) {
            node = MerkleTree.node(at(level - 1, index - 1), node);
            index >>= 1;
            put(level, index, node);
        }
        size++;
    }

    /** The hash of the leaf at the index. */
    public Digest leafHash(int index) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("leaf %d is not in a tree of %d leaves".formatted(index, size));
        }
        return at(0, index);
    }

    /** The root of all leaves; {@link Digest#EMPTY} for none. */
    public Digest root() {
        return root(size);
    }

    /** The root that the tree had when it held that many leaves. */
    public Digest root(int oldSize) {
        if (oldSize < 0 || oldSize > size) {
            throw new IllegalArgumentException("a tree of %d leaves never had %d".formatted(size, oldSize));
        }
        return oldSize == 0 ? Digest.EMPTY : rootOf(0, oldSize);
    }

    /** Proof that a leaf is in the tree (RFC 9162, section 2.1.3.1). */
    public InclusionProof inclusion(int index) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("leaf %d is not in a tree of %d leaves".formatted(index, size));
        }
        Deque<Digest> path = new ArrayDeque<>();
        int from = 0;
        int to = size;
        while (to - from > 1) {
            int middle = from + Integer.highestOneBit(to - from - 1);
            if (index < middle) {
                path.addFirst(rootOf(middle, to));
                to = middle;
            } else {
                path.addFirst(rootOf(from, middle));
                from = middle;
            }
        }
        return new InclusionProof(index, size, List.copyOf(path));
    }

    /** Proof that the tree of the first {@code oldSize} leaves is a prefix of this one (RFC 9162, section 2.1.4.1). */
    public ConsistencyProof consistency(int oldSize) {
        if (oldSize < 1 || oldSize > size) {
            throw new IllegalArgumentException(
                    "a tree of %d leaves has no prefix of %d leaves".formatted(size, oldSize));
        }
        Deque<Digest> path = new ArrayDeque<>();
        int from = 0;
        int to = size;
        while (to != oldSize) {
            int middle = from + Integer.highestOneBit(to - from - 1);
            if (oldSize <= middle) {
                path.addFirst(rootOf(middle, to));
                to = middle;
            } else {
                path.addFirst(rootOf(from, middle));
                from = middle;
            }
        }
        if (from != 0) {
            path.addFirst(rootOf(from, to));
        }
        return new ConsistencyProof(oldSize, size, List.copyOf(path));
    }

    /** Root of the leaves [from, to), where from is a multiple of the smallest power of two that is not below to - from. */
    private Digest rootOf(int from, int to) {
        int span = to - from;
        if (Integer.bitCount(span) == 1) {
            int level = Integer.numberOfTrailingZeros(span);
            return at(level, from >> level);
        }
        int middle = from + Integer.highestOneBit(span - 1);
        return MerkleTree.node(rootOf(from, middle), rootOf(middle, to));
    }

    private Digest at(int level, int index) {
        byte[] hashes = levels.get(level);
        return Digest.of(Arrays.copyOfRange(hashes, index * Digest.LENGTH, (index + 1) * Digest.LENGTH));
    }

    private void put(int level, int index, Digest hash) {
        if (level == levels.size()) {
            levels.add(new byte[4 * Digest.LENGTH]);
        }
        byte[] hashes = levels.get(level);
        int needed = (index + 1) * Digest.LENGTH;
        if (hashes.length < needed) {
            hashes = Arrays.copyOf(hashes, (int) Math.min((long) MAX_SIZE * Digest.LENGTH, 2L * needed));
            levels.set(level, hashes);
        }
        System.arraycopy(hash.bytes(), 0, hashes, index * Digest.LENGTH, Digest.LENGTH);
    }
}
