package org.datanet.hook.epochs;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReport;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;

/**
 * The receipts of a ledger that a report paid: consecutive ones, as many as it says, whose root it carries.
 *
 * @param first place of the first
 * @param end place behind the last
 */
public record PaidStretch(long first, long end) {
    private record Candidate(long place, Digest digest) {}

    /**
     * Finds them. Costs a root for every place where they could begin.
     *
     * @param run says which receipts are of the Datanet that the report is of
     * @param receipts all that the ledger has, in their order
     * @return all that could be meant where the report paid all of them, those behind the last included, which are not finished
     */
    public static Optional<PaidStretch> find(RewardReport report, RewardRun run, Stream<UsageReceipt> receipts) {
        List<Candidate> candidates = new ArrayList<>();
        long place = 0;
        for (Iterator<UsageReceipt> all = receipts.iterator(); all.hasNext(); place++) {
            UsageReceipt receipt = all.next();
            if (receipt.header().state() == RunState.COMPLETED && run.knows(receipt)) {
                candidates.add(new Candidate(place, receipt.digest()));
            }
        }
        for (int from = 0; from + report.receipts() <= candidates.size(); from++) {
            List<Candidate> stretch = candidates.subList(from, from + report.receipts());
            if (RewardReport.receiptsRoot(
                            stretch.stream().map(Candidate::digest).toList())
                    .equals(report.receiptsRoot())) {
                if (stretch.size() == candidates.size()) {
                    return Optional.of(new PaidStretch(0, place));
                }
                return Optional.of(new PaidStretch(
                        stretch.get(0).place(), stretch.get(stretch.size() - 1).place() + 1));
            }
        }
        return Optional.empty();
    }
}
