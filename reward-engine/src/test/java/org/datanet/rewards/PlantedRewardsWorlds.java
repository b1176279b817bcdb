package org.datanet.rewards;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.datanet.reward.RewardPolicy;
import org.datanet.testkit.planted.PlantedRewards;
import org.datanet.testkit.planted.PlantedRewards.Row;
import org.datanet.testkit.planted.PlantedRewards.Run;
import org.datanet.usage.RunState;

/** Small economies whose amounts can be worked out by hand. */
final class PlantedRewardsWorlds {
    private PlantedRewardsWorlds() {}

    /** Contributors a, b, c with equal rows of value 1000 each, one run of fee 1,000,000 that used all of them. */
    static PlantedRewards honest(int rowsEach) {
        List<Row> rows = new ArrayList<>();
        List<Integer> used = new ArrayList<>();
        for (int i = 0; i < 3 * rowsEach; i++) {
            rows.add(new Row(i, i % 3, 0, 1_000_000, 1_000_000_000, 1));
            used.add(i);
        }
        return new PlantedRewards(
                List.of("a", "b", "c"),
                rows,
                List.of(new Run("run", BigInteger.valueOf(1_000_000), RunState.COMPLETED, used)),
                RewardPolicy.defaults());
    }
}
