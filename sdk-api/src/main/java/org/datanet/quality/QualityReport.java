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
 * @param drift series per contributor and per class, over their own rows
 * @param warnings where the health crosses a threshold of the policy
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
        List<HealthPoint> health,
        List<DriftSeries> drift,
        List<HealthWarning> warnings) {
    public QualityReport {
        findings = List.copyOf(findings);
        detectors = List.copyOf(detectors);
        contributors = List.copyOf(contributors);
        curators = List.copyOf(curators);
        health = List.copyOf(health);
        drift = List.copyOf(drift);
        warnings = List.copyOf(warnings);
        for (int row = 0; row < weights.length; row++) {
            if (!(weights[row] >= 0 && weights[row] <= 1)) {
                throw new IllegalArgumentException(
                        "weights lie in [0,1], but row %d has %s".formatted(row, weights[row]));
            }
        }
    }

    /** A report without series of contributors and classes, and without warnings. */
    public QualityReport(
            DatanetRef datanet,
            Digest policy,
            QualityPolicy.Mode mode,
            double[] weights,
            List<Finding> findings,
            List<DetectorOutcome> detectors,
            List<ContributorSummary> contributors,
            List<CuratorSummary> curators,
            List<HealthPoint> health) {
        this(datanet, policy, mode, weights, findings, detectors, contributors, curators, health, List.of(), List.of());
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
        if (!drift.isEmpty() || !warnings.isEmpty()) {
            appendDrift(bytes);
        }
        return bytes.toDigest();
    }

    private void appendDrift(CanonicalBytes bytes) {
        bytes.number(drift.size());
        for (DriftSeries series : drift) {
            bytes.text(series.of().name())
                    .text(series.name())
                    .number(series.points().size());
            for (DriftPoint point : series.points()) {
                bytes.number(point.fromRow())
                        .number(point.toRow())
                        .number(point.rows())
                        .number(point.drift())
                        .text(point.by());
            }
        }
        bytes.number(warnings.size());
        for (HealthWarning warning : warnings) {
            bytes.text(warning.measure())
                    .text(warning.about())
                    .number(warning.fromRow())
                    .number(warning.toRow())
                    .number(warning.value())
                    .number(warning.threshold())
                    .text(warning.reason());
        }
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

    /**
     * How the rows of one contributor or of one class move, over windows of its own rows.
     *
     * @param of what the series is of
     * @param name the contributor or the label
     * @param points in intake order; the first window is what the second is compared with, so it has no point
     */
    public record DriftSeries(Of of, String name, List<DriftPoint> points) {
        public DriftSeries {
            points = List.copyOf(points);
        }

        /** What a series is of. */
        public enum Of {
            CONTRIBUTOR,
            CLASS
        }
    }

    /**
     * A window of rows against all rows before it of the same contributor or class.
     *
     * @param fromRow first row of the window
     * @param toRow one past its last row; rows of others stand between
     * @param rows number of its rows
     * @param drift distance of the distributions beyond what chance explains, in [0,1]
     * @param by the feature or property in which they differ most; empty where drift is 0
     */
    public record DriftPoint(int fromRow, int toRow, int rows, double drift, String by) {}

    /**
     * A threshold that the Datanet's health crosses.
     *
     * @param measure name of the {@link HealthMeasure}
     * @param about the contributor or class that it is about, as in "contributor ann"; empty for the Datanet
     * @param fromRow first row of the window that crosses it by most
     * @param toRow one past its last row
     * @param value in that window
     * @param threshold of the policy
     * @param reason a sentence
     */
    public record HealthWarning(
            String measure, String about, int fromRow, int toRow, double value, double threshold, String reason) {}
}
