package org.datanet.usage;

/** Opens recording sessions and signs their receipts. Thread-safe. */
@FunctionalInterface
public interface UsageRecorder {

    /** Begins to record a run. */
    UsageSession open(UsageRun run);

    /**
     * Records a whole training loop. An error of the loop ends the run as failed and goes on to the caller unchanged.
     *
     * @param <X> what the loop throws
     */
    default <X extends Exception> UsageReceipt record(UsageRun run, TrainingLoop<X> loop) throws X {
        try (UsageSession session = open(run)) {
            loop.train(session);
            return session.complete();
        }
    }

    /** Training code that is given the session of its run. */
    @FunctionalInterface
    interface TrainingLoop<X extends Exception> {
        void train(UsageSession session) throws X;
    }
}
