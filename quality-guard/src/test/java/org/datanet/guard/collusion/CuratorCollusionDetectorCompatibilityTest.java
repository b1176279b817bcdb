package org.datanet.guard.collusion;

import org.datanet.quality.Detector;
import org.datanet.testkit.DetectorCompatibilityKit;

class CuratorCollusionDetectorCompatibilityTest extends DetectorCompatibilityKit {
    @Override
    protected Detector detector() {
        return new CuratorCollusionDetector();
    }
}
