package org.datanet.rewards;

/** The rows of each contributor, in intake order: two columns and no objects. Immutable and thread-safe. */
final class RowsOf {
    private final int[] starts;
    private final int[] rows;

    RowsOf(int[] contributorOf, int contributors) {
        starts = new int[contributors + 1];
        for (int row = 0; row < contributorOf.length; row++) {
            int contributor = contributorOf[row];
            if (contributor < 0 || contributor >= contributors) {
                throw new IllegalArgumentException(
                        "row %d has contributor %d of %d".formatted(row, contributor, contributors));
            }
            starts[contributor + 1]++;
        }
        for (int contributor = 0; contributor < contributors; contributor++) {
            starts[contributor + 1] += starts[contributor];
        }
        rows = new int[contributorOf.length];
        int[] next = starts.clone();
        for (int row = 0; row < contributorOf.length; row++) {
            rows[next[contributorOf[row]]++] = row;
        }
    }

    /** Index of the contributor's first row. */
    int from(int contributor) {
        return starts[contributor];
    }

    /** One past the index of the contributor's last row. */
    int to(int contributor) {
        return starts[contributor + 1];
    }

    int row(int index) {
        return rows[index];
    }
}
