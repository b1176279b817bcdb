package org.datanet.attribution.recording;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.datanet.proof.Signer;
import org.datanet.usage.RunId;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageSession;

/**
 * Records runs in memory, 16 bytes for each row of a touched page of 1,024 rows, and signs their receipts. The table of a
 * receipt depends on what was recorded and not on the order in which threads brought it. Thread-safe.
 */
public final class SigningUsageRecorder implements UsageRecorder {
    private final Signer signer;
    private final Clock clock;
    private final Consumer<UsageReceipt> sink;
    private final Consumer<UsageReceipt> checkpoints;
    private final Duration every;
    private final Set<RunId> open = ConcurrentHashMap.newKeySet();

    private SigningUsageRecorder(Builder builder) {
        signer = builder.signer;
        clock = builder.clock;
        sink = builder.sink;
        checkpoints = builder.checkpoints;
        every = builder.every;
    }

    /** A recorder that hands receipts only to who completes the session. */
    public static SigningUsageRecorder of(Signer signer, Clock clock) {
        return builder(signer).clock(clock).build();
    }

    /** Describes a recorder. */
    public static Builder builder(Signer signer) {
        return new Builder(signer);
    }

    /**
     * Begins to record a run.
     *
     * @throws IllegalStateException when a session of the same run is still open: a run id names one receipt
     */
    @Override
    public UsageSession open(UsageRun run) {
        if (!open.add(run.id())) {
            throw new IllegalStateException(
                    "run \"%s\" is being recorded already; give every run an id of its own".formatted(run.id()));
        }
        return new RecordingSession(run, this);
    }

    Signer signer() {
        return signer;
    }

    Clock clock() {
        return clock;
    }

    Duration checkpointEvery() {
        return every;
    }

    Consumer<UsageReceipt> checkpoints() {
        return checkpoints;
    }

    /** Takes the receipt of a run that has ended. */
    void ended(UsageReceipt receipt) {
        open.remove(receipt.run());
        sink.accept(receipt);
    }

    /** Describes a recorder step by step. Not thread-safe. */
    public static final class Builder {
        private final Signer signer;
        private Clock clock = Clock.systemUTC();
        private Consumer<UsageReceipt> sink = receipt -> {};
        private Consumer<UsageReceipt> checkpoints = receipt -> {};
        private Duration every = Duration.ZERO;

        private Builder(Signer signer) {
            this.signer = Objects.requireNonNull(signer, "a recorder needs a signer");
        }

        /** Where the times of receipts come from; the system's clock in UTC when not said. */
        public Builder clock(Clock value) {
            clock = Objects.requireNonNull(value);
            return this;
        }

        /** Takes every receipt once, when its run ends, in the thread that ends it. What it throws is logged. */
        public Builder sink(Consumer<UsageReceipt> value) {
            sink = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Takes signed, incomplete receipts of runs that go on, so that a crash leaves something readable: one at the start,
         * then about every so often, in the thread that records. A checkpoint that took long postpones the next to 200 times
         * as long, so that all of them together take at most half a percent of the run. To be stored where the receipt of
         * the same run replaces it. What it throws is logged.
         *
         * @throws IllegalArgumentException unless the interval is positive
         */
        public Builder checkpoints(Duration interval, Consumer<UsageReceipt> value) {
            if (interval.isNegative() || interval.isZero()) {
                throw new IllegalArgumentException("checkpoints have a positive interval, not " + interval);
            }
            every = interval;
            checkpoints = Objects.requireNonNull(value);
            return this;
        }

        /**
         * The recorder.
         *
         * @throws IllegalStateException when the signer cannot sign, which is better known before the training than after
         */
        public SigningUsageRecorder build() {
            byte[] probe = {'p', 'r', 'o', 'b', 'e'};
            if (!Signer.verify(signer.publicKey(), probe, signer.sign(probe))) {
                throw new IllegalStateException("the signer's signatures do not verify under its own public key");
            }
            return new SigningUsageRecorder(this);
        }
    }
}
