package org.datanet.gauntlet;

/**
 * How a table is dealt to an owner and many small contributors.
 *
 * @param holdout rows of the owner's private holdout
 * @param test rows that nobody sees, to measure models by
 * @param reference rows that the owner has published from the start
 * @param epochs of contribution
 * @param rows of one contributor
 * @param contributors one epoch each, in turn
 */
public record Deal(int holdout, int test, int reference, int epochs, int rows, int contributors) {
    public Deal {
        if (holdout < 40 || test < 1 || reference < 0 || epochs < 2 || rows < 1 || contributors < 2 * epochs) {
            throw new IllegalArgumentException(
                    "a deal has 40 holdout rows or more, test rows, two epochs and two contributors an epoch, not "
                            + holdout + ", " + test + ", " + epochs + " and " + contributors);
        }
    }

    /** Rows in all. */
    public int total() {
        return holdout + test + reference + rows * contributors;
    }

    /**
     * A deal for a table of so many rows: a quarter for the holdout (at most 1,000), a tenth for tests, the rest to contributors of about
     * fifty rows, at least twenty of them, over 4 to 8 epochs.
     */
    public static Deal of(int tableRows) {
        int holdout = Math.max(40, Math.min(1000, tableRows / 4));
        int test = Math.max(1, Math.min(1000, tableRows / 10));
        int left = tableRows - holdout - test;
        int epochs = Math.max(4, Math.min(8, left / 250));
        int contributors = Math.max(20, left / 50) / epochs * epochs;
        int rows = left / contributors;
        if (rows < 5) {
            throw new IllegalArgumentException(
                    "a table of %d rows is too small to be dealt to %d contributors and an owner; 200 would do"
                            .formatted(tableRows, contributors));
        }
        return new Deal(holdout, test, 0, epochs, rows, contributors);
    }
}
