package org.datanet.attribution.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnnShapleyTest {

    private record Game(double[] features, int rows, int columns, int[] labels, double[] queries, int[] queryLabels) {
        static Game random(long seed, int rows, int columns, int queries, boolean integers) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] features = new double[rows * columns];
            double[] asked = new double[queries * columns];
            for (double[] values : new double[][] {features, asked}) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = integers ? random.nextInt(3) : random.nextDouble() - 0.5;
                }
            }
            int[] labels = random.ints(rows, 0, 3).toArray();
            int[] queryLabels = random.ints(queries, 0, 4).toArray();
            return new Game(features, rows, columns, labels, asked, queryLabels);
        }

        KnnShapley valuation(int k) {
            return new KnnShapley(features, rows, columns, labels, k).add(queries, queryLabels, queryLabels.length);
        }

        double distance(int query, int row) {
            double sum = 0;
            for (int c = 0; c < columns; c++) {
                double difference = features[row * columns + c] - queries[query * columns + c];
                sum += difference * difference;
            }
            return sum;
        }

        /** The utility of a coalition, from the definition. */
        double utility(int coalition, int k) {
            double total = 0;
            for (int query = 0; query < queryLabels.length; query++) {
                int q = query;
                total += IntStream.range(0, rows)
                                .filter(row -> (coalition >> row & 1) == 1)
                                .boxed()
                                .sorted(Comparator.comparingDouble((Integer row) -> distance(q, row)))
                                .limit(k)
                                .filter(row -> labels[row] == queryLabels[q])
                                .count()
                        / (double) k;
            }
            return total / queryLabels.length;
        }

        /** Shapley values, from the definition: every coalition. */
        double[] shapley(int k) {
            double[] values = new double[rows];
            double[] utility = new double[1 << rows];
            for (int coalition = 0; coalition < utility.length; coalition++) {
                utility[coalition] = utility(coalition, k);
            }
            for (int row = 0; row < rows; row++) {
                for (int coalition = 0; coalition < utility.length; coalition++) {
                    if ((coalition >> row & 1) == 0) {
                        int size = Integer.bitCount(coalition);
                        double ways = 1;
                        for (int i = 1; i <= size; i++) {
                            ways *= (rows - 1 - size + i) / (double) i;
                        }
                        values[row] += (utility[coalition | 1 << row] - utility[coalition]) / ways / rows;
                    }
                }
            }
            return values;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void values_are_the_shapley_values_of_every_coalition(long seed) {
        int rows = 3 + (int) seed;
        int k = 1 + (int) (seed % 5);
        Game game = Game.random(seed, rows, 3, 7, seed % 2 == 0);

        assertThat(game.valuation(k).values()).containsExactly(game.shapley(k), within(1e-11));
    }

    @Test
    void fewer_rows_than_neighbours_still_share_their_utility() {
        Game game = Game.random(11, 4, 2, 5, false);

        assertThat(game.valuation(9).values()).containsExactly(game.shapley(9), within(1e-11));
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void values_sum_to_the_utility_of_all_rows(long seed) {
        Game game = Game.random(seed, 1500, 4, 33, seed == 22);
        int k = 5;
        double right = 0;
        for (int query = 0; query < 33; query++) {
            int q = query;
            right += IntStream.range(0, game.rows)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer row) -> game.distance(q, row)))
                    .limit(k)
                    .filter(row -> game.labels[row] == game.queryLabels[q])
                    .count();
        }

        assertThat(Arrays.stream(game.valuation(k).values()).sum()).isCloseTo(right / k / 33, within(1e-8));
    }

    @Test
    void order_of_queries_and_number_of_threads_do_not_change_a_bit() throws Exception {
        Game game = Game.random(31, 700, 6, 41, true);
        double[] all = game.valuation(3).values();
        KnnShapley piecewise = new KnnShapley(game.features, game.rows, game.columns, game.labels, 3);
        for (int query = 40; query >= 0; query--) {
            piecewise.add(
                    Arrays.copyOfRange(game.queries, query * 6, query * 6 + 6), new int[] {game.queryLabels[query]}, 1);
        }
        double[] alone =
                new ForkJoinPool(1).submit(() -> game.valuation(3).values()).get();

        assertThat(piecewise.values()).containsExactly(all);
        assertThat(alone).containsExactly(all);
    }

    @Test
    void rows_whose_distances_agree_in_their_upper_half_are_ordered_by_the_lower_half() {
        int rows = 200;
        double[] features = new double[rows];
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            features[row] = 1 + (rows - row) * 1e-13;
            labels[row] = row % 2;
        }
        double[] values = new KnnShapley(features, rows, 1, labels, 1)
                .add(new double[] {0}, new int[] {1}, 1)
                .values();

        assertThat(IntStream.range(0, rows).boxed().max(Comparator.comparingDouble(row -> values[row])))
                .hasValue(rows - 1);
    }

    @Test
    void what_is_not_a_number_is_refused_by_its_place() {
        assertThatThrownBy(() -> new KnnShapley(new double[] {0, 1, Double.NaN, 3}, 2, 2, new int[2], 1))
                .hasMessageContaining("feature 0 of row 1 is NaN");
        KnnShapley valuation = new KnnShapley(new double[4], 2, 2, new int[2], 1);
        assertThatThrownBy(() -> valuation.add(new double[] {0, Double.POSITIVE_INFINITY}, new int[1], 1))
                .hasMessageContaining("feature 1 of query 0 is Infinity");
        assertThat(valuation.queries()).isZero();
        assertThatThrownBy(valuation::values).isInstanceOf(IllegalStateException.class);
    }
}
