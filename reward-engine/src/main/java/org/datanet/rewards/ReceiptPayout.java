package org.datanet.rewards;

import java.math.BigInteger;
import org.datanet.reward.RewardPolicy;

/**
 * How one receipt pays by {@link ConditionalGainRule}, once it is known what it used. Everything it needs of the receipt's rows are two sums, so
 * that parts of a receipt may be summed anywhere and in any order. Immutable and thread-safe.
 */
public final class ReceiptPayout {
    private final FeeSplit split;
    private final Price payment;
    private final Price charge;
    private final BigInteger refund;

    /**
     * @param fee of the receipt, or the policy's for one without
     * @param used sum of the used rows' bases
     * @param positive sum over contributors of what is above 0 of their credited values
     */
    public ReceiptPayout(BigInteger fee, RewardPolicy policy, long used, long positive) {
        split = FeeSplit.of(fee, policy);
        long base = Math.max(used, policy.minimumValue());
        // A base of 0 prices nothing: the whole pot goes back.
        payment = new Price(split.contributors(), base == 0 ? 0 : Math.max(base, positive));
        charge = new Price(split.contributors(), base);
        refund = split.contributors().subtract(payment.floor(Math.max(used, positive)));
    }

    /** What a contributor with that credited value gets, or below 0 owes. */
    public BigInteger net(long credited) {
        return credited == 0 ? BigInteger.ZERO : credited > 0 ? payment.floor(credited) : charge.floor(credited);
    }

    /** For curators' work. */
    public BigInteger curators() {
        return split.curators();
    }

    /** The network's part. */
    public BigInteger network() {
        return split.network();
    }

    /** Back to the payer, because the run used too little of value. */
    public BigInteger refund() {
        return refund;
    }
}
