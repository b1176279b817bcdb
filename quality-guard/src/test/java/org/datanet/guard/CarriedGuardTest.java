package org.datanet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.RealTable;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;

/** A guard whose work is done elsewhere says what it says here. */
class CarriedGuardTest {
    private static QualityReport inspected(DatanetGuard guard, Datanet datanet) {
        return guard.inspect(datanet, UsageView.none(), QualityPolicy.defaults(), Progress.none());
    }

    @Test
    void digits_with_everybody_who_games_are_judged_the_same_by_any_number_of_others() {
        Datanet datanet = PlantedDatanet.optdigits(4, true).datanet();
        QualityReport here = inspected(new DatanetGuard(), datanet);
        assertThat(here.findings()).isNotEmpty();
        for (int size : new int[] {1, 8}) {
            SendingCrew crew = new SendingCrew(size);

            QualityReport carried = inspected(new DatanetGuard().carriedBy(crew), datanet);

            assertThat(carried.weights()).containsExactly(here.weights());
            assertThat(carried.digest()).isEqualTo(here.digest());
            assertThat(crew.parts()).isGreaterThanOrEqualTo(4 * size);
        }
    }

    @Test
    void more_rows_than_a_label_model_is_fitted_to_are_judged_the_same() {
        // Eighteen times the rows of a real table, each a little moved: more than are fitted, and enough for lists.
        RealTable real = RealTable.wdbc();
        java.util.SplittableRandom random = new java.util.SplittableRandom(6);
        int n = 18 * real.rows();
        Datanet.Builder builder = Datanet.builder(new DatanetId("many"), "1")
                .featureNames(real.featureNames())
                .labels(real.labelNames());
        for (int row = 0; row < n; row++) {
            double[] features = new double[real.featureNames().size()];
            int from = row % real.rows();
            for (int c = 0; c < features.length; c++) {
                features[c] = real.features()[from][c] * (1 + 0.1 * random.nextDouble());
            }
            builder.add(new Datanet.Row(
                            new SampleId("s" + row),
                            new ContributorId("c" + row % 9),
                            Digest.sha256(Integer.toString(row).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    .epoch(2 * row / n)
                    .features(features)
                    .label(real.labelNames().get(random.nextInt(30) == 0 ? 0 : real.labels()[from])));
        }
        Datanet datanet = builder.build();
        SendingCrew crew = new SendingCrew(4);

        QualityReport carried = inspected(new DatanetGuard().carriedBy(crew), datanet);

        assertThat(carried.digest())
                .isEqualTo(inspected(new DatanetGuard(), datanet).digest());
        assertThat(crew.parts()).isPositive();
    }
}
