package org.datanet.guard.machine;

import java.util.Map;
import java.util.Set;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.guard.TextDatanet;
import org.datanet.quality.Detector;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.testkit.DetectorCompatibilityKit;

class MachineTextDetectorCompatibilityTest extends DetectorCompatibilityKit {
    /** The detector with a contributor named by default, where there is one, because the kit inspects with the defaults. */
    @Override
    protected Detector detector() {
        MachineTextDetector detector = new MachineTextDetector();
        return new Detector() {
            @Override
            public String name() {
                return detector.name();
            }

            @Override
            public Set<Need> needs() {
                return detector.needs();
            }

            @Override
            public DetectorPolicy defaults() {
                DetectorPolicy own = detector.defaults();
                return new DetectorPolicy(
                        own.enabled(),
                        own.rate(),
                        own.floor(),
                        own.ceiling(),
                        Map.of(MachineTextDetector.MACHINE, "machine"));
            }

            @Override
            public Inspection inspect(InspectionContext context) {
                boolean declared = context.datanet().contributors().contains(new ContributorId("machine"));
                return detector.inspect(
                        declared
                                ? context
                                : new InspectionContext(
                                        context.datanet(),
                                        context.usage(),
                                        context.policy(),
                                        detector.defaults(),
                                        context.trusted(),
                                        context.seed(),
                                        context.progress()));
            }
        };
    }

    @Override
    protected Datanet datanet() {
        TextDatanet texts = new TextDatanet(1);
        Prose prose = new Prose(texts, 2);
        for (int i = 0; i < 300; i++) {
            int epoch = i / 100;
            boolean declared = i % 100 < 40 && epoch == 0;
            texts.add(
                    declared ? "machine" : "c" + i % 7,
                    epoch,
                    declared || i % 100 >= 95 ? prose.machine() : prose.person());
        }
        return texts.build();
    }
}
