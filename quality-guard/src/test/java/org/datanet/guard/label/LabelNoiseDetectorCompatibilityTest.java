package org.datanet.guard.label;

import org.datanet.quality.Detector;
import org.datanet.testkit.DetectorCompatibilityKit;

class LabelNoiseDetectorCompatibilityTest extends DetectorCompatibilityKit {
    @Override
    protected Detector detector() {
        return new LabelNoiseDetector();
    }
}
