package org.datanet.quality;

import java.util.List;

/**
 * What one detector says of a Datanet.
 *
 * @param scores one per row, higher is more suspicious, {@code NaN} where the detector has no opinion; length 0 when it does
 *     not look at rows. Taken over, not copied, not to be written to afterwards
 * @param findings what it found, in ascending order of row, then of the subject's name
 * @param joint for a detector that judges the rows of one contributor together itself: one p-value per row, already adjusted for
 *     the number of contributors and rows, so that rows at or below the rate count; 1 where the contributor is not suspected.
 *     Length 0 leaves it to the guard to let weak signals of one contributor count together. Taken over, not copied
 */
public record Inspection(double[] scores, List<Finding> findings, double[] joint) {
    public Inspection {
        findings = List.copyOf(findings);
    }

    /** An inspection that leaves it to the guard to judge the rows of one contributor together. */
    public Inspection(double[] scores, List<Finding> findings) {
        this(scores, findings, new double[0]);
    }
}
