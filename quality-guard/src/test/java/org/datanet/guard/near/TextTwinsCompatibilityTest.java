package org.datanet.guard.near;

import org.datanet.contribution.Datanet;
import org.datanet.guard.TextDatanet;
import org.datanet.quality.Detector;
import org.datanet.testkit.DetectorCompatibilityKit;

class TextTwinsCompatibilityTest extends DetectorCompatibilityKit {
    @Override
    protected Detector detector() {
        return new NearDuplicateDetector();
    }

    @Override
    protected Datanet datanet() {
        TextDatanet texts = new TextDatanet(4);
        String last = texts.sentence(30);
        for (int i = 0; i < 120; i++) {
            String text = texts.sentence(30);
            // Some share all but a word with a text of their own or of an earlier epoch.
            texts.add("c" + i % 6, i / 40, i % 10 == 9 ? last.substring(0, last.lastIndexOf(' ')) + " w" + i : text);
            last = i % 10 == 4 ? text : last;
        }
        return texts.build();
    }
}
