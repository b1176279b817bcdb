package org.datanet.guard.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNeighboursTest {
    @ParameterizedTest
    @CsvSource({"1, 3, 2", "2, 1, 5", "40, 7, 5", "700, 5, 9", "1300, 13, 4"})
    void the_neighbours_are_those_of_a_full_sort(int n, int d, int k) {
        Random random = new Random(n);
        float[] points = new float[n * d];
        for (int i = 0; i < points.length; i++) {
            points[i] = random.nextInt(5);
        }
        NearestNeighbours near = NearestNeighbours.search(points, d, n / 3, n, k, row -> Math.min(n, row + 2));
        for (int q = n / 3; q < n; q++) {
            int query = q;
            int[] expected = IntStream.range(0, Math.min(n, q + 2))
                    .filter(row -> row != query)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(
                                    row -> NearestNeighbours.distance(points, query, points, row, d))
                            .thenComparing(Comparator.naturalOrder()))
                    .limit(k)
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertThat(near.count(q - n / 3)).isEqualTo(expected.length);
            for (int rank = 0; rank < expected.length; rank++) {
                assertThat(near.distance(q - n / 3, rank))
                        .isEqualTo(NearestNeighbours.distance(points, query, points, expected[rank], d));
            }
        }
    }
}
