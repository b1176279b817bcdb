package org.datanet.attribution.linear;

import java.util.Arrays;

/**
 * Gains along the flow of the gradient: from parameters 0 the training loss of all rows is descended in small steps, until it is as low
 * as the model's own, and each step of length {@code eta} gives row {@code i} the share {@code eta (s_i / S) g_i' g_val} of the drop of the
 * validation loss, {@code g_val} being the mean of the slopes before and after the step (trapezoid). It is the run that the model's run
 * scatters around: what a single run gives to a row for the moment at which the shuffle brought it is averaged out, and what the row does
 * for the model remains (the first order of Wang et al., "Data Shapley in one training run", ICLR 2025, for batches of all rows). The gains
 * sum to the drop along the flow but for the trapezoid's error.
 *
 * <p>Deterministic whatever the number of threads.
 */
public final class GradientFlow {
    private static final int MAX_STEPS = 400;

    private final ConvexLoss loss;
    private final SparseRows rows;
    private final double[] targets;
    private final double[] weights;
    private final int classes;
    private final double weightSum;

    /**
     * @param loss the loss the model was trained with
     * @param rows training rows; a model with an intercept has a column of ones
     * @param targets {@code rows x classes}, row-major
     * @param weights one a row, 0 or more
     * @param classes number of classes or output dimensions
     */
    public GradientFlow(ConvexLoss loss, SparseRows rows, double[] targets, double[] weights, int classes) {
        if (targets.length != (long) rows.rows() * classes || weights.length != rows.rows()) {
            throw new IllegalArgumentException("%d rows of %d classes need as many targets and weights, not %d and %d"
                    .formatted(rows.rows(), classes, targets.length, weights.length));
        }
        this.loss = loss;
        this.rows = rows;
        this.targets = targets;
        this.weights = weights;
        this.classes = classes;
        weightSum = Arrays.stream(weights).sum();
    }

    /**
     * What the flow did.
     *
     * @param gains one a training row, in units of mean validation loss
     * @param startLoss mean validation loss at parameters 0
     * @param endLoss where the flow ended
     * @param trainingLoss mean training loss where the flow ended
     * @param steps taken
     */
    public record Result(double[] gains, double startLoss, double endLoss, double trainingLoss, int steps) {}

    /**
     * Follows the flow.
     *
     * @param validation rows of the same width, at least one
     * @param validationTargets {@code validation rows x classes}
     * @param trainingLoss mean training loss at which to stop: the model's own
     */
    public Result gains(SparseRows validation, double[] validationTargets, double trainingLoss) {
        double[] equal = new double[validation.rows()];
        Arrays.fill(equal, 1);
        double[] parameters = new double[classes * rows.width()];
        Point point = point(rows, targets, weights, weightSum, parameters);
        Point held = point(validation, validationTargets, equal, equal.length, parameters);
        double start = held.loss;
        double[] gains = new double[rows.rows()];
        double eta = 1 / LinearInfluence.meanCurvature(loss, rows, weights, parameters, classes) / parameters.length;
        int steps = 0;
        while (point.loss > trainingLoss && steps < MAX_STEPS) {
            double steepness = Arrays.stream(point.gradient).map(g -> g * g).sum();
            if (steepness < 1e-18) {
                break;
            }
            double[] moved = step(parameters, point.gradient, eta);
            Point next = point(rows, targets, weights, weightSum, moved);
            // Small enough to follow the flow: the drop is close to what the slope foretells.
            double foretold = eta * steepness;
            if (!(point.loss - next.loss > 0.75 * foretold)) {
                eta /= 2;
                steps++;
                continue;
            }
            Point heldNext = point(validation, validationTargets, equal, equal.length, moved);
            share(point.residuals, held.gradient, heldNext.gradient, eta, gains);
            eta *= point.loss - next.loss > 0.9 * foretold ? 1.3 : 1;
            parameters = moved;
            point = next;
            held = heldNext;
            steps++;
        }
        return new Result(gains, start, held.loss, point.loss, steps);
    }

    private static double[] step(double[] parameters, double[] gradient, double eta) {
        double[] moved = parameters.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] -= eta * gradient[i];
        }
        return moved;
    }

    private void share(double[] residuals, double[] before, double[] after, double eta, double[] gains) {
        double[] slope = new double[before.length];
        for (int i = 0; i < slope.length; i++) {
            slope[i] = (before[i] + after[i]) / 2;
        }
        RowBlocks.each(rows.rows(), rows.entries() * classes, (block, from, to) -> {
            double[] along = new double[classes];
            for (int row = from; row < to; row++) {
                rows.multiply(row, slope, classes, along);
                double product = 0;
                for (int c = 0; c < classes; c++) {
                    product += residuals[row * classes + c] * along[c];
                }
                gains[row] += eta * weights[row] / weightSum * product;
            }
        });
    }

    /** Loss, gradient and every row's residual at some parameters. */
    private record Point(double loss, double[] gradient, double[] residuals) {}

    private Point point(SparseRows of, double[] truth, double[] mass, double total, double[] parameters) {
        double[][] gradients = new double[RowBlocks.COUNT][];
        double[] losses = new double[RowBlocks.COUNT];
        double[] residuals = new double[of.rows() * classes];
        RowBlocks.each(of.rows(), 2 * of.entries() * classes, (block, from, to) -> {
            double[] gradient = new double[parameters.length];
            double[] score = new double[classes];
            double[] residual = new double[classes];
            for (int row = from; row < to; row++) {
                of.multiply(row, parameters, classes, score);
                losses[block] +=
                        mass[row] / total * loss.lossAndResidual(score, truth, row * classes, classes, residual);
                System.arraycopy(residual, 0, residuals, row * classes, classes);
                for (int c = 0; c < classes; c++) {
                    residual[c] *= mass[row] / total;
                }
                of.addOuter(row, residual, classes, gradient);
            }
            gradients[block] = gradient;
        });
        double[] gradient = new double[parameters.length];
        for (double[] part : gradients) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += part[i];
            }
        }
        return new Point(Arrays.stream(losses).sum(), gradient, residuals);
    }
}
