package org.datanet.guard.label;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Label errors from probabilities that somebody's model gives, none of them fitted on the row's own label: confident learning
 * (C. Northcutt, L. Jiang, I. Chuang, 2021). A row counts for the class that is most likely among those that reach the mean
 * probability of the rows so labelled; those counts, brought to the number of rows of each given label, say how many rows of one label
 * belong to another class.
 *
 * <p>Immutable and thread-safe.
 */
public final class ConfidentLearning {
    private static final double TINY = 1e-12;
    /** Slack of the comparison with a class's threshold, as in the published implementation. */
    private static final double SLACK = 1e-6;

    /** Which rows are flagged, given how many of each pair of label and class. */
    public enum Prune {
        /** Rows that are counted for another class than their label. */
        COUNTED,
        /** Of each label as many as are wrong, those with the least probability of it. */
        BY_CLASS,
        /** Of each label and class as many as are confused, those with the greatest margin of the class over the label. */
        BY_NOISE_RATE
    }

    private final int[] labels;
    private final double[] probabilities;
    private final int classes;
    private final int[] counted;
    private final int[][] joint;
    private final double[][] usual;

    /**
     * @param labels given label of each row, in {@code [0, classes)}
     * @param probabilities {@code rows x classes}, row-major, each 0 or more; rows are brought to sum 1
     * @throws IllegalArgumentException naming the row, when a label is none of the classes or a row has no probabilities
     */
    public ConfidentLearning(int[] labels, double[] probabilities, int classes) {
        if (classes < 2 || probabilities.length != (long) labels.length * classes) {
            throw new IllegalArgumentException("%d probabilities are not %d rows of %d classes"
                    .formatted(probabilities.length, labels.length, classes));
        }
        this.labels = labels.clone();
        this.probabilities = probabilities.clone();
        this.classes = classes;
        for (int row = 0; row < labels.length; row++) {
            normalise(row);
        }
        double[] thresholds = new double[classes];
        int[] given = new int[classes];
        usual = new double[classes][classes];
        for (int row = 0; row < labels.length; row++) {
            given[labels[row]]++;
            for (int k = 0; k < classes; k++) {
                usual[labels[row]][k] += probability(row, k);
            }
        }
        for (int k = 0; k < classes; k++) {
            for (int l = 0; l < classes; l++) {
                usual[k][l] /= Math.max(1, given[k]);
            }
            // A class that nobody gives has no threshold to reach.
            thresholds[k] = given[k] == 0 ? Double.POSITIVE_INFINITY : usual[k][k];
        }
        counted = new int[labels.length];
        double[][] counts = new double[classes][classes];
        for (int row = 0; row < labels.length; row++) {
            counted[row] = -1;
            for (int k = 0; k < classes; k++) {
                if (probability(row, k) >= thresholds[k] - SLACK
                        && (counted[row] < 0 || probability(row, k) > probability(row, counted[row]))) {
                    counted[row] = k;
                }
            }
            if (counted[row] >= 0) {
                counts[labels[row]][counted[row]]++;
            }
        }
        joint = calibrated(counts, given);
    }

    private void normalise(int row) {
        int label = labels[row];
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException("row %d has label %d of %d classes".formatted(row, label, classes));
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            double p = probability(row, k);
            if (!(p >= 0) || Double.isInfinite(p)) {
                throw new IllegalArgumentException("row %d gives class %d probability %s".formatted(row, k, p));
            }
            sum += p;
        }
        if (!(sum > 0)) {
            throw new IllegalArgumentException("row %d gives every class probability 0".formatted(row));
        }
        for (int k = 0; k < classes; k++) {
            probabilities[row * classes + k] /= sum;
        }
    }

    private static int[][] calibrated(double[][] counts, int[] given) {
        int classes = given.length;
        double total = 0;
        for (int k = 0; k < classes; k++) {
            counts[k][k] = Math.max(1, counts[k][k]);
            double sum = Arrays.stream(counts[k]).sum();
            for (int l = 0; l < classes; l++) {
                counts[k][l] *= given[k] / sum;
                total += counts[k][l];
            }
        }
        double rows = Arrays.stream(given).sum();
        int[][] joint = new int[classes][];
        for (int k = 0; k < classes; k++) {
            for (int l = 0; l < classes; l++) {
                counts[k][l] *= rows / Math.max(total, TINY);
            }
            joint[k] = rounded(counts[k]);
        }
        return joint;
    }

    /** Rounded so that the sum is that of the numbers, rounded: those farthest from their number give way, as in the published one. */
    private static int[] rounded(double[] values) {
        int[] rounded = new int[values.length];
        long missing = Math.round(Arrays.stream(values).sum());
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (int) Math.rint(values[i]);
            missing -= rounded[i];
        }
        int step = Long.signum(missing);
        while (missing != 0) {
            int[] order = IntStream.range(0, values.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> step * (rounded[i] - values[i])))
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int i = 0; i < order.length && missing != 0; i++) {
                rounded[order[i]] += step;
                missing -= step;
            }
        }
        return rounded;
    }

    private double probability(int row, int label) {
        return probabilities[row * classes + label];
    }

    /** Estimated number of rows with the given label that belong to the class. */
    public int count(int given, int belongs) {
        return joint[given][belongs];
    }

    /** The rows that are probably labelled wrong. */
    public BitSet flagged(Prune prune) {
        BitSet flagged = new BitSet(labels.length);
        for (int given = 0; given < classes; given++) {
            int label = given;
            int[] rows = IntStream.range(0, labels.length)
                    .filter(row -> labels[row] == label)
                    .toArray();
            switch (prune) {
                case COUNTED ->
                    Arrays.stream(rows)
                            .filter(row -> counted[row] >= 0 && counted[row] != label)
                            .forEach(flagged::set);
                case BY_CLASS -> {
                    int wrong = Arrays.stream(joint[label]).sum() - joint[label][label];
                    least(rows, wrong, row -> probability(row, label), flagged);
                }
                case BY_NOISE_RATE -> {
                    for (int k = 0; k < classes; k++) {
                        int other = k;
                        if (k != label) {
                            least(
                                    rows,
                                    joint[label][k],
                                    row -> probability(row, label) - probability(row, other),
                                    flagged);
                        }
                    }
                }
                default -> throw new IllegalStateException("no such pruning: " + prune);
            }
        }
        return flagged;
    }

    private static void least(int[] rows, int count, java.util.function.IntToDoubleFunction value, BitSet flagged) {
        Arrays.stream(rows)
                .boxed()
                .sorted(Comparator.comparingDouble(value::applyAsDouble))
                .limit(Math.max(0, count))
                .forEach(flagged::set);
    }

    /** The class other than the given label that is most likely. */
    public int suggested(int row) {
        int best = labels[row] == 0 ? 1 : 0;
        for (int k = 0; k < classes; k++) {
            if (k != labels[row] && probability(row, k) > probability(row, best)) {
                best = k;
            }
        }
        return best;
    }

    /**
     * How suspicious the label is, for ranking: the logarithm of the odds of the {@linkplain #suggested suggested} class against the
     * given label, plus that of how much the two classes are usually confused, because a model that contradicts a label across
     * classes nobody confuses more often errs itself.
     */
    public double suspicion(int row) {
        int label = labels[row];
        int other = suggested(row);
        double confused = usual[label][other] + usual[other][label];
        return Math.log((probability(row, other) + TINY) / (probability(row, label) + TINY))
                + Math.log(Math.max(confused, TINY));
    }
}
