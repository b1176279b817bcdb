package org.datanet.curation;

import java.time.Instant;
import org.datanet.contribution.SampleId;

/**
 * What the owner found on a sample, without having seen who said what of it.
 *
 * @param sample the sample
 * @param truth what the verdict should have been
 * @param difficulty how hard it was to tell, from {@value #EASY} to {@value #HARDEST}: what a verdict on it counts
 * @param at when, by the owner's clock
 */
public record Audit(SampleId sample, Verdict truth, int difficulty, Instant at) {
    /** The difficulty of most samples. */
    public static final int EASY = 1;

    /** The highest difficulty. */
    public static final int HARDEST = 10;

    public Audit {
        if (difficulty < EASY || difficulty > HARDEST) {
            throw new IllegalArgumentException("the difficulty of sample %s is from %d to %d, not %d"
                    .formatted(sample, EASY, HARDEST, difficulty));
        }
    }
}
