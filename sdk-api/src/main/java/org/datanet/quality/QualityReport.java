package org.datanet.quality;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetRef;
import org.datanet.curation.CuratorId;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;

/**
 * What the guard says of one state of a Datanet.
 *
 * @param datanet the state
 * @param policy digest of the policy that was in force
 * @param mode whether the weights are in force
 * @param weights one per row, in [0,1]; all 1 in observe mode; empty when a detector failed in enforce mode and the policy does
 *     not tolerate it. Not to be written to
 * @param findings of every detector, in ascending order of row, then subject, then detector
 * @param detectors how each detector fared, by name
 * @param contributors summary per contributor
 * @param curators summary per curator
 * @param health series over intake order
 */
public record QualityReport(
        DatanetRef datanet,
        Digest policy,
        QualityPolicy.Mode mode,
        double[] weights,
        List<Finding> findings,
        List<DetectorOutcome> detectors,
        List<ContributorSummary> contributors,
        List<CuratorSummary> curators,
        List<HealthPoint> health) {
    public QualityReport {
        findings = List.copyOf(findings);
        detectors = List.copyOf(detectors);
        contributors = List.copyOf(contributors);
        curators = List.copyOf(curators);
        health = List.copyOf(health);
        for (int row = 0; row < weights.length; row++) {
            if (!(weights[row] >= 0 && weights[row] <= 1)) {
                throw new IllegalArgumentException(
                        "weights lie in [0,1], but row %d has %s".formatted(row, weights[row]));
            }
        }
    }

    /** RFC 9162 root over (row, weight) of every row. */
    public Digest weightsRoot() {
        byte[] leaves = new byte[Math.multiplyExact(weights.length, Digest.LENGTH)];
        for (int row = 0; row < weights.length; row++) {
            byte[] leaf = new CanonicalBytes().number(row).number(weights[row]).toByteArray();
            System.arraycopy(MerkleTree.leaf(leaf).bytes(), 0, leaves, row * Digest.LENGTH, Digest.LENGTH);
        }
        return MerkleTree.ofFlat(leaves).root();
    }

    /** The RFC 9162 tree over the findings, in their order: lets anybody prove one finding. */
    public MerkleTree findingsTree() {
        return MerkleTree.of(findings.stream()
                .map(finding -> MerkleTree.leaf(finding.bytes()))
                .toList());
    }

    /** Stands for the whole report. */
    public Digest digest() {
        CanonicalBytes bytes = datanet.appendTo(CanonicalBytes.tagged("datanet-quality-1"))
                .digest(policy)
                .text(mode.name())
                .digest(weightsRoot())
                .digest(findingsTree().root())
                .number(detectors.size());
        for (DetectorOutcome outcome : detectors) {
            bytes.text(outcome.detector())
                    .text(outcome.state().name())
                    .text(outcome.message())
                    .number(outcome.flagged());
        }
        bytes.number(contributors.size());
        for (ContributorSummary summary : contributors) {
            bytes.text(summary.contributor().value())
                    .number(summary.rows())
                    .number(summary.flagged())
                    .number(summary.meanWeight())
                    .number(summary.byDetector().size());
            new TreeMap<>(summary.byDetector())
                    .forEach((detector, flagged) -> bytes.text(detector).number(flagged.intValue()));
        }
        bytes.number(curators.size());
        for (CuratorSummary summary : curators) {
            bytes.text(summary.curator().value())
                    .number(summary.verdicts())
                    .number(summary.approvalRate())
                    .number(summary.weight());
        }
        bytes.number(health.size());
        for (HealthPoint point : health) {
            bytes.number(point.fromRow())
                    .number(point.toRow())
                    .number(point.values().size());
            new TreeMap<>(point.values())
                    .forEach((name, value) -> bytes.text(name).number(value.doubleValue()));
        }
        return bytes.toDigest();
    }

    /** Whether there are weights: not when a detector failed in enforce mode. */
    public boolean hasWeights() {
        return weights.length == datanet.rows();
    }

    /**
     * The weights, one per row. Not to be written to.
     *
     * @throws IllegalStateException naming the detectors that failed, when they keep the guard from giving weights
     */
    public double[] requireWeights() {
        if (!hasWeights()) {
            throw new IllegalStateException("no weights, because detectors failed: "
                    + detectors.stream()
                            .filter(d -> d.state() == DetectorOutcome.State.FAILED)
                            .map(d -> d.detector() + " (" + d.message() + ")")
                            .collect(Collectors.joining(", "))
                    + "; mend them, disable them, or set their option tolerate-failure to 1");
        }
        return weights;
    }

    /**
     * How a detector fared.
     *
     * @param state whether it ran
     * @param message why it did not, or empty
     * @param flagged number of subjects it flagged
     */
    public record DetectorOutcome(String detector, State state, String message, int flagged) {
        /** Whether a detector ran. */
        public enum State {
            RAN,
            DISABLED,
            NOT_APPLICABLE,
            FAILED
        }
    }

    /**
     * @param rows number of rows
     * @param flagged rows with at least one finding
     * @param meanWeight mean weight of the rows
     * @param byDetector flagged rows per detector
     */
    public record ContributorSummary(
            ContributorId contributor, int rows, int flagged, double meanWeight, Map<String, Integer> byDetector) {
        public ContributorSummary {
            byDetector = Map.copyOf(byDetector);
        }
    }

    /**
     * @param verdicts number of verdicts
     * @param approvalRate share of approvals
     * @param weight trust in [0,1]
     */
    public record CuratorSummary(CuratorId curator, int verdicts, double approvalRate, double weight) {}

    /**
     * Health of a window of rows.
     *
     * @param fromRow first row
     * @param toRow one past the last row
     * @param values named shares in [0,1], such as "duplicates" or "label-agreement"
     */
    public record HealthPoint(int fromRow, int toRow, Map<String, Double> values) {
        public HealthPoint {
            values = Map.copyOf(values);
        }
    }
}
