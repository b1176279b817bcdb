package org.datanet.rewards;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.reward.RewardReport.TreasuryLine;

/** Sums up what does not go to contributors, under names. Not thread-safe. */
public final class Treasury {
    /** For curators' work, see {@link org.datanet.reward.RewardPolicy#curatorShare}. */
    public static final String CURATORS = "curators";
    /** The network's own part. */
    public static final String NETWORK = "network";
    /** Withheld for weight, age or harm: pays for refreshing what is stale or thin. */
    public static final String REFRESH = "refresh";
    /** Back to the payer, because the run used too little of value. */
    public static final String REFUND = "refund";

    private final Map<String, BigInteger> lines = new TreeMap<>();

    /** All lines at 0. */
    public Treasury() {
        for (String name : List.of(CURATORS, NETWORK, REFRESH, REFUND)) {
            lines.put(name, BigInteger.ZERO);
        }
    }

    /** Adds to a line. */
    public void add(String line, BigInteger amount) {
        lines.merge(line, amount, BigInteger::add);
    }

    /** Sum of all lines. */
    public BigInteger total() {
        return lines.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** In ascending order of name. */
    public List<TreasuryLine> lines() {
        return lines.entrySet().stream()
                .map(line -> new TreasuryLine(line.getKey(), line.getValue()))
                .toList();
    }
}
