package org.datanet.attribution.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExpectedDescentTest {
    private static final int ROWS = 60;
    private static final int WIDTH = 3;
    private static final int CLASSES = 4;
    private static final int BATCH = 8;
    private static final int EPOCHS = 10;
    private static final double RATE = 0.1;

    private final double[][] x = new double[ROWS][WIDTH];
    private final int[] y = new int[ROWS];

    ExpectedDescentTest() {
        SplittableRandom random = new SplittableRandom(3);
        for (int row = 0; row < ROWS; row++) {
            // No row has the last label.
            y[row] = random.nextInt(CLASSES - 1);
            for (int c = 0; c < WIDTH; c++) {
                x[row][c] = (c == y[row] ? 1 : 0) + random.nextDouble();
            }
        }
    }

    /** AdaGrad over minibatches in an order drawn by a seed, row by row. */
    private double[][] run(int batch, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] w = new double[CLASSES - 1][WIDTH + 1];
        double[][] squares = new double[CLASSES - 1][WIDTH + 1];
        int[] order = new int[ROWS];
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int i = 0; i < ROWS; i++) {
                int j = random.nextInt(i + 1);
                order[i] = order[j];
                order[j] = i;
            }
            for (int from = 0; from < ROWS; from += batch) {
                int to = Math.min(ROWS, from + batch);
                double[][] gradient = new double[CLASSES - 1][WIDTH + 1];
                for (int i = from; i < to; i++) {
                    double[] p = shares(w, x[order[i]]);
                    for (int label = 0; label < p.length; label++) {
                        for (int c = 0; c <= WIDTH; c++) {
                            gradient[label][c] += (p[label] - (y[order[i]] == label ? 1 : 0))
                                    * (c < WIDTH ? x[order[i]][c] : 1)
                                    / (to - from);
                        }
                    }
                }
                for (int label = 0; label < w.length; label++) {
                    for (int c = 0; c <= WIDTH; c++) {
                        squares[label][c] += gradient[label][c] * gradient[label][c];
                        w[label][c] -= RATE * gradient[label][c] / (Math.sqrt(squares[label][c]) + 1e-6);
                    }
                }
            }
        }
        return Arrays.stream(x).map(row -> shares(w, row)).toArray(double[][]::new);
    }

    private static double[] shares(double[][] w, double[] row) {
        double[] p = new double[w.length];
        double sum = 0;
        for (int label = 0; label < p.length; label++) {
            double score = w[label][WIDTH];
            for (int c = 0; c < WIDTH; c++) {
                score += w[label][c] * row[c];
            }
            p[label] = Math.exp(score);
            sum += p[label];
        }
        for (int label = 0; label < p.length; label++) {
            p[label] /= sum;
        }
        return p;
    }

    private static double distance(double[][] a, double[][] b) {
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            for (int label = 0; label < CLASSES - 1; label++) {
                sum += Math.abs(a[row][label] - b[row][label]) / ROWS;
            }
        }
        return sum;
    }

    @Test
    void is_the_run_itself_where_a_batch_holds_all_rows() {
        double[][] expected = new ExpectedDescent(x, y, CLASSES, EPOCHS, ROWS, RATE).probabilities(x);
        assertThat(distance(expected, run(ROWS, 1))).isLessThan(1e-9);
        for (double[] ofRow : expected) {
            assertThat(ofRow[CLASSES - 1]).isZero();
            assertThat(Arrays.stream(ofRow).sum()).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void is_nearer_to_the_mean_of_many_runs_than_runs_are() {
        double[][] mean = new double[ROWS][CLASSES - 1];
        double scatter = 0;
        int runs = 40;
        for (int seed = 0; seed < runs; seed++) {
            double[][] run = run(BATCH, seed);
            for (int row = 0; row < ROWS; row++) {
                for (int label = 0; label < CLASSES - 1; label++) {
                    mean[row][label] += run[row][label] / runs;
                }
            }
        }
        for (int seed = 0; seed < runs; seed++) {
            scatter += distance(run(BATCH, seed), mean) / runs;
        }
        double[][] expected = new ExpectedDescent(x, y, CLASSES, EPOCHS, BATCH, RATE).probabilities(x);
        assertThat(distance(expected, mean)).isLessThan(scatter / 2);
    }

    @Test
    void refuses_what_makes_no_training() {
        assertThatThrownBy(() -> new ExpectedDescent(new double[0][], new int[0], 2, 1, 1, 0.1))
                .hasMessage("0 rows with 0 labels, 1 epochs of batches of 1 and a rate of 0.1 don't make a training");
        assertThatThrownBy(() -> new ExpectedDescent(x, y, 2, 1, 1, 0.1)).hasMessage("a label is 0 to 1, not 2");
    }
}
