package org.datanet.benchmarks.guard;

import java.util.BitSet;
import org.datanet.contribution.Datanet;
import org.datanet.progress.Progress;
import org.datanet.quality.Detector;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.QualityPolicy;
import org.datanet.usage.UsageView;

/** A detector by itself, at its defaults. */
final class OneDetector {
    private OneDetector() {}

    /** A score a row. */
    static double[] scores(Detector detector, Datanet datanet) {
        return detector.inspect(new InspectionContext(
                        datanet,
                        UsageView.none(),
                        QualityPolicy.defaults(),
                        detector.defaults(),
                        new BitSet(),
                        1,
                        Progress.none()))
                .scores();
    }
}
