package org.datanet.attribution.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.attribution.audit.Ranks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** One stage of all that is learned, or several of the same kernel. */
    private List<KernelStage> stages(double... levels) {
        return Arrays.stream(levels)
                .mapToObj(level -> new KernelStage(kernel(), level))
                .toList();
    }

    private double[][] gains(int halves, long seed, double... levels) {
        return new HeldOutInfluence(stages(levels), Arrays.copyOf(y, ROWS), CLASSES, halves, seed)
                .gains(Collections.nCopies(levels.length, queries()), new int[] {y[ROWS], y[ROWS + 1]});
    }

    /** Log-odds of a query's label under the regression of rows with weights: every stage by plain descent from where the one before ended. */
    private double odds(double[] weights, int query, double... levels) {
        double[][] parameters = new double[CLASSES][WIDTH + 1];
        for (double level : levels) {
            double[][] start = Arrays.stream(parameters).map(double[]::clone).toArray(double[][]::new);
            for (int step = 0; step < 4_000; step++) {
                double[][] slope = new double[CLASSES][WIDTH + 1];
                for (int c = 0; c < CLASSES; c++) {
                    for (int d = 0; d <= WIDTH; d++) {
                        slope[c][d] = level * (parameters[c][d] - start[c][d]);
                    }
                }
                for (int row = 0; row < ROWS; row++) {
                    if (weights[row] > 0) {
                        double[] p = shares(parameters, row);
                        for (int c = 0; c < CLASSES; c++) {
                            for (int d = 0; d <= WIDTH; d++) {
                                slope[c][d] +=
                                        weights[row] * (p[c] - (y[row] == c ? 1 : 0)) * (d < WIDTH ? x[row][d] : 1);
                            }
                        }
                    }
                }
                for (int c = 0; c < CLASSES; c++) {
                    for (int d = 0; d <= WIDTH; d++) {
                        parameters[c][d] -= 0.05 * slope[c][d];
                    }
                }
            }
        }
        double p = shares(parameters, query)[y[query]];
        return Math.log(p / (1 - p));
    }

    private double[] shares(double[][] parameters, int row) {
        double[] p = new double[CLASSES];
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            double score = parameters[c][WIDTH];
            for (int d = 0; d < WIDTH; d++) {
                score += parameters[c][d] * x[row][d];
            }
            p[c] = Math.exp(score);
            sum += p[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            p[c] /= sum;
        }
        return p;
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.4", "2", "8,4", "4,2,8"})
    void is_what_the_log_odds_change_by_as_a_row_outside_a_half_is_put_in(String given) {
        double[] levels =
                Arrays.stream(given.split(",")).mapToDouble(Double::parseDouble).toArray();
        double[][] gains = gains(2, 9, levels);
        // The halves are found again by what the seed's order is: every row is held out once of two, by one of two
        // complementary halves.
        boolean[] first = half(9);
        double errors = 0;
        double changes = 0;
        for (int query = 0; query < 2; query++) {
            for (int row : new int[] {0, 1, 7, 22, 30, 39}) {
                double[] weights = new double[ROWS];
                for (int i = 0; i < ROWS; i++) {
                    weights[i] = first[i] == first[row] ? 0 : 1;
                }
                double before = odds(weights, ROWS + query, levels);
                weights[row] = 1;
                double change = odds(weights, ROWS + query, levels) - before;
                errors += Math.pow(gains[query][row] - change, 2);
                changes += change * change;
            }
        }
        assertThat(Math.sqrt(errors / changes)).isLessThan(0.15);
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
        int[] rows = IntStream.range(0, ROWS).filter(row -> row % 2 == 0).toArray();
        double[] weights = new double[ROWS];
        for (int row : rows) {
            weights[row] = 1;
        }
        double[] levels = {2, 0.4};
        KernelRegression fit = new KernelRegression(stages(levels), rows, Arrays.copyOf(y, ROWS), CLASSES);
        double[] p = fit.probabilities(Collections.nCopies(2, queries()), ROWS);
        for (int query = 0; query < 2; query++) {
            double own = p[query * CLASSES + y[ROWS + query]];
            assertThat(Math.log(own / (1 - own))).isCloseTo(odds(weights, ROWS + query, levels), within(1e-3));
            assertThat(Arrays.stream(p, query * CLASSES, (query + 1) * CLASSES).sum())
                    .isCloseTo(1, within(1e-12));
        }
        assertThatThrownBy(() -> new KernelRegression(stages(1), new int[0], Arrays.copyOf(y, ROWS), CLASSES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 1 stages and 0 rows");
    }

    @Test
    void levels_are_found_again_from_the_losses_that_they_lead_to() {
        int[] all = IntStream.range(0, ROWS).toArray();
        int[] labels = Arrays.copyOf(y, ROWS);
        List<KernelStage> stages = stages(30, 2);
        double[] losses = new double[2];
        for (int stage = 0; stage < 2; stage++) {
            double[] p = new KernelRegression(stages.subList(0, stage + 1), all, labels, CLASSES)
                    .probabilities(Collections.nCopies(stage + 1, kernel()), ROWS);
            for (int row = 0; row < ROWS; row++) {
                losses[stage] -= Math.log(p[row * CLASSES + y[row]]) / ROWS;
            }
        }
        List<double[]> kernels = List.of(kernel(), kernel());
        List<KernelStage> found = KernelRegression.calibrated(kernels, losses, labels, CLASSES);
        assertThat(found.get(0).level()).isCloseTo(30, within(1.0));
        assertThat(found.get(1).level()).isCloseTo(2, within(0.1));
        // A loss that rises is taken for nothing learned, and one below what can be had for all that can.
        List<KernelStage> ends = KernelRegression.calibrated(kernels, new double[] {2, 0}, labels, CLASSES);
        assertThat(ends.get(0).level()).isGreaterThan(100 * 30);
        assertThat(ends.get(1).level()).isLessThan(1e-3);
    }

    @Test
    void foretells_what_subsets_of_the_rows_do() {
        double[] ofQuery = gains(20, 1, 2, 1)[0];
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
            actual[subset] = odds(weights, ROWS, 2, 1);
        }
        assertThat(Ranks.spearman(predicted, actual)).isGreaterThan(0.9);
    }

    @Test
    void is_the_same_for_a_seed_and_other_for_another() {
        assertThat(gains(4, 3, 2)).isDeepEqualTo(gains(4, 3, 2));
        assertThat(gains(4, 3, 2)[0]).isNotEqualTo(gains(4, 4, 2)[0]);
    }

    @Test
    void refuses_what_does_not_fit_together() {
        int[] labels = Arrays.copyOf(y, ROWS);
        assertThatThrownBy(() -> new HeldOutInfluence(stages(1), new int[] {0, 1}, CLASSES, 2, 1))
                .hasMessage("a kernel of 2 rows has a value for each pair of them, not 1600");
        assertThatThrownBy(() -> new HeldOutInfluence(stages(1, 1, 1, 1), new int[4_001], CLASSES, 2, 1))
                .hasMessage("there may be 2 to 4000 rows with 4 stages, not 4001");
        assertThatThrownBy(() -> new HeldOutInfluence(stages(1), labels, 2, 2, 1))
                .hasMessage("a label is 0 to 1, not 2");
        assertThatThrownBy(() -> new HeldOutInfluence(List.of(), labels, CLASSES, 2, 1))
                .hasMessage("a regression needs a stage");
        assertThatThrownBy(() -> new KernelStage(kernel(), 0))
                .hasMessage("the level of a stage is more than 0, not 0.0");
        assertThatThrownBy(() -> new HeldOutInfluence(stages(1), labels, CLASSES, 3, 1))
                .hasMessage("halves come in pairs, at least one, not 3");
        assertThatThrownBy(() -> new HeldOutInfluence(
                        List.of(new KernelStage(new double[ROWS * ROWS], 1)), labels, CLASSES, 2, 1))
                .hasMessage("a kernel's diagonal has a positive sum, not 0.0");
        HeldOutInfluence one = new HeldOutInfluence(stages(1), labels, CLASSES, 2, 1);
        assertThatThrownBy(() -> one.gains(List.of(new double[3]), new int[1]))
                .hasMessage("1 queries and 40 rows have 3 kernel values");
        assertThatThrownBy(() -> one.gains(List.of(), new int[1]))
                .hasMessage("1 stages have kernels of their own with the queries, not 0");
    }
}
