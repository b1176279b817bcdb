package org.datanet.gauntlet;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.contribution.ContributorId;
import org.datanet.reward.RewardReport;

/**
 * What a rule paid in a round, by player: all names of one added up.
 *
 * @param report of the rule
 * @param pays by the player's number
 */
public record Settlement(RewardReport report, Map<Integer, Pay> pays) {
    public Settlement {
        pays = Map.copyOf(pays);
    }

    /**
     * What one player got, in base units.
     *
     * @param net amounts less charges over all its names: with deposits
     * @param amount amounts alone: what it keeps who walks away from debts
     * @param charged names that owe something
     */
    public record Pay(BigInteger net, BigInteger amount, int charged) {
        private static final Pay NOTHING = new Pay(BigInteger.ZERO, BigInteger.ZERO, 0);

        private Pay plus(RewardReport.ContributorReward line) {
            return new Pay(
                    net.add(line.amount()).subtract(line.charge()),
                    amount.add(line.amount()),
                    charged + line.charge().signum());
        }
    }

    static Settlement of(RewardReport report, Map<ContributorId, Integer> playerOf) {
        Map<Integer, Pay> pays = new HashMap<>();
        report.contributors()
                .forEach(line -> pays.merge(
                        playerOf.getOrDefault(line.contributor(), -1), Pay.NOTHING.plus(line), (a, b) -> a.plus(line)));
        return new Settlement(report, new TreeMap<>(pays));
    }

    /** What a player got; nothing for one who brought nothing. */
    public Pay pay(int player) {
        return pays.getOrDefault(player, Pay.NOTHING);
    }

    /** What share of the fees went to contributors. */
    public double reach() {
        return report.fees().signum() == 0
                ? 0
                : report.paid().doubleValue() / report.fees().doubleValue();
    }
}
