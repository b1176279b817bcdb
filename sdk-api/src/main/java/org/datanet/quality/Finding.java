package org.datanet.quality;

import java.util.List;

/**
 * One thing that a detector found.
 *
 * @param subject whom or what it is about
 * @param detector name of the detector
 * @param score the detector's own measure, higher is more suspicious
 * @param pValue chance of so high a score on honest data, in [0,1]
 * @param reason a sentence that the person concerned understands
 * @param evidence what convinces
 */
public record Finding(
        Subject subject, String detector, double score, double pValue, String reason, List<Evidence> evidence) {
    public Finding {
        evidence = List.copyOf(evidence);
        if (!(pValue >= 0 && pValue <= 1)) {
            throw new IllegalArgumentException("a p-value lies in [0,1], not " + pValue);
        }
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("a score is finite, not " + score);
        }
    }

    /** The canonical bytes under the report's Merkle root. */
    public byte[] bytes() {
        return CanonicalQuality.of(this);
    }
}
