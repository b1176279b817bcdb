package org.datanet.usage;

import java.math.BigInteger;
import java.util.Objects;
import java.util.Optional;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Ids;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run before it starts.
 *
 * @param id its id, which becomes the receipt's
 * @param model the model's name, as its maker calls it
 * @param datanet the exact state of the Datanet that is used
 * @param payer who pays
 * @param fee what is paid for the run, in integer base units of the Datanet's currency; 0 or more
 * @param resumes the earlier run that this one goes on from, if any
 */
public record UsageRun(
        RunId id, String model, Datanet datanet, PayerId payer, BigInteger fee, Optional<RunId> resumes) {
    public UsageRun {
        Ids.check("model name", model);
        if (fee.signum() < 0) {
            throw new IllegalArgumentException("a fee is 0 or more base units, not " + fee);
        }
    }

    /** The reference to the Datanet's state. */
    public DatanetRef ref() {
        return DatanetRef.of(datanet);
    }

    /** Starts describing a run on a Datanet. */
    public static Builder on(Datanet datanet) {
        return new Builder(datanet);
    }

    /** Describes a run step by step. Not thread-safe. */
    public static final class Builder {
        private final Datanet datanet;
        private @Nullable RunId id;
        private @Nullable PayerId payer;
        private String model = "model";
        private BigInteger fee = BigInteger.ZERO;
        private @Nullable RunId resumes;

        private Builder(Datanet datanet) {
            this.datanet = datanet;
        }

        public Builder run(String value) {
            id = new RunId(value);
            return this;
        }

        public Builder model(String value) {
            model = value;
            return this;
        }

        public Builder payer(String value) {
            payer = new PayerId(value);
            return this;
        }

        public Builder fee(long baseUnits) {
            return fee(BigInteger.valueOf(baseUnits));
        }

        public Builder fee(BigInteger baseUnits) {
            fee = baseUnits;
            return this;
        }

        public Builder resumes(RunId earlier) {
            resumes = earlier;
            return this;
        }

        /** @throws NullPointerException when the run's id or the payer is missing */
        public UsageRun build() {
            return new UsageRun(
                    Objects.requireNonNull(id, "a run needs an id: call run(\"...\")"),
                    model,
                    datanet,
                    Objects.requireNonNull(payer, "a run needs a payer: call payer(\"...\")"),
                    fee,
                    Optional.ofNullable(resumes));
        }
    }
}
