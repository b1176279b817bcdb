package org.datanet.quality;

import java.util.List;
import org.datanet.contribution.SampleId;

/** What convinces: things that the person concerned can look up and check. */
public sealed interface Evidence {

    /**
     * Another sample that is the same or nearly so.
     *
     * @param sample the earlier one, which keeps the credit
     * @param measure name of the similarity, such as "jaccard" or "distance"
     * @param similarity its value
     * @param difference the part that differs, shortened; empty when nothing does
     */
    record Twin(SampleId sample, String measure, double similarity, String difference) implements Evidence {}

    /** The nearest samples and their labels, nearest first; the lists have one length. */
    record Neighbours(List<SampleId> samples, List<String> labels, List<Double> distances) implements Evidence {
        public Neighbours {
            samples = List.copyOf(samples);
            labels = List.copyOf(labels);
            distances = List.copyOf(distances);
        }
    }

    /** A feature that sticks out, with the range in which it usually lies. */
    record Deviation(String feature, double value, double usualLow, double usualHigh) implements Evidence {}

    /** A label that the data suggest instead of the given one, with the estimated probabilities of both. */
    record Relabel(String given, double givenProbability, String suggested, double suggestedProbability)
            implements Evidence {}

    /** A phrase of the sample and how often it stands in it. */
    record Phrase(String text, int occurrences) implements Evidence {}

    /** Samples on which two or more people were wrong or acted in the same way. */
    record Shared(String what, List<SampleId> samples) implements Evidence {
        public Shared {
            samples = List.copyOf(samples);
        }
    }

    /** A named number that anyone can recompute. */
    record Measure(String name, double value) implements Evidence {}
}
