package org.datanet.reward;

import java.io.IOException;

/** Carries a reward report to where it is paid or kept: a REST hook, a chain, a file. Thread-safe. */
@FunctionalInterface
public interface RewardReporter {

    /**
     * Takes the report over durably: when this returns, a crash no longer loses it, and it will be delivered at least once with
     * one effect. Reporting the same report again changes nothing.
     *
     * @throws IOException when it could not be taken over; then nothing will be delivered
     */
    void report(RewardReport report) throws IOException;

    /** A reporter that drops everything. */
    static RewardReporter noop() {
        return report -> {};
    }

    /** Reports to all of them, in order; the first failure ends it. */
    static RewardReporter composite(RewardReporter... reporters) {
        return report -> {
            for (RewardReporter reporter : reporters) {
                reporter.report(report);
            }
        };
    }
}
