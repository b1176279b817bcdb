package org.datanet.reward;

import org.datanet.proof.Ids;

/**
 * How an owner pays.
 *
 * @param currency code or token of the base units
 * @param contributorShare delta: share of a fee meant for contributors, in millionths, 0 to 1,000,000
 * @param minimumValue S_min: below this sum of values (1e-9 of holdout loss) a receipt pays proportionally less, 0 or more
 * @param halfLife epochs after which a row's maintenance weight has fallen to one half; 0 for never
 */
public record RewardPolicy(String currency, int contributorShare, long minimumValue, int halfLife) {
    public RewardPolicy {
        Ids.check("currency", currency);
        if (contributorShare < 0 || contributorShare > 1_000_000) {
            throw new IllegalArgumentException(
                    "a contributor share is 0 to 1000000 millionths, not " + contributorShare);
        }
        if (minimumValue < 0 || halfLife < 0) {
            throw new IllegalArgumentException(
                    "minimum value and half-life are 0 or more, not %d and %d".formatted(minimumValue, halfLife));
        }
    }

    /** 90 % to contributors, no minimum, no ageing. */
    public static RewardPolicy defaults() {
        return new RewardPolicy("UNIT", 900_000, 0, 0);
    }
}
