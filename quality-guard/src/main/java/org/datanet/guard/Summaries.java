package org.datanet.guard;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.contribution.Datanet;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityReport.ContributorSummary;
import org.datanet.quality.QualityReport.CuratorSummary;
import org.datanet.quality.Subject;

/** What the verdicts come to: per contributor and per curator. */
final class Summaries {
    private Summaries() {}

    /** One per contributor, in the order of first rows. Mean weights are those that enforcing gives. */
    static List<ContributorSummary> contributors(Datanet datanet, Verdicts verdicts) {
        int people = datanet.contributors().size();
        int[] rows = new int[people];
        int[] flagged = new int[people];
        double[] weight = new double[people];
        List<Map<String, Integer>> byDetector = new ArrayList<>();
        for (int c = 0; c < people; c++) {
            byDetector.add(new TreeMap<>());
        }
        for (int row = 0; row < datanet.rows(); row++) {
            int c = datanet.contributor(row);
            rows[c]++;
            weight[c] += verdicts.weights()[row];
            boolean any = false;
            for (Map.Entry<String, BitSet> entry : verdicts.flagged().entrySet()) {
                if (entry.getValue().get(row)) {
                    any = true;
                    byDetector.get(c).merge(entry.getKey(), 1, Integer::sum);
                }
            }
            flagged[c] += any ? 1 : 0;
        }
        List<ContributorSummary> summaries = new ArrayList<>();
        for (int c = 0; c < people; c++) {
            summaries.add(new ContributorSummary(
                    datanet.contributors().get(c), rows[c], flagged[c], weight[c] / rows[c], byDetector.get(c)));
        }
        return summaries;
    }

    /** One per curator, by name; trust halves with every finding on the curator or on a pair that the curator is part of. */
    static List<CuratorSummary> curators(Datanet datanet, List<Finding> findings) {
        Map<CuratorId, int[]> counts = new TreeMap<>();
        for (Curation curation : datanet.curations()) {
            int[] c = counts.computeIfAbsent(curation.curator(), k -> new int[3]);
            c[0]++;
            c[1] += curation.verdict() == Verdict.APPROVE ? 1 : 0;
        }
        for (Finding finding : findings) {
            if (finding.subject() instanceof Subject.Curator subject) {
                accuse(counts, subject.curator());
            } else if (finding.subject() instanceof Subject.CuratorPair pair) {
                accuse(counts, pair.first());
                accuse(counts, pair.second());
            }
        }
        List<CuratorSummary> summaries = new ArrayList<>();
        counts.forEach((curator, c) -> summaries.add(
                new CuratorSummary(curator, c[0], (double) c[1] / Math.max(1, c[0]), Math.pow(0.5, c[2]))));
        return summaries;
    }

    private static void accuse(Map<CuratorId, int[]> counts, CuratorId curator) {
        counts.computeIfAbsent(curator, c -> new int[3])[2]++;
    }
}
