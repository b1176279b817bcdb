package org.datanet.cli.audit;

import java.util.List;
import org.datanet.attribution.audit.LinearDatamodelingScore;
import org.datanet.attribution.audit.MislabelAudit;
import org.datanet.attribution.audit.RemovalCurve;
import org.datanet.attribution.audit.SubsetRetrainings;
import org.datanet.tribuo.GainMethod;

/**
 * What an audit found.
 *
 * @param datanet id, version and root
 * @param plan what was audited
 * @param rows that were trained on
 * @param queries that were asked
 * @param held where the queries come from
 * @param trainings how many models were trained for it
 * @param scores linear datamodeling scores
 * @param mislabelled how well each method found flipped labels
 * @param curves removals and additions
 */
public record AuditReport(
        String datanet,
        AuditPlan plan,
        int rows,
        int queries,
        String held,
        int trainings,
        List<Score> scores,
        List<Mislabelled> mislabelled,
        List<Curve> curves) {
    public AuditReport {
        scores = List.copyOf(scores);
        mislabelled = List.copyOf(mislabelled);
        curves = List.copyOf(curves);
    }

    /** A method's score at one size of subsets. */
    public record Score(
            GainMethod method, double share, SubsetRetrainings.Seeds seeds, LinearDatamodelingScore score) {}

    /** How well a method found flipped labels, beside the plain loss. */
    public record Mislabelled(GainMethod method, MislabelAudit audit) {}

    /**
     * A curve of removals or additions.
     *
     * @param method whose order it is; "random" for an order drawn at random
     */
    public record Curve(String method, boolean adding, RemovalCurve.Order order, RemovalCurve curve) {}
}
