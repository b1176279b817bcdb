package org.datanet.rewards;

import java.math.BigInteger;
import org.datanet.reward.RewardPolicy;

/** A fee as the policy divides it, rounded down for contributors and curators; the network has the rest. */
record FeeSplit(BigInteger contributors, BigInteger curators, BigInteger network) {
    static FeeSplit of(BigInteger fee, RewardPolicy policy) {
        BigInteger contributors = Millionths.floor(fee, policy.contributorShare());
        BigInteger curators = Millionths.floor(fee, policy.curatorShare());
        return new FeeSplit(contributors, curators, fee.subtract(contributors).subtract(curators));
    }
}
