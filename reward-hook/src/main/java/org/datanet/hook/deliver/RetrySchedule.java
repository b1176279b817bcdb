package org.datanet.hook.deliver;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a failed delivery is attempted again: after {@code first}, then each time {@code factor} times as long up to {@code most},
 * each drawn from the upper half of that time, so that many senders spread out. Given up after {@code giveUp}.
 *
 * @param first before the second attempt
 * @param factor above 1
 * @param most between two attempts, also when the receiver asks for more
 * @param giveUp since the event was written
 */
public record RetrySchedule(Duration first, double factor, Duration most, Duration giveUp) {
    public RetrySchedule {
        if (first.isNegative() || first.isZero() || !(factor > 1 && factor <= 100) || most.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "a retry schedule grows from a positive time by a factor above 1, not from %s by %s to %s"
                            .formatted(first, factor, most));
        }
    }

    /** From 5 seconds by 3 to 6 hours, for 3 days. */
    public static RetrySchedule standard() {
        return new RetrySchedule(Duration.ofSeconds(5), 3, Duration.ofHours(6), Duration.ofDays(3));
    }

    /**
     * @param attempts made so far, at least 1
     * @param random draws the jitter
     */
    Duration delay(int attempts, RandomGenerator random) {
        double whole = Math.min(most.toMillis(), first.toMillis() * Math.pow(factor, attempts - 1.0));
        return Duration.ofMillis((long) (whole * (0.5 + random.nextDouble() / 2)));
    }
}
