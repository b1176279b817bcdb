package org.datanet.hook;

import java.math.BigInteger;
import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReport;

/** Small reports, distinct for every number. */
public final class ReportsForTests {
    private ReportsForTests() {}

    public static RewardReport report(String datanet, int number) {
        return report(datanet, number, "was <b>used</b> \"often\"");
    }

    /** A report that gives one contributor this reason. */
    public static RewardReport report(String datanet, int number, String reason) {
        Digest any = Digest.sha256(new byte[] {(byte) number});
        return new RewardReport(
                new DatanetRef(new DatanetId(datanet), "v" + number, 10, any),
                "conditional-gain",
                "UNIT",
                2,
                any,
                any,
                any,
                BigInteger.valueOf(1_000L + number),
                List.of(line("ada", 700L + number, reason), line("bea", 200, "was used")),
                List.of(new RewardReport.TreasuryLine("refund", BigInteger.valueOf(100))));
    }

    private static RewardReport.ContributorReward line(String contributor, long amount, String reason) {
        return new RewardReport.ContributorReward(
                new ContributorId(contributor),
                BigInteger.valueOf(amount),
                6,
                5,
                50,
                List.of(new RewardReport.WaterfallStep("used", 700, reason)));
    }
}
