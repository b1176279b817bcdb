package org.datanet.guard.synthetic;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.guard.Epochs;
import org.datanet.guard.Findings;
import org.datanet.quality.Detector;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy.DetectorPolicy;

/**
 * Finds rows that were computed rather than observed: means of a class, which lie nearer to its centre than any real row does, and
 * mixtures of two rows, which lie on the line between them; and texts of random letters, or that repeat themselves.
 */
public final class SyntheticNoiseDetector implements Detector {
    @Override
    public String name() {
        return "synthetic-noise";
    }

    @Override
    public Set<Need> needs() {
        return Set.of();
    }

    /** Rate 0.01, weights from 0.7 down to 0.1. Options: {@code neighbours} (12), the possible parents of a mixture. */
    @Override
    public DetectorPolicy defaults() {
        return new DetectorPolicy(true, 0.01, 0.1, 0.7, Map.of("neighbours", 12));
    }

    @Override
    public Inspection inspect(InspectionContext context) {
        Datanet datanet = context.datanet();
        context.progress().stage(name(), datanet.rows());
        FeatureMatrix features = datanet.features().orElse(null);
        if (features != null && features.columns() >= 3) {
            double[] scores = Epochs.scores(context);
            Findings findings = new Findings(context, name());
            new SyntheticVectors(context, scores, findings).find();
            return new Inspection(scores, findings.list());
        }
        double[] scores = new double[datanet.rows()];
        Arrays.fill(scores, Double.NaN);
        Findings findings = new Findings(datanet, name());
        if (features == null && datanet.hasText()) {
            new SyntheticTexts(context, scores, findings).find();
        }
        return new Inspection(scores, findings.list());
    }

    /** Judges texts by what was measured elsewhere. */
    public Inspection inspect(InspectionContext context, TextMeasures measures) {
        Datanet datanet = context.datanet();
        context.progress().stage(name(), datanet.rows());
        double[] scores = new double[datanet.rows()];
        Arrays.fill(scores, Double.NaN);
        Findings findings = new Findings(datanet, name());
        new SyntheticTexts(context, scores, findings).judge(measures);
        return new Inspection(scores, findings.list());
    }
}
