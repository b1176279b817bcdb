package org.datanet.guard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.datanet.contribution.Datanet;
import org.datanet.guard.statistics.BenjaminiHochberg;
import org.datanet.guard.statistics.Tail;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.Inspection;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.Subject;

/**
 * Which of a detector's findings on rows count, epoch by epoch.
 *
 * <ol>
 *   <li>Benjamini-Hochberg over the rows of the epoch.
 *   <li>Contributors with more suspicious rows than chance allows are selected by the same procedure, and within each of them
 *       Benjamini-Hochberg is run again: so many weak signals of one contributor count together (in the manner of Y. Benjamini and
 *       M. Bogomolov, 2014, without their correction, because a contributor is selected by far more than one row). A detector
 *       whose option {@code pool} is 0 leaves this out.
 *       A detector that gives joint p-values has done this itself.
 *   <li>No threshold may flag more than a quarter of the rate among rows that stand for honest ones: the trusted rows or, with
 *       fewer than {@value #LEAST_TRUSTED} of them, those of the half of the contributors with the fewest suspicious rows. That
 *       holds the promise where a detector's model of honest rows is wrong for this Datanet.
 * </ol>
 */
final class RowDecision {
    static final int LEAST_TRUSTED = 30;

    private final Datanet datanet;
    private final String detector;
    private final DetectorPolicy policy;
    private final double[] scores;
    private final BitSet trusted;
    private final boolean pool;
    private final boolean rule;
    private final double[] joint;
    private final double[] pValues;
    private final double[] threshold;
    private final BitSet suspected;
    private final List<Finding> contributors = new ArrayList<>();

    RowDecision(Datanet datanet, String detector, DetectorPolicy policy, Inspection inspection, BitSet trusted) {
        this.datanet = datanet;
        this.detector = detector;
        this.policy = policy;
        this.scores = inspection.scores();
        this.joint = inspection.joint();
        this.trusted = trusted;
        this.rule = policy.options().get(DetectorRegistry.RULE) instanceof Number r && r.doubleValue() > 0;
        this.pool = !(policy.options().get(DetectorRegistry.POOL) instanceof Number n) || n.doubleValue() > 0;
        this.pValues = new double[datanet.rows()];
        this.threshold = new double[datanet.rows()];
        this.suspected = new BitSet(datanet.rows());
        Arrays.fill(pValues, 1);
        Arrays.fill(threshold, -1);
        for (Finding finding : inspection.findings()) {
            // What counts together with other rows of its contributor is not counted again by itself.
            if (finding.subject() instanceof Subject.Row subject && !jointly(subject.row())) {
                pValues[subject.row()] = Math.min(pValues[subject.row()], finding.pValue());
            }
        }
        Epochs.forEach(datanet, this::decide);
    }

    /** Whether the finding on the row counts. */
    boolean counts(int row) {
        return tested(row) && (pValues[row] <= threshold[row] || jointly(row));
    }

    private boolean jointly(int row) {
        return pool && joint.length > 0 && joint[row] <= policy.rate();
    }

    /**
     * The weight that this detector leaves the row: 1 where nothing counts, the ceiling just at the threshold, the floor from a
     * thirtieth of it.
     */
    double weight(int row) {
        if (!counts(row)) {
            return 1;
        }
        double certainty = pValues[row] <= threshold[row] ? certainty(pValues[row], threshold[row]) : 0;
        if (jointly(row)) {
            certainty = Math.max(certainty, certainty(joint[row], policy.rate()));
        }
        return policy.ceiling() + certainty * (policy.floor() - policy.ceiling());
    }

    private static double certainty(double pValue, double threshold) {
        return pValue <= 0 ? 1 : Math.min(1, Math.log10(Math.max(1, threshold / pValue)) / Math.log10(30));
    }

    /** Whether the row's contributor was suspected as a whole when the row's epoch closed. */
    boolean suspected(int row) {
        return suspected.get(row);
    }

    /** Whether findings apply a rule instead of estimating. */
    boolean rule() {
        return rule;
    }

    /** How far the row's p-value lies below what selects it, 0 or more: the higher, the more certain. */
    double certainty(int row) {
        double alone = pValues[row] <= threshold[row] ? Math.log(threshold[row] / Math.max(1e-300, pValues[row])) : 0;
        return jointly(row) ? Math.max(alone, Math.log(policy.rate() / Math.max(1e-300, joint[row]))) : alone;
    }

    /** Findings on contributors with too many suspicious rows. */
    List<Finding> contributors() {
        return contributors;
    }

    private boolean tested(int row) {
        return (scores.length == 0 || !Double.isNaN(scores[row])) && !trusted.get(row);
    }

    private void decide(int from, int to) {
        int people = datanet.contributors().size();
        int[] rows = new int[people];
        int[] hits = new int[people];
        for (int row = 0; row < to; row++) {
            if (tested(row)) {
                rows[datanet.contributor(row)]++;
                hits[datanet.contributor(row)] += pValues[row] <= policy.rate() ? 1 : 0;
            }
        }
        double[] reference = reference(to, rows, hits);
        int tests = 0;
        for (int row = from; row < to; row++) {
            tests += tested(row) ? 1 : 0;
        }
        if (tests == 0) {
            return;
        }
        double limit = rule ? 1 : limit(reference);
        double all = Math.min(limit, BenjaminiHochberg.threshold(suspicious(from, to, -1), tests, policy.rate()));
        for (int row = from; row < to; row++) {
            threshold[row] = all;
        }
        if (joint.length > 0) {
            suspectJointly(from, to);
        } else {
            selectContributors(
                    from, to, rows, hits, Math.max(policy.rate(), shareAtMost(reference, policy.rate())), limit);
        }
    }

    private void suspectJointly(int from, int to) {
        boolean[] selected = new boolean[datanet.contributors().size()];
        for (int row = from; row < to; row++) {
            selected[datanet.contributor(row)] |= jointly(row);
        }
        for (int row = from; row < to; row++) {
            suspected.set(row, selected[datanet.contributor(row)]);
        }
    }

    private double[] suspicious(int from, int to, int contributor) {
        double[] values = new double[to - from];
        int count = 0;
        for (int row = from; row < to; row++) {
            if (tested(row)
                    && pValues[row] <= policy.rate()
                    && (contributor < 0 || datanet.contributor(row) == contributor)) {
                values[count++] = pValues[row];
            }
        }
        return Arrays.copyOf(values, count);
    }

    /** The highest threshold that flags at most a quarter of the rate among rows that stand for honest ones. */
    private double limit(double[] reference) {
        int allowed = (int) Math.floor(policy.rate() / 4 * reference.length);
        return allowed >= reference.length ? 1 : Math.nextDown(reference[allowed]);
    }

    private void selectContributors(int from, int to, int[] rows, int[] hits, double usual, double roof) {
        int people = rows.length;
        double[] chances = new double[people];
        double[] candidates = new double[people];
        int count = 0;
        int tests = 0;
        for (int c = 0; c < people; c++) {
            chances[c] = 1;
            if (rows[c] > 0) {
                tests++;
                // One row is no pattern.
                chances[c] = hits[c] < 2 ? 1 : Tail.binomialAtLeast(hits[c], rows[c], usual);
                if (chances[c] <= policy.rate()) {
                    candidates[count++] = chances[c];
                }
            }
        }
        double limit = BenjaminiHochberg.threshold(Arrays.copyOf(candidates, count), Math.max(1, tests), policy.rate());
        for (int c = 0; c < people; c++) {
            if (chances[c] > limit) {
                continue;
            }
            int ownTests = 0;
            for (int row = from; row < to; row++) {
                ownTests += tested(row) && datanet.contributor(row) == c ? 1 : 0;
                if (datanet.contributor(row) == c) {
                    suspected.set(row);
                }
            }
            if (ownTests > 0 && pool) {
                double within =
                        Math.min(roof, BenjaminiHochberg.threshold(suspicious(from, to, c), ownTests, policy.rate()));
                for (int row = from; row < to; row++) {
                    if (datanet.contributor(row) == c) {
                        threshold[row] = Math.max(threshold[row], within);
                    }
                }
            }
            if (to == datanet.rows()) {
                contributors.add(new Finding(
                        new Subject.Contributor(datanet.contributors().get(c)),
                        detector,
                        (double) hits[c] / rows[c],
                        chances[c],
                        String.format(
                                Locale.ROOT,
                                "%d of the %d samples of this contributor are suspicious to %s; of an honest contributor about %.1f would be.",
                                hits[c],
                                rows[c],
                                detector,
                                usual * rows[c]),
                        List.of(
                                new Evidence.Measure("suspicious-samples", hits[c]),
                                new Evidence.Measure("usual-share", usual))));
            }
        }
    }

    /** P-values, ascending, of the rows that stand for honest ones; empty when nothing can stand for them. */
    private double[] reference(int to, int[] rows, int[] hits) {
        BitSet own = trusted.get(0, to);
        if (own.cardinality() >= LEAST_TRUSTED) {
            return own.stream().mapToDouble(row -> pValues[row]).sorted().toArray();
        }
        Integer[] people = java.util.stream.IntStream.range(0, rows.length)
                .filter(c -> rows[c] > 0)
                .boxed()
                .toArray(Integer[]::new);
        if (people.length < 3) {
            return new double[0];
        }
        Arrays.sort(people, (a, b) -> {
            int byShare = Double.compare((double) hits[a] / rows[a], (double) hits[b] / rows[b]);
            return byShare != 0 ? byShare : Integer.compare(a, b);
        });
        boolean[] typical = new boolean[rows.length];
        for (int i = 0; i < (people.length + 1) / 2; i++) {
            typical[people[i]] = true;
        }
        double[] values = new double[to];
        int count = 0;
        for (int row = 0; row < to; row++) {
            if (tested(row) && typical[datanet.contributor(row)]) {
                values[count++] = pValues[row];
            }
        }
        double[] ascending = Arrays.copyOf(values, count);
        Arrays.sort(ascending);
        return ascending;
    }

    private static double shareAtMost(double[] ascending, double value) {
        if (ascending.length == 0) {
            return 0;
        }
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return (double) low / ascending.length;
    }
}
