package org.datanet.rewards.upkeep;

/**
 * What curators are fined, in parts of what a wrong verdict on an easy sample costs.
 *
 * @param sharedError for a wrong verdict on a sample that a colleague was wrong on, too, beside what it costs anyway, 0 to {@value
 *     #MOST}: makes a look that is handed round worth less than it saves
 * @param unanswered for an assignment that was not sealed and opened in time, times the sample's difficulty, 1 to {@value #MOST}
 */
public record CuratorTerms(int sharedError, int unanswered) {
    /** The highest fine. */
    public static final int MOST = 100;

    public CuratorTerms {
        if (sharedError < 0 || sharedError > MOST) {
            throw new IllegalArgumentException(
                    "a shared error costs 0 to %d wrong verdicts, not %d".formatted(MOST, sharedError));
        }
        if (unanswered < 1 || unanswered > MOST) {
            throw new IllegalArgumentException("silence costs 1 to %d wrong verdicts, or it would pay to pick, not %d"
                    .formatted(MOST, unanswered));
        }
    }

    /** Eight for an error that is shared, one for silence. */
    public static CuratorTerms defaults() {
        return new CuratorTerms(8, 1);
    }
}
