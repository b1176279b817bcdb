package org.datanet.quality;

import org.datanet.contribution.Datanet;
import org.datanet.progress.Progress;
import org.datanet.usage.UsageView;

/** Runs detectors over a Datanet and turns what they find into weights. Thread-safe. */
@FunctionalInterface
public interface QualityGuard {

    /** Inspects a Datanet under a policy. */
    QualityReport inspect(Datanet datanet, UsageView usage, QualityPolicy policy, Progress progress);
}
