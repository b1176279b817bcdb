package org.datanet.attribution.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.progress.Progress;
import org.junit.jupiter.api.Test;

class AuditTest {
    private static final int ROWS = 60;
    private static final double[][] TRUE_VALUES = new double[5][ROWS];

    static {
        SplittableRandom random = new SplittableRandom(1);
        for (double[] ofQuery : TRUE_VALUES) {
            for (int row = 0; row < ROWS; row++) {
                ofQuery[row] = random.nextDouble() - 0.3;
            }
        }
    }

    /** A model whose outcome is the sum of the true values of its rows, plus the noise of its seed. */
    private static Retraining additive(double noise) {
        return (rows, seed) -> {
            SplittableRandom random = new SplittableRandom(seed);
            return IntStream.range(0, 5)
                    .mapToDouble(query -> IntStream.of(rows)
                                    .mapToDouble(row -> TRUE_VALUES[query][row])
                                    .sum()
                            + noise * (random.nextDouble() - 0.5))
                    .toArray();
        };
    }

    private static LinearDatamodelingScore score(double[][] values, double noise, double share) {
        SubsetRetrainings truth = SubsetRetrainings.run(
                ROWS, share, 40, additive(noise), SubsetRetrainings.Seeds.FRESH, 1, 2, Progress.none());
        int[] labels = IntStream.range(0, ROWS).map(row -> row % 5).toArray();
        return LinearDatamodelingScore.of(values, truth, labels, new int[] {0, 1, 2, 3, 4}, 3);
    }

    @Test
    void true_values_of_an_additive_model_score_one_and_reach_the_ceiling() {
        for (double share : new double[] {0.5, 0.95}) {
            LinearDatamodelingScore score = score(TRUE_VALUES, 0, share);
            assertThat(score.score().estimate()).isCloseTo(1, within(1e-9));
            assertThat(score.ceiling().estimate()).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void noise_of_the_seed_lowers_the_ceiling_and_the_baselines_stay_at_nothing() {
        LinearDatamodelingScore score = score(TRUE_VALUES, 4, 0.5);

        assertThat(score.ceiling().estimate()).isBetween(0.4, 0.95);
        assertThat(score.score().estimate()).isGreaterThan(score.ceiling().estimate());
        // A method without error reaches the whole of what is to be reached, noise or not.
        assertThat(score.ofCeiling()).isBetween(0.85, 1.15);
        assertThat(score.random().estimate()).isBetween(-0.25, 0.25);
        assertThat(score.score().low()).isLessThan(score.score().estimate());
        assertThat(score.score().high()).isGreaterThan(score.score().low());
    }

    @Test
    void the_same_run_is_the_models_own_seed() {
        long[] first = new long[1];
        SubsetRetrainings.run(
                ROWS,
                0.5,
                2,
                (rows, seed) -> {
                    first[0] += seed == 77 ? 1 : 0;
                    return new double[] {seed};
                },
                SubsetRetrainings.Seeds.SAME_RUN,
                77,
                5,
                Progress.none());

        assertThat(first[0]).isEqualTo(2);
    }

    @Test
    void removing_the_best_first_hurts_more_than_removing_the_worst_first() {
        double[] shares = {0, 0.1, 0.2, 0.4};
        RemovalCurve best = RemovalCurve.run(
                TRUE_VALUES[0], RemovalCurve.Order.BEST_FIRST, shares, additive(0), 1, Progress.none());
        RemovalCurve worst = RemovalCurve.run(
                TRUE_VALUES[0], RemovalCurve.Order.WORST_FIRST, shares, additive(0), 1, Progress.none());

        assertThat(best.points().get(0)).isEqualTo(worst.points().get(0));
        assertThat(best.area()).isLessThan(worst.area());
    }

    @Test
    void adding_the_best_first_is_removing_the_worst_first_backwards() {
        RemovalCurve added = RemovalCurve.adding(
                TRUE_VALUES[0],
                RemovalCurve.Order.BEST_FIRST,
                new double[] {0.2, 0.5, 1},
                additive(0),
                1,
                Progress.none());
        RemovalCurve removed = RemovalCurve.run(
                TRUE_VALUES[0],
                RemovalCurve.Order.WORST_FIRST,
                new double[] {0.8, 0.5, 0},
                additive(0),
                1,
                Progress.none());

        assertThat(added.points().stream().map(RemovalCurve.Point::mean))
                .containsExactlyElementsOf(
                        removed.points().stream().map(RemovalCurve.Point::mean).toList());
        assertThatThrownBy(() -> RemovalCurve.adding(
                        TRUE_VALUES[0],
                        RemovalCurve.Order.BEST_FIRST,
                        new double[] {0},
                        additive(0),
                        1,
                        Progress.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.0");
    }

    @Test
    void ties_count_half_in_ranks_and_areas() {
        assertThat(Ranks.ranks(new double[] {3, 1, 3, 0})).containsExactly(2.5, 1, 2.5, 0);
        assertThat(Ranks.auroc(new double[] {1, 2, 2, 3}, new boolean[] {false, true, false, true}))
                .isCloseTo(3.5 / 4, within(1e-12));
        assertThat(Ranks.spearman(new double[] {1, 2, 3}, new double[] {10, 20, 15}))
                .isCloseTo(0.5, within(1e-12));
        assertThat(Ranks.spearman(new double[] {1, 1, 1}, new double[] {1, 2, 3}))
                .isNaN();
    }

    @Test
    void a_mislabel_audit_sets_values_beside_the_plain_loss() {
        boolean[] wrong = {true, false, true, false, false, false};
        MislabelAudit audit =
                MislabelAudit.of(new double[] {-1, 2, -3, 1, 0.5, 4}, new double[] {5, 1, 0.5, 1, 2, 1}, wrong, 9);

        assertThat(audit.auroc().estimate()).isEqualTo(1);
        assertThat(audit.plainLoss().estimate()).isEqualTo(0.5);
        assertThatThrownBy(() -> MislabelAudit.of(new double[2], new double[2], new boolean[2], 1))
                .hasMessageContaining("mislabelled and clean");
    }
}
