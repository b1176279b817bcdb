package org.datanet.guard.sybil;

import org.datanet.contribution.Datanet;
import org.datanet.guard.TextDatanet;
import org.datanet.quality.Detector;
import org.datanet.testkit.DetectorCompatibilityKit;

class SybilDetectorCompatibilityTest extends DetectorCompatibilityKit {
    private static final String[] ENDS = {".", "!", " ...", ";", "?!", " --", ",", ":"};
    private static final int WRITERS = 12;

    @Override
    protected Detector detector() {
        return new SybilDetector();
    }

    /** Twelve names with two dozen texts in each of two epochs; the last two end their sentences alike. */
    @Override
    protected Datanet datanet() {
        TextDatanet texts = new TextDatanet(1);
        for (int i = 0; i < WRITERS * 48; i++) {
            int writer = i % WRITERS;
            int style = Math.min(writer, WRITERS - 2);
            String text = texts.sentence(3 + style) + ENDS[style % ENDS.length] + " " + texts.sentence(6)
                    + ENDS[style * 3 % ENDS.length];
            texts.add("w%02d".formatted(writer), i / (WRITERS * 24), text);
        }
        return texts.build();
    }
}
