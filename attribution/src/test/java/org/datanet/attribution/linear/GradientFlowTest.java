package org.datanet.attribution.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class GradientFlowTest {
    private static final int ROWS = 80;
    private final double[] x = new double[ROWS * 3];
    private final double[] y = new double[ROWS * 2];
    private final double[] ones = new double[ROWS];

    GradientFlowTest() {
        SplittableRandom random = new SplittableRandom(3);
        for (int row = 0; row < ROWS; row++) {
            x[row * 3] = random.nextDouble() * 2 - 1;
            x[row * 3 + 1] = random.nextDouble() * 2 - 1;
            x[row * 3 + 2] = 1;
            boolean flipped = row < 5;
            y[row * 2 + (x[row * 3] + 0.3 * x[row * 3 + 1] > 0 != flipped ? 1 : 0)] = 1;
            ones[row] = 1;
        }
    }

    private GradientFlow.Result flow() {
        SparseRows rows = SparseRows.dense(x, ROWS, 3);
        // Validated on the clean rows.
        int clean = ROWS - 5;
        SparseRows held = SparseRows.dense(Arrays.copyOfRange(x, 15, x.length), clean, 3);
        return new GradientFlow(ConvexLoss.SOFTMAX, rows, y, ones, 2)
                .gains(held, Arrays.copyOfRange(y, 10, y.length), 0.4);
    }

    @Test
    void gains_sum_to_the_drop_along_the_flow() {
        GradientFlow.Result result = flow();

        assertThat(result.trainingLoss()).isLessThanOrEqualTo(0.4);
        assertThat(result.startLoss()).isCloseTo(Math.log(2), within(1e-12));
        double drop = result.startLoss() - result.endLoss();
        assertThat(Arrays.stream(result.gains()).sum()).isCloseTo(drop, within(0.02 * drop));
    }

    @Test
    void the_number_of_threads_does_not_change_a_bit() throws Exception {
        double[] wide = flow().gains();
        double[] narrow = new ForkJoinPool(1).submit(() -> flow().gains()).get();

        assertThat(narrow).containsExactly(wide);
    }
}
