package org.datanet.guard.near;

import org.datanet.quality.Detector;
import org.datanet.testkit.DetectorCompatibilityKit;

class NearDuplicateDetectorCompatibilityTest extends DetectorCompatibilityKit {
    @Override
    protected Detector detector() {
        return new NearDuplicateDetector();
    }
}
