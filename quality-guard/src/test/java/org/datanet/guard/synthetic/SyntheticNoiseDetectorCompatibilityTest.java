package org.datanet.guard.synthetic;

import org.datanet.quality.Detector;
import org.datanet.testkit.DetectorCompatibilityKit;

class SyntheticNoiseDetectorCompatibilityTest extends DetectorCompatibilityKit {
    @Override
    protected Detector detector() {
        return new SyntheticNoiseDetector();
    }
}
