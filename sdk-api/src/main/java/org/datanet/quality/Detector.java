package org.datanet.quality;

import java.util.Set;

/**
 * Looks for one kind of gaming or damage. Found by {@link java.util.ServiceLoader}; has a public constructor without
 * arguments, keeps no state between inspections, and gives the same result for the same context whatever the number of
 * threads.
 */
public interface Detector {

    /** The name in policies and reports: lower-case words joined by hyphens. Two detectors of one name are an error at start-up. */
    String name();

    /** What the Datanet must have for this detector to run; otherwise it is reported as not applicable. */
    Set<Need> needs();

    /**
     * Inspects a Datanet.
     *
     * @throws RuntimeException when it cannot; the guard reports the detector as failed and goes on with the others
     */
    Inspection inspect(InspectionContext context);
}
