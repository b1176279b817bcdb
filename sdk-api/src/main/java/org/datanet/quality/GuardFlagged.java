package org.datanet.quality;

import java.util.List;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;

/**
 * Says that the guard found something. In a CDI container it is fired to observers whenever an injected {@link QualityGuard} has
 * inspected a Datanet and flagged anything.
 *
 * @param datanet the state that was inspected
 * @param report digest of the whole report
 * @param findings at least one
 */
public record GuardFlagged(DatanetRef datanet, Digest report, List<Finding> findings) {
    public GuardFlagged {
        findings = List.copyOf(findings);
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("nothing was flagged in " + datanet);
        }
    }
}
