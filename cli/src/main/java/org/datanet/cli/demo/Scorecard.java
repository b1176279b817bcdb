package org.datanet.cli.demo;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityReport;
import org.datanet.quality.Subject;
import org.datanet.testkit.planted.Role;

/**
 * The demo held against the truth: what each contributor earned beside its honest twin, and what each detector found.
 *
 * @param contributors a line each, those who game first
 * @param detectors a line each
 */
public record Scorecard(List<ContributorLine> contributors, List<DetectorLine> detectors) {

    /** Whose rows a detector is there to find. */
    private static final Map<String, Set<Role>> MEANT = new TreeMap<>(Map.of(
            "exact-duplicate", EnumSet.of(Role.EXACT_COPIER, Role.SYBIL),
            "near-duplicate", EnumSet.of(Role.LAUNDERER),
            "outlier", EnumSet.of(Role.JUNK_FLOODER),
            "label-noise", EnumSet.of(Role.FLIPPER, Role.LAZY_LABELLER),
            "synthetic-noise", EnumSet.of(Role.SYNTHESISER)));

    /**
     * One contributor.
     *
     * @param rows rows submitted
     * @param exposureShare share of all exposures, in [0,1]
     * @param weight mean weight by the guard
     * @param reward base units
     * @param twin base units that the honest twin earned
     */
    public record ContributorLine(
            ContributorId contributor,
            Role role,
            int rows,
            double exposureShare,
            double weight,
            BigInteger reward,
            BigInteger twin) {
        /** Reward over the twin's; 1 when both are nothing. */
        public double ratio() {
            return twin.signum() == 0
                    ? (reward.signum() == 0 ? 1 : Double.POSITIVE_INFINITY)
                    : reward.doubleValue() / twin.doubleValue();
        }
    }

    /**
     * One detector.
     *
     * @param flagged rows or people it flagged
     * @param precision share of these that belong to somebody who games
     * @param recall share of what it is there to find that it flagged
     */
    public record DetectorLine(String detector, int flagged, double precision, double recall) {}

    /** Holds a result against the truth. */
    public static Scorecard of(Demo.Result result) {
        return new Scorecard(contributors(result), detectors(result));
    }

    /** Rewards of all honest contributors over those of their twins. */
    public double honestRatio() {
        double reward = 0;
        double twin = 0;
        for (ContributorLine line : contributors) {
            if (!line.role().games()) {
                reward += line.reward().doubleValue();
                twin += line.twin().doubleValue();
            }
        }
        return reward / twin;
    }

    /** The highest ratio of somebody who games. */
    public double worstGaming() {
        return contributors.stream()
                .filter(line -> line.role().games())
                .mapToDouble(ContributorLine::ratio)
                .max()
                .orElse(0);
    }

    /** The lowest ratio of an honest contributor in the role. */
    public double worstHonest(Role role) {
        return contributors.stream()
                .filter(line -> line.role() == role)
                .mapToDouble(ContributorLine::ratio)
                .min()
                .orElse(1);
    }

    private static List<ContributorLine> contributors(Demo.Result result) {
        Map<ContributorId, Long> exposures = new HashMap<>();
        result.outcome().rewards().contributors().forEach(line -> exposures.put(line.contributor(), line.exposures()));
        long total = exposures.values().stream().mapToLong(Long::longValue).sum();
        Map<ContributorId, BigInteger> rewards = Demo.amounts(result.outcome().rewards());
        Map<ContributorId, BigInteger> twins = Demo.amounts(result.twin());
        List<ContributorLine> lines = new ArrayList<>();
        for (QualityReport.ContributorSummary summary :
                result.outcome().quality().contributors()) {
            ContributorId id = summary.contributor();
            lines.add(new ContributorLine(
                    id,
                    result.world().roles().getOrDefault(id, Role.HONEST),
                    summary.rows(),
                    exposures.getOrDefault(id, 0L) / (double) Math.max(1, total),
                    summary.meanWeight(),
                    rewards.getOrDefault(id, BigInteger.ZERO),
                    twins.getOrDefault(id, BigInteger.ZERO)));
        }
        lines.sort((a, b) -> a.role() != b.role()
                ? b.role().compareTo(a.role())
                : a.contributor().compareTo(b.contributor()));
        return lines;
    }

    private static List<DetectorLine> detectors(Demo.Result result) {
        Datanet datanet = result.datanet();
        Map<String, List<Finding>> byDetector = new TreeMap<>();
        result.outcome()
                .quality()
                .findings()
                .forEach(f -> byDetector
                        .computeIfAbsent(f.detector(), d -> new ArrayList<>())
                        .add(f));
        List<DetectorLine> lines = new ArrayList<>();
        for (QualityReport.DetectorOutcome outcome : result.outcome().quality().detectors()) {
            if (outcome.state() != QualityReport.DetectorOutcome.State.RAN) {
                continue;
            }
            List<Finding> findings = byDetector.getOrDefault(outcome.detector(), List.of());
            int right = 0;
            int meantFound = 0;
            int meant = 0;
            Set<Role> roles = MEANT.getOrDefault(outcome.detector(), Set.of());
            for (int row = 0; row < datanet.rows(); row++) {
                meant += roles.contains(result.world().roles().get(datanet.contributorId(row))) ? 1 : 0;
            }
            for (Finding finding : findings) {
                if (finding.subject() instanceof Subject.Row row) {
                    right += result.world().planted(row.row()) ? 1 : 0;
                    Role role = result.world().roles().get(datanet.contributorId(row.row()));
                    meantFound += roles.contains(role) ? 1 : 0;
                } else if (finding.subject() instanceof Subject.CuratorPair pair) {
                    right += result.world().ringCurators().containsAll(List.of(pair.first(), pair.second())) ? 1 : 0;
                } else if (finding.subject() instanceof Subject.Curator curator) {
                    right += result.world().ringCurators().contains(curator.curator()) ? 1 : 0;
                } else if (finding.subject() instanceof Subject.Contributor contributor) {
                    right += Demo.games(result, contributor.contributor()) ? 1 : 0;
                }
            }
            if (outcome.detector().equals("curator-collusion")) {
                meant = 1;
                meantFound = Math.min(1, right);
            }
            lines.add(new DetectorLine(
                    outcome.detector(),
                    findings.size(),
                    findings.isEmpty() ? Double.NaN : right / (double) findings.size(),
                    meant == 0 ? Double.NaN : meantFound / (double) meant));
        }
        return lines;
    }
}
