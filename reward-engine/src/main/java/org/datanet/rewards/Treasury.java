package org.datanet.rewards;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.reward.RewardReport.TreasuryLine;

/** Sums up what does not go to contributors, under names. Not thread-safe. */
final class Treasury {
    /** For curators' work, see {@link org.datanet.reward.RewardPolicy#curatorShare}. */
    static final String CURATORS = "curators";
    /** The network's own part. */
    static final String NETWORK = "network";
    /** Withheld for weight, age or harm: pays for refreshing what is stale or thin. */
    static final String REFRESH = "refresh";
    /** Back to the payer, because the run used too little of value. */
    static final String REFUND = "refund";

    private final Map<String, BigInteger> lines = new TreeMap<>();

    Treasury() {
        for (String name : List.of(CURATORS, NETWORK, REFRESH, REFUND)) {
            lines.put(name, BigInteger.ZERO);
        }
    }

    void add(String line, BigInteger amount) {
        lines.merge(line, amount, BigInteger::add);
    }

    BigInteger total() {
        return lines.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** In ascending order of name. */
    List<TreasuryLine> lines() {
        return lines.entrySet().stream()
                .map(line -> new TreasuryLine(line.getKey(), line.getValue()))
                .toList();
    }
}
