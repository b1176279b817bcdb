package org.datanet.guard.label;

import java.util.Arrays;

/**
 * What annotators know, and what the labels probably are: the model of A. P. Dawid and A. M. Skene (1979) by expectation and
 * maximisation, with every annotator's confusion matrix drawn towards that of all annotators together. The pull is worth
 * {@value #PULL} answers, so that an annotator with few answers is not believed to be perfect, or perfectly wrong.
 */
public final class DawidSkene {
    /** Answers' worth of the common matrix that every annotator starts with. */
    public static final double PULL = 2;

    private static final int ROUNDS = 100;

    private final int classes;
    private final double[][] labels;
    private final double[][][] confusion;
    private final double[] skill;
    private final double[] weights;
    private final double pull;
    private double[] prior = new double[0];

    /**
     * Fits the model. Deterministic.
     *
     * @param items item of each answer, in {@code [0, itemCount)}
     * @param annotators annotator of each answer, in {@code [0, annotatorCount)}
     * @param answers class answered, in {@code [0, classes)}
     */
    public DawidSkene(int[] items, int[] annotators, int[] answers, int itemCount, int annotatorCount, int classes) {
        this(items, annotators, answers, ones(items.length), PULL, itemCount, annotatorCount, classes);
    }

    /**
     * Fits the model to answers that count by their weights where they say what an item is, such as the copies of one answer that
     * together count as one. Of what its annotator knows, an answer tells as much as any other.
     *
     * @param weights weight of each answer, in {@code [0,1]}
     * @param pull how many answers' worth of the common matrix every annotator starts with, above 0; the published model has none
     */
    public DawidSkene(
            int[] items,
            int[] annotators,
            int[] answers,
            double[] weights,
            double pull,
            int itemCount,
            int annotatorCount,
            int classes) {
        this.classes = classes;
        this.weights = weights;
        this.pull = pull;
        labels = new double[itemCount][classes];
        confusion = new double[annotatorCount][classes][classes];
        skill = new double[annotatorCount];
        for (int i = 0; i < items.length; i++) {
            labels[items[i]][answers[i]] += weights[i];
        }
        for (double[] label : labels) {
            normalise(label);
        }
        for (int round = 0; round < ROUNDS; round++) {
            prior = maximise(items, annotators, answers);
            if (expect(items, annotators, answers) < 1e-6) {
                break;
            }
        }
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private double[] maximise(int[] items, int[] annotators, int[] answers) {
        double[][] pooled = new double[classes][classes];
        for (double[][] matrix : confusion) {
            for (double[] row : matrix) {
                Arrays.fill(row, 0);
            }
        }
        for (int i = 0; i < items.length; i++) {
            for (int k = 0; k < classes; k++) {
                confusion[annotators[i]][k][answers[i]] += labels[items[i]][k];
                pooled[k][answers[i]] += weights[i] * labels[items[i]][k];
            }
        }
        for (double[] row : pooled) {
            for (int l = 0; l < classes; l++) {
                row[l] += 1e-3;
            }
            normalise(row);
        }
        double[] prior = new double[classes];
        Arrays.fill(prior, 1e-3);
        for (double[] label : labels) {
            for (int k = 0; k < classes; k++) {
                prior[k] += label[k];
            }
        }
        normalise(prior);
        for (int a = 0; a < confusion.length; a++) {
            double right = 0;
            double total = 0;
            for (int k = 0; k < classes; k++) {
                right += confusion[a][k][k];
                for (int l = 0; l < classes; l++) {
                    total += confusion[a][k][l];
                    confusion[a][k][l] += pull * pooled[k][l];
                }
                normalise(confusion[a][k]);
            }
            double usual = 0;
            for (int k = 0; k < classes; k++) {
                usual += prior[k] * pooled[k][k];
            }
            skill[a] = (right + pull * usual) / (total + pull);
        }
        return prior;
    }

    private double expect(int[] items, int[] annotators, int[] answers) {
        double[][] logs = new double[labels.length][classes];
        for (double[] log : logs) {
            for (int k = 0; k < classes; k++) {
                log[k] = Math.log(prior[k]);
            }
        }
        for (int i = 0; i < items.length; i++) {
            for (int k = 0; k < classes; k++) {
                logs[items[i]][k] += weights[i] * Math.log(confusion[annotators[i]][k][answers[i]]);
            }
        }
        double change = 0;
        for (int item = 0; item < logs.length; item++) {
            double most = Arrays.stream(logs[item]).max().orElse(0);
            for (int k = 0; k < classes; k++) {
                logs[item][k] = Math.exp(logs[item][k] - most);
            }
            normalise(logs[item]);
            for (int k = 0; k < classes; k++) {
                change = Math.max(change, Math.abs(logs[item][k] - labels[item][k]));
            }
            labels[item] = logs[item];
        }
        return change;
    }

    private static void normalise(double[] values) {
        double sum = Arrays.stream(values).sum();
        for (int i = 0; i < values.length; i++) {
            values[i] = sum > 0 ? values[i] / sum : 1.0 / values.length;
        }
    }

    /** Probability that the item's label is this class. */
    public double probability(int item, int label) {
        return labels[item][label];
    }

    /** Estimated share of items of this class. */
    public double prior(int label) {
        return prior[label];
    }

    /** Estimated probability that the annotator gives this answer to an item of the class. */
    public double confusion(int annotator, int label, int answer) {
        return confusion[annotator][label][answer];
    }

    /** The most likely class of the item. */
    public int best(int item) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
            if (labels[item][k] > labels[item][best]) {
                best = k;
            }
        }
        return best;
    }

    /** Estimated share of right answers of the annotator. */
    public double skill(int annotator) {
        return skill[annotator];
    }
}
