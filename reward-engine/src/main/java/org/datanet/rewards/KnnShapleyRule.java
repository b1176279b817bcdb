package org.datanet.rewards;

import org.datanet.reward.RewardInput;
import org.datanet.usage.UsageTable;

/** Baseline: pays the valuation's gains, which are KNN-Shapley values where a KNN-Shapley valuator measured them; no novelty. Copies under other names are paid again. */
public final class KnnShapleyRule extends ShareRule {
    public KnnShapleyRule() {
        super("knn-shapley");
    }

    @Override
    long score(RewardInput input, UsageTable table, int entry) {
        return input.valuation().gains()[table.row(entry)];
    }
}
