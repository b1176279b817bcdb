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

/** What every row owes, where anybody can make rows that look real and where nobody can. */
class ReserveTest {
    private static final int COLUMNS = 8;

    private interface Shape {
        double[] row(Random random, int label);
    }

    /** Two classes that are Gaussians: what is drawn from their means and covariances is as good as real. */
    private static double[] gaussian(Random random, int label) {
        double[] row = new double[COLUMNS];
        Arrays.setAll(row, c -> random.nextGaussian() + (c == 0 ? 3 * label : 0));
        return row;
    }

    /** Two classes on a curve: every column follows from one hidden number, as digits follow from a stroke. */
    private static double[] curve(Random random, int label) {
        double hidden = 2 * random.nextDouble() - 1 + 3 * label;
        double[] row = new double[COLUMNS];
        Arrays.setAll(row, c -> Math.sin((c + 1) * hidden) + 0.02 * random.nextGaussian() + (c == 0 ? hidden : 0));
        return row;
    }

    private static Datanet datanet(Shape shape, int rows, long seed) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("reserve"), "1")
                .featureNames(IntStream.range(0, COLUMNS).mapToObj(c -> "f" + c).toList())
                .labels(List.of("a", "b"));
        Random random = new Random(seed);
        for (int row = 0; row < rows; row++) {
            double[] features = shape.row(random, row % 2);
            builder.add(new Datanet.Row(
                            new SampleId("s" + row),
                            new ContributorId("c" + row % 12),
                            Digest.sha256((seed + Arrays.toString(features)).getBytes(StandardCharsets.UTF_8)))
                    .features(features)
                    .label(row % 2 == 0 ? "a" : "b"));
        }
        return builder.build();
    }

    private static PlacedRows placed(Datanet datanet, FeatureSpace space) {
        return PlacedRows.of(
                IntStream.range(0, datanet.rows())
                        .mapToObj(row -> Payload.of(datanet, row, row % 2))
                        .toList(),
                space);
    }

    private static double part(Shape shape, long seed) {
        Datanet holdout = datanet(shape, 200, seed);
        FeatureSpace space =
                FeatureSpace.of(holdout, IntStream.range(0, holdout.rows()).toArray());
        return new Frame(
                        placed(datanet(shape, 240, seed + 100), space),
                        placed(holdout, space),
                        2,
                        Novelty.DERIVABILITY,
                        seed)
                .reservePart();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void rows_owe_most_where_derived_ones_pass_for_real_and_less_where_few_do(long seed) {
        assertThat(part(ReserveTest::gaussian, seed)).isEqualTo(0.30);
        assertThat(part(ReserveTest::curve, seed)).isBetween(0.15, 0.295);
    }

    @Test
    void where_nothing_is_known_yet_rows_owe_the_least() {
        Datanet holdout = datanet(ReserveTest::gaussian, 200, 1);
        FeatureSpace space =
                FeatureSpace.of(holdout, IntStream.range(0, holdout.rows()).toArray());
        PlacedRows nothing = PlacedRows.of(List.of(), space);
        assertThat(new Frame(nothing, placed(holdout, space), 2, Novelty.DERIVABILITY, 1).reservePart())
                .isEqualTo(0.15);
    }
}
