package org.datanet.quality;

import java.util.Map;
import java.util.Set;

/**
 * Looks for one kind of gaming or damage. Found by {@link java.util.ServiceLoader}; has a public constructor without
 * arguments, keeps no state between inspections, and gives the same result for the same context whatever the number of
 * threads.
 */
public interface Detector {
    /**
     * Options that every detector knows besides its own, with their defaults: {@code tolerate-failure}, 1 lets the guard give
     * weights although this detector failed; {@code pool}, 0 keeps the weak signals of one contributor from counting together.
     */
    Map<String, Object> COMMON_OPTIONS = Map.of("tolerate-failure", 0, "pool", 1);

    /** The name in policies and reports: lower-case words joined by hyphens. Two detectors of one name are an error at start-up. */
    String name();

    /** What the Datanet must have for this detector to run; otherwise it is reported as not applicable. */
    Set<Need> needs();

    /**
     * Settings in force where the policy does not name this detector. Their options list every option that the detector
     * knows, with its default, so that a misspelt option can be refused.
     */
    default QualityPolicy.DetectorPolicy defaults() {
        return new QualityPolicy.DetectorPolicy(true, 0.01, 0, 0.5, Map.of());
    }

    /**
     * Inspects a Datanet. Rows are judged against rows that came before or with them (epoch by epoch), so that a later epoch
     * never changes what was said of an earlier one. Every row whose p-value is at most the policy's rate gets a finding; the
     * guard decides which of them count.
     *
     * @throws RuntimeException when it cannot; the guard reports the detector as failed and goes on with the others
     */
    Inspection inspect(InspectionContext context);
}
