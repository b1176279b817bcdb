package org.datanet.attribution.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupValuesTest {

    /** A game whose every coalition has a random worth. */
    private static Coalition random(long seed) {
        return players ->
                new SplittableRandom(seed ^ Arrays.hashCode(players.toLongArray()) * 0x9E3779B97F4A7C15L).nextDouble();
    }

    private static BitSet all(int players) {
        BitSet all = new BitSet();
        all.set(0, players);
        return all;
    }

    @Test
    void the_glove_game_has_its_known_values() {
        // Players 0 and 1 hold a left glove each, player 2 the only right one: a pair is worth 1.
        Coalition gloves = players -> players.get(2) && (players.get(0) || players.get(1)) ? 1 : 0;

        assertThat(GroupValues.shapley(3, gloves).values())
                .containsExactly(new double[] {1 / 6.0, 1 / 6.0, 4 / 6.0}, within(1e-12));
        assertThat(GroupValues.banzhaf(3, gloves).values())
                .containsExactly(new double[] {0.25, 0.25, 0.75}, within(1e-12));
        assertThat(GroupValues.leaveOneOut(3, gloves).values()).containsExactly(0, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shapley_values_sum_to_what_all_are_worth(long seed) {
        Coalition game = random(seed);
        double whole = game.worth(all(9)) - game.worth(new BitSet());

        assertThat(Arrays.stream(GroupValues.shapley(9, game).values()).sum()).isCloseTo(whole, within(1e-12));
        assertThat(Arrays.stream(GroupValues.sampledShapley(9, game, 5, seed).values())
                        .sum())
                .isCloseTo(whole, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sampled_values_lie_within_their_errors_of_the_exact_ones(long seed) {
        Coalition game = players -> Math.sqrt(players.stream()
                .mapToDouble(p -> 1 + p + random(seed).worth(players))
                .sum());
        GroupValues shapley = GroupValues.shapley(8, game);
        GroupValues sampled = GroupValues.sampledShapley(8, game, 400, seed);
        GroupValues banzhaf = GroupValues.banzhaf(8, game);
        GroupValues reused = GroupValues.sampledBanzhaf(8, game, 4000, seed);
        for (int player = 0; player < 8; player++) {
            assertThat(sampled.values()[player])
                    .isCloseTo(shapley.values()[player], within(5 * sampled.standardErrors()[player]));
            assertThat(reused.values()[player])
                    .isCloseTo(banzhaf.values()[player], within(5 * reused.standardErrors()[player]));
        }
        assertThat(sampled.standardErrors()[0]).isLessThan(0.05);
    }

    @Test
    void the_same_seed_gives_the_same_bytes_however_many_threads() throws Exception {
        Coalition game = random(7);
        double[] wide = GroupValues.sampledShapley(12, game, 50, 3).values();
        double[] narrow = new java.util.concurrent.ForkJoinPool(1)
                .submit(() -> GroupValues.sampledShapley(12, game, 50, 3).values())
                .get();

        assertThat(narrow).containsExactly(wide);
        assertThat(GroupValues.sampledShapley(12, game, 50, 4).values()).isNotEqualTo(wide);
    }

    @Test
    void too_many_players_and_a_worth_that_is_no_number_are_refused() {
        assertThatThrownBy(() -> GroupValues.shapley(21, random(1))).hasMessageContaining("sample for more");
        assertThatThrownBy(() -> GroupValues.shapley(2, players -> players.get(1) ? Double.NaN : 0))
                .hasMessageContaining("is NaN, which is not a finite number");
    }
}
