package org.datanet.guard.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleDistancesTest {
    @ParameterizedTest
    @CsvSource({"700, 5, 300, 30", "257, 3, 256, 1", "40, 8, 40, 39", "40, 2, 40, 90", "3, 1, 1, 1", "1, 2, 1, 1"})
    void the_mean_is_that_of_the_nearest_of_the_sample_but_for_the_row_itself(int n, int d, int size, int k) {
        Random random = new Random(n);
        float[] points = new float[n * d];
        for (int i = 0; i < points.length; i++) {
            // Ties are frequent on so few values.
            points[i] = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextFloat();
        }
        // One row far off moves the middle of nothing.
        points[0] = 1e6f;
        int[] sample = random.ints(0, n).distinct().limit(size).sorted().toArray();
        SampleDistances distances = SampleDistances.of(points, d, sample);
        double[] means = distances.means(points, 0, k);
        int half = n / 2;
        assertThat(distances.means(Arrays.copyOfRange(points, half * d, n * d), half, k))
                .as("asked in parts")
                .containsExactly(Arrays.copyOfRange(means, half, n));
        for (int row = 0; row < n; row++) {
            int query = row;
            double expected = IntStream.of(sample)
                    .filter(other -> other != query)
                    .mapToDouble(other -> NearestNeighbours.distance(points, query, points, other, d))
                    .sorted()
                    .limit(k)
                    .average()
                    .orElse(0);
            assertThat(means[row]).isCloseTo(expected, within(1e-3 + 1e-3 * expected));
        }
    }
}
