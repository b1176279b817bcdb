package org.datanet.spark;

import java.io.Serializable;
import java.math.BigInteger;
import org.datanet.reward.RewardPolicy;

/** A {@link RewardPolicy} on its way to tasks. */
record PayPolicy(
        String currency,
        int contributorShare,
        long minimumValue,
        int halfLife,
        int curatorShare,
        BigInteger defaultFee,
        int inRunDiscount)
        implements Serializable {
    static PayPolicy of(RewardPolicy policy) {
        return new PayPolicy(
                policy.currency(),
                policy.contributorShare(),
                policy.minimumValue(),
                policy.halfLife(),
                policy.curatorShare(),
                policy.defaultFee(),
                policy.inRunDiscount());
    }

    RewardPolicy policy() {
        return new RewardPolicy(
                currency, contributorShare, minimumValue, halfLife, curatorShare, defaultFee, inRunDiscount);
    }
}
