package org.datanet.cli.audit;

import java.util.List;
import org.datanet.tribuo.GainMethod;

/**
 * What to audit and how thoroughly.
 *
 * @param model that is trained
 * @param methods that are audited, each knowing the model
 * @param rows to train on at most, drawn from all labelled ones
 * @param queries that are never trained on
 * @param subsets for the linear datamodeling score, 10 or more, two trainings each
 * @param shares of the rows in a subset, each more than 0 and less than 1
 * @param flips share of labels that are flipped to see who finds them, more than 0 and at most 0.5
 * @param seed of every random choice
 */
public record AuditPlan(
        AuditedModel model,
        List<GainMethod> methods,
        int rows,
        int queries,
        int subsets,
        List<Double> shares,
        double flips,
        long seed) {
    public AuditPlan {
        methods = List.copyOf(methods);
        shares = List.copyOf(shares);
        for (GainMethod method : methods) {
            if (!model.methods().contains(method)) {
                throw new IllegalArgumentException("--methods: %s does not know the model %s; there are %s"
                        .formatted(method, model, model.methods()));
            }
        }
        require(!methods.isEmpty(), "--methods: name at least one of " + model.methods());
        require(rows >= 50, "--rows: an audit needs 50 or more rows, not " + rows);
        require(queries >= 2, "--queries: an audit needs 2 or more queries, not " + queries);
        require(subsets >= 10, "--subsets: 10 or more give a rank correlation, not " + subsets);
        require(
                shares.stream().allMatch(share -> share > 0 && share < 1),
                "--shares: a subset holds more than none and less than all of the rows, not " + shares);
        require(flips > 0 && flips <= 0.5, "--flips: a share of labels above 0 and up to 0.5, not " + flips);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
