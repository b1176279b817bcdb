package org.datanet.guard.dormancy;

import org.datanet.quality.Detector;
import org.datanet.testkit.DetectorCompatibilityKit;

class DormancyDetectorCompatibilityTest extends DetectorCompatibilityKit {
    @Override
    protected Detector detector() {
        return new DormancyDetector();
    }
}
