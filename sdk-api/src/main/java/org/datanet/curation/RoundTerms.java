package org.datanet.curation;

/**
 * What an owner promises curators of a round of sealed verdicts.
 *
 * @param perSample how many curators judge each sample, 1 or more; the fewer, the less accomplices meet
 * @param sharedError what an error costs, at most, that a colleague made, too, beside what it costs anyway, in right verdicts on easy samples
 *     over its difficulty, 0 to {@value #MOST_FINE}
 * @param unanswered what silence costs, 1 to {@value #MOST_FINE}: 1 is as much as an error, and each more as much as a right verdict brings; were
 *     it nothing, it would pay to pick
 * @param auditShare what part of the samples is audited, in millionths, 1 to 1,000,000
 */
public record RoundTerms(int perSample, int sharedError, int unanswered, int auditShare) {
    /** The highest fine. */
    public static final int MOST_FINE = 100;

    public RoundTerms {
        if (perSample < 1) {
            throw new IllegalArgumentException("a round has 1 curator a sample or more, not " + perSample);
        }
        if (sharedError < 0 || sharedError > MOST_FINE || unanswered < 1 || unanswered > MOST_FINE) {
            throw new IllegalArgumentException(
                    "a shared error costs 0 to %d verdicts and silence 1 to %d, not %d and %d"
                            .formatted(MOST_FINE, MOST_FINE, sharedError, unanswered));
        }
        if (auditShare < 1 || auditShare > 1_000_000) {
            throw new IllegalArgumentException(
                    "the share that is audited is 1 to 1000000 millionths, not " + auditShare);
        }
    }

    /** Three curators a sample, two samples of five audited; a shared error costs up to twelve verdicts more, silence as much as an error. */
    public static RoundTerms defaults() {
        return new RoundTerms(3, 12, 1, 400_000);
    }
}
