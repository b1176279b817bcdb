package org.datanet.attribution.gain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelationsTest {
    private static final int ROWS = 400;
    private static final int COLUMNS = 4;

    /** A radius, the area that follows from it, a column of its own, and a constant. */
    private static double[] circles(Random random, int rows) {
        double[] x = new double[rows * COLUMNS];
        for (int i = 0; i < rows; i++) {
            double radius = 2 + random.nextGaussian() * 0.5;
            x[i * COLUMNS] = radius;
            x[i * COLUMNS + 1] = Math.PI * radius * radius + random.nextGaussian() * 0.1;
            x[i * COLUMNS + 2] = random.nextGaussian();
            x[i * COLUMNS + 3] = 7;
        }
        return x;
    }

    private static double[] scores(Relations relations, double[] x, int which) {
        Points points = new Points(x.length / COLUMNS, COLUMNS, x);
        double[] scores = new double[points.size()];
        double[] out = new double[2];
        for (int i = 0; i < scores.length; i++) {
            relations.of(points, i, out, 0);
            assertThat(Double.isFinite(out[0]) && Double.isFinite(out[1])).isTrue();
            scores[i] = out[which];
        }
        return scores;
    }

    private static double median(double[] scores) {
        double[] sorted = scores.clone();
        java.util.Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void rows_drawn_from_the_same_means_and_covariances_break_curved_relations(long seed) {
        Random random = new Random(seed);
        double[] pool = circles(random, ROWS);
        Relations relations = new Relations(
                new Points(ROWS, COLUMNS, pool), IntStream.range(0, ROWS).toArray());
        double[] mean = new double[COLUMNS];
        double[][] covariance = new double[COLUMNS][COLUMNS];
        for (int i = 0; i < ROWS; i++) {
            for (int c = 0; c < COLUMNS; c++) {
                mean[c] += pool[i * COLUMNS + c] / ROWS;
            }
        }
        for (int i = 0; i < ROWS; i++) {
            for (int c = 0; c < COLUMNS; c++) {
                for (int e = 0; e < COLUMNS; e++) {
                    covariance[c][e] += (pool[i * COLUMNS + c] - mean[c]) * (pool[i * COLUMNS + e] - mean[e]) / ROWS;
                }
            }
        }
        double slope = covariance[0][1] / covariance[0][0];
        double left = Math.sqrt(covariance[1][1] - slope * covariance[0][1]);
        double[] drawn = circles(random, ROWS);
        for (int i = 0; i < ROWS; i++) {
            double radius = random.nextGaussian() * Math.sqrt(covariance[0][0]);
            drawn[i * COLUMNS] = mean[0] + radius;
            drawn[i * COLUMNS + 1] = mean[1] + slope * radius + left * random.nextGaussian();
        }
        double[] fresh = circles(random, ROWS);
        // The closest relation is that of radius and area: its residual is that of the pool for fresh rows, and many
        // times it for drawn ones.
        assertThat(median(scores(relations, fresh, 1))).isLessThan(0);
        assertThat(median(scores(relations, drawn, 1))).isGreaterThan(Math.log(10));
        assertThat(median(scores(relations, drawn, 0))).isGreaterThan(median(scores(relations, fresh, 0)) + 1);
    }
}
