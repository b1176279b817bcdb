package org.datanet.guard.near;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;

/** How many texts hold each of some words, words as their hashes. Counting is thread-safe and does not depend on the order. */
final class WordHolders {
    private long[] words = new long[1 << 10];
    private boolean[] taken = new boolean[words.length];
    private int size;
    private final AtomicIntegerArray counts;

    /** @param sets the words that are counted, in no text yet */
    WordHolders(Stream<long[]> sets) {
        sets.sequential().forEach(set -> {
            for (long word : set) {
                add(word);
            }
        });
        counts = new AtomicIntegerArray(words.length);
    }

    boolean isEmpty() {
        return size == 0;
    }

    private void add(long word) {
        int slot = slot(word);
        if (!taken[slot]) {
            taken[slot] = true;
            words[slot] = word;
            if (2 * ++size > words.length) {
                grow();
            }
        }
    }

    private void grow() {
        long[] before = words;
        boolean[] were = taken;
        words = new long[2 * before.length];
        taken = new boolean[words.length];
        for (int i = 0; i < before.length; i++) {
            if (were[i]) {
                int slot = slot(before[i]);
                taken[slot] = true;
                words[slot] = before[i];
            }
        }
    }

    private int slot(long word) {
        int mask = words.length - 1;
        int slot = (int) (Shingles.mix(word) & mask);
        while (taken[slot] && words[slot] != word) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Adds a text with these different words. */
    void count(long[] text) {
        for (long word : text) {
            int slot = slot(word);
            if (taken[slot]) {
                counts.incrementAndGet(slot);
            }
        }
    }

    /** How many texts hold the word so far; 0 of a word that is not counted. */
    int of(long word) {
        int slot = slot(word);
        return taken[slot] ? counts.get(slot) : 0;
    }
}
