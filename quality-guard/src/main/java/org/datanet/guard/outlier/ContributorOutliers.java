package org.datanet.guard.outlier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.statistics.BenjaminiHochberg;
import org.datanet.guard.statistics.Quantiles;
import org.datanet.guard.statistics.Tail;

/**
 * Judges the rows of one contributor together against those of the others. Junk among usual rows is hardly unusual one by one,
 * but nobody honest brings little else.
 *
 * <ol>
 *   <li>A row's conformal p-value is its place among the rows of contributors who are not suspected, its own contributor's left
 *       out. Rows whose neighbours are as near as usual count 1: cases that resemble one another are a minority, not junk. Fisher's
 *       combination of a contributor's p-values, by Benjamini-Hochberg over the contributors, says who is unlike the others. They
 *       leave the comparison, which is repeated until nobody else leaves it: what many bring must not pass as usual. At most half
 *       of the contributors ever leave.
 *   <li>Unlike the others is no offence: an honest contributor may bring nothing but the rarest {@value #RAREST} of what there is.
 *       Suspected are only those whose rows are too unusual even for such a specialist; the others return.
 *   <li>Who labels rows as their neighbours are labelled, more often than by chance, brings rare cases and is not suspected.
 *   <li>Within a suspected contributor, now against all honest rows, J. Storey's adaptive form of Benjamini-Hochberg (2002) says
 *       which rows: all where all are junk.
 * </ol>
 *
 * With at least {@value #LEAST_TRUSTED} trusted rows these alone are what others are compared to.
 */
final class ContributorOutliers {
    static final double RAREST = 0.1;
    private static final int LEAST_TRUSTED = 100;
    private static final int LEAST_ROWS = 5;
    private static final double STOREY = 0.5;
    /** Chance of the label agreement that excuses. */
    private static final double AGREES = 0.01;
    /** A row that is lonelier than this share of the others' rows resembles nothing. */
    private static final double LONELY = 0.75;

    /** A contributor whose rows do not pass as honest ones. */
    record Suspect(int contributor, int rows, int unusual, double pValue) {}

    private final Datanet datanet;
    private final double rate;
    private final double[] scores;
    private final double[] local;
    private final int[][] rowsOf;
    private final BitSet trusted;
    private final boolean[] excused;
    private final double[] joint;
    private final List<Suspect> suspects = new ArrayList<>();

    /**
     * @param rows number of rows, the first of the Datanet
     * @param scores one per row, higher is lonelier
     * @param local distance to the neighbours, one per row
     * @param votes label that the neighbours by other contributors give each row, -1 for none
     */
    ContributorOutliers(
            Datanet datanet,
            int rows,
            DistinctRows distinct,
            BitSet trusted,
            double[] scores,
            double[] local,
            int[] votes,
            double rate) {
        this.datanet = datanet;
        this.rate = rate;
        this.scores = scores;
        this.local = local;
        this.trusted = trusted;
        int people = datanet.contributors().size();
        int[] judged = IntStream.range(0, rows)
                .filter(row -> distinct.isFirst(row) && !trusted.get(row))
                .toArray();
        int[] counts = new int[people];
        for (int row : judged) {
            counts[datanet.contributor(row)]++;
        }
        rowsOf = Arrays.stream(counts).mapToObj(int[]::new).toArray(int[][]::new);
        for (int i = judged.length - 1; i >= 0; i--) {
            int c = datanet.contributor(judged[i]);
            rowsOf[c][--counts[c]] = judged[i];
        }
        excused = excused(rows, votes);
        joint = new double[rows];
        Arrays.fill(joint, 1);
        boolean[] selected = select();
        for (int c = 0; c < people; c++) {
            if (selected[c]) {
                judge(c, rows, distinct, selected);
            }
        }
    }

    /** The chance, adjusted for the number of rows, that the row is honest although its contributor is suspected; 1 for others. */
    double pValue(int row) {
        return joint[row];
    }

    /** Those selected, by number. */
    List<Suspect> suspects() {
        return suspects;
    }

    /** Values of the rows that stand for honest ones. */
    private Quantiles honest(double[] values, boolean[] selected) {
        double[] honest;
        if (trusted.cardinality() >= LEAST_TRUSTED) {
            honest = trusted.stream()
                    .filter(row -> row < values.length)
                    .mapToDouble(row -> values[row])
                    .toArray();
        } else {
            honest = new double[values.length];
            int count = 0;
            for (int c = 0; c < rowsOf.length; c++) {
                if (!selected[c]) {
                    for (int row : rowsOf[c]) {
                        honest[count++] = values[row];
                    }
                }
            }
            honest = Arrays.copyOf(honest, count);
        }
        return new Quantiles(honest);
    }

    /** P-values of a contributor's rows against a rarest share of the others' rows, in the order of {@code rowsOf}. */
    private double[] pValues(int c, Quantiles honestScores, Quantiles honestLocal, boolean[] selected, double rarest) {
        int[] rows = rowsOf[c];
        boolean within = !selected[c] && trusted.cardinality() < LEAST_TRUSTED;
        int[] left = within ? rows : new int[0];
        Quantiles own = new Quantiles(pick(scores, left));
        Quantiles ownLocal = new Quantiles(pick(local, left));
        double[] values = new double[rows.length];
        double others = honestScores.size() - own.size();
        for (int i = 0; i < rows.length; i++) {
            double above = honestScores.countAtLeast(scores[rows[i]]) - own.countAtLeast(scores[rows[i]]);
            double lonelier = honestLocal.countAtLeast(local[rows[i]]) - ownLocal.countAtLeast(local[rows[i]]);
            boolean lonely = lonelier < (1 - LONELY) * others;
            values[i] = lonely ? Math.min(1, (1 + above) / (1 + others) / rarest) : 1;
        }
        return values;
    }

    private static double[] pick(double[] values, int[] rows) {
        double[] picked = new double[rows.length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = values[rows[i]];
        }
        return picked;
    }

    private boolean[] select() {
        int people = rowsOf.length;
        int present = (int) Arrays.stream(rowsOf).filter(r -> r.length > 0).count();
        boolean[] unlike = new boolean[people];
        int most = present >= 3 ? present / 2 : 0;
        int count = 0;
        while (true) {
            int[] next = passing(unlike, 1).limit(most - count).toArray();
            if (next.length == 0) {
                break;
            }
            for (int c : next) {
                unlike[c] = true;
            }
            count += next.length;
        }
        boolean[] selected = new boolean[people];
        if (count == 0) {
            return selected;
        }
        passing(unlike, RAREST).filter(c -> unlike[c]).forEach(c -> selected[c] = true);
        // Those released stand for honest ones again, and may show that another is no worse.
        boolean[] stays = new boolean[people];
        passing(selected, RAREST).filter(c -> selected[c]).forEach(c -> stays[c] = true);
        return stays;
    }

    /** Contributors selected by Benjamini-Hochberg against the rarest share of those left in, the least likely first. */
    private IntStream passing(boolean[] out, double rarest) {
        Quantiles honestScores = honest(scores, out);
        Quantiles honestLocal = honest(local, out);
        double[] chances = new double[rowsOf.length];
        Arrays.fill(chances, 1);
        int tests = 0;
        for (int c = 0; c < chances.length; c++) {
            if (rowsOf[c].length >= LEAST_ROWS && !excused[c]) {
                tests++;
                chances[c] = Tail.fisher(pValues(c, honestScores, honestLocal, out, rarest));
            }
        }
        double threshold = BenjaminiHochberg.threshold(
                Arrays.stream(chances).filter(p -> p <= rate).toArray(), Math.max(1, tests), rate);
        boolean grows = rarest == 1;
        return IntStream.range(0, chances.length)
                .filter(c -> chances[c] <= threshold && !(grows && out[c]))
                .boxed()
                .sorted((x, y) -> Double.compare(chances[x], chances[y]))
                .mapToInt(Integer::intValue);
    }

    private void judge(int c, int rows, DistinctRows distinct, boolean[] selected) {
        double[] rarest = pValues(c, honest(scores, selected), honest(local, selected), selected, RAREST);
        int n = rarest.length;
        // Who cannot even be a specialist is compared to all honest rows, not to the rarest.
        double[] values = Arrays.stream(rarest).map(p -> p < 1 ? p * RAREST : 1).toArray();
        double[] ascending = values.clone();
        Arrays.sort(ascending);
        Quantiles order = new Quantiles(values);
        int usual = order.countAtLeast(Math.nextUp(STOREY));
        double honestShare = Math.min(1, (1 + usual) / (n * (1 - STOREY)));
        // Adjusted p-values: the least rate at which the procedure selects a row; nothing above Storey's point is ever
        // selected.
        double[] adjusted = new double[n];
        double least = 1;
        for (int i = n - 1; i >= 0; i--) {
            double own = ascending[i] > STOREY ? 1 : ascending[i] * honestShare * n / (i + 1);
            least = Math.min(least, own);
            adjusted[i] = least;
        }
        int unusual = 0;
        double[] byRow = new double[rows];
        for (int i = 0; i < n; i++) {
            byRow[rowsOf[c][i]] = adjusted[Math.max(0, n - order.countAtLeast(values[i]))];
            unusual += byRow[rowsOf[c][i]] <= rate ? 1 : 0;
        }
        for (int row = 0; row < rows; row++) {
            if (datanet.contributor(row) == c && !trusted.get(row)) {
                int first = distinct.first(row);
                // A copy of somebody else's row is for other detectors.
                joint[row] = datanet.contributor(first) == c ? byRow[first] : 1;
            }
        }
        if (unusual > 0) {
            suspects.add(new Suspect(c, n, unusual, Tail.fisher(rarest)));
        }
    }

    /** Contributors whose labels agree with their neighbours' beyond chance. */
    private boolean[] excused(int rows, int[] votes) {
        boolean[] excused = new boolean[rowsOf.length];
        int labels = datanet.labels().size();
        if (labels < 2) {
            return excused;
        }
        double[] share = new double[labels];
        double voted = 0;
        for (int row = 0; row < rows; row++) {
            if (votes[row] >= 0) {
                share[votes[row]]++;
                voted++;
            }
        }
        for (int c = 0; c < excused.length; c++) {
            int agreed = 0;
            int judged = 0;
            double chance = 0;
            for (int row : rowsOf[c]) {
                int label = datanet.label(row);
                if (label >= 0 && votes[row] >= 0) {
                    judged++;
                    agreed += label == votes[row] ? 1 : 0;
                    chance += share[label] / voted;
                }
            }
            excused[c] = judged > 0 && Tail.binomialAtLeast(agreed, judged, chance / judged) <= AGREES;
        }
        return excused;
    }
}
