package org.datanet.rest;

import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReport;

/**
 * What an event says of a reward report: totals, digest and link, never every line.
 *
 * @param datanet the state of the Datanet
 * @param report {@link RewardReport#digest()}, which stands for the whole report
 * @param rule name of the rule
 * @param currency code or token of the base units
 * @param fees sum of the fees, base units
 * @param paid sum of what contributors get, base units
 * @param contributors number of contributor lines
 * @param linesRoot RFC 9162 root over the contributor lines
 * @param receipts number of receipts that were paid out
 * @param epochs whose receipts were paid, ascending; nothing where the report is of no particular epoch
 * @param link where the whole report is served, if anywhere
 */
public record RewardReported(
        DatanetRef datanet,
        Digest report,
        String rule,
        String currency,
        BigInteger fees,
        BigInteger paid,
        int contributors,
        Digest linesRoot,
        int receipts,
        Optional<List<Integer>> epochs,
        Optional<URI> link) {
    public RewardReported {
        epochs = epochs.map(List::copyOf);
    }

    /** Sums a report up. */
    public static RewardReported of(RewardReport report, Optional<URI> link) {
        return new RewardReported(
                report.datanet(),
                report.digest(),
                report.rule(),
                report.currency(),
                report.fees(),
                report.paid(),
                report.contributors().size(),
                report.merkleTree().root(),
                report.receipts(),
                report.epochs().isEmpty() ? Optional.empty() : Optional.of(report.epochs()),
                link);
    }
}
