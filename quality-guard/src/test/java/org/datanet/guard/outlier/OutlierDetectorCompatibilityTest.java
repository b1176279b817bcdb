package org.datanet.guard.outlier;

import org.datanet.quality.Detector;
import org.datanet.testkit.DetectorCompatibilityKit;

class OutlierDetectorCompatibilityTest extends DetectorCompatibilityKit {
    @Override
    protected Detector detector() {
        return new OutlierDetector();
    }
}
