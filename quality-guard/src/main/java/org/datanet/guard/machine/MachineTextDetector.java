package org.datanet.guard.machine;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.datanet.contribution.Datanet;
import org.datanet.guard.Findings;
import org.datanet.quality.Detector;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy.DetectorPolicy;

/**
 * Finds texts in the style of those that the owner had machines write. There is no model of machines in general: the owner lets a
 * machine write some texts of the kind that the Datanet collects, adds them under a name of their own, and names it in the policy.
 * The style of the trusted texts, or else of all others, is told from theirs.
 */
public final class MachineTextDetector implements Detector {
    static final String MACHINE = "machine";

    @Override
    public String name() {
        return "machine-text";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.TEXT);
    }

    /**
     * Rate 0.01, weights from 0.8 down to 0.4, because style is no proof. Options: {@code machine} (none), the contributor under
     * whose name the owner has put texts that machines wrote: without one, nothing is judged; {@code words} (50), the least length
     * of a text that is judged; {@code layout} (0), whether line breaks and typographic characters count as style; {@code ridge}
     * (0.003), how strongly the model is held to what many texts show.
     */
    @Override
    public DetectorPolicy defaults() {
        return new DetectorPolicy(true, 0.01, 0.4, 0.8, Map.of(MACHINE, "", "words", 50, "layout", 0, "ridge", 0.003));
    }

    @Override
    public Inspection inspect(InspectionContext context) {
        Datanet datanet = context.datanet();
        context.progress().stage(name(), datanet.rows());
        double[] scores = new double[datanet.rows()];
        Arrays.fill(scores, Double.NaN);
        Findings findings = new Findings(datanet, name());
        String machine = String.valueOf(context.detectorPolicy().options().getOrDefault(MACHINE, ""));
        if (!machine.isEmpty()) {
            new MachineStyle(context, machine, scores, findings).find();
        }
        return new Inspection(scores, findings.list());
    }
}
