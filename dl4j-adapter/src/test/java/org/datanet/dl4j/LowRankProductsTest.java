package org.datanet.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LowRankProductsTest {
    private static final int ROWS = 600;
    private static final int WIDTH = 200;
    private static final int HEIGHT = 150;

    private static INDArray random(int rows, int columns, long seed) {
        double[] values = new SplittableRandom(seed)
                .doubles((long) rows * columns, -0.5, 0.5)
                .toArray();
        return Nd4j.createFromArray(values).reshape(rows, columns);
    }

    private static double[] exact(INDArray inputs, INDArray deltas, INDArray direction) {
        return new LowRankProducts(0).of(inputs, deltas, List.of(direction))[0];
    }

    @Test
    void a_direction_of_no_higher_rank_is_multiplied_out_without_error() {
        INDArray inputs = random(ROWS, WIDTH, 1);
        INDArray deltas = random(ROWS, HEIGHT, 2);
        INDArray direction = random(WIDTH, 6, 3).mmul(random(6, HEIGHT, 4));
        LowRankProducts products = new LowRankProducts(8);

        double[] through = products.of(inputs, deltas, List.of(direction))[0];

        double[] exact = exact(inputs, deltas, direction);
        for (int i = 0; i < ROWS; i++) {
            assertThat(through[i]).isCloseTo(exact[i], within(1e-10));
        }
        assertThat(products.relativeError()).isLessThan(1e-10);
    }

    @Test
    void deltas_of_low_rank_are_enough_whatever_the_direction() {
        INDArray inputs = random(ROWS, WIDTH, 1);
        INDArray deltas = random(ROWS, 5, 2).mmul(random(5, HEIGHT, 7));
        INDArray direction = random(WIDTH, HEIGHT, 3);

        double[] through = new LowRankProducts(8).of(inputs, deltas, List.of(direction))[0];

        double[] exact = exact(inputs, deltas, direction);
        for (int i = 0; i < ROWS; i++) {
            assertThat(through[i]).isCloseTo(exact[i], within(1e-10));
        }
    }

    @Test
    void the_error_of_what_the_subspace_misses_is_measured() {
        INDArray inputs = random(ROWS, WIDTH, 1);
        INDArray deltas = random(ROWS, HEIGHT, 2);
        INDArray direction = random(WIDTH, HEIGHT, 3);
        LowRankProducts products = new LowRankProducts(8);

        double[] through = products.of(inputs, deltas, List.of(direction))[0];

        double[] exact = exact(inputs, deltas, direction);
        double wrong = 0;
        double whole = 0;
        for (int i = 0; i < ROWS; i++) {
            wrong += (through[i] - exact[i]) * (through[i] - exact[i]);
            whole += exact[i] * exact[i];
        }
        // Nothing has low rank here, so most is missed; twelve rows say so roughly.
        assertThat(Math.sqrt(wrong / whole)).isGreaterThan(0.5);
        assertThat(products.relativeError()).isBetween(0.5 * Math.sqrt(wrong / whole), 2 * Math.sqrt(wrong / whole));
    }

    @Test
    void small_layers_and_few_examples_are_multiplied_out() {
        INDArray inputs = random(40, WIDTH, 1);
        INDArray deltas = random(40, HEIGHT, 2);
        INDArray direction = random(WIDTH, HEIGHT, 3);
        LowRankProducts products = new LowRankProducts(8);

        assertThat(products.of(inputs, deltas, List.of(direction))[0]).isEqualTo(exact(inputs, deltas, direction));
        assertThat(products.relativeError()).isZero();
    }
}
