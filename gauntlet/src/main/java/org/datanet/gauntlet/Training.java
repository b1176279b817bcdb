package org.datanet.gauntlet;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A payer's model: softmax regression by full-batch gradient descent with momentum, and the in-run gain of every row as it trained, the
 * sum over steps of the step size times the product of its gradient and the validation gradient (first-order, by ghost products).
 * Deterministic on one or many threads.
 *
 * @param gains one a row, drop of mean validation loss in nats
 * @param accuracy on the validation rows
 */
public record Training(double[] gains, double accuracy) {
    /** How often every row is trained on. */
    public static final int STEPS = 60;

    private static final int MEASURED_EVERY = 5;
    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 1e-3;

    /**
     * Trains.
     *
     * @param weights of rows in the loss, 0 or more
     * @param measure whether gains are wanted; else they are 0
     */
    public static Training of(
            LabelledRows rows, double[] weights, LabelledRows validation, int classes, boolean measure) {
        Space space = Space.of(validation.x());
        double[][] x = placed(rows.x(), space);
        double[][] v = placed(validation.x(), space);
        int d = x.length == 0 ? 0 : x[0].length;
        double[] w = new double[d * classes];
        double[] velocity = new double[d * classes];
        double[] gains = new double[x.length];
        double total = Arrays.stream(weights).sum();
        if (total <= 0) {
            return new Training(gains, 0);
        }
        double norm = 0;
        for (int i = 0; i < x.length; i++) {
            norm += weights[i] * Arrays.stream(x[i]).map(value -> value * value).sum() / total;
        }
        double rate = 1 / Math.max(1, norm);
        double[] validationWeights = new double[v.length];
        Arrays.fill(validationWeights, 1.0 / v.length);
        double[] rowWeights =
                Arrays.stream(weights).map(weight -> weight / total).toArray();
        double[][] errors = new double[x.length][classes];
        double[][] validationErrors = new double[v.length][classes];
        for (int step = 0; step < STEPS; step++) {
            double[] gradient = gradient(x, rows.y(), rowWeights, w, classes, errors);
            if (measure && step % MEASURED_EVERY == 0) {
                double[] target = gradient(v, validation.y(), validationWeights, w, classes, validationErrors);
                for (int i = 0; i < x.length; i++) {
                    gains[i] += MEASURED_EVERY * rate * rowWeights[i] * product(target, x[i], errors[i]);
                }
            }
            for (int j = 0; j < w.length; j++) {
                velocity[j] = MOMENTUM * velocity[j] - rate * (gradient[j] + DECAY * w[j]);
                w[j] += velocity[j];
            }
        }
        return new Training(gains, accuracy(v, validation.y(), w, classes));
    }

    private static double[][] placed(double[][] x, Space space) {
        return Arrays.stream(x)
                .map(row -> {
                    double[] placed = new double[row.length + 1];
                    for (int c = 0; c < row.length; c++) {
                        double value = (row[c] - space.means()[c]) * Math.sqrt(space.weights()[c]);
                        placed[c] = Math.max(-10, Math.min(10, value));
                    }
                    placed[row.length] = 1;
                    return placed;
                })
                .toArray(double[][]::new);
    }

    /** The gradient of the weighted loss, {@code d x classes}; errors take each row's probabilities minus truth. */
    private static double[] gradient(
            double[][] x, int[] y, double[] weights, double[] w, int classes, double[][] errors) {
        double[] gradient = new double[w.length];
        for (int i = 0; i < x.length; i++) {
            double[] error = errors[i];
            scores(x[i], w, classes, error);
            double highest = Arrays.stream(error).max().orElse(0);
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                error[k] = StrictMath.exp(error[k] - highest);
                sum += error[k];
            }
            for (int k = 0; k < classes; k++) {
                error[k] = error[k] / sum - (k == y[i] ? 1 : 0);
            }
            for (int c = 0; c < x[i].length; c++) {
                double value = weights[i] * x[i][c];
                if (value != 0) {
                    for (int k = 0; k < classes; k++) {
                        gradient[c * classes + k] += value * error[k];
                    }
                }
            }
        }
        return gradient;
    }

    private static void scores(double[] row, double[] w, int classes, double[] scores) {
        Arrays.fill(scores, 0);
        for (int c = 0; c < row.length; c++) {
            if (row[c] != 0) {
                for (int k = 0; k < classes; k++) {
                    scores[k] += row[c] * w[c * classes + k];
                }
            }
        }
    }

    private static double product(double[] gradient, double[] row, double[] error) {
        int classes = error.length;
        double sum = 0;
        for (int c = 0; c < row.length; c++) {
            for (int k = 0; k < classes; k++) {
                sum += row[c] * gradient[c * classes + k] * error[k];
            }
        }
        return sum;
    }

    private static double accuracy(double[][] v, int[] y, double[] w, int classes) {
        double[] scores = new double[classes];
        long right = IntStream.range(0, v.length)
                .filter(i -> {
                    scores(v[i], w, classes, scores);
                    int best = 0;
                    for (int k = 1; k < classes; k++) {
                        best = scores[k] > scores[best] ? k : best;
                    }
                    return best == y[i];
                })
                .count();
        return (double) right / v.length;
    }
}
