package org.datanet.evm.chain;

import java.math.BigInteger;
import java.time.Duration;

/**
 * What may be spent on transactions, and how patient the sender is.
 *
 * @param cap the most that a unit of gas may ever cost, tip included, in wei; while the chain asks for more, nothing is sent
 * @param confirmations blocks a transaction must be deep before it counts, its own among them
 * @param replaceAfter when a transaction that no block takes is sent again with higher fees
 */
public record FeePolicy(BigInteger cap, int confirmations, Duration replaceAfter) {
    /** At most 100 gwei, 12 confirmations, replaced after 3 minutes. */
    public static final FeePolicy DEFAULT =
            new FeePolicy(BigInteger.valueOf(100_000_000_000L), 12, Duration.ofMinutes(3));

    public FeePolicy {
        if (cap.signum() <= 0) {
            throw new IllegalArgumentException("the cap of the fees is above 0 wei a gas, not " + cap);
        }
        if (confirmations < 1 || confirmations > 10_000) {
            throw new IllegalArgumentException("confirmations are 1 to 10000, not " + confirmations);
        }
        if (replaceAfter.isNegative() || replaceAfter.isZero()) {
            throw new IllegalArgumentException("a transaction is replaced after a time above 0, not " + replaceAfter);
        }
    }

    /**
     * Fees of a transaction of type 2, wei a gas.
     *
     * @param most what a unit of gas costs at most
     * @param tip of that, what goes to the block's proposer
     */
    public record Fees(BigInteger most, BigInteger tip) {}

    /** Whether the chain asks for less than the cap. */
    boolean affordable(BigInteger baseFee, BigInteger tip) {
        return baseFee.add(tip).compareTo(cap) <= 0;
    }

    /** Fees that last while the base fee doubles, within the cap. */
    Fees fees(BigInteger baseFee, BigInteger tip) {
        return new Fees(baseFee.shiftLeft(1).add(tip).min(cap), tip);
    }

    /** Fees with which nodes accept a replacement: both at least a tenth (here an eighth) higher, and enough for the base fee. */
    Fees raised(Fees before, BigInteger baseFee, BigInteger tip) {
        BigInteger raisedTip = raised(before.tip()).max(tip);
        return new Fees(raised(before.most()).max(baseFee.shiftLeft(1).add(raisedTip)), raisedTip);
    }

    private static BigInteger raised(BigInteger fee) {
        return fee.add(fee.shiftRight(3)).add(BigInteger.ONE);
    }
}
