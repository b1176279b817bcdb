package org.datanet.report;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.contribution.SampleId;
import org.datanet.curation.CuratorId;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.quality.Subject;
import org.datanet.reward.RewardReport;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.usage.PayerId;
import org.datanet.usage.RunId;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;

/** Models of real rows with a bit of everything in them. */
final class SampleReports {
    static final String HOSTILE = "<script>alert('x')</script>\" onload=\"x";

    private SampleReports() {}

    /** Two texts, of which the second copies the first with a hostile word of its own, and one that repeats itself. */
    static ReportModel texts() {
        Datanet.Builder builder = Datanet.builder(new DatanetId("texts"), "1");
        String first = "The river rose two metres overnight and took the old bridge with it.";
        for (String text : List.of(
                first,
                first.replace("old", "old " + HOSTILE + " wooden"),
                "<b>buy gold now</b> or buy gold now & buy gold now")) {
            builder.add(new Datanet.Row(
                            new SampleId("t" + builder.rows()),
                            new ContributorId("ann"),
                            CanonicalBytes.tagged("text").text(text).toDigest())
                    .text(text));
        }
        Datanet datanet = builder.build();
        List<Finding> findings = List.of(
                new Finding(
                        new Subject.Row(1, datanet.sampleId(1)),
                        "near-duplicate",
                        0.8,
                        0.001,
                        "This text is like an earlier one.",
                        List.of(new Evidence.Twin(datanet.sampleId(0), "jaccard", 0.8, "added: wooden"))),
                new Finding(
                        new Subject.Row(2, datanet.sampleId(2)),
                        "synthetic-noise",
                        3,
                        0.001,
                        "This text repeats itself.",
                        List.of(new Evidence.Phrase("buy gold now", 3))));
        return ReportModel.of(
                datanet,
                new QualityReport(
                        DatanetRef.of(datanet),
                        Digest.EMPTY,
                        QualityPolicy.Mode.OBSERVE,
                        new double[] {1, 1, 1},
                        findings,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()));
    }

    static ReportModel full() {
        PlantedDatanet planted = PlantedDatanet.optdigits(5, true);
        Datanet datanet = planted.datanet();
        DatanetRef ref = DatanetRef.of(datanet);
        double[] weights = new double[datanet.rows()];
        Arrays.fill(weights, 1);
        List<Finding> findings = new ArrayList<>();
        for (int row = 0; row < datanet.rows(); row++) {
            if (planted.planted(row)) {
                weights[row] = 0.25;
                findings.add(new Finding(
                        new Subject.Row(row, datanet.sampleId(row)),
                        "near-duplicate",
                        0.98,
                        0.0004,
                        "This sample is nearly the same as an earlier one. " + HOSTILE,
                        List.of(
                                new Evidence.Twin(datanet.sampleId(0), "cosine", 0.98, "p3"),
                                new Evidence.Deviation("p7", 16, 0, 4),
                                new Evidence.Relabel("3", 0.02, "8", 0.95))));
            }
        }
        findings.add(new Finding(
                new Subject.CuratorPair(new CuratorId("curator-07"), new CuratorId("curator-08")),
                "curator-collusion",
                4.5,
                1e-9,
                "These two curators approve what others reject, together.",
                List.of(new Evidence.Shared("both approved", List.of(datanet.sampleId(1), datanet.sampleId(2))))));
        List<QualityReport.ContributorSummary> summaries = new ArrayList<>();
        List<RewardReport.ContributorReward> rewards = new ArrayList<>();
        Map<ContributorId, ReportModel.Comparison> comparisons = new TreeMap<>();
        BigInteger paid = BigInteger.ZERO;
        for (ContributorId id : datanet.contributors().stream().sorted().toList()) {
            boolean games = planted.roles().get(id).games();
            BigInteger amount = BigInteger.valueOf(games ? 40 : 5_000L + id.hashCode() % 700);
            paid = paid.add(amount);
            summaries.add(new QualityReport.ContributorSummary(
                    id, 50, games ? 45 : 0, games ? 0.3 : 1, Map.of("near-duplicate", games ? 45 : 0)));
            rewards.add(new RewardReport.ContributorReward(
                    id,
                    amount,
                    50,
                    50,
                    150,
                    List.of(new RewardReport.WaterfallStep("helped", 1_000_000, "your rows lowered the loss"))));
            comparisons.put(
                    id, new ReportModel.Comparison(planted.roles().get(id).name(), games, BigInteger.valueOf(4_900)));
        }
        List<QualityReport.HealthPoint> health = new ArrayList<>();
        for (int window = 0; window < 8; window++) {
            health.add(new QualityReport.HealthPoint(
                    window * 100, (window + 1) * 100, Map.of("duplicates", window / 20.0, "label-agreement", 0.9)));
        }
        QualityReport quality = new QualityReport(
                ref,
                Digest.EMPTY,
                QualityPolicy.Mode.ENFORCE,
                weights,
                findings,
                List.of(new QualityReport.DetectorOutcome(
                        "near-duplicate", QualityReport.DetectorOutcome.State.RAN, "", findings.size())),
                summaries,
                List.of(new QualityReport.CuratorSummary(new CuratorId("curator-01"), 300, 0.8, 1)),
                health,
                List.of(new QualityReport.DriftSeries(
                        QualityReport.DriftSeries.Of.CONTRIBUTOR,
                        HOSTILE,
                        List.of(
                                new QualityReport.DriftPoint(100, 400, 40, 0, ""),
                                new QualityReport.DriftPoint(400, 800, 40, 0.5, HOSTILE)))),
                List.of(
                        new QualityReport.HealthWarning(
                                "duplicates", "", 700, 800, 0.35, 0.2, "duplicates is 0.350 in rows 700 to 799."),
                        new QualityReport.HealthWarning(
                                "drift", "contributor " + HOSTILE, 400, 800, 0.5, 0.3, "drift of " + HOSTILE)));
        BigInteger treasury = BigInteger.valueOf(10_000);
        RewardReport report = new RewardReport(
                ref,
                "conditional-gain",
                "UNIT",
                1,
                Digest.EMPTY,
                Digest.EMPTY,
                quality.policy(),
                paid.add(treasury),
                rewards,
                List.of(new RewardReport.TreasuryLine("refresh", treasury)));
        UsageTable table = new UsageTable(new int[] {0, 1}, new long[] {3, 4}, new long[] {1, -1});
        UsageReceipt receipt = new UsageReceipt(
                new UsageReceipt.Header(
                        new RunId("run-1"),
                        "mlp",
                        Digest.EMPTY,
                        "deeplearning4j",
                        ref,
                        new PayerId("payer"),
                        BigInteger.TEN,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        RunState.COMPLETED,
                        "exposure",
                        0,
                        Optional.empty(),
                        List.of(),
                        2,
                        table.merkleTree().root()),
                table,
                new byte[44],
                new byte[64]);
        return new ReportModel(datanet, quality, Optional.of(report), List.of(receipt), comparisons);
    }
}
