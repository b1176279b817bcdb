package org.datanet.reward;

/**
 * Turns usage, values and weights into amounts. Integer arithmetic only, no randomness, no clock; permuting receipts, names or
 * rows within an epoch changes nothing. Found by {@link java.util.ServiceLoader}. Thread-safe.
 */
public interface RewardRule {

    /** The name in policies, commands and reports: lower-case words joined by hyphens. */
    String name();

    /** Computes a report whose contributor amounts and treasury lines equal the fees to the unit. */
    RewardReport apply(RewardInput input);
}
