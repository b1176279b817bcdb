package org.datanet.attribution.audit;

import java.util.Arrays;

/**
 * How well values find mislabelled rows, beside the plain loss of the model on each row: a method that finds fewer than the loss
 * does is not worth its cost for this.
 *
 * @param auroc chance that a mislabelled row has a lower value than a clean one, with its interval over rows
 * @param plainLoss the same with minus the loss of each row in place of its value
 */
public record MislabelAudit(Interval auroc, Interval plainLoss) {
    /**
     * Audits values.
     *
     * @param values one a row, higher is better
     * @param losses one a row: the trained model's own loss on the row under its given label
     * @param mislabelled which rows carry a wrong label
     * @param seed of the bootstrap
     * @throws IllegalArgumentException when the lengths differ, or no row or every row is mislabelled
     */
    public static MislabelAudit of(double[] values, double[] losses, boolean[] mislabelled, long seed) {
        if (values.length != mislabelled.length || losses.length != mislabelled.length) {
            throw new IllegalArgumentException(
                    "%d rows have %d values and %d losses".formatted(mislabelled.length, values.length, losses.length));
        }
        MislabelAudit audit = new MislabelAudit(
                auroc(Arrays.stream(values).map(v -> -v).toArray(), mislabelled, seed),
                auroc(losses, mislabelled, seed));
        if (Double.isNaN(audit.auroc.estimate())) {
            throw new IllegalArgumentException("an audit needs mislabelled and clean rows");
        }
        return audit;
    }

    private static Interval auroc(double[] suspicion, boolean[] mislabelled, long seed) {
        return Interval.bootstrap(
                suspicion.length,
                rows -> {
                    double[] drawn = new double[rows.length];
                    boolean[] truth = new boolean[rows.length];
                    for (int i = 0; i < rows.length; i++) {
                        drawn[i] = suspicion[rows[i]];
                        truth[i] = mislabelled[rows[i]];
                    }
                    return Ranks.auroc(drawn, truth);
                },
                seed);
    }
}
