package org.datanet.guard.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.datanet.guard.SendingCrew;
import org.junit.jupiter.api.Test;
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

    @Test
    void lists_find_nearly_all_neighbours_of_a_mixture_whatever_the_threads() throws Exception {
        int n = 6_000;
        int d = 12;
        int k = 10;
        float[] points = mixture(n, d, 30);
        NearestNeighbours exact =
                NearestNeighbours.search(points, d, 0, n, k, row -> n, Double.POSITIVE_INFINITY, null);
        NearestNeighbours listed = NearestNeighbours.search(points, d, 0, n, k, row -> n, 0, null);
        int found = 0;
        int first = 0;
        for (int q = 0; q < n; q++) {
            first += listed.distance(q, 0) == exact.distance(q, 0) ? 1 : 0;
            for (int rank = 0; rank < k; rank++) {
                found += listed.distance(q, rank) <= exact.distance(q, k - 1) ? 1 : 0;
                assertThat(listed.distance(q, rank))
                        .isEqualTo(NearestNeighbours.distance(points, q, points, listed.row(q, rank), d));
            }
        }
        assertThat(found).isGreaterThan(99 * n * k / 100);
        assertThat(first).isGreaterThan(99 * n / 100);
        ForkJoinPool alone = new ForkJoinPool(1);
        try {
            NearestNeighbours again = alone.submit(
                            () -> NearestNeighbours.search(points, d, 0, n, k, row -> n, 0, null))
                    .get();
            for (int q = 0; q < n; q++) {
                for (int rank = 0; rank < k; rank++) {
                    assertThat(again.row(q, rank)).isEqualTo(listed.row(q, rank));
                }
            }
        } finally {
            alone.shutdown();
        }
    }

    @Test
    void a_crew_finds_the_same_neighbours_in_the_same_order() {
        int n = 6_000;
        int d = 12;
        float[] points = mixture(n, d, 30);
        System.arraycopy(points, 0, points, 100 * d, 5 * d);
        for (double exact : new double[] {0, Double.POSITIVE_INFINITY}) {
            SendingCrew crew = new SendingCrew(3);
            NearestNeighbours here = NearestNeighbours.search(points, d, 500, n, 7, row -> row, exact, null);
            NearestNeighbours there = NearestNeighbours.search(points, d, 500, n, 7, row -> row, exact, crew);
            assertThat(crew.parts()).isGreaterThan(5);
            for (int q = 0; q < n - 500; q++) {
                for (int rank = 0; rank < 7; rank++) {
                    assertThat(there.row(q, rank)).isEqualTo(here.row(q, rank));
                    assertThat(there.distance(q, rank)).isEqualTo(here.distance(q, rank));
                }
            }
        }
    }

    @Test
    void earlier_neighbours_are_found_by_lists_for_early_rows_too() {
        int n = 9_000;
        int d = 8;
        float[] points = mixture(n, d, 20);
        NearestNeighbours exact =
                NearestNeighbours.search(points, d, 0, n, 1, row -> row, Double.POSITIVE_INFINITY, null);
        NearestNeighbours listed = NearestNeighbours.search(points, d, 0, n, 1, row -> row, 0, null);
        for (int[] part : new int[][] {{1, 1_000}, {1_000, 5_000}, {5_000, n}}) {
            long found = IntStream.range(part[0], part[1])
                    .filter(q -> listed.distance(q, 0) == exact.distance(q, 0))
                    .count();
            assertThat(found).isGreaterThan(99 * (part[1] - part[0]) / 100);
        }
        assertThat(listed.count(0)).isZero();
    }

    @Test
    void a_hundred_thousand_equal_rows_are_each_others_neighbours_at_once() {
        int n = 100_000;
        float[] points = new float[4 * n];
        Arrays.fill(points, 2);
        points[4 * 70_000] = 3;
        NearestNeighbours near = NearestNeighbours.search(points, 4, 0, n, 3, row -> n);
        assertThat(new int[] {near.row(0, 0), near.row(0, 1), near.row(0, 2)}).containsExactly(1, 2, 3);
        assertThat(new int[] {near.row(2, 0), near.row(2, 1), near.row(2, 2)}).containsExactly(0, 1, 3);
        assertThat(near.distance(n - 1, 2)).isZero();
        assertThat(near.row(70_000, 0)).isZero();
        assertThat(near.distance(70_000, 2)).isEqualTo(1);
        NearestNeighbours distinct = NearestNeighbours.distinct(points, 4, 0, n, 3, row -> row, null);
        assertThat(distinct.count(5)).isZero();
        assertThat(distinct.row(80_000, 0)).isEqualTo(70_000);
        assertThat(distinct.count(80_000)).isEqualTo(1);
    }

    private static float[] mixture(int n, int d, int components) {
        Random random = new Random(5);
        float[] centres = new float[components * d];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = (float) (4 * random.nextGaussian());
        }
        float[] points = new float[n * d];
        for (int i = 0; i < n; i++) {
            int component = random.nextInt(components);
            for (int c = 0; c < d; c++) {
                points[i * d + c] = centres[component * d + c] + (float) random.nextGaussian();
            }
        }
        return points;
    }

    @Test
    void a_rough_search_tells_the_distances_of_rows_that_lie_in_crowds_and_of_those_that_do_not() {
        Random random = new Random(5);
        int n = 12_000;
        int d = 6;
        float[] points = new float[n * d];
        for (int row = 0; row < n; row++) {
            int crowd = row % 30;
            for (int c = 0; c < d; c++) {
                double width = row % 400 == 0 ? 4 : 1;
                points[row * d + c] = (float) (20 * Math.sin(crowd * (c + 1)) + width * random.nextGaussian());
            }
        }
        NearestNeighbours rough = NearestNeighbours.roughly(points, d, 10, null);
        NearestNeighbours exact =
                NearestNeighbours.search(points, d, 0, n, 10, row -> n, Double.POSITIVE_INFINITY, null);
        double near = 0;
        for (int row = 0; row < n; row++) {
            assertThat(rough.count(row)).isEqualTo(10);
            for (int rank = 0; rank < 10; rank++) {
                int other = rough.row(row, rank);
                assertThat(other).isNotEqualTo(row);
                assertThat(rough.distance(row, rank))
                        .isEqualTo(NearestNeighbours.distance(points, row, points, other, d))
                        .isGreaterThanOrEqualTo(exact.distance(row, rank));
            }
            near += rough.distance(row, 9) <= 1.25 * exact.distance(row, 9) ? 1 : 0;
        }
        assertThat(near / n).isGreaterThan(0.9);
    }
}
