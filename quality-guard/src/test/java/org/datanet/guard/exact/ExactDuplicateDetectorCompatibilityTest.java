package org.datanet.guard.exact;

import org.datanet.quality.Detector;
import org.datanet.testkit.DetectorCompatibilityKit;

class ExactDuplicateDetectorCompatibilityTest extends DetectorCompatibilityKit {
    @Override
    protected Detector detector() {
        return new ExactDuplicateDetector();
    }
}
