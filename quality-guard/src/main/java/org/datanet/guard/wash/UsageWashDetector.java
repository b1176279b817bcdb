package org.datanet.guard.wash;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.datanet.contribution.Datanet;
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
import org.datanet.usage.UsageTable;
import org.datanet.usage.UsageView;

/**
 * Finds payers whose runs serve one contributor: usage that concentrates on the rows of one contributor far beyond what the other
 * payers do with the same rows. A real customer of a small contributor is no wash: counted are distinct rows, once each, not
 * repetitions, and whoever uses the whole Datanet concentrates on nobody. Runs of a payer who is also a contributor are named by
 * their own share. Knows no fees.
 */
public final class UsageWashDetector implements Detector {
    /** Fewer distinct rows than this are no pattern. */
    private static final int LEAST_ROWS = 10;

    @Override
    public String name() {
        return "usage-wash";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.USAGE);
    }

    /** Rate 0.01 over pairs of payer and contributor. Options: {@code share} (0.5), the least share that counts as concentration. */
    @Override
    public DetectorPolicy defaults() {
        return new DetectorPolicy(true, 0.01, 1, 1, Map.of("share", 0.5));
    }

    @Override
    public Inspection inspect(InspectionContext context) {
        Datanet datanet = context.datanet();
        int people = datanet.contributors().size();
        Map<String, java.util.BitSet> rowsByPayer = new TreeMap<>();
        Map<String, UsageView.Use> anyUse = new TreeMap<>();
        for (UsageView.Use use : context.usage().uses()) {
            UsageTable table = use.table();
            java.util.BitSet rows = rowsByPayer.computeIfAbsent(use.payer().value(), p -> new java.util.BitSet());
            anyUse.put(use.payer().value(), use);
            for (int i = 0; i < table.size(); i++) {
                if (table.row(i) < datanet.rows() && table.exposures(i) > 0) {
                    rows.set(table.row(i));
                }
            }
        }
        int[] total = new int[people];
        for (int row = 0; row < datanet.rows(); row++) {
            total[datanet.contributor(row)]++;
        }
        List<Finding> candidates = new ArrayList<>();
        int tests = 0;
        for (Map.Entry<String, java.util.BitSet> entry : rowsByPayer.entrySet()) {
            int[] used = new int[people];
            entry.getValue().stream().forEach(row -> used[datanet.contributor(row)]++);
            int all = entry.getValue().cardinality();
            if (all < LEAST_ROWS) {
                continue;
            }
            int[] others = new int[people];
            int othersAll = 0;
            for (Map.Entry<String, java.util.BitSet> other : rowsByPayer.entrySet()) {
                if (!other.getKey().equals(entry.getKey())) {
                    other.getValue().stream().forEach(row -> others[datanet.contributor(row)]++);
                    othersAll += other.getValue().cardinality();
                }
            }
            for (int c = 0; c < people; c++) {
                tests++;
                double share = (double) used[c] / all;
                // What others use of this contributor, or its share of the Datanet, whichever excuses more.
                double usual = Math.max(
                        (double) total[c] / datanet.rows(), othersAll == 0 ? 0 : (double) others[c] / othersAll);
                if (share >= context.option("share", 0.5) && usual < share) {
                    // Rows of one run come together: a tenth of them count as independent choices.
                    int trials = Math.max(1, all / 10);
                    double pValue = Tail.binomialAtLeast((int) Math.round(share * trials), trials, usual);
                    if (pValue <= context.detectorPolicy().rate()) {
                        boolean self = datanet.contributors().get(c).value().equals(entry.getKey());
                        candidates.add(new Finding(
                                new Subject.Payer(java.util.Objects.requireNonNull(anyUse.get(entry.getKey()))
                                        .payer()),
                                name(),
                                share,
                                pValue,
                                String.format(
                                        Locale.ROOT,
                                        "%.0f percent of the samples this payer used are by %s%s, where %.0f percent would be usual.",
                                        100 * share,
                                        datanet.contributors().get(c),
                                        self ? ", who has the same name" : "",
                                        100 * usual),
                                List.of(
                                        new Evidence.Measure("share-of-used-samples", share),
                                        new Evidence.Measure("usual-share", usual))));
                    }
                }
            }
        }
        double threshold = BenjaminiHochberg.threshold(
                candidates.stream().mapToDouble(Finding::pValue).toArray(),
                Math.max(1, tests),
                context.detectorPolicy().rate());
        return new Inspection(
                new double[0],
                candidates.stream()
                        .filter(f -> f.pValue() <= threshold)
                        .sorted(Comparator.comparing((Finding f) -> f.subject().toString())
                                .thenComparing(Finding::reason))
                        .toList());
    }
}
