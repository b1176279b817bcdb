package org.datanet.curation;

import java.time.Instant;

/**
 * A step of a round of sealed verdicts. What is promised to curators stands in each of them.
 *
 * @param round the round, 0-based
 * @param phase the phase that begins
 * @param seed what was drawn for it: the assignments with {@code SEALING}, the audits with {@code OPENING}; 0 with {@code CLOSED}
 * @param terms what is promised
 * @param at when, by the owner's clock
 */
public record RoundStep(int round, Phase phase, long seed, RoundTerms terms, Instant at) {
    /** What a round takes. */
    public enum Phase {
        /** Seals. */
        SEALING,
        /** What opens them, and audits. */
        OPENING,
        /** Audits only. */
        CLOSED
    }

    public RoundStep {
        Assignment.checkRound(round);
    }

    /** The step that follows, with a seed of its own. */
    public RoundStep next(Phase following, long drawn, Instant when) {
        return new RoundStep(round, following, drawn, terms, when);
    }
}
