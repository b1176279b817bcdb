package org.datanet.attribution.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.attribution.audit.Ranks;
import org.junit.jupiter.api.Test;

class HeldOutInfluenceTest {
    private static final int ROWS = 40;
    private static final int CLASSES = 3;
    private static final int WIDTH = 4;

    private final double[][] x = new double[ROWS + 2][WIDTH];
    private final int[] y = new int[ROWS + 2];

    HeldOutInfluenceTest() {
        SplittableRandom random = new SplittableRandom(5);
        for (int row = 0; row < x.length; row++) {
            y[row] = row % CLASSES;
            for (int c = 0; c < WIDTH; c++) {
                x[row][c] = (c == y[row] ? 1 : 0) + random.nextDouble() - 0.5;
            }
        }
    }

    private double product(int a, int b) {
        double sum = 1;
        for (int c = 0; c < WIDTH; c++) {
            sum += x[a][c] * x[b][c];
        }
        return sum;
    }

    private double[] kernel() {
        double[] kernel = new double[ROWS * ROWS];
        Arrays.setAll(kernel, at -> product(at / ROWS, at % ROWS));
        return kernel;
    }

    private double[] queries() {
        double[] kernel = new double[2 * ROWS];
        Arrays.setAll(kernel, at -> product(ROWS + at / ROWS, at % ROWS));
        return kernel;
    }

    private double[][] gains(int halves, long seed) {
        return new HeldOutInfluence(kernel(), Arrays.copyOf(y, ROWS), CLASSES, 1e-2, halves, seed)
                .gains(queries(), new int[] {y[ROWS], y[ROWS + 1]});
    }

    /** Log-odds of a query's label under the regression of rows with weights, by plain descent. */
    private double odds(double[] weights, int query) {
        double[] kernel = kernel();
        double scale = ROWS
                / IntStream.range(0, ROWS)
                        .mapToDouble(i -> kernel[i * ROWS + i])
                        .sum();
        double size = Arrays.stream(weights).filter(w -> w == 1).count();
        double[][] parameters = new double[CLASSES][WIDTH + 1];
        for (int step = 0; step < 6_000; step++) {
            double[][] slope = new double[CLASSES][WIDTH + 1];
            for (int c = 0; c < CLASSES; c++) {
                for (int d = 0; d <= WIDTH; d++) {
                    slope[c][d] = 1e-2 * parameters[c][d];
                }
            }
            for (int row = 0; row < ROWS; row++) {
                if (weights[row] > 0) {
                    double[] p = shares(parameters, row, scale);
                    for (int c = 0; c < CLASSES; c++) {
                        for (int d = 0; d <= WIDTH; d++) {
                            slope[c][d] += weights[row]
                                    / size
                                    * (p[c] - (y[row] == c ? 1 : 0))
                                    * Math.sqrt(scale)
                                    * (d < WIDTH ? x[row][d] : 1);
                        }
                    }
                }
            }
            for (int c = 0; c < CLASSES; c++) {
                for (int d = 0; d <= WIDTH; d++) {
                    parameters[c][d] -= 0.8 * slope[c][d];
                }
            }
        }
        double p = shares(parameters, query, scale)[y[query]];
        return Math.log(p / (1 - p));
    }

    private double[] shares(double[][] parameters, int row, double scale) {
        double[] p = new double[CLASSES];
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            double score = parameters[c][WIDTH];
            for (int d = 0; d < WIDTH; d++) {
                score += parameters[c][d] * x[row][d];
            }
            p[c] = Math.exp(Math.sqrt(scale) * score);
            sum += p[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            p[c] /= sum;
        }
        return p;
    }

    @Test
    void is_the_slope_of_the_log_odds_as_a_row_outside_a_half_is_put_in() {
        double[][] gains = gains(2, 9);
        // The halves are found again by what the seed's order is: every row is held out once of two, by one of two
        // complementary halves.
        boolean[] first = half(9);
        for (int query = 0; query < 2; query++) {
            for (int row : new int[] {0, 1, 7, 22}) {
                double[] weights = new double[ROWS];
                for (int i = 0; i < ROWS; i++) {
                    weights[i] = first[i] == first[row] ? 0 : 1;
                }
                double before = odds(weights, ROWS + query);
                weights[row] = 1e-3;
                double slope = (odds(weights, ROWS + query) - before) / 1e-3;
                assertThat(gains[query][row]).isCloseTo(slope, within(0.02 * Math.abs(slope) + 1e-3));
            }
        }
    }

    private static boolean[] half(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        boolean[] half = new boolean[ROWS];
        for (int i = 0; i < ROWS / 2; i++) {
            half[order[i]] = true;
        }
        return half;
    }

    @Test
    void a_regression_has_the_probabilities_that_descent_comes_to() {
        double[] kernel = kernel();
        double trace =
                IntStream.range(0, ROWS).mapToDouble(i -> kernel[i * ROWS + i]).sum();
        int[] rows = IntStream.range(0, ROWS).filter(row -> row % 2 == 0).toArray();
        double[] weights = new double[ROWS];
        for (int row : rows) {
            weights[row] = 1;
        }
        KernelRegression fit =
                new KernelRegression(kernel, ROWS, rows, Arrays.copyOf(y, ROWS), CLASSES, 1e-2 * trace / ROWS);
        double[] p = fit.probabilities(queries(), ROWS);
        for (int query = 0; query < 2; query++) {
            double own = p[query * CLASSES + y[ROWS + query]];
            assertThat(Math.log(own / (1 - own))).isCloseTo(odds(weights, ROWS + query), within(1e-3));
            assertThat(Arrays.stream(p, query * CLASSES, (query + 1) * CLASSES).sum())
                    .isCloseTo(1, within(1e-12));
        }
        assertThatThrownBy(() -> new KernelRegression(kernel, ROWS, new int[0], y, CLASSES, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 fitted of 40 rows");
    }

    @Test
    void foretells_what_subsets_of_the_rows_do() {
        double[] ofQuery = gains(20, 1)[0];
        SplittableRandom random = new SplittableRandom(77);
        double[] predicted = new double[24];
        double[] actual = new double[24];
        for (int subset = 0; subset < predicted.length; subset++) {
            boolean[] half = half(random.nextLong());
            double[] weights = new double[ROWS];
            for (int row = 0; row < ROWS; row++) {
                weights[row] = half[row] ? 1 : 0;
                predicted[subset] += half[row] ? ofQuery[row] : 0;
            }
            actual[subset] = odds(weights, ROWS);
        }
        assertThat(Ranks.spearman(predicted, actual)).isGreaterThan(0.9);
    }

    @Test
    void is_the_same_for_a_seed_and_other_for_another() {
        assertThat(gains(4, 3)).isDeepEqualTo(gains(4, 3));
        assertThat(gains(4, 3)[0]).isNotEqualTo(gains(4, 4)[0]);
    }

    @Test
    void refuses_what_does_not_fit_together() {
        double[] kernel = kernel();
        int[] labels = Arrays.copyOf(y, ROWS);
        assertThatThrownBy(() -> new HeldOutInfluence(kernel, new int[] {0, 1}, CLASSES, 1e-2, 2, 1))
                .hasMessageContaining("not of 2 with 1600");
        assertThatThrownBy(() -> new HeldOutInfluence(kernel, labels, 2, 1e-2, 2, 1))
                .hasMessage("a label is 0 to 1, not 2");
        assertThatThrownBy(() -> new HeldOutInfluence(kernel, labels, CLASSES, 0, 2, 1))
                .hasMessage("a ridge is more than 0, not 0.0");
        assertThatThrownBy(() -> new HeldOutInfluence(kernel, labels, CLASSES, 1e-2, 3, 1))
                .hasMessage("halves come in pairs, at least one, not 3");
        assertThatThrownBy(() -> new HeldOutInfluence(new double[ROWS * ROWS], labels, CLASSES, 1e-2, 2, 1))
                .hasMessage("a kernel's diagonal has a positive sum, not 0.0");
        assertThatThrownBy(() ->
                        new HeldOutInfluence(kernel, labels, CLASSES, 1e-2, 2, 1).gains(new double[3], new int[1]))
                .hasMessage("1 queries and 40 rows have 3 kernel values");
    }
}
