package org.datanet.reward;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityReport;
import org.datanet.quality.WeightReasons;
import org.datanet.usage.UsageReceipt;
import org.datanet.valuation.ValuationReport;

/**
 * Everything that a rule may see: no features, no holdout, no framework.
 *
 * @param datanet the state of the Datanet
 * @param contributors distinct contributors
 * @param contributorOf index into {@code contributors}, one a row; not to be written to
 * @param epochOf epoch of every row; not to be written to
 * @param valuation frozen gains and novelties
 * @param weights the guard's weight of every row, in [0,1]; not to be written to
 * @param quality digest of the quality report that the weights come from
 * @param reasons one a row: for a weight below 1 "detector: sentence", else empty; or no entries at all
 * @param policy of payment
 * @param receipts opens the receipts; each call gives a fresh stream, closed by the rule
 * @param attestedIn the epoch in which each row was last attested to be still right, not before its own; not to be written to
 */
public record RewardInput(
        DatanetRef datanet,
        List<ContributorId> contributors,
        int[] contributorOf,
        int[] epochOf,
        ValuationReport valuation,
        double[] weights,
        Digest quality,
        List<String> reasons,
        RewardPolicy policy,
        Supplier<Stream<UsageReceipt>> receipts,
        int[] attestedIn) {
    public RewardInput {
        contributors = List.copyOf(contributors);
        reasons = List.copyOf(reasons);
        int rows = datanet.rows();
        if (!reasons.isEmpty() && reasons.size() != rows) {
            throw new IllegalArgumentException(
                    "%d rows have as many reasons or none, not %d".formatted(rows, reasons.size()));
        }
        if (contributorOf.length != rows || epochOf.length != rows || weights.length != rows) {
            throw new IllegalArgumentException(
                    "%d rows need as many contributors, epochs and weights, not %d, %d and %d"
                            .formatted(rows, contributorOf.length, epochOf.length, weights.length));
        }
        if (attestedIn.length != rows) {
            throw new IllegalArgumentException(
                    "%d rows have as many attestations, not %d".formatted(rows, attestedIn.length));
        }
        for (int row = 0; row < rows; row++) {
            if (attestedIn[row] < epochOf[row]) {
                throw new IllegalArgumentException("row %d of epoch %d cannot have been attested in epoch %d"
                        .formatted(row, epochOf[row], attestedIn[row]));
            }
        }
        if (!valuation.datanet().equals(datanet)) {
            throw new IllegalArgumentException(
                    "the valuation is of %s, not of %s".formatted(valuation.datanet(), datanet));
        }
    }

    /** Without attestations after the rows' own epochs. */
    public RewardInput(
            DatanetRef datanet,
            List<ContributorId> contributors,
            int[] contributorOf,
            int[] epochOf,
            ValuationReport valuation,
            double[] weights,
            Digest quality,
            List<String> reasons,
            RewardPolicy policy,
            Supplier<Stream<UsageReceipt>> receipts) {
        this(
                datanet,
                contributors,
                contributorOf,
                epochOf,
                valuation,
                weights,
                quality,
                reasons,
                policy,
                receipts,
                epochOf);
    }

    /**
     * What a rule sees of a Datanet, its frozen valuation and the guard's report.
     *
     * @param receipts opens the receipts, such as those of a ledger; each call gives a fresh stream
     * @throws IllegalArgumentException when the parts are of different states, or the report has no weights in force
     */
    public static RewardInput of(
            Datanet datanet,
            ValuationReport valuation,
            QualityReport quality,
            RewardPolicy policy,
            Supplier<Stream<UsageReceipt>> receipts) {
        DatanetRef ref = DatanetRef.of(datanet);
        if (!quality.datanet().equals(ref)) {
            throw new IllegalArgumentException(
                    "the quality report is of %s, not of %s".formatted(quality.datanet(), ref));
        }
        if (quality.weights().length != datanet.rows()) {
            throw new IllegalArgumentException(
                    "the quality report has weights for %d rows, not for %d: a detector failed, see its outcomes"
                            .formatted(quality.weights().length, datanet.rows()));
        }
        int[] contributors = new int[datanet.rows()];
        int[] epochs = new int[datanet.rows()];
        for (int row = 0; row < datanet.rows(); row++) {
            contributors[row] = datanet.contributor(row);
            epochs[row] = datanet.epoch(row);
        }
        return new RewardInput(
                ref,
                datanet.contributors(),
                contributors,
                epochs,
                valuation,
                quality.weights(),
                quality.digest(),
                reasons(datanet, quality),
                policy,
                receipts);
    }

    private static List<String> reasons(Datanet datanet, QualityReport quality) {
        WeightReasons why = WeightReasons.of(quality);
        String[] reasons = new String[datanet.rows()];
        for (int row = 0; row < reasons.length; row++) {
            reasons[row] = why.of(row, datanet.contributorId(row), quality.weights()[row]);
        }
        return Arrays.asList(reasons);
    }
}
