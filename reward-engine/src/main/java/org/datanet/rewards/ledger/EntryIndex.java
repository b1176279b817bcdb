package org.datanet.rewards.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.datanet.proof.Digest;

/**
 * Where each entry stands, and which may be the entry of a run: 24 bytes an entry and an open-addressing table over the first
 * eight bytes of the SHA-256 of run ids. Entries with equal keys are all offered; the caller compares the ids. Not thread-safe.
 */
final class EntryIndex {
    private long[] keys = new long[64];
    private int[] segments = new int[64];
    private long[] offsets = new long[64];
    private int[] table = new int[256];
    private int size;

    EntryIndex() {
        Arrays.fill(table, -1);
    }

    int size() {
        return size;
    }

    int segment(int entry) {
        return segments[entry];
    }

    long offset(int entry) {
        return offsets[entry];
    }

    void add(String run, int segment, long offset) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size + (size >> 1));
            segments = Arrays.copyOf(segments, keys.length);
            offsets = Arrays.copyOf(offsets, keys.length);
        }
        if (2 * (size + 1) > table.length) {
            table = new int[2 * table.length];
            Arrays.fill(table, -1);
            for (int entry = 0; entry < size; entry++) {
                enter(entry);
            }
        }
        keys[size] = key(run);
        segments[size] = segment;
        offsets[size] = offset;
        enter(size++);
    }

    /** The first candidate for a run after {@code previous} (-1 to begin); -1 when there is none. */
    int candidate(String run, int previous) {
        long key = key(run);
        for (int slot = slot(key); table[slot] >= 0; slot = slot + 1 & table.length - 1) {
            // Equal keys are entered in ascending order and nothing is ever removed.
            if (keys[table[slot]] == key && table[slot] > previous) {
                return table[slot];
            }
        }
        return -1;
    }

    private void enter(int entry) {
        int slot = slot(keys[entry]);
        while (table[slot] >= 0) {
            slot = slot + 1 & table.length - 1;
        }
        table[slot] = entry;
    }

    private int slot(long key) {
        return (int) key & table.length - 1;
    }

    private static long key(String run) {
        return Digest.sha256(run.getBytes(StandardCharsets.UTF_8)).prefix();
    }
}
