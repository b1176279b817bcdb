package org.datanet.attribution.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForestWeightsTest {

    /** Stumps on one random threshold of one feature each, grown on bootstrap bags. */
    private record Stumps(List<BaggedTree> trees, double[] thresholds, double[] x, double[] targets) {
        static Stumps random(long seed, int rows, int trees) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] x = random.doubles(rows).toArray();
            double[] targets = new double[rows * 2];
            for (int row = 0; row < rows; row++) {
                targets[row * 2 + (x[row] + 0.4 * random.nextDouble() > 0.7 ? 1 : 0)] = 1;
            }
            double[] thresholds = random.doubles(trees, 0.2, 0.8).toArray();
            List<BaggedTree> grown = new ArrayList<>();
            for (double threshold : thresholds) {
                double[] bag = new double[rows];
                for (int i = 0; i < rows; i++) {
                    bag[random.nextInt(rows)]++;
                }
                grown.add(new BaggedTree(
                        2, Arrays.stream(x).mapToInt(v -> v > threshold ? 1 : 0).toArray(), bag));
            }
            return new Stumps(grown, thresholds, x, targets);
        }

        int[] leaves(double at) {
            return Arrays.stream(thresholds)
                    .mapToInt(threshold -> at > threshold ? 1 : 0)
                    .toArray();
        }

        /** Mean over trees of the leaf's class shares, straight from the bags. */
        double[] predict(double at) {
            double[] p = new double[2];
            for (int t = 0; t < trees.size(); t++) {
                double[] counts = new double[2];
                for (int row = 0; row < x.length; row++) {
                    if (at > thresholds[t] == x[row] > thresholds[t]) {
                        counts[targets[row * 2] == 1 ? 0 : 1] += trees.get(t).masses()[row];
                    }
                }
                p[0] += counts[0] / (counts[0] + counts[1]) / trees.size();
                p[1] += counts[1] / (counts[0] + counts[1]) / trees.size();
            }
            return p;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void weights_are_a_distribution_and_rebuild_the_prediction(long seed) {
        Stumps stumps = Stumps.random(seed, 90, 12);
        ForestWeights weights = new ForestWeights(stumps.trees, stumps.targets, 2);
        for (double at = 0.05; at < 1; at += 0.1) {
            double[] w = weights.weights(stumps.leaves(at));
            assertThat(Arrays.stream(w).min().orElseThrow()).isNotNegative();
            assertThat(Arrays.stream(w).sum()).isCloseTo(1, within(1e-12));
            assertThat(weights.prediction(stumps.leaves(at))).containsExactly(stumps.predict(at), within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void gains_sum_to_the_drop_of_the_brier_score(long seed) {
        Stumps stumps = Stumps.random(seed, 90, 12);
        ForestWeights weights = new ForestWeights(stumps.trees, stumps.targets, 2);
        Stumps fresh = Stumps.random(seed + 100, 40, 1);
        List<int[]> leaves = Arrays.stream(fresh.x).mapToObj(stumps::leaves).toList();

        ForestWeights.Result result = weights.gains(leaves, fresh.targets);

        double loss = 0;
        for (int i = 0; i < 40; i++) {
            double[] p = stumps.predict(fresh.x[i]);
            loss += Math.pow(p[0] - fresh.targets[i * 2], 2) + Math.pow(p[1] - fresh.targets[i * 2 + 1], 2);
        }
        assertThat(result.loss()).isCloseTo(loss / 40, within(1e-12));
        assertThat(Arrays.stream(result.gains()).sum()).isCloseTo(result.priorLoss() - result.loss(), within(1e-12));
    }

    @Test
    void a_row_with_a_flipped_label_harms_and_is_found_out_of_bag() {
        Stumps stumps = Stumps.random(7, 200, 60);
        int flipped = 0;
        while (stumps.x[flipped] < 0.9) {
            flipped++;
        }
        stumps.targets[flipped * 2] = 1;
        stumps.targets[flipped * 2 + 1] = 0;
        Stumps fresh = Stumps.random(8, 100, 1);
        List<int[]> leaves = Arrays.stream(fresh.x).mapToObj(stumps::leaves).toList();

        double[] gains = new ForestWeights(stumps.trees, stumps.targets, 2)
                .gains(leaves, fresh.targets)
                .gains();
        double[] outOfBag = DataOob.values(
                stumps.trees.stream()
                        .map(tree -> Arrays.stream(tree.masses())
                                .mapToInt(mass -> (int) mass)
                                .toArray())
                        .toList(),
                (member, row) -> {
                    boolean high = stumps.x[row] > stumps.thresholds[member];
                    return high == (stumps.targets[row * 2 + 1] == 1) ? 1 : 0;
                });

        assertThat(gains[flipped]).isNegative();
        assertThat(outOfBag[flipped]).isZero();
        assertThat(Arrays.stream(outOfBag).average().orElseThrow()).isGreaterThan(0.7);
    }
}
