package org.datanet.report;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardReport;
import org.datanet.usage.UsageReceipt;

/**
 * All that a report page shows.
 *
 * @param datanet the Datanet
 * @param quality what the guard said of it
 * @param rewards who is paid what, where that was computed
 * @param receipts who used what
 * @param comparisons what is known of contributors beyond the Datanet, where it is: in a demonstration
 */
public record ReportModel(
        Datanet datanet,
        QualityReport quality,
        Optional<RewardReport> rewards,
        List<UsageReceipt> receipts,
        Map<ContributorId, Comparison> comparisons) {
    public ReportModel {
        receipts = List.copyOf(receipts);
        comparisons = Map.copyOf(comparisons);
    }

    /** A page about quality alone. */
    public static ReportModel of(Datanet datanet, QualityReport quality) {
        return new ReportModel(datanet, quality, Optional.empty(), List.of(), Map.of());
    }

    /**
     * The truth about a contributor, and what honesty would have earned.
     *
     * @param role what the contributor did
     * @param games whether that is gaming
     * @param twin the reward of the honest twin, in base units
     */
    public record Comparison(String role, boolean games, BigInteger twin) {}
}
