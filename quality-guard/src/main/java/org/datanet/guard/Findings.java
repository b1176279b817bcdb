package org.datanet.guard;

import java.util.List;
import org.datanet.contribution.Datanet;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Subject;

/** Collects the findings of one detector on rows. Not thread-safe. */
public final class Findings {
    private final Datanet datanet;
    private final String detector;
    private final List<Finding> findings = new java.util.ArrayList<>();

    /**
     * Begins with the findings on rows that are settled.
     *
     * @param detector its name
     */
    public Findings(InspectionContext context, String detector) {
        this(context.datanet(), detector);
        findings.addAll(context.settled().findings());
    }

    /** @param detector its name */
    public Findings(Datanet datanet, String detector) {
        this.datanet = datanet;
        this.detector = detector;
    }

    /** Adds a finding on a row; rows are added in ascending order. */
    public void row(int row, double score, double pValue, String reason, Evidence... evidence) {
        findings.add(new Finding(
                new Subject.Row(row, datanet.sampleId(row)), detector, score, pValue, reason, List.of(evidence)));
    }

    /** All so far, in the order they were added. */
    public List<Finding> list() {
        return List.copyOf(findings);
    }
}
