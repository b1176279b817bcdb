package org.datanet.guard.dormancy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.datanet.contribution.Datanet;
import org.datanet.quality.Detector;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.Subject;

/**
 * Finds contributors who went silent: epochs without a row, against how often they used to bring some. Under a steady habit of
 * contributing in a share q of the epochs, s silent epochs in a row have probability (1-q)^s. Lowers no weight of a row by itself;
 * what becomes of maintenance is for the reward rule to say.
 */
public final class DormancyDetector implements Detector {
    @Override
    public String name() {
        return "dormancy";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.HISTORY);
    }

    /** Rate 0.05 a contributor. Options: {@code epochs} (3), the least number of silent epochs. */
    @Override
    public DetectorPolicy defaults() {
        return new DetectorPolicy(true, 0.05, 1, 1, Map.of("epochs", 3));
    }

    @Override
    public Inspection inspect(InspectionContext context) {
        Datanet datanet = context.datanet();
        int least = Math.max(1, (int) context.option("epochs", 3));
        int people = datanet.contributors().size();
        int epochs = datanet.epochs();
        int[] first = new int[people];
        int[] last = new int[people];
        int[] active = new int[people];
        int[] lastRow = new int[people];
        Arrays.fill(first, -1);
        Arrays.fill(last, -1);
        for (int row = 0; row < datanet.rows(); row++) {
            int c = datanet.contributor(row);
            int epoch = datanet.epoch(row);
            if (first[c] < 0) {
                first[c] = epoch;
            }
            if (last[c] != epoch) {
                active[c]++;
                last[c] = epoch;
            }
            lastRow[c] = row;
        }
        List<Finding> findings = new ArrayList<>();
        for (int c = 0; c < people; c++) {
            int silent = epochs - 1 - last[c];
            // One more epoch of each kind than seen, so that a single epoch is no steady habit.
            double habit = (active[c] + 1.0) / (last[c] - first[c] + 3.0);
            double pValue = Math.pow(1 - habit, silent);
            if (silent >= least && pValue <= context.detectorPolicy().rate()) {
                findings.add(new Finding(
                        new Subject.Contributor(datanet.contributors().get(c)),
                        name(),
                        silent,
                        pValue,
                        String.format(
                                Locale.ROOT,
                                "No sample for %d epochs, after contributing in %d of %d; the last was %s%s.",
                                silent,
                                active[c],
                                last[c] - first[c] + 1,
                                datanet.sampleId(lastRow[c]),
                                datanet.submittedAt(lastRow[c])
                                        .map((Instant at) -> " of " + at)
                                        .orElse("")),
                        List.of(new Evidence.Measure("silent-epochs", silent))));
            }
        }
        findings.sort(java.util.Comparator.comparing(f -> f.subject().toString()));
        return new Inspection(new double[0], findings);
    }
}
