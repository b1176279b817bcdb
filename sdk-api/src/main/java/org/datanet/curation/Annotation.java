package org.datanet.curation;

import java.time.Instant;
import org.datanet.contribution.SampleId;

/**
 * A label that an annotator gave to a sample.
 *
 * @param sample the sample
 * @param annotator who gave it
 * @param label the label
 * @param at when, by the owner's clock
 * @param seconds how long it took, 0 or more
 */
public record Annotation(SampleId sample, CuratorId annotator, String label, Instant at, double seconds) {
    public Annotation {
        if (!(seconds >= 0) || Double.isInfinite(seconds)) {
            throw new IllegalArgumentException("seconds are 0 or more, not " + seconds);
        }
    }
}
