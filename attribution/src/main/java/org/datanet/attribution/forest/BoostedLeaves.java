package org.datanet.attribution.forest;

import java.util.Arrays;

/**
 * Gains inside the run of a gradient-boosted softmax classifier, from nothing but the leaves that rows fall into: each leaf's value is
 * {@code -eta sum_i g_i / (H + lambda)}, so a row moves every point of its leaf by {@code -eta g_i / (H + lambda)}, and its gain is that times
 * minus the mean slope of the validation loss over the round (trapezoid). So the gains of all rows sum to the drop of the loss but for the trapezoid's error.
 * Beside them stands BoostIn (Brophy, Hammoudeh &amp; Lowd, "Adapting and evaluating influence-estimation methods for gradient-boosted decision
 * trees", JMLR 2023): minus the slope of the loss before the round times the derivative of the leaf's value by the row's weight,
 * {@code -eta (g_i + h_i theta) / (H + lambda)}, summed over the rounds. The structure of the trees is taken as given.
 */
public final class BoostedLeaves {
    private final int rows;
    private final int classes;
    private final int[] labels;
    private final double[] weights;
    private final double eta;
    private final double lambda;
    private final double start;

    /**
     * @param labels class of each training row, 0 to classes - 1
     * @param weights one a row, 0 or more
     * @param eta learning rate
     * @param lambda L2 penalty of leaf values
     * @param start score of every class before the first round
     */
    public BoostedLeaves(int[] labels, double[] weights, int classes, double eta, double lambda, double start) {
        if (labels.length != weights.length) {
            throw new IllegalArgumentException(
                    "%d rows have labels, but %d weights".formatted(labels.length, weights.length));
        }
        rows = labels.length;
        this.labels = labels;
        this.weights = weights;
        this.classes = classes;
        this.eta = eta;
        this.lambda = lambda;
        this.start = start;
    }

    /**
     * What the run did.
     *
     * @param gains one a training row, in units of mean validation loss (cross-entropy)
     * @param boostIn one a training row, in the same units: what the loss would rise by without the row, to first order
     * @param scores training rows x classes after the last round: to be compared with the model's own
     * @param startLoss mean validation loss before the first round
     * @param endLoss after the last
     */
    public record Result(double[] gains, double[] boostIn, double[] scores, double startLoss, double endLoss) {}

    /**
     * Goes through the rounds.
     *
     * @param leaves {@code training rows x (rounds classes)}: number of the leaf in each tree, round by round and in it class by class
     * @param heldLeaves the same of validation rows
     * @param heldLabels class of each validation row
     */
    public Result gains(int[][] leaves, int[][] heldLeaves, int[] heldLabels) {
        if (leaves.length != rows || heldLeaves.length != heldLabels.length || heldLeaves.length == 0) {
            throw new IllegalArgumentException("%d rows have leaves for %d, %d validation labels for %d"
                    .formatted(rows, leaves.length, heldLabels.length, heldLeaves.length));
        }
        int trees = leaves[0].length;
        if (trees % classes != 0) {
            throw new IllegalArgumentException("%d trees are no whole rounds of %d classes".formatted(trees, classes));
        }
        double[] scores = filled(rows);
        double[] held = filled(heldLabels.length);
        double[] gains = new double[rows];
        double[] boostIn = new double[rows];
        double[] gradient = new double[rows * classes];
        double[] curvature = new double[rows * classes];
        double[] before = new double[held.length];
        double startLoss = derivatives(held, heldLabels, before, new double[0]);
        double loss = startLoss;
        for (int round = 0; round < trees / classes; round++) {
            derivatives(scores, labels, gradient, curvature);
            Sums[] sums = new Sums[classes];
            for (int c = 0; c < classes; c++) {
                sums[c] = new Sums(leaves, heldLeaves, round * classes + c);
                for (int row = 0; row < rows; row++) {
                    int leaf = leaves[row][round * classes + c];
                    sums[c].gradient[leaf] += weights[row] * gradient[row * classes + c];
                    sums[c].curvature[leaf] += weights[row] * curvature[row * classes + c];
                }
            }
            for (int c = 0; c < classes; c++) {
                int tree = round * classes + c;
                for (int row = 0; row < rows; row++) {
                    scores[row * classes + c] += sums[c].value(leaves[row][tree]);
                }
                for (int row = 0; row < heldLabels.length; row++) {
                    held[row * classes + c] += sums[c].value(heldLeaves[row][tree]);
                }
            }
            double[] after = new double[held.length];
            loss = derivatives(held, heldLabels, after, new double[0]);
            for (int c = 0; c < classes; c++) {
                int tree = round * classes + c;
                for (int row = 0; row < heldLabels.length; row++) {
                    int at = row * classes + c;
                    sums[c].slope[heldLeaves[row][tree]] += (before[at] + after[at]) / 2 / heldLabels.length;
                    sums[c].early[heldLeaves[row][tree]] += before[at] / heldLabels.length;
                }
                for (int row = 0; row < rows; row++) {
                    int leaf = leaves[row][tree];
                    int at = row * classes + c;
                    double reach = eta * weights[row] / (sums[c].curvature[leaf] + lambda);
                    gains[row] += sums[c].slope[leaf] * reach * gradient[at];
                    boostIn[row] +=
                            sums[c].early[leaf] * reach * (gradient[at] + curvature[at] * sums[c].value(leaf) / eta);
                }
            }
            before = after;
        }
        return new Result(gains, boostIn, scores, startLoss, loss);
    }

    private double[] filled(int count) {
        double[] scores = new double[count * classes];
        Arrays.fill(scores, start);
        return scores;
    }

    /** Gradient and XGBoost's curvature {@code 2 p (1 - p)} of each row's cross-entropy by its scores; gives the mean loss. */
    private double derivatives(double[] scores, int[] truth, double[] gradient, double[] curvature) {
        double loss = 0;
        for (int row = 0; row < truth.length; row++) {
            int base = row * classes;
            double max = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                max = Math.max(max, scores[base + c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(scores[base + c] - max);
            }
            for (int c = 0; c < classes; c++) {
                double p = Math.exp(scores[base + c] - max) / sum;
                gradient[base + c] = p - (c == truth[row] ? 1 : 0);
                if (curvature.length > 0) {
                    curvature[base + c] = Math.max(2 * p * (1 - p), 1e-16);
                }
            }
            loss += Math.log(sum) + max - scores[base + truth[row]];
        }
        return loss / truth.length;
    }

    /** Sums over the leaves of one tree. */
    private final class Sums {
        private final double[] gradient;
        private final double[] curvature;
        private final double[] slope;
        /** The slope before the round. */
        private final double[] early;

        Sums(int[][] leaves, int[][] heldLeaves, int tree) {
            int most = 0;
            for (int[] ofRow : leaves) {
                most = Math.max(most, ofRow[tree]);
            }
            for (int[] ofRow : heldLeaves) {
                most = Math.max(most, ofRow[tree]);
            }
            gradient = new double[most + 1];
            curvature = new double[most + 1];
            slope = new double[most + 1];
            early = new double[most + 1];
        }

        double value(int leaf) {
            return -eta * gradient[leaf] / (curvature[leaf] + lambda);
        }
    }
}
