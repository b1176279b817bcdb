package org.datanet.curation;

import java.time.Instant;

/**
 * A step of a round of sealed verdicts. What is promised to curators stands in each of them.
 *
 * @param round the round, 0-based
 * @param phase the phase that begins
 * @param seed what was drawn for it: the assignments with {@code SEALING}, the audits with {@code OPENING}; 0 with {@code CLOSED}
 * @param perSample how many curators judge each sample
 * @param sharedError what an error costs that a colleague made, too, in wrong verdicts
 * @param unanswered what silence costs, in wrong verdicts
 * @param auditShare what part of the samples is audited, in millionths, 1 to 1,000,000
 * @param at when, by the owner's clock
 */
public record RoundStep(
        int round, Phase phase, long seed, int perSample, int sharedError, int unanswered, int auditShare, Instant at) {
    /** What a round takes. */
    public enum Phase {
        /** Seals. */
        SEALING,
        /** What opens them, and audits. */
        OPENING,
        /** Audits only. */
        CLOSED
    }

    /** The step that follows, with a seed of its own. */
    public RoundStep next(Phase following, long drawn, Instant when) {
        return new RoundStep(round, following, drawn, perSample, sharedError, unanswered, auditShare, when);
    }

    public RoundStep {
        Assignment.checkRound(round);
        if (perSample < 1 || sharedError < 0 || unanswered < 1) {
            throw new IllegalArgumentException(
                    "a round has 1 curator a sample or more, and fines of 0 and 1 or more, not %d, %d and %d"
                            .formatted(perSample, sharedError, unanswered));
        }
        if (auditShare < 1 || auditShare > 1_000_000) {
            throw new IllegalArgumentException(
                    "the share that is audited is 1 to 1000000 millionths, not " + auditShare);
        }
    }
}
