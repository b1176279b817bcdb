package org.datanet.guard;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.datanet.contribution.Datanet;
import org.datanet.quality.Detector;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionIndex;
import org.datanet.quality.InspectionIndex.Close;
import org.datanet.quality.InspectionIndex.Part;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.Settled;
import org.datanet.quality.Subject;
import org.jspecify.annotations.Nullable;

/** What a run takes from an earlier index and leaves for the next; without an index, nothing. Not thread-safe. */
final class IndexedRun {
    private final Datanet datanet;
    private final @Nullable InspectionIndex earlier;
    private final List<Close> closes;
    private final int settledRows;
    private final TreeMap<String, Part> parts = new TreeMap<>();

    IndexedRun(Datanet datanet, @Nullable InspectionIndex earlier) {
        this.datanet = datanet;
        this.earlier = earlier;
        this.closes = earlier == null ? List.of() : InspectionIndex.closes(datanet);
        this.settledRows = earlier == null ? 0 : earlier.settledRows(closes);
    }

    Settled settled(Detector detector, DetectorPolicy settings, long seed) {
        return earlier == null
                ? Settled.NONE
                : earlier.settled(
                        detector.name(), InspectionIndex.settings(detector, settings, seed, datanet), settledRows);
    }

    void add(Detector detector, DetectorPolicy settings, long seed, Inspection inspection) {
        // Numbers that no file can hold are judged again.
        if (earlier != null && Arrays.stream(inspection.scores()).noneMatch(Double::isInfinite)) {
            parts.put(
                    detector.name(),
                    new Part(
                            InspectionIndex.settings(detector, settings, seed, datanet),
                            inspection.scores(),
                            inspection.findings().stream()
                                    .filter(f -> f.subject() instanceof Subject.Row)
                                    .toList()));
        }
    }

    InspectionIndex index() {
        return new InspectionIndex(closes, parts);
    }
}
