package org.datanet.rewards;

import java.math.BigInteger;
import org.datanet.reward.RewardPolicy;

/** A fee as the policy divides it, rounded down for contributors and curators; the network has the rest. All in base units. */
public record FeeSplit(BigInteger contributors, BigInteger curators, BigInteger network) {
    /** @param fee 0 or more */
    public static FeeSplit of(BigInteger fee, RewardPolicy policy) {
        BigInteger contributors = Millionths.floor(fee, policy.contributorShare());
        BigInteger curators = Millionths.floor(fee, policy.curatorShare());
        return new FeeSplit(contributors, curators, fee.subtract(contributors).subtract(curators));
    }
}
