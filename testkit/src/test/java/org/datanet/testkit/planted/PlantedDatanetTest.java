package org.datanet.testkit.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlantedDatanetTest {
    @Test
    void the_same_seed_plants_the_same_rows() {
        assertThat(PlantedDatanet.optdigits(7, true).datanet().root())
                .isEqualTo(PlantedDatanet.optdigits(7, true).datanet().root())
                .isNotEqualTo(PlantedDatanet.optdigits(8, true).datanet().root());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void in_the_twin_world_everybody_submits_as_many_rows_in_the_same_epochs_and_honest_rows_are_the_same(long seed) {
        PlantedDatanet world = PlantedDatanet.optdigits(seed, true);
        PlantedDatanet twin = PlantedDatanet.optdigits(seed, false);
        assertThat(twin.roles().values()).noneMatch(Role::games);
        assertThat(world.datanet().rows()).isEqualTo(twin.datanet().rows());
        for (int row = 0; row < world.datanet().rows(); row++) {
            assertThat(world.datanet().contributorId(row))
                    .isEqualTo(twin.datanet().contributorId(row));
            assertThat(world.datanet().epoch(row)).isEqualTo(twin.datanet().epoch(row));
            if (!world.planted(row)) {
                assertThat(world.datanet().digest(row)).isEqualTo(twin.datanet().digest(row));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_cast_is_sixteen_honest_and_eight_who_game(long seed) {
        PlantedDatanet world = PlantedDatanet.optdigits(seed, true);
        Map<Boolean, Long> counts =
                world.roles().values().stream().collect(Collectors.partitioningBy(Role::games, Collectors.counting()));
        assertThat(counts).containsEntry(true, 8L).containsEntry(false, 16L);
        assertThat(world.datanet().epochs()).isEqualTo(3);
        Map<ContributorId, Long> rows = rowsOf(world.datanet());
        assertThat(rows).hasSize(24);
        assertThat(rows.values()).allMatch(count -> count >= 24);
    }

    @Test
    void no_row_is_in_two_of_contributed_held_out_and_published() {
        PlantedDatanet twin = PlantedDatanet.optdigits(3, false);
        var contributed = IntStream.range(0, twin.datanet().rows())
                .mapToObj(twin.datanet()::digest)
                .collect(Collectors.toSet());
        assertThat(IntStream.range(0, twin.holdout().rows()).mapToObj(twin.holdout()::digest))
                .noneMatch(contributed::contains);
        assertThat(twin.reference().rows()).isEqualTo(99);
        assertThat(IntStream.range(0, twin.reference().rows()).mapToObj(twin.reference()::digest))
                .noneMatch(contributed::contains)
                .doesNotContainAnyElementsOf(IntStream.range(0, twin.holdout().rows())
                        .mapToObj(twin.holdout()::digest)
                        .toList());
    }

    private static Map<ContributorId, Long> rowsOf(Datanet datanet) {
        return IntStream.range(0, datanet.rows())
                .mapToObj(datanet::contributorId)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
