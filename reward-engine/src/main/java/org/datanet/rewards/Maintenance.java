package org.datanet.rewards;

/**
 * The maintenance weight of a row, {@code 2^(-age / halfLife)} to the nearest millionth, by its age in epochs: the epoch of the
 * newest row less the one in which it was last attested. One for every age where the half-life is 0. Immutable and thread-safe.
 */
final class Maintenance {
    private final int[] byAge;
    private final int newest;

    Maintenance(int halfLife, int[] epochOf, int[] attestedIn) {
        int first = Integer.MAX_VALUE;
        int last = 0;
        for (int row = 0; row < epochOf.length; row++) {
            first = Math.min(first, attestedIn[row]);
            last = Math.max(last, epochOf[row]);
        }
        newest = last;
        byAge = new int[Math.max(1, last - Math.min(first, last) + 1)];
        for (int age = 0; age < byAge.length; age++) {
            // StrictMath: the same bits on every machine.
            byAge[age] = halfLife == 0
                    ? Millionths.ONE
                    : (int) StrictMath.rint(StrictMath.pow(2, -(double) age / halfLife) * Millionths.ONE);
        }
    }

    /** Millionths, for a row that was last attested in the epoch. */
    int weight(int attested) {
        return byAge[Math.max(0, newest - attested)];
    }
}
