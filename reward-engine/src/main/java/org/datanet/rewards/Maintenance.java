package org.datanet.rewards;

/**
 * The maintenance weight of a row, {@code 2^(-age / halfLife)} to the nearest millionth, by its age in epochs: the epoch of the
 * newest row less the one in which it was last attested. One for every age where the half-life is 0. Immutable and thread-safe.
 */
public final class Maintenance {
    private final int[] byAge;
    private final int newest;

    /**
     * @param halfLife epochs, 0 for never
     * @param newest epoch of the newest row
     * @param first the earliest epoch in which a row was last attested
     */
    public Maintenance(int halfLife, int newest, int first) {
        this.newest = newest;
        byAge = new int[Math.max(1, newest - Math.min(first, newest) + 1)];
        for (int age = 0; age < byAge.length; age++) {
            // StrictMath: the same bits on every machine.
            byAge[age] = halfLife == 0
                    ? Millionths.ONE
                    : (int) StrictMath.rint(StrictMath.pow(2, -(double) age / halfLife) * Millionths.ONE);
        }
    }

    static Maintenance of(int halfLife, int[] epochOf, int[] attestedIn) {
        int first = Integer.MAX_VALUE;
        int newest = 0;
        for (int row = 0; row < epochOf.length; row++) {
            first = Math.min(first, attestedIn[row]);
            newest = Math.max(newest, epochOf[row]);
        }
        return new Maintenance(halfLife, newest, first);
    }

    /** Millionths, for a row that was last attested in the epoch. */
    public int weight(int attested) {
        return byAge[Math.max(0, newest - attested)];
    }
}
