package org.datanet.quality;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.datanet.contribution.ContributorId;

/** Why rows lost weight: the most significant finding on each row, or on its contributor where there is none on the row. Immutable. */
public final class WeightReasons {
    private final Map<Integer, String> byRow = new HashMap<>();
    private final Map<ContributorId, String> byContributor = new HashMap<>();

    private WeightReasons(Map<Integer, Finding> rows, Map<ContributorId, Finding> contributors) {
        rows.forEach((row, finding) -> byRow.put(row, sentence(finding)));
        contributors.forEach((contributor, finding) -> byContributor.put(contributor, sentence(finding)));
    }

    /** The reasons in a report. */
    public static WeightReasons of(QualityReport quality) {
        Map<Integer, Finding> byRow = new HashMap<>();
        Map<ContributorId, Finding> byContributor = new HashMap<>();
        BinaryOperator<Finding> stronger = BinaryOperator.minBy(Comparator.comparingDouble(Finding::pValue));
        for (Finding finding : quality.findings()) {
            if (finding.subject() instanceof Subject.Row subject) {
                byRow.merge(subject.row(), finding, stronger);
            } else if (finding.subject() instanceof Subject.Contributor subject) {
                byContributor.merge(subject.contributor(), finding, stronger);
            } else if (finding.subject() instanceof Subject.ContributorPair subject) {
                byContributor.merge(subject.first(), finding, stronger);
                byContributor.merge(subject.second(), finding, stronger);
            }
        }
        return new WeightReasons(byRow, byContributor);
    }

    private static String sentence(Finding finding) {
        return finding.detector() + ": " + finding.reason();
    }

    /** "detector: sentence" for a row of that weight; empty at full weight or without a finding. */
    public String of(int row, ContributorId contributor, double weight) {
        if (weight >= 1) {
            return "";
        }
        String own = byRow.get(row);
        return own != null ? own : byContributor.getOrDefault(contributor, "");
    }
}
