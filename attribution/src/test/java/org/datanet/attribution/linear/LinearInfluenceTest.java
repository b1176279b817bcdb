package org.datanet.attribution.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinearInfluenceTest {
    private static final int WIDTH = 4;
    private static final int CLASSES = 3;
    private static final int ROWS = 240;
    private static final double PENALTY = 0.02;

    private final SplittableRandom random = new SplittableRandom(5);

    private double[] features(int rows) {
        double[] values = random.doubles((long) rows * WIDTH, -1, 1).toArray();
        for (int row = 0; row < rows; row++) {
            values[row * WIDTH] = 1;
        }
        return values;
    }

    private double[] targets(ConvexLoss loss, double[] features) {
        int rows = features.length / WIDTH;
        double[] targets = new double[rows * CLASSES];
        for (int row = 0; row < rows; row++) {
            double[] x = Arrays.copyOfRange(features, row * WIDTH, (row + 1) * WIDTH);
            switch (loss) {
                case SOFTMAX ->
                    targets[
                            row * CLASSES
                                    + (random.nextInt(5) == 0
                                            ? random.nextInt(3)
                                            : x[1] > 0.2 ? 0 : x[2] > 0 ? 1 : 2)] = 1;
                case LOGISTIC -> {
                    for (int c = 0; c < CLASSES; c++) {
                        targets[row * CLASSES + c] = x[c + 1] + random.nextDouble() - 0.5 > 0 ? 1 : 0;
                    }
                }
                case SQUARED -> {
                    for (int c = 0; c < CLASSES; c++) {
                        targets[row * CLASSES + c] = x[1] - x[(c + 2) % WIDTH] + 0.3 * random.nextDouble();
                    }
                }
            }
        }
        return targets;
    }

    /** Trains to the optimum of mean loss plus an L2 penalty, by plain gradient descent: no code of the class under test. */
    private static double[] train(ConvexLoss loss, double[] features, double[] targets, double[] weights) {
        int rows = weights.length;
        double[] w = new double[CLASSES * WIDTH];
        for (int step = 0; step < 6000; step++) {
            double[] gradient = new double[w.length];
            for (int row = 0; row < rows; row++) {
                double[] p = activation(loss, features, row, w);
                for (int c = 0; c < CLASSES; c++) {
                    for (int j = 0; j < WIDTH; j++) {
                        gradient[c * WIDTH + j] +=
                                weights[row] * (p[c] - targets[row * CLASSES + c]) * features[row * WIDTH + j] / rows;
                    }
                }
            }
            for (int i = 0; i < w.length; i++) {
                w[i] -= 0.5 * (gradient[i] + PENALTY * w[i]);
            }
        }
        return w;
    }

    private static double[] activation(ConvexLoss loss, double[] features, int row, double[] w) {
        double[] s = new double[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            for (int j = 0; j < WIDTH; j++) {
                s[c] += w[c * WIDTH + j] * features[row * WIDTH + j];
            }
        }
        return switch (loss) {
            case SQUARED -> s;
            case LOGISTIC -> Arrays.stream(s).map(v -> 1 / (1 + Math.exp(-v))).toArray();
            case SOFTMAX -> {
                double sum = Arrays.stream(s).map(Math::exp).sum();
                yield Arrays.stream(s).map(v -> Math.exp(v) / sum).toArray();
            }
        };
    }

    private static double loss(ConvexLoss loss, double[] features, double[] targets, double[] w) {
        double total = 0;
        int rows = features.length / WIDTH;
        for (int row = 0; row < rows; row++) {
            double[] p = activation(loss, features, row, w);
            for (int c = 0; c < CLASSES; c++) {
                double y = targets[row * CLASSES + c];
                total += switch (loss) {
                    case SQUARED -> (p[c] - y) * (p[c] - y) / 2;
                    case LOGISTIC -> -y * Math.log(p[c]) - (1 - y) * Math.log(1 - p[c]);
                    case SOFTMAX -> -y * Math.log(p[c]);
                };
            }
        }
        return total / rows;
    }

    @ParameterizedTest
    @EnumSource
    void gains_are_what_the_validation_loss_rises_by_when_a_row_is_taken_out(ConvexLoss loss) {
        double[] x = features(ROWS);
        double[] y = targets(loss, x);
        double[] vx = features(60);
        double[] vy = targets(loss, vx);
        double[] ones = new double[ROWS];
        Arrays.fill(ones, 1);
        double[] w = train(loss, x, y, ones);

        LinearInfluence.Result result = new LinearInfluence(
                        loss, SparseRows.dense(x, ROWS, WIDTH), y, ones, w, CLASSES, PENALTY)
                .gains(SparseRows.dense(vx, 60, WIDTH), vy);

        assertThat(result.error()).isLessThan(1e-8);
        assertThat(result.validationLoss()).isCloseTo(loss(loss, vx, vy, w), within(1e-12));
        double truthNorm = 0;
        double errorNorm = 0;
        for (int row = 0; row < ROWS; row += 20) {
            double[] without = ones.clone();
            without[row] = 0;
            double rise = loss(loss, vx, vy, train(loss, x, y, without)) - result.validationLoss();
            truthNorm += rise * rise;
            errorNorm += (rise - result.gains()[row]) * (rise - result.gains()[row]);
        }
        assertThat(Math.sqrt(errorNorm / truthNorm)).isLessThan(0.06);
    }
}
