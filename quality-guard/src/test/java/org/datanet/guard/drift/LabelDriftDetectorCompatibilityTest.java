package org.datanet.guard.drift;

import org.datanet.quality.Detector;
import org.datanet.testkit.DetectorCompatibilityKit;

class LabelDriftDetectorCompatibilityTest extends DetectorCompatibilityKit {
    @Override
    protected Detector detector() {
        return new LabelDriftDetector();
    }
}
