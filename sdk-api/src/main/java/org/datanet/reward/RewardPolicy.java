package org.datanet.reward;

import java.math.BigInteger;
import org.datanet.proof.Ids;

/**
 * How an owner pays.
 *
 * @param currency code or token of the base units
 * @param contributorShare delta: share of a fee meant for contributors, in millionths, 0 to 1,000,000
 * @param minimumValue S_min: below this sum of values (1e-9 of holdout loss) a receipt pays proportionally less, 0 or more
 * @param halfLife epochs since it was last attested after which a row's maintenance weight has fallen to one half; 0 for never
 * @param curatorShare share of a fee meant for curators, in millionths; with {@code contributorShare} at most 1,000,000. What is
 *     left is the network's
 * @param defaultFee base units that a completed run without a fee of its own is paid as, 0 or more
 * @param inRunDiscount what a row loses of its positive credit in a receipt that measured a negative in-run gain for it, in
 *     millionths, 0 to 1,000,000. Single in-run gains are mostly noise, so the default is 0: evidence that pays nobody less
 */
public record RewardPolicy(
        String currency,
        int contributorShare,
        long minimumValue,
        int halfLife,
        int curatorShare,
        BigInteger defaultFee,
        int inRunDiscount) {
    public RewardPolicy {
        Ids.check("currency", currency);
        if (contributorShare < 0 || contributorShare > 1_000_000) {
            throw new IllegalArgumentException(
                    "a contributor share is 0 to 1000000 millionths, not " + contributorShare);
        }
        if (curatorShare < 0 || curatorShare > 1_000_000 - contributorShare) {
            throw new IllegalArgumentException(
                    "beside a contributor share of %d, a curator share is 0 to %d millionths, not %d"
                            .formatted(contributorShare, 1_000_000 - contributorShare, curatorShare));
        }
        if (minimumValue < 0 || halfLife < 0) {
            throw new IllegalArgumentException(
                    "minimum value and half-life are 0 or more, not %d and %d".formatted(minimumValue, halfLife));
        }
        if (defaultFee.signum() < 0) {
            throw new IllegalArgumentException("a default fee is 0 or more base units, not " + defaultFee);
        }
        if (inRunDiscount < 0 || inRunDiscount > 1_000_000) {
            throw new IllegalArgumentException("an in-run discount is 0 to 1000000 millionths, not " + inRunDiscount);
        }
    }

    /** Without a default fee; half of what contributors leave is for curators. */
    public RewardPolicy(String currency, int contributorShare, long minimumValue, int halfLife) {
        this(
                currency,
                contributorShare,
                minimumValue,
                halfLife,
                Math.max(0, 1_000_000 - contributorShare) / 2,
                BigInteger.ZERO,
                0);
    }

    /** Without an in-run discount. */
    public RewardPolicy(
            String currency,
            int contributorShare,
            long minimumValue,
            int halfLife,
            int curatorShare,
            BigInteger defaultFee) {
        this(currency, contributorShare, minimumValue, halfLife, curatorShare, defaultFee, 0);
    }

    /** 90 % to contributors, 5 % to curators, no minimum, no ageing. */
    public static RewardPolicy defaults() {
        return new RewardPolicy("UNIT", 900_000, 0, 0);
    }

    /** The same policy with another default fee. */
    public RewardPolicy withDefaultFee(BigInteger fee) {
        return new RewardPolicy(currency, contributorShare, minimumValue, halfLife, curatorShare, fee, inRunDiscount);
    }

    /** The same policy with another in-run discount. */
    public RewardPolicy withInRunDiscount(int millionths) {
        return new RewardPolicy(
                currency, contributorShare, minimumValue, halfLife, curatorShare, defaultFee, millionths);
    }
}
