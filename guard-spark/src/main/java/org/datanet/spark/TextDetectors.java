package org.datanet.spark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.datanet.guard.exact.ExactDuplicateDetector;
import org.datanet.guard.near.NearDuplicateDetector;
import org.datanet.guard.sybil.SybilDetector;
import org.datanet.guard.synthetic.SyntheticNoiseDetector;
import org.datanet.quality.Detector;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy.DetectorPolicy;

/** The detectors that read texts, with the reading done by Spark and the judging by themselves. */
final class TextDetectors {
    /** How many pairs a wave of near-duplicates may join: fewer take less memory, more take fewer waves. Changes no result. */
    static final String MOST_JOINED = "spark.datanet.pairs";

    private TextDetectors() {}

    /** Replaces those that read texts among all. */
    static List<Detector> carried(Collection<Detector> all, Texts texts) {
        List<Detector> carried = new ArrayList<>();
        for (Detector detector : all) {
            if (detector instanceof ExactDuplicateDetector exact) {
                carried.add(new Carried(
                        exact, context -> exact.inspect(context, texts.distinct(), new CopyChances(texts))));
            } else if (detector instanceof NearDuplicateDetector near) {
                carried.add(new Carried(near, context -> near(near, context, texts)));
            } else if (detector instanceof SyntheticNoiseDetector synthetic) {
                carried.add(new Carried(synthetic, context -> synthetic.inspect(context, new TextScores(texts))));
            } else if (detector instanceof SybilDetector sybil) {
                carried.add(new Carried(sybil, context -> sybil.inspect(context, texts.distinct(), texts::read)));
            } else {
                carried.add(detector);
            }
        }
        return carried;
    }

    private static Inspection near(NearDuplicateDetector near, InspectionContext context, Texts texts) {
        Stages.Stage similar = new SimilarTexts(
                        texts,
                        NearDuplicateDetector.words(context),
                        NearDuplicateDetector.threshold(context),
                        Long.parseLong(texts.spark.conf().get(MOST_JOINED, Long.toString(SimilarTexts.MOST_JOINED))))
                .stage();
        return near.inspect(context, texts.distinct(), new TwinWords(texts, similar));
    }

    /** A detector that is told what to read. */
    private record Carried(Detector own, Function<InspectionContext, Inspection> inspection) implements Detector {
        @Override
        public String name() {
            return own.name();
        }

        @Override
        public Set<Need> needs() {
            return own.needs();
        }

        @Override
        public DetectorPolicy defaults() {
            return own.defaults();
        }

        @Override
        public Inspection inspect(InspectionContext context) {
            return inspection.apply(context);
        }
    }
}
