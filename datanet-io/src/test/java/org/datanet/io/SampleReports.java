package org.datanet.io;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.contribution.SampleId;
import org.datanet.curation.CuratorId;
import org.datanet.proof.Digest;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.quality.Subject;
import org.datanet.reward.RewardReport;
import org.datanet.usage.PayerId;
import org.datanet.valuation.ValuationReport;

/** Reports with one of everything. */
final class SampleReports {
    private SampleReports() {}

    static DatanetRef ref(int rows) {
        return new DatanetRef(new DatanetId("d\u00e9j\u00e0 \"vu\""), "1.10", rows, Digest.sha256(new byte[] {1}));
    }

    static RewardReport rewards() {
        return new RewardReport(
                ref(7),
                "conditional-gain",
                "UNIT",
                2,
                Digest.sha256(new byte[] {2}),
                Digest.sha256(new byte[] {3}),
                Digest.sha256(new byte[] {4}),
                new BigInteger("100000000000000000000000"),
                List.of(
                        new RewardReport.ContributorReward(
                                new ContributorId("ann"),
                                new BigInteger("90000000000000000000000"),
                                4,
                                3,
                                1L << 60,
                                List.of(
                                        new RewardReport.WaterfallStep("used", 1_000_000_000, "3 of 4 rows were used"),
                                        new RewardReport.WaterfallStep("near-duplicate", -17, "one is like \"s2\""))),
                        new RewardReport.ContributorReward(
                                new ContributorId("bob"), BigInteger.ZERO, 3, 0, 0, List.of(), BigInteger.TEN)),
                List.of(new RewardReport.TreasuryLine("network", new BigInteger("10000000000000000000000"))));
    }

    /** The same, said to be what two epochs pay. */
    static RewardReport rewardsOfEpochs() {
        return rewards().ofEpochs(List.of(3, 12));
    }

    static ValuationReport valuation(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] gains = random.longs(rows, -2_000_000_000L, 2_000_000_000L).toArray();
        long[] novelties = random.longs(rows, 0, ValuationReport.UNIT + 1).toArray();
        return new ValuationReport(ref(rows), "knn-gain 1", Digest.sha256(new byte[] {5}), gains, novelties);
    }

    static QualityReport quality(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] weights = random.doubles(rows).toArray();
        weights[0] = 1;
        List<Finding> findings = new ArrayList<>();
        SampleId twin = new SampleId("s0");
        for (int row = 1; row < Math.min(rows, 5_000); row += 2) {
            findings.add(new Finding(
                    new Subject.Row(row, new SampleId("s" + row)),
                    "near-duplicate",
                    random.nextDouble(),
                    random.nextDouble(),
                    "is like s0",
                    List.of(
                            new Evidence.Twin(twin, "jaccard", 0.9, "one \"word\""),
                            new Evidence.Neighbours(List.of(twin), List.of("a"), List.of(0.25)))));
        }
        findings.add(new Finding(
                new Subject.Contributor(new ContributorId("ann")),
                "outlier",
                3,
                1e-7,
                "far away",
                List.of(
                        new Evidence.Deviation("p0", 17, 0, 16),
                        new Evidence.Relabel("a", 0.1, "b", 0.9),
                        new Evidence.Phrase("as a \n model", 12),
                        new Evidence.Shared("errors", List.of(twin, new SampleId("s1"))),
                        new Evidence.Measure("ratio", 5e-324))));
        findings.add(new Finding(
                new Subject.ContributorPair(new ContributorId("ann"), new ContributorId("bob")),
                "sybil",
                1,
                0,
                "",
                List.of()));
        findings.add(new Finding(new Subject.Curator(new CuratorId("cat")), "x", 1, 1, "y", List.of()));
        findings.add(new Finding(
                new Subject.CuratorPair(new CuratorId("cat"), new CuratorId("dan")), "x", 1, 1, "y", List.of()));
        findings.add(new Finding(new Subject.Payer(new PayerId("p")), "usage-wash", 1, 1, "y", List.of()));
        return new QualityReport(
                ref(rows),
                QualityPolicy.defaults().digest(),
                QualityPolicy.Mode.ENFORCE,
                weights,
                findings,
                List.of(
                        new QualityReport.DetectorOutcome(
                                "near-duplicate", QualityReport.DetectorOutcome.State.RAN, "", 2),
                        new QualityReport.DetectorOutcome(
                                "licence", QualityReport.DetectorOutcome.State.NOT_APPLICABLE, "no licences", 0)),
                List.of(new QualityReport.ContributorSummary(
                        new ContributorId("ann"), rows, 2, 0.5, Map.of("near-duplicate", 2, "a", 1))),
                List.of(new QualityReport.CuratorSummary(new CuratorId("cat"), 3, 2 / 3.0, 1)),
                List.of(new QualityReport.HealthPoint(0, rows, Map.of("duplicates", 0.125, "agreement", 1.0))),
                List.of(
                        new QualityReport.DriftSeries(
                                QualityReport.DriftSeries.Of.CONTRIBUTOR,
                                "ann",
                                List.of(
                                        new QualityReport.DriftPoint(1, rows, 2, 0.25, "p \"3\""),
                                        new QualityReport.DriftPoint(2, rows, 2, 0, ""))),
                        new QualityReport.DriftSeries(QualityReport.DriftSeries.Of.CLASS, "a", List.of())),
                List.of(new QualityReport.HealthWarning(
                        "duplicates", "", 0, rows, 0.125, 0.1, "One row in eight repeats an earlier one.")));
    }
}
