package org.datanet.guard.near;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.Epochs;
import org.datanet.guard.Findings;
import org.datanet.quality.Detector;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy.DetectorPolicy;

/**
 * Finds rows that are almost an earlier one: jittered or shifted vectors, texts with a few words changed. Every finding names one
 * earlier row that is no near-duplicate itself and against which it was verified, so chains of similar rows never become one
 * cluster; the first row in intake order keeps the credit.
 */
public final class NearDuplicateDetector implements Detector {
    @Override
    public String name() {
        return "near-duplicate";
    }

    @Override
    public Set<Need> needs() {
        return Set.of();
    }

    /**
     * Rate 0.01, weights from 0.5 down to 0. Options: {@code neighbours} (10), the neighbours that say how far apart rows lie
     * here; {@code shift} (1), whether square pictures are also compared moved by a pixel; {@code words} (3), the run of
     * words that is one element of a text, and {@code jaccard} (0.8), the least similarity of near-duplicate texts. A Datanet with
     * features is judged by them.
     */
    @Override
    public DetectorPolicy defaults() {
        return new DetectorPolicy(true, 0.01, 0, 0.5, Map.of("neighbours", 10, "shift", 1, "words", 3, "jaccard", 0.8));
    }

    @Override
    public Inspection inspect(InspectionContext context) {
        Datanet datanet = context.datanet();
        context.progress().stage(name(), datanet.rows());
        FeatureMatrix features = datanet.features().orElse(null);
        if (features != null) {
            double[] scores = Epochs.scores(context);
            Findings findings = new Findings(context, name());
            new VectorTwins(context, features, scores, findings).find();
            return new Inspection(scores, findings.list());
        }
        double[] scores = new double[datanet.rows()];
        Arrays.fill(scores, Double.NaN);
        Findings findings = new Findings(datanet, name());
        if (datanet.hasText()) {
            new TextTwins(context, scores, findings).find();
        }
        return new Inspection(scores, findings.list());
    }

    /** How many words in a row are one element of a text. */
    public static int words(InspectionContext context) {
        return TextTwins.words(context);
    }

    /**
     * The least Jaccard similarity of near-duplicate texts.
     *
     * @throws IllegalArgumentException when the option lies outside (0,1]
     */
    public static double threshold(InspectionContext context) {
        return TextTwins.threshold(context);
    }

    /**
     * Judges near-duplicate texts that were found elsewhere.
     *
     * @param distinct which rows hold the same content
     * @param twins in ascending order of row, each against its representative
     */
    public Inspection inspect(InspectionContext context, DistinctRows distinct, Iterable<FoundTwin> twins) {
        Datanet datanet = context.datanet();
        context.progress().stage(name(), datanet.rows());
        double[] scores = new double[datanet.rows()];
        Arrays.fill(scores, Double.NaN);
        Findings findings = new Findings(datanet, name());
        new TextTwins(context, scores, findings).judge(distinct, twins);
        return new Inspection(scores, findings.list());
    }
}
