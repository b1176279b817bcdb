package org.datanet.rewards;

import org.datanet.reward.RewardInput;
import org.datanet.usage.UsageTable;

/** Baseline: pays the valuation's gains, which are leave-one-out values where such a valuator measured them; no novelty. Two equal rows are worth nothing, so a copy destroys its original's pay. */
public final class LeaveOneOutRule extends ShareRule {
    public LeaveOneOutRule() {
        super("leave-one-out");
    }

    @Override
    long score(RewardInput input, UsageTable table, int entry) {
        return input.valuation().gains()[table.row(entry)];
    }
}
