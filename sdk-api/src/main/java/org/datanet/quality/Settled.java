package org.datanet.quality;

import java.util.List;

/**
 * What one detector said of rows in epochs that are closed, kept from an earlier inspection. Epochs are judged once, so a detector
 * may take this over instead of judging them again.
 *
 * @param rows rows {@code [0, rows)} are settled; whole epochs
 * @param scores one for each of them, or none if the detector gives none. Not to be written to
 * @param findings on them, in ascending order of row
 */
public record Settled(int rows, double[] scores, List<Finding> findings) {
    /** Nothing is settled. */
    public static final Settled NONE = new Settled(0, new double[0], List.of());

    public Settled {
        findings = List.copyOf(findings);
        if (scores.length != 0 && scores.length != rows) {
            throw new IllegalArgumentException("%d settled rows have %d scores".formatted(rows, scores.length));
        }
        for (Finding finding : findings) {
            if (!(finding.subject() instanceof Subject.Row row) || row.row() >= rows) {
                throw new IllegalArgumentException(
                        "a settled finding is on one of %d rows, not on %s".formatted(rows, finding.subject()));
            }
        }
    }
}
