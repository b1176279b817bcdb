package org.datanet.guard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.contribution.Datanet;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.Inspection;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.Subject;

/** Gathers what counts of every detector: weights, findings, and which rows were flagged by whom. Not thread-safe. */
final class Verdicts {
    /** Fewer contributors than this cannot stand for honest ones. */
    private static final int LEAST_PEOPLE = 3;

    private record Judged(
            DetectorPolicy settings, List<Finding> findings, RowDecision decision, BitSet rows, BitSet facts) {}

    private final Datanet datanet;
    private final DatanetGuard.Appeals appeals;
    private final double[] weights;
    private final List<Judged> judged = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Integer> estimates = new ArrayList<>();
    private int unsuspected;
    private int lowered;
    private final Map<String, BitSet> flagged = new TreeMap<>();

    Verdicts(Datanet datanet, DatanetGuard.Appeals appeals) {
        this.datanet = datanet;
        this.appeals = appeals;
        this.weights = new double[datanet.rows()];
        Arrays.fill(weights, 1);
    }

    /** Adds what one detector says. */
    void add(String detector, DetectorPolicy settings, Inspection inspection, BitSet trusted) {
        RowDecision decision = new RowDecision(datanet, detector, settings, inspection, trusted);
        BitSet rows = new BitSet(datanet.rows());
        BitSet facts = new BitSet(datanet.rows());
        for (Finding finding : inspection.findings()) {
            if (finding.subject() instanceof Subject.Row subject
                    && decision.counts(subject.row())
                    && !appeals.overrides(subject.row(), detector)) {
                rows.set(subject.row());
                if (decision.rule() || finding.evidence().stream().anyMatch(Evidence.Twin.class::isInstance)) {
                    facts.set(subject.row());
                }
            }
        }
        judged.add(new Judged(settings, inspection.findings(), decision, rows, facts));
        flagged.put(detector, rows);
    }

    /**
     * Keeps the promise over all detectors together, then gives weights. Within every epoch, of the rows of contributors whom no
     * detector suspects as a whole, at most the declared share of all such rows so far loses weight; the least certain estimates
     * are dropped first. That a sample copies an earlier one, or breaks a rule, is a fact that counts and is never dropped.
     */
    void settle() {
        Epochs.forEach(datanet, this::promise);
        for (Judged one : judged) {
            one.rows.stream().forEach(row -> weights[row] *= one.decision.weight(row));
            for (Finding finding : one.findings) {
                if (!(finding.subject() instanceof Subject.Row subject) || one.rows.get(subject.row())) {
                    findings.add(finding);
                }
            }
            findings.addAll(one.decision.contributors());
        }
        for (int row = 0; row < weights.length; row++) {
            weights[row] = Math.rint(weights[row] * 1e6) / 1e6;
        }
    }

    private void promise(int from, int to) {
        double rate = judged.stream()
                .filter(one -> !one.decision.rule())
                .mapToDouble(one -> one.settings.rate())
                .max()
                .orElse(0);
        BitSet people = new BitSet();
        for (int row = from; row < to; row++) {
            int at = row;
            if (judged.stream().noneMatch(one -> one.decision.suspected(at))) {
                people.set(datanet.contributor(row));
                unsuspected++;
                if (judged.stream().anyMatch(one -> one.rows.get(at))) {
                    boolean fact = judged.stream().anyMatch(one -> one.facts.get(at));
                    lowered += fact ? 1 : 0;
                    if (!fact) {
                        estimates.add(row);
                    }
                }
            }
        }
        int room = people.cardinality() < LEAST_PEOPLE
                ? estimates.size()
                : Math.max(0, (int) Math.floor(rate * unsuspected) - lowered);
        estimates.stream()
                .sorted(Comparator.comparingDouble((Integer row) -> -certainty(row))
                        .thenComparing(row -> row))
                .skip(room)
                .forEach(row -> judged.forEach(one -> one.rows.clear(row)));
        lowered += Math.min(room, estimates.size());
        estimates.clear();
    }

    private double certainty(int row) {
        return judged.stream()
                .filter(one -> one.rows.get(row))
                .mapToDouble(one -> one.decision.certainty(row))
                .max()
                .orElse(0);
    }

    /** Number of subjects that the detector flagged. */
    int subjects(String detector) {
        return (int) findings.stream()
                .filter(f -> f.detector().equals(detector))
                .map(Finding::subject)
                .distinct()
                .count();
    }

    /**
     * Once settled, to the nearest millionth: what a row is paid by, and what a report can state without digits that mean nothing.
     * Not to be written to.
     */
    double[] weights() {
        return weights;
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

    /** Detectors that ran, by name. */
    Map<String, BitSet> flagged() {
        return flagged;
    }
}
