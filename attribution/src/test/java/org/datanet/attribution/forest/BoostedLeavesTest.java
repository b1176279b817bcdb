package org.datanet.attribution.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoostedLeavesTest {
    private static final int ROWS = 40;
    private static final int HELD = 15;
    private static final int CLASSES = 3;

    private static int[][] leaves(int rows, int trees, SplittableRandom random) {
        int[][] leaves = new int[rows][];
        for (int row = 0; row < rows; row++) {
            leaves[row] = random.ints(trees, 0, 4).toArray();
        }
        return leaves;
    }

    private static BoostedLeaves.Result run(
            int[] labels, double[] weights, double eta, int[][] leaves, int[][] heldLeaves, int[] heldLabels) {
        return new BoostedLeaves(labels, weights, CLASSES, eta, 1, 0.5).gains(leaves, heldLeaves, heldLabels);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void boost_in_is_how_the_loss_rises_as_a_rows_weight_falls(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] labels = random.ints(ROWS, 0, CLASSES).toArray();
        int[] heldLabels = random.ints(HELD, 0, CLASSES).toArray();
        double[] weights = random.doubles(ROWS, 0.5, 2).toArray();
        int[][] leaves = leaves(ROWS, CLASSES, random);
        int[][] heldLeaves = leaves(HELD, CLASSES, random);
        // One round of small steps, so that the slope of the loss hardly changes on the way.
        double eta = 1e-4;
        double[] boostIn =
                run(labels, weights, eta, leaves, heldLeaves, heldLabels).boostIn();

        double scale = Arrays.stream(boostIn).map(Math::abs).max().orElseThrow();
        for (int row = 0; row < ROWS; row++) {
            double[] changed = weights.clone();
            changed[row] = weights[row] * (1 + 1e-3);
            double more =
                    run(labels, changed, eta, leaves, heldLeaves, heldLabels).endLoss();
            changed[row] = weights[row] * (1 - 1e-3);
            double less =
                    run(labels, changed, eta, leaves, heldLeaves, heldLabels).endLoss();
            assertThat(boostIn[row] / scale).isCloseTo((less - more) / 2e-3 / scale, within(1e-3));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void gains_sum_to_the_drop_of_the_loss(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] labels = random.ints(ROWS, 0, CLASSES).toArray();
        int[] heldLabels = random.ints(HELD, 0, CLASSES).toArray();
        double[] weights = random.doubles(ROWS, 0.5, 2).toArray();
        int[][] leaves = leaves(ROWS, 5 * CLASSES, random);
        int[][] heldLeaves = leaves(HELD, 5 * CLASSES, random);

        BoostedLeaves.Result result = run(labels, weights, 0.1, leaves, heldLeaves, heldLabels);

        double drop = result.startLoss() - result.endLoss();
        assertThat(Arrays.stream(result.gains()).sum()).isCloseTo(drop, within(0.02 * Math.abs(drop) + 1e-4));
    }
}
