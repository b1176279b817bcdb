package org.datanet.reward;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
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
 * @param reasons for every row whose weight is below 1, why, as a short sentence by the detector's name; empty otherwise
 * @param policy of payment
 * @param receipts opens the receipts; each call gives a fresh stream, closed by the rule
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
        Supplier<Stream<UsageReceipt>> receipts) {
    public RewardInput {
        contributors = List.copyOf(contributors);
        reasons = List.copyOf(reasons);
        int rows = datanet.rows();
        if (contributorOf.length != rows || epochOf.length != rows || weights.length != rows) {
            throw new IllegalArgumentException(
                    "%d rows need as many contributors, epochs and weights, not %d, %d and %d"
                            .formatted(rows, contributorOf.length, epochOf.length, weights.length));
        }
        if (!valuation.datanet().equals(datanet)) {
            throw new IllegalArgumentException(
                    "the valuation is of %s, not of %s".formatted(valuation.datanet(), datanet));
        }
    }
}
