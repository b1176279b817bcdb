package org.datanet.guard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.contribution.Datanet;
import org.datanet.quality.Finding;
import org.datanet.quality.Inspection;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.Subject;

/** Gathers what counts of every detector: weights, findings, and which rows were flagged by whom. Not thread-safe. */
final class Verdicts {
    private final Datanet datanet;
    private final DatanetGuard.Appeals appeals;
    private final double[] weights;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, BitSet> flagged = new TreeMap<>();

    Verdicts(Datanet datanet, DatanetGuard.Appeals appeals) {
        this.datanet = datanet;
        this.appeals = appeals;
        this.weights = new double[datanet.rows()];
        Arrays.fill(weights, 1);
    }

    /** Adds one detector; gives the number of subjects it flagged. */
    int add(String detector, DetectorPolicy settings, Inspection inspection, BitSet trusted) {
        RowDecision decision =
                new RowDecision(datanet, detector, settings, inspection.scores(), inspection.findings(), trusted);
        BitSet rows = new BitSet(datanet.rows());
        List<Finding> counting = new ArrayList<>();
        for (Finding finding : inspection.findings()) {
            if (finding.subject() instanceof Subject.Row subject) {
                int row = subject.row();
                if (decision.counts(row) && !appeals.overrides(row, detector)) {
                    rows.set(row);
                    counting.add(finding);
                }
            } else {
                counting.add(finding);
            }
        }
        counting.addAll(decision.contributors());
        rows.stream().forEach(row -> weights[row] *= decision.weight(row));
        findings.addAll(counting);
        flagged.put(detector, rows);
        return (int) counting.stream().map(Finding::subject).distinct().count();
    }

    /** To the nearest millionth: what a row is paid by, and what a report can state without digits that mean nothing. */
    double[] weights() {
        return Arrays.stream(weights)
                .map(weight -> Math.rint(weight * 1e6) / 1e6)
                .toArray();
    }

    /** In ascending order of row, then subject, then detector; rows first. */
    List<Finding> findings() {
        return findings.stream()
                .sorted(Comparator.<Finding>comparingInt(
                                f -> f.subject() instanceof Subject.Row r ? r.row() : Integer.MAX_VALUE)
                        .thenComparing(f -> f.subject().toString())
                        .thenComparing(Finding::detector)
                        .thenComparing(Finding::reason))
                .toList();
    }

    /** Rows flagged by the detector; empty for one that did not run. */
    BitSet flagged(String detector) {
        return flagged.getOrDefault(detector, new BitSet());
    }

    /** Detectors that ran, by name. */
    Map<String, BitSet> flagged() {
        return flagged;
    }
}
