package org.datanet.guard.licence;

import org.datanet.quality.Detector;
import org.datanet.testkit.DetectorCompatibilityKit;

class LicenceDetectorCompatibilityTest extends DetectorCompatibilityKit {
    @Override
    protected Detector detector() {
        return new LicenceDetector();
    }
}
