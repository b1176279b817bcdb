package org.datanet.report;

import java.util.Locale;
import java.util.stream.Collectors;
import org.datanet.contribution.SampleId;
import org.datanet.quality.Evidence;

/** Evidence in words, the same in a terminal as on a page. */
public final class EvidenceText {
    private static final int MOST_SAMPLES = 8;

    private EvidenceText() {}

    /** One line for a piece of evidence. */
    public static String of(Evidence evidence) {
        if (evidence instanceof Evidence.Twin twin) {
            return String.format(
                    Locale.ROOT,
                    "%s, which came first: %s %.3f%s",
                    twin.sample(),
                    twin.measure(),
                    twin.similarity(),
                    twin.difference().isEmpty() ? "" : "; differs in " + twin.difference());
        } else if (evidence instanceof Evidence.Neighbours near) {
            StringBuilder line = new StringBuilder("nearest samples:");
            for (int i = 0; i < near.samples().size(); i++) {
                line.append(String.format(
                        Locale.ROOT,
                        "%s %s (label %s, distance %.3f)",
                        i == 0 ? "" : ",",
                        near.samples().get(i),
                        near.labels().get(i),
                        near.distances().get(i)));
            }
            return line.toString();
        } else if (evidence instanceof Evidence.Deviation d) {
            return String.format(
                    Locale.ROOT,
                    "%s is %.4g, usually %.4g to %.4g",
                    d.feature(),
                    d.value(),
                    d.usualLow(),
                    d.usualHigh());
        } else if (evidence instanceof Evidence.Relabel r) {
            return String.format(
                    Locale.ROOT,
                    "given label %s (%.1f %%), the data say %s (%.1f %%)",
                    r.given(),
                    100 * r.givenProbability(),
                    r.suggested(),
                    100 * r.suggestedProbability());
        } else if (evidence instanceof Evidence.Phrase phrase) {
            return phrase.occurrences() == 1
                    ? "“%s”".formatted(phrase.text())
                    : "“%s” stands %d times in it".formatted(phrase.text(), phrase.occurrences());
        } else if (evidence instanceof Evidence.Shared shared) {
            return shared.what() + ": "
                    + shared.samples().stream()
                            .limit(MOST_SAMPLES)
                            .map(SampleId::value)
                            .collect(Collectors.joining(", "))
                    + (shared.samples().size() > MOST_SAMPLES ? ", …" : "");
        }
        Evidence.Measure measure = (Evidence.Measure) evidence;
        return String.format(Locale.ROOT, "%s %.4g", measure.name(), measure.value());
    }
}
