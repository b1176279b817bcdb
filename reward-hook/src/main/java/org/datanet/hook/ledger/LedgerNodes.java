package org.datanet.hook.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;

/**
 * The complete subtrees of the ledger's tree, each stored once and for good: node {@code (level, i)} covers the leaves
 * {@code [i * 2^level, (i + 1) * 2^level)}. An append adds two nodes on average; a proof reads O(log size) of them per step.
 */
final class LedgerNodes {
    private LedgerNodes() {}

    /** The last complete subtrees of a tree of so many leaves, by their levels: what leaves to come are joined with. */
    static Digest[] frontier(Connection connection, long size) throws SQLException {
        Digest[] frontier = new Digest[Long.SIZE];
        if (size == 0) {
            return frontier;
        }
        // One question, whose parts each go through the primary key.
        String sql = String.join(
                " union all ",
                Collections.nCopies(
                        Long.bitCount(size), "select level, hash from ledger_node where level = ? and position = ?"));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (long rest = size; rest != 0; rest &= rest - 1) {
                int level = Long.numberOfTrailingZeros(rest);
                statement.setInt(parameter++, level);
                statement.setLong(parameter++, (size >> level) - 1);
            }
            int found = 0;
            try (ResultSet nodes = statement.executeQuery()) {
                while (nodes.next()) {
                    frontier[nodes.getInt(1)] = Digest.of(nodes.getBytes(2));
                    found++;
                }
            }
            if (found < Long.bitCount(size)) {
                throw new SQLException("the ledger's tree of %d leaves lacks %d of its subtrees"
                        .formatted(size, Long.bitCount(size) - found));
            }
        }
        return frontier;
    }

    /** Adds leaves at the end, and every subtree that they complete. */
    static void add(Connection connection, long size, List<Digest> leaves) throws SQLException {
        Digest[] frontier = frontier(connection, size);
        try (PreparedStatement statement =
                connection.prepareStatement("insert into ledger_node (level, position, hash) values (?, ?, ?)")) {
            long position = size;
            for (Digest leaf : leaves) {
                Digest hash = leaf;
                int level = 0;
                long at = position++;
                put(statement, level, at, hash);
                while ((at & 1) == 1) {
                    hash = MerkleTree.node(frontier[level], hash);
                    at >>= 1;
                    level++;
                    put(statement, level, at, hash);
                }
                frontier[level] = hash;
            }
            statement.executeBatch();
        }
    }

    private static void put(PreparedStatement statement, int level, long position, Digest hash) throws SQLException {
        statement.setInt(1, level);
        statement.setLong(2, position);
        statement.setBytes(3, hash.bytes());
        statement.addBatch();
    }

    private static Digest get(Connection connection, int level, long position) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select hash from ledger_node where level = ? and position = ?")) {
            statement.setInt(1, level);
            statement.setLong(2, position);
            try (ResultSet found = statement.executeQuery()) {
                if (!found.next()) {
                    throw new SQLException("the ledger's tree lacks node %d at level %d".formatted(position, level));
                }
                return Digest.of(found.getBytes(1));
            }
        }
    }

    /** Root of the leaves [from, to), which is a subtree of some state: {@code from} is a multiple of its smallest covering power. */
    static Digest root(Connection connection, long from, long to) throws SQLException {
        long leaves = to - from;
        if (Long.bitCount(leaves) == 1) {
            int level = Long.numberOfTrailingZeros(leaves);
            return get(connection, level, from >> level);
        }
        long left = Long.highestOneBit(leaves);
        return MerkleTree.node(root(connection, from, from + left), root(connection, from + left, to));
    }

    /** PATH of RFC 9162, section 2.1.3.1, in the tree of the first {@code size} leaves. */
    static List<Digest> inclusion(Connection connection, long leaf, long size) throws SQLException {
        List<Digest> path = new ArrayList<>();
        inclusion(connection, leaf, 0, size, path);
        return path;
    }

    private static void inclusion(Connection connection, long leaf, long from, long to, List<Digest> path)
            throws SQLException {
        if (to - from == 1) {
            return;
        }
        long middle = from + Long.highestOneBit(to - from - 1);
        if (leaf < middle) {
            inclusion(connection, leaf, from, middle, path);
            path.add(root(connection, middle, to));
        } else {
            inclusion(connection, leaf, middle, to, path);
            path.add(root(connection, from, middle));
        }
    }

    /** PROOF of RFC 9162, section 2.1.4.1, from the first {@code old} to the first {@code size} leaves. */
    static List<Digest> consistency(Connection connection, long old, long size) throws SQLException {
        List<Digest> path = new ArrayList<>();
        subproof(connection, old, 0, size, true, path);
        return path;
    }

    private static void subproof(Connection connection, long m, long from, long to, boolean whole, List<Digest> path)
            throws SQLException {
        long n = to - from;
        if (m == n) {
            if (!whole) {
                path.add(root(connection, from, to));
            }
            return;
        }
        long k = Long.highestOneBit(n - 1);
        if (m <= k) {
            subproof(connection, m, from, from + k, whole, path);
            path.add(root(connection, from + k, to));
        } else {
            subproof(connection, m - k, from + k, to, false, path);
            path.add(root(connection, from, from + k));
        }
    }
}
