package org.datanet.evm.tree;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.datanet.progress.Progress;

/**
 * The Merkle tree over earnings, equal to OpenZeppelin's {@code StandardMerkleTree.of(values, ["address", "uint256"])}: a leaf is
 * {@code keccak256(keccak256(abi.encode(account, cumulative)))}, leaves stand in descending order of their hash at the end of one
 * array, and node {@code i} is the hash of nodes {@code 2i + 1} and {@code 2i + 2}, the lesser first. Holds 72 bytes an account
 * beside the earnings. The same earnings give the same tree whatever the number of threads. Immutable and thread-safe.
 */
public final class ClaimTree {
    private static final int WORDS = 4;
    private static final int PARALLEL_FROM = 4_096;

    private final Earnings earnings;
    /** Node i is at words [4 i, 4 i + 4), as the sponge gives them. */
    private final long[] nodes;
    /** For each row of the earnings, the node of its leaf. */
    private final int[] nodeOfRow;

    private ClaimTree(Earnings earnings, long[] nodes, int[] nodeOfRow) {
        this.earnings = earnings;
        this.nodes = nodes;
        this.nodeOfRow = nodeOfRow;
    }

    /**
     * Builds the tree and verifies every proof in it before anyone sees its root.
     *
     * @throws IllegalArgumentException when there are no earnings, or more than 2<sup>27</sup> accounts
     * @throws IllegalStateException when a proof does not verify: a defect of this machine or this code, never of the input
     */
    public static ClaimTree of(Earnings earnings, Progress progress) {
        int leaves = earnings.size();
        if (leaves == 0) {
            throw new IllegalArgumentException("nobody has earned anything: there is no tree to prove claims against");
        }
        if (leaves > 1 << 27) {
            throw new IllegalArgumentException("a tree has at most 2^27 accounts, not " + leaves);
        }
        progress.stage("Merkle tree", 2L * leaves - 1);
        long[] hashes = new long[leaves * WORDS];
        each(0, leaves, row -> leaf(earnings, row, hashes));
        int[] order = ascending(hashes, leaves);
        long[] nodes = new long[(2 * leaves - 1) * WORDS];
        int[] nodeOfRow = new int[leaves];
        for (int i = 0; i < leaves; i++) {
            int node = 2 * leaves - 2 - i;
            System.arraycopy(hashes, order[i] * WORDS, nodes, node * WORDS, WORDS);
            nodeOfRow[order[i]] = node;
        }
        progress.advance(leaves);
        for (int level = Integer.highestOneBit(leaves); level > 0; level >>= 1) {
            each(level - 1, Math.min(2 * level - 1, leaves - 1), node -> combine(nodes, node));
        }
        progress.advance(leaves - 1);
        ClaimTree tree = new ClaimTree(earnings, nodes, nodeOfRow);
        tree.verifyProofs(progress);
        return tree;
    }

    private static void each(int from, int to, IntConsumer work) {
        int count = to - from;
        int chunks = count / PARALLEL_FROM;
        if (chunks < 2) {
            for (int i = from; i < to; i++) {
                work.accept(i);
            }
            return;
        }
        IntStream.range(0, chunks).parallel().forEach(chunk -> {
            int end = from + (int) ((long) count * (chunk + 1) / chunks);
            for (int i = from + (int) ((long) count * chunk / chunks); i < end; i++) {
                work.accept(i);
            }
        });
    }

    private static void leaf(Earnings earnings, int row, long[] out) {
        int at = row * WORDS;
        Keccak.hash(
                0,
                earnings.word(row, 1),
                earnings.word(row, 2),
                earnings.word(row, 3),
                0,
                0,
                earnings.word(row, 6),
                earnings.word(row, 7),
                out,
                at);
        Keccak.hash(out[at], out[at + 1], out[at + 2], out[at + 3], out, at);
    }

    private static void combine(long[] nodes, int node) {
        int left = (2 * node + 1) * WORDS;
        int right = left + WORDS;
        int a = compare(nodes, left, nodes, right) <= 0 ? left : right;
        int b = a == left ? right : left;
        Keccak.hash(
                nodes[a],
                nodes[a + 1],
                nodes[a + 2],
                nodes[a + 3],
                nodes[b],
                nodes[b + 1],
                nodes[b + 2],
                nodes[b + 3],
                nodes,
                node * WORDS);
    }

    /** In the order of their bytes: the first byte of a lane is its lowest. */
    private static int compare(long[] a, int at, long[] b, int bt) {
        for (int i = 0; i < WORDS; i++) {
            if (a[at + i] != b[bt + i]) {
                return Long.compareUnsigned(Long.reverseBytes(a[at + i]), Long.reverseBytes(b[bt + i]));
            }
        }
        return 0;
    }

    /** The rows in ascending order of their leaf: sorted by what fits beside the row in 64 bits, then by the rest where that is equal. */
    private static int[] ascending(long[] hashes, int leaves) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(leaves);
        long mask = (1L << bits) - 1;
        long[] keys = new long[leaves];
        each(0, leaves, row -> keys[row] = (Long.reverseBytes(hashes[row * WORDS]) & ~mask | row) ^ Long.MIN_VALUE);
        Arrays.parallelSort(keys);
        int[] order = new int[leaves];
        for (int i = 0; i < leaves; i++) {
            int row = (int) (keys[i] & mask);
            int at = i;
            while (at > 0
                    && (keys[i] & ~mask) == (keys[at - 1] & ~mask)
                    && compare(hashes, order[at - 1] * WORDS, hashes, row * WORDS) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = row;
        }
        return order;
    }

    /**
     * Verifies the proof of every account with another implementation of the hash than the one that built the tree. The proofs share
     * their upper parts, so every step of every proof is computed once: a leaf from its account and amount, and each node from the two
     * children that proofs hold. When all of these agree, each proof leads to the root.
     */
    private void verifyProofs(Progress progress) {
        progress.stage("proofs", nodes.length / WORDS);
        int leaves = earnings.size();
        int chunks = Math.max(1, leaves / PARALLEL_FROM);
        IntStream.range(0, chunks).parallel().forEach(chunk -> {
            KeccakDigest keccak = new KeccakDigest(256);
            byte[] input = new byte[64];
            byte[] hash = new byte[32];
            int end = (int) ((long) leaves * (chunk + 1) / chunks);
            for (int i = (int) ((long) leaves * chunk / chunks); i < end; i++) {
                for (int word = 0; word < 2 * WORDS; word++) {
                    put(earnings.word(i, word), input, word);
                }
                keccak.update(input, 0, 64);
                keccak.doFinal(hash, 0);
                keccak.update(hash, 0, 32);
                keccak.doFinal(hash, 0);
                require(hash, nodeOfRow[i]);
                if (i < leaves - 1) {
                    int left = (2 * i + 1) * WORDS;
                    int first = compare(nodes, left, nodes, left + WORDS) <= 0 ? left : left + WORDS;
                    int second = first == left ? left + WORDS : left;
                    for (int word = 0; word < WORDS; word++) {
                        put(nodes[first + word], input, word);
                        put(nodes[second + word], input, WORDS + word);
                    }
                    keccak.update(input, 0, 64);
                    keccak.doFinal(hash, 0);
                    require(hash, i);
                }
            }
            progress.advance(2L * (end - (long) leaves * chunk / chunks));
        });
    }

    private static void put(long lane, byte[] into, int word) {
        Bytes32.LANES.set(into, word * Long.BYTES, lane);
    }

    private void require(byte[] hash, int node) {
        for (int word = 0; word < WORDS; word++) {
            if ((long) Bytes32.LANES.get(hash, word * Long.BYTES) != nodes[node * WORDS + word]) {
                throw new IllegalStateException(
                        "node %d of the Merkle tree over %s does not verify; nothing was posted: run again, and test this machine's memory"
                                .formatted(node, earnings));
            }
        }
    }

    /** What the tree is over. */
    public Earnings earnings() {
        return earnings;
    }

    /** The root. */
    public Bytes32 root() {
        return Bytes32.ofLanes(nodes, 0);
    }

    /** The hashes of the siblings from the leaf of a row up to the root; at most 27. */
    public List<Bytes32> proof(int row) {
        List<Bytes32> proof = new ArrayList<>();
        for (int node = nodeOfRow[row]; node > 0; node = (node - 1) / 2) {
            int sibling = (node & 1) == 1 ? node + 1 : node - 1;
            proof.add(Bytes32.ofLanes(nodes, sibling * WORDS));
        }
        return List.copyOf(proof);
    }

    /** Whether a proof leads from an account and what it has earned to a root, as the contract decides it. */
    public static boolean verify(EvmAddress account, BigInteger cumulative, List<Bytes32> proof, Bytes32 root) {
        if (account.isZero() || cumulative.signum() <= 0 || cumulative.bitLength() > 128) {
            return false;
        }
        KeccakDigest keccak = new KeccakDigest(256);
        byte[] input = new byte[64];
        byte[] hash = new byte[32];
        System.arraycopy(account.bytes(), 0, input, 12, 20);
        byte[] amount = cumulative.toByteArray();
        int sign = amount[0] == 0 ? 1 : 0;
        System.arraycopy(amount, sign, input, 64 - amount.length + sign, amount.length - sign);
        keccak.update(input, 0, 64);
        keccak.doFinal(hash, 0);
        keccak.update(hash, 0, 32);
        keccak.doFinal(hash, 0);
        for (Bytes32 sibling : proof) {
            byte[] other = sibling.bytes();
            boolean first = Arrays.compareUnsigned(hash, other) <= 0;
            keccak.update(first ? hash : other, 0, 32);
            keccak.update(first ? other : hash, 0, 32);
            keccak.doFinal(hash, 0);
        }
        return Bytes32.of(hash).equals(root);
    }
}
