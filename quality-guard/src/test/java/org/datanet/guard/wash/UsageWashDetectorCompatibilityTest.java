package org.datanet.guard.wash;

import org.datanet.quality.Detector;
import org.datanet.testkit.DetectorCompatibilityKit;

class UsageWashDetectorCompatibilityTest extends DetectorCompatibilityKit {
    @Override
    protected Detector detector() {
        return new UsageWashDetector();
    }
}
