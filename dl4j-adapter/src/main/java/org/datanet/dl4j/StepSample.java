package org.datanet.dl4j;

import java.util.SplittableRandom;

/**
 * Which steps are looked at: all of the first ones, then one of each so many consecutive ones, chosen by chance, so that each has the same
 * probability and, counted so many times over, sums have the expectation that they have with all of them. Not thread-safe.
 */
final class StepSample {
    /** An odd number, so that the strata of neighbouring seeds draw apart. */
    private static final long SPREAD = 0xD1342543DE82EF95L;

    private final int oneIn;
    private final int all;
    private final long seed;
    private double last = Double.NaN;
    private double squares;

    /**
     * @param oneIn how many steps one is chosen of; 1 for every step
     * @param all how many of the first are looked at in any case
     */
    StepSample(int oneIn, int all, long seed) {
        this.oneIn = oneIn;
        this.all = all;
        this.seed = seed;
    }

    int oneIn() {
        return oneIn;
    }

    boolean has(int step) {
        if (oneIn == 1 || step < all) {
            return true;
        }
        int place = step - all;
        return new SplittableRandom(seed * SPREAD + place / oneIn).nextInt(oneIn) == place % oneIn;
    }

    /** How often the step counts. */
    double weight(int step) {
        return step < all ? 1 : oneIn;
    }

    /** Takes the sum of a step's gains, as often as it counts. */
    void add(int step, double gains) {
        if (step < all || oneIn == 1) {
            return;
        }
        if (Double.isNaN(last)) {
            last = gains;
        } else {
            // Two neighbouring strata: their squared difference has the expectation of both variances together.
            squares += (gains - last) * (gains - last);
            last = Double.NaN;
        }
    }

    /** Of the sum of all gains, from the differences of neighbouring samples: rather too large than too small. */
    double standardError() {
        return Math.sqrt(squares * (1 - 1.0 / oneIn));
    }
}
