package org.datanet.attribution.gain;

/** The seed of each slice of the holdout: published with the slice once it is retired, and with no other. */
@FunctionalInterface
public interface SliceSeeds {

    /**
     * The seed of a slice.
     *
     * @param epoch the first epoch in which the slice is used
     */
    long of(int epoch);

    /** One seed for all slices: right where none is ever published before the others. */
    static SliceSeeds constant(long seed) {
        return epoch -> seed;
    }
}
