package org.datanet.attribution.linear;

import java.util.Arrays;

/**
 * Influence of training rows on the validation loss of a linear model, by the explicit Hessian of its training loss (Koh &amp;
 * Liang, "Understanding black-box predictions via influence functions", ICML 2017, equation 2): the gain of row {@code i} is
 * {@code (s_i / S) g_val' (H + damping I)^-1 g_i}, with {@code s} the rows' weights and {@code S} their sum. It is the first-order
 * estimate of how much the mean validation loss would rise without the row; positive helps. One linear system is solved, by
 * conjugate gradients on Hessian products; nothing of the size {@code parameters x parameters} is ever held.
 *
 * <p>Leave-one-out effects at an optimum sum to about 0 and not to the loss that training removed: compare rows by them, don't
 * add them up to a total. Damping stands for what keeps the model from the optimum: the strength of an L2 penalty where there is
 * one, early stopping otherwise.
 *
 * <p>Deterministic whatever the number of threads: partial sums are taken over fixed blocks of rows and added in order.
 */
public final class LinearInfluence {
    private final ConvexLoss loss;
    private final SparseRows rows;
    private final double[] targets;
    private final double[] weights;
    private final double[] parameters;
    private final int classes;
    private final double damping;
    private final double weightSum;
    /** Scores of every row under the parameters: rows x classes. */
    private final double[] scores;

    /**
     * @param loss the loss the model was trained with
     * @param rows training rows; a model with an intercept has a column of ones
     * @param targets {@code rows x classes}, row-major
     * @param weights one a row, 0 or more
     * @param parameters {@code classes x width}, row-major: the trained model
     * @param classes number of classes or output dimensions
     * @param damping more than 0
     */
    public LinearInfluence(
            ConvexLoss loss,
            SparseRows rows,
            double[] targets,
            double[] weights,
            double[] parameters,
            int classes,
            double damping) {
        int n = rows.rows();
        if (targets.length != (long) n * classes
                || weights.length != n
                || parameters.length != (long) classes * rows.width()) {
            throw new IllegalArgumentException(
                    "%d rows of %d columns and %d classes need %d targets, %d weights and %d parameters, not %d, %d and %d"
                            .formatted(
                                    n,
                                    rows.width(),
                                    classes,
                                    (long) n * classes,
                                    n,
                                    (long) classes * rows.width(),
                                    targets.length,
                                    weights.length,
                                    parameters.length));
        }
        if (!(damping > 0) || Double.isInfinite(damping)) {
            throw new IllegalArgumentException("damping is more than 0, not " + damping);
        }
        this.loss = loss;
        this.rows = rows;
        this.targets = targets;
        this.weights = weights;
        this.parameters = parameters;
        this.classes = classes;
        this.damping = damping;
        weightSum = Arrays.stream(weights).sum();
        scores = new double[n * classes];
        double[] out = new double[classes];
        for (int row = 0; row < n; row++) {
            rows.multiply(row, parameters, classes, out);
            System.arraycopy(out, 0, scores, row * classes, classes);
        }
    }

    /**
     * What the gains are and how well the system was solved.
     *
     * @param gains one a training row, in units of mean validation loss
     * @param validationLoss mean loss of the validation rows
     * @param iterations of conjugate gradients
     * @param error norm of the system's residual over the norm of its right side
     */
    public record Result(double[] gains, double validationLoss, int iterations, double error) {}

    /**
     * Gains on the mean loss of validation rows.
     *
     * @param validation rows of the same width, at least one
     * @param validationTargets {@code validation rows x classes}
     * @throws IllegalArgumentException when there is no validation row or the shapes differ
     */
    public Result gains(SparseRows validation, double[] validationTargets) {
        if (validation.rows() == 0 || validation.width() != rows.width()) {
            throw new IllegalArgumentException("validation needs at least one row of %d columns, not %d of %d"
                    .formatted(rows.width(), validation.rows(), validation.width()));
        }
        double[] gradient = new double[parameters.length];
        double[] score = new double[classes];
        double[] residual = new double[classes];
        double total = 0;
        for (int row = 0; row < validation.rows(); row++) {
            validation.multiply(row, parameters, classes, score);
            total += loss.lossAndResidual(score, validationTargets, row * classes, classes, residual);
            validation.addOuter(row, residual, classes, gradient);
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= validation.rows();
        }
        double[] direction = new double[gradient.length];
        int iterations = 0;
        double[] r = gradient.clone();
        double[] p = gradient.clone();
        double rr = dot(r, r);
        double start = rr;
        int limit = Math.max(2 * parameters.length, 50);
        while (rr > 1e-20 * start && iterations < limit) {
            double[] hp = hessianTimes(p);
            double step = rr / dot(p, hp);
            for (int i = 0; i < direction.length; i++) {
                direction[i] += step * p[i];
                r[i] -= step * hp[i];
            }
            double next = dot(r, r);
            double beta = next / rr;
            for (int i = 0; i < p.length; i++) {
                p[i] = r[i] + beta * p[i];
            }
            rr = next;
            iterations++;
        }
        double error = start == 0 ? 0 : Math.sqrt(rr / start);
        return new Result(project(direction), total / validation.rows(), iterations, error);
    }

    /**
     * Mean of the Hessian's diagonal: the scale on which to choose a damping.
     *
     * @return more than 0, 1 where the loss has no curvature at all
     */
    public static double meanCurvature(
            ConvexLoss loss, SparseRows rows, double[] weights, double[] parameters, int classes) {
        double[] score = new double[classes];
        double[] scratch = new double[classes];
        double[] unit = new double[classes];
        double trace = 0;
        double weightSum = 0;
        for (int row = 0; row < rows.rows(); row++) {
            rows.multiply(row, parameters, classes, score);
            double curvature = 0;
            for (int c = 0; c < classes; c++) {
                Arrays.fill(unit, 0);
                unit[c] = 1;
                loss.curvature(score, classes, scratch, unit);
                curvature += unit[c];
            }
            trace += weights[row] * curvature * rows.squaredNorm(row);
            weightSum += weights[row];
        }
        double mean = trace / weightSum / parameters.length;
        return mean > 0 ? mean : 1;
    }

    /** Mean loss of rows under parameters, both shaped as in the constructor. */
    public static double meanLoss(
            ConvexLoss loss, SparseRows rows, double[] targets, double[] parameters, int classes) {
        double[] score = new double[classes];
        double[] residual = new double[classes];
        double total = 0;
        for (int row = 0; row < rows.rows(); row++) {
            rows.multiply(row, parameters, classes, score);
            total += loss.lossAndResidual(score, targets, row * classes, classes, residual);
        }
        return total / rows.rows();
    }

    /** {@code (H + damping I) v}. */
    private double[] hessianTimes(double[] v) {
        double[][] parts = new double[RowBlocks.COUNT][];
        RowBlocks.each(rows.rows(), 2 * rows.entries() * classes, (block, from, to) -> {
            double[] part = new double[parameters.length];
            double[] score = new double[classes];
            double[] scratch = new double[classes];
            double[] vector = new double[classes];
            for (int row = from; row < to; row++) {
                System.arraycopy(scores, row * classes, score, 0, classes);
                rows.multiply(row, v, classes, vector);
                loss.curvature(score, classes, scratch, vector);
                for (int c = 0; c < classes; c++) {
                    vector[c] *= weights[row] / weightSum;
                }
                rows.addOuter(row, vector, classes, part);
            }
            parts[block] = part;
        });
        double[] out = new double[parameters.length];
        for (double[] part : parts) {
            for (int i = 0; i < out.length; i++) {
                out[i] += part[i];
            }
        }
        for (int i = 0; i < out.length; i++) {
            out[i] += damping * v[i];
        }
        return out;
    }

    /** The product of every row's gradient with a direction, weighted. */
    private double[] project(double[] direction) {
        int n = rows.rows();
        double[] gains = new double[n];
        double[] score = new double[classes];
        double[] residual = new double[classes];
        double[] along = new double[classes];
        for (int row = 0; row < n; row++) {
            System.arraycopy(scores, row * classes, score, 0, classes);
            loss.lossAndResidual(score, targets, row * classes, classes, residual);
            rows.multiply(row, direction, classes, along);
            double product = 0;
            for (int c = 0; c < classes; c++) {
                product += residual[c] * along[c];
            }
            gains[row] = weights[row] / weightSum * product;
        }
        return gains;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
