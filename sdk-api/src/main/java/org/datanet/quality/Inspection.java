package org.datanet.quality;

import java.util.List;

/**
 * What one detector says of a Datanet.
 *
 * @param scores one per row, higher is more suspicious, {@code NaN} where the detector has no opinion; length 0 when it does
 *     not look at rows. Taken over, not copied, not to be written to afterwards
 * @param findings what it found, in ascending order of row, then of the subject's name
 */
public record Inspection(double[] scores, List<Finding> findings) {
    public Inspection {
        findings = List.copyOf(findings);
    }
}
