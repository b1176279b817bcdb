package org.datanet.guard.drift;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.datanet.contribution.Datanet;
import org.datanet.guard.Epochs;
import org.datanet.guard.neighbours.LabelledNeighbours;
import org.datanet.guard.statistics.BenjaminiHochberg;
import org.datanet.guard.statistics.Tail;
import org.datanet.quality.Detector;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.Subject;

/**
 * Finds contributors who earn trust first and spend it later: a change point in how often their labels disagree with the
 * neighbours of the rows. Compared is each contributor's own past with what came after, at the split that differs most, corrected
 * for the number of splits tried; so somebody whose rows were hard from the start does not drift.
 */
public final class LabelDriftDetector implements Detector {
    private static final int VOTERS = 7;
    private static final int LEAST_VOTERS = 3;

    @Override
    public String name() {
        return "label-drift";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.FEATURES, Need.LABELS);
    }

    /** Rate 0.01 over contributors; lowers no weight itself. Options: {@code rows} (10), the least rows on each side of a change. */
    @Override
    public DetectorPolicy defaults() {
        return new DetectorPolicy(true, 0.01, 1, 1, Map.of("rows", 10));
    }

    @Override
    public Inspection inspect(InspectionContext context) {
        Datanet datanet = context.datanet();
        int least = Math.max(3, (int) context.option("rows", 10));
        double[] disagrees = Epochs.scores(context);
        context.progress().stage(name(), datanet.rows());
        Epochs.forEach(context, (from, to) -> {
            LabelledNeighbours labelled = LabelledNeighbours.of(context, from, to);
            for (int place = labelled.place(from); place < labelled.rows().length; place++) {
                disagrees[labelled.rows()[place]] = disagreement(labelled, place);
            }
            context.progress().advance(to - from);
        });
        List<Finding> candidates = new ArrayList<>();
        int tests = 0;
        for (int c = 0; c < datanet.contributors().size(); c++) {
            int contributor = c;
            int[] rows = java.util.stream.IntStream.range(0, datanet.rows())
                    .filter(row -> datanet.contributor(row) == contributor && !Double.isNaN(disagrees[row]))
                    .toArray();
            if (rows.length >= 2 * least) {
                tests++;
                Finding finding = changed(context, datanet, contributor, rows, disagrees, least);
                if (finding != null) {
                    candidates.add(finding);
                }
            }
        }
        double threshold = BenjaminiHochberg.threshold(
                candidates.stream().mapToDouble(Finding::pValue).toArray(),
                Math.max(1, tests),
                context.detectorPolicy().rate());
        return new Inspection(
                disagrees,
                candidates.stream()
                        .filter(f -> f.pValue() <= threshold)
                        .sorted(Comparator.comparing(f -> f.subject().toString()))
                        .toList());
    }

    /** 1 where fewer than a quarter of the neighbours have the row's label, 0 otherwise, {@code NaN} with too few neighbours. */
    private static double disagreement(LabelledNeighbours labelled, int place) {
        int voters = Math.min(VOTERS, labelled.near().count(place));
        int agree = 0;
        for (int rank = 0; rank < voters; rank++) {
            agree += labelled.labels()[labelled.near().row(place, rank)] == labelled.labels()[place] ? 1 : 0;
        }
        return voters < LEAST_VOTERS ? Double.NaN : 4 * agree < voters ? 1 : 0;
    }

    private @org.jspecify.annotations.Nullable Finding changed(
            InspectionContext context, Datanet datanet, int contributor, int[] rows, double[] disagrees, int least) {
        int n = rows.length;
        int[] hits = new int[n + 1];
        for (int i = 0; i < n; i++) {
            hits[i + 1] = hits[i] + (disagrees[rows[i]] > 0 ? 1 : 0);
        }
        double best = 1;
        int split = -1;
        for (int i = least; i <= n - least; i++) {
            double before = (hits[i] + 1.0) / (i + 2.0);
            double pValue = Tail.binomialAtLeast(hits[n] - hits[i], n - i, before);
            if (pValue < best) {
                best = pValue;
                split = i;
            }
        }
        double pValue = split < 0 ? 1 : Tail.anyOf(best, n - 2.0 * least + 1);
        if (split < 0 || pValue > context.detectorPolicy().rate()) {
            return null;
        }
        return new Finding(
                new Subject.Contributor(datanet.contributors().get(contributor)),
                name(),
                -Math.log10(Math.max(1e-300, pValue)),
                pValue,
                String.format(
                        Locale.ROOT,
                        "Up to sample %s %d of %d labels disagreed with similar samples; from there on %d of %d do.",
                        datanet.sampleId(rows[split]),
                        hits[split],
                        split,
                        hits[n] - hits[split],
                        n - split),
                List.of(
                        new Evidence.Shared("first sample after the change", List.of(datanet.sampleId(rows[split]))),
                        new Evidence.Measure("disagreement-before", (double) hits[split] / split),
                        new Evidence.Measure("disagreement-after", (double) (hits[n] - hits[split]) / (n - split))));
    }
}
