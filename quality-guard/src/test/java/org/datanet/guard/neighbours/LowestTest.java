package org.datanet.guard.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LowestTest {
    @ParameterizedTest
    @CsvSource({"1, 1000", "10, 1000", "16, 1", "17, 5", "33, 3", "64, 40", "65, 40"})
    void at_least_k_values_lie_below_the_roof(int k, int different) {
        Random random = new Random(31L * k + different);
        float[] values = new float[Tiles.WIDTH];
        float[] lows = new float[Lowest.GROUPS];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(different);
        }
        Lowest.ofGroups(values, lows);
        float roof = Lowest.roof(lows, k);
        int below = 0;
        for (float value : values) {
            below += value <= roof ? 1 : 0;
        }
        assertThat(below).isBetween(k, Tiles.WIDTH);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 9",
        "2, 1, 9",
        "100, 1, 1",
        "100, 99, 2",
        "257, 25, 3",
        "257, 256, 100000",
        "500, 499, 1",
        "500, 250, 100000"
    })
    void the_lowest_come_to_the_front_and_nothing_is_lost(int count, int k, int different) {
        Random random = new Random(31L * count + k);
        float[] values = new float[count + 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(different) - different / 2;
        }
        float[] expected = Arrays.copyOf(values, count);
        float[] beyond = Arrays.copyOfRange(values, count, values.length);
        Arrays.sort(expected);
        Lowest.select(values, count, k);
        float[] front = Arrays.copyOf(values, k);
        Arrays.sort(front);
        assertThat(front).containsExactly(Arrays.copyOf(expected, k));
        float[] all = Arrays.copyOf(values, count);
        Arrays.sort(all);
        assertThat(all).containsExactly(expected);
        assertThat(Arrays.copyOfRange(values, count, values.length)).containsExactly(beyond);
    }
}
