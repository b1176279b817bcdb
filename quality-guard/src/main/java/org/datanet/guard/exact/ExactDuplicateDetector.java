package org.datanet.guard.exact;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.Epochs;
import org.datanet.guard.Findings;
import org.datanet.quality.Detector;
import org.datanet.quality.Evidence;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy.DetectorPolicy;

/**
 * Finds rows whose content an earlier row has already: numbers by value, text without regard to case, white space and Unicode
 * form, and whatever the label. The first row in intake order keeps the credit. The p-value is the chance that honest people
 * bring the same row without knowing of each other, which is nil for a picture and near 1 for a row of two yes-or-no answers.
 */
public final class ExactDuplicateDetector implements Detector {
    @Override
    public String name() {
        return "exact-duplicate";
    }

    @Override
    public Set<Need> needs() {
        return Set.of();
    }

    /** Rate 0.01; a copy is worth nothing. No options. */
    @Override
    public DetectorPolicy defaults() {
        return new DetectorPolicy(true, 0.01, 0, 0, Map.of());
    }

    @Override
    public Inspection inspect(InspectionContext context) {
        Datanet datanet = context.datanet();
        DistinctRows distinct = DistinctRows.of(context);
        return inspect(context, distinct, rows -> new Coincidence(datanet, distinct, rows)::pValue);
    }

    /** How likely honest people bring one and the same row by chance. */
    public interface Chances {
        /** The p-value of a row, among the first {@code rows} rows. */
        IntToDoubleFunction among(int rows);
    }

    /** The same, with what was found elsewhere. */
    public Inspection inspect(InspectionContext context, DistinctRows distinct, Chances chances) {
        Datanet datanet = context.datanet();
        double[] scores = new double[datanet.rows()];
        Findings findings = new Findings(datanet, name());
        context.progress().stage(name(), datanet.rows());
        Epochs.forEach(datanet, (from, to) -> {
            IntToDoubleFunction coincidence = null;
            for (int row = from; row < to; row++) {
                if (distinct.isFirst(row)) {
                    continue;
                }
                scores[row] = 1;
                if (coincidence == null) {
                    coincidence = chances.among(to);
                }
                double pValue = coincidence.applyAsDouble(row);
                if (pValue <= context.detectorPolicy().rate()) {
                    int twin = distinct.first(row);
                    boolean own = datanet.contributor(row) == datanet.contributor(twin);
                    findings.row(
                            row,
                            1,
                            pValue,
                            String.format(
                                    Locale.ROOT,
                                    "The same content was submitted before, as sample %s by %s; the earlier sample keeps the credit.",
                                    datanet.sampleId(twin),
                                    own ? "the same contributor" : datanet.contributorId(twin)),
                            new Evidence.Twin(datanet.sampleId(twin), "identity", 1, ""));
                }
            }
            context.progress().advance(to - from);
        });
        return new Inspection(scores, findings.list());
    }
}
