package org.datanet.attribution.gain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was drawn from the pool's own models is expected by them everywhere; what is new is not. */
class LabelShapesTest {
    private static final int COLUMNS = 12;
    private static final int ROWS = 60;

    private static PlacedRows placed(double[][] x) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("shapes"), "1")
                .featureNames(
                        IntStream.range(0, x[0].length).mapToObj(c -> "f" + c).toList())
                .labels(List.of("a", "b"));
        for (int row = 0; row < x.length; row++) {
            builder.add(new Datanet.Row(
                            new SampleId("s" + row),
                            new ContributorId("c"),
                            Digest.sha256(Arrays.toString(x[row]).getBytes(StandardCharsets.UTF_8)))
                    .features(x[row])
                    .label(row % 2 == 0 ? "a" : "b"));
        }
        Datanet datanet = builder.build();
        return new PlacedRows(
                IntStream.range(0, x.length)
                        .mapToObj(row -> Payload.of(datanet, row, row % 2))
                        .toList(),
                points(x));
    }

    private static Points points(double[][] x) {
        return new Points(
                x.length,
                x[0].length,
                Arrays.stream(x).flatMapToDouble(Arrays::stream).toArray());
    }

    /** Counts from 0 to 16 that follow from three hidden numbers, in two classes. */
    private static double[][] counts(Random random, int rows) {
        double[][] x = new double[rows][COLUMNS];
        for (int i = 0; i < rows; i++) {
            double[] hidden = {random.nextGaussian(), random.nextGaussian(), 3.0 * (i % 2)};
            for (int c = 0; c < COLUMNS; c++) {
                double value = 8 + 2 * hidden[c % 3] + hidden[(c + 1) % 3] * hidden[c % 3] + random.nextGaussian();
                x[i][c] = Math.max(0, Math.min(16, Math.rint(value)));
            }
        }
        return x;
    }

    private static double[] median(LabelShapes shapes, double[][] x) {
        Points points = points(x);
        double[] medians = new double[LabelShapes.COUNT];
        double[] numbers = new double[x.length * LabelShapes.COUNT];
        for (int i = 0; i < x.length; i++) {
            shapes.of(points, i, numbers, i * LabelShapes.COUNT);
        }
        for (int n = 0; n < medians.length; n++) {
            int number = n;
            medians[n] = IntStream.range(0, x.length)
                    .mapToDouble(i -> numbers[i * LabelShapes.COUNT + number])
                    .sorted()
                    .toArray()[x.length / 2];
        }
        return medians;
    }

    /** Draws from the Gaussian of each class of the pool. */
    private static double[][] drawn(Random random, double[][] pool, int rows) {
        double[][] x = new double[rows][COLUMNS];
        Points points = points(pool);
        for (int label = 0; label < 2; label++) {
            int first = label;
            Moments moments = Moments.of(
                    points,
                    IntStream.range(0, pool.length).filter(i -> i % 2 == first).toArray());
            double[] factor = Cholesky.of(moments.ridged(1e-6), COLUMNS).factor();
            for (int i = label; i < rows; i += 2) {
                double[] normal =
                        random.doubles(COLUMNS).map(u -> random.nextGaussian()).toArray();
                for (int c = 0; c < COLUMNS; c++) {
                    x[i][c] = moments.mean()[c];
                    for (int e = 0; e <= c; e++) {
                        x[i][c] += factor[c * COLUMNS + e] * normal[e];
                    }
                }
            }
        }
        return x;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void new_rows_stray_where_the_pool_has_little_variance_and_rows_drawn_from_it_do_not(long seed) {
        Random random = new Random(seed);
        double[][] pool = counts(random, ROWS);
        LabelShapes shapes = new LabelShapes(placed(pool));
        double[] fresh = median(shapes, counts(random, 400));
        double[] drawn = median(shapes, drawn(random, pool, 400));
        assertThat(fresh[0]).as("little variance").isGreaterThan(drawn[0] + 0.15);
        assertThat(fresh[2] - fresh[0]).as("great over little").isLessThan(drawn[2] - drawn[0]);
    }

    @Test
    void whatever_stands_in_the_pool_numbers_are_finite() {
        double[][] same = new double[20][COLUMNS];
        double[][] wide = new double[30][LabelShapes.COUNT * 20];
        Random random = new Random(5);
        for (double[] row : wide) {
            Arrays.setAll(row, c -> random.nextGaussian() * (c % 7));
        }
        for (double[][] pool : List.of(same, wide, new double[][] {{1, 2}, {3, 4}})) {
            LabelShapes shapes = new LabelShapes(placed(pool));
            double[] numbers = new double[LabelShapes.COUNT];
            double[][] asked = {pool[0].clone(), pool[0].clone()};
            Arrays.fill(asked[1], 1e6);
            for (int i = 0; i < 2; i++) {
                shapes.of(points(asked), i, numbers, 0);
                assertThat(numbers).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
            }
        }
    }
}
