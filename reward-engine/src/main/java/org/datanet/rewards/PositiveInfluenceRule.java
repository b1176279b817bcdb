package org.datanet.rewards;

import org.datanet.reward.RewardInput;
import org.datanet.usage.UsageTable;

/** Baseline: pays the positive part of each row's in-run gain. Flipped labels earn more than honest ones, because harm is free. */
public final class PositiveInfluenceRule extends ShareRule {
    public PositiveInfluenceRule() {
        super("positive-influence");
    }

    @Override
    long score(RewardInput input, UsageTable table, int entry) {
        return Math.max(0, table.gain(entry));
    }
}
