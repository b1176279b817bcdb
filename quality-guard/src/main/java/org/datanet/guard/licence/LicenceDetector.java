package org.datanet.guard.licence;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.datanet.contribution.Datanet;
import org.datanet.guard.Findings;
import org.datanet.quality.Detector;
import org.datanet.quality.Evidence;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;

/**
 * Finds rows whose licence the policy refuses: denied, not among those allowed, missing where some are allowed, or unreadable.
 * This is a rule, not an estimate: the p-value is 0, and typical contributors excuse nobody.
 */
public final class LicenceDetector implements Detector {
    @Override
    public String name() {
        return "licence";
    }

    @Override
    public Set<Need> needs() {
        return Set.of();
    }

    /** A refused row is worth nothing. The common option {@code rule} is 1. */
    @Override
    public DetectorPolicy defaults() {
        return new DetectorPolicy(true, 0.01, 0, 0, Map.of("rule", 1));
    }

    @Override
    public Inspection inspect(InspectionContext context) {
        QualityPolicy policy = context.policy();
        if (policy.licencesAllowed().isEmpty() && policy.licencesDenied().isEmpty()) {
            return new Inspection(new double[0], java.util.List.of());
        }
        Set<String> allowed = lower(policy.licencesAllowed());
        Set<String> denied = lower(policy.licencesDenied());
        Datanet datanet = context.datanet();
        double[] scores = new double[datanet.rows()];
        Findings findings = new Findings(datanet, name());
        Map<String, String> verdicts = new HashMap<>();
        for (int row = 0; row < datanet.rows(); row++) {
            String licence = datanet.licence(row).orElse("");
            String refusal = verdicts.computeIfAbsent(licence, l -> refusal(l, allowed, denied));
            if (!refusal.isEmpty()) {
                scores[row] = 1;
                findings.row(row, 1, 0, refusal, new Evidence.Phrase(licence.isEmpty() ? "(none)" : licence, 1));
            }
        }
        return new Inspection(scores, findings.list());
    }

    private static Set<String> lower(Set<String> ids) {
        Set<String> lower = new TreeSet<>();
        ids.forEach(id -> lower.add(id.toLowerCase(Locale.ROOT)));
        return lower;
    }

    /** Why the licence is refused; empty when it is accepted. */
    private static String refusal(String licence, Set<String> allowed, Set<String> denied) {
        if (licence.isBlank()) {
            return allowed.isEmpty()
                    ? ""
                    : "This sample names no licence; the Datanet accepts " + String.join(", ", allowed) + ".";
        }
        try {
            boolean accepted = LicenceExpression.accepted(licence, id -> {
                String lower = id.toLowerCase(Locale.ROOT);
                return !denied.contains(lower) && (allowed.isEmpty() || allowed.contains(lower));
            });
            return accepted ? "" : "The licence " + licence + " is not accepted by this Datanet.";
        } catch (IllegalArgumentException e) {
            return "The licence cannot be read: " + e.getMessage() + ".";
        }
    }
}
