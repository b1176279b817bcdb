package org.datanet.rewards;

import org.datanet.reward.RewardInput;
import org.datanet.usage.UsageTable;

/** Baseline: pays for being trained on, whatever came of it. Copies and touch farming are paid in full. */
public final class ExposureRule extends ShareRule {
    public ExposureRule() {
        super("exposure");
    }

    @Override
    long score(RewardInput input, UsageTable table, int entry) {
        return table.exposures(entry);
    }
}
