package org.datanet.attribution.gain;

/** By what a row's features are judged, beside their distances to pool and holdout. */
public enum Novelty {
    /** Ridge leverage in the pool, which means lack. Several times as fast; blind to strongly jittered rows and crossings. */
    LEVERAGE,
    /**
     * A discriminator between the holdout's rows and rows derived from the pool: what the owner can derive is worth nothing.
     * Leverage is one of the numbers that it sees.
     */
    DERIVABILITY
}
