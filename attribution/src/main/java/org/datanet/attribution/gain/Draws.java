package org.datanet.attribution.gain;

import org.datanet.proof.Digest;

/**
 * A stream of random numbers whose every bit is fixed by its seed, on every Java version: SplitMix64 (Steele, Lea and Flood 2014),
 * with normal deviates by Box and Muller in {@code StrictMath}. Not thread-safe.
 */
final class Draws {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private long state;
    private double spare;
    private boolean hasSpare;

    Draws(long seed) {
        state = seed;
    }

    /** The stream of one payload: it stays the same when any other payload changes. */
    static Draws of(long seed, Digest payload) {
        return new Draws(key(seed, payload));
    }

    /** A number that only somebody who knows the seed can foresee: an order by it cannot be chosen. */
    static long key(long seed, Digest payload) {
        return mix(mix(seed + GAMMA) ^ payload.prefix());
    }

    private static long mix(long z) {
        long y = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        y = (y ^ y >>> 27) * 0x94d049bb133111ebL;
        return y ^ y >>> 31;
    }

    long bits() {
        state += GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return (bits() >>> 11) * 0x1.0p-53;
    }

    double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** Uniform in 0 to {@code bound - 1}, by the high half of a product; its bias is below 2^-32. */
    int below(int bound) {
        return (int) ((bits() >>> 32) * bound >>> 32);
    }

    /** Normal, mean 0, variance 1. */
    double gaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        double angle = 2 * StrictMath.PI * uniform();
        spare = radius * StrictMath.sin(angle);
        hasSpare = true;
        return radius * StrictMath.cos(angle);
    }
}
