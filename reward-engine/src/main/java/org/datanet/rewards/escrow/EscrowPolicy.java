package org.datanet.rewards.escrow;

/**
 * How long amounts stay open to challenge and what a challenge costs.
 *
 * @param window whole epochs that an amount stays unvested after the epoch of its report; longer than detection takes
 * @param bondShare what a challenger stakes, in millionths of the challenged amount, 1 to 1,000,000
 * @param bountyShare what an upheld challenge earns, in millionths of the challenged amount, below half of {@code bondShare}: to
 *     challenge pays only for who is right more than two times out of three
 */
public record EscrowPolicy(int window, int bondShare, int bountyShare) {
    public EscrowPolicy {
        if (window < 1) {
            throw new IllegalArgumentException("amounts stay open to challenge for 1 epoch or more, not " + window);
        }
        if (bondShare < 1 || bondShare > 1_000_000) {
            throw new IllegalArgumentException("a bond is 1 to 1000000 millionths of the amount, not " + bondShare);
        }
        if (bountyShare < 0 || 2L * bountyShare >= bondShare) {
            throw new IllegalArgumentException(
                    "a bounty is below half of the bond of %d millionths, not %d".formatted(bondShare, bountyShare));
        }
    }

    /** Three epochs, a bond of a quarter, a bounty of a tenth. */
    public static EscrowPolicy defaults() {
        return new EscrowPolicy(3, 250_000, 100_000);
    }
}
