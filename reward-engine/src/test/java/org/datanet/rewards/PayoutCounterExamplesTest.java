package org.datanet.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardRule;
import org.datanet.rewards.escrow.ConfidenceGate;
import org.datanet.testkit.planted.PlantedRewards;
import org.datanet.testkit.planted.PlantedRewards.Row;
import org.datanet.testkit.planted.PlantedRewards.Run;
import org.datanet.usage.RunState;
import org.datanet.valuation.ValuationReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code docs/PAYOUT.md} refutes: each plausible other choice, and the case that breaks it. */
class PayoutCounterExamplesTest {
    private static final RewardRule RULE = new ConditionalGainRule();
    private static final long ONE = ValuationReport.UNIT;

    /** Theorem 0: where nobody can owe, debits only bite those who do not split. */
    @Test
    void without_deposits_it_pays_to_sort_good_rows_from_bad() {
        PlantedRewards honest = PlantedRewardsWorlds.honest(4);
        PlantedRewards mixed = honest.mapped(row -> row.contributor() == 0 && row.payload() % 2 == 0
                ? new Row(row.payload(), 0, 0, -row.gain(), row.novelty(), 1)
                : row);
        List<Row> rows = mixed.rows().stream()
                .map(row -> row.contributor() == 0 && row.gain() < 0
                        ? new Row(row.payload(), 3, 0, row.gain(), row.novelty(), 1)
                        : row)
                .toList();
        PlantedRewards sorted = new PlantedRewards(List.of("a", "b", "c", "a-bad"), rows, mixed.runs(), mixed.policy());

        RewardReport together = RULE.apply(mixed.input());
        RewardReport apart = RULE.apply(sorted.input());
        BigInteger amounts = amount(apart, "a").add(amount(apart, "a-bad"));
        assertThat(amounts).isGreaterThan(amount(together, "a"));
        // With the deposit the two names together have exactly what one had.
        assertThat(amounts.subtract(charge(apart, "a-bad")))
                .isEqualTo(amount(together, "a").subtract(charge(together, "a")));
    }

    @Test
    void largest_remainders_hand_units_to_those_who_split() {
        BigInteger pot = BigInteger.TEN;
        BigInteger alone = new LargestRemainder(names(3)).divide(pot, new long[] {2, 9, 9})[0];
        BigInteger[] split = new LargestRemainder(names(4)).divide(pot, new long[] {1, 1, 9, 9});
        assertThat(alone).isEqualTo(1);
        assertThat(split[0].add(split[1])).isEqualTo(2);
    }

    @Test
    void a_gate_on_amounts_is_evaded_by_splitting() {
        ConfidenceGate gate = ConfidenceGate.defaults();
        long[] bad = new long[20];
        Arrays.fill(bad, -1_000);
        long[] all = Arrays.copyOf(bad, 25);
        Arrays.fill(all, 20, 25, 500);
        assertThat(gate.isHarmful(all)).isTrue();
        assertThat(gate.isHarmful(Arrays.copyOfRange(all, 20, 25))).isFalse();
    }

    /** E max(S_1..S_n) of standard normal steps: 0.40, 1.1 and 5.1 standard deviations. */
    @Test
    void a_running_maximum_pays_for_noise() {
        Random random = new Random(1);
        int walks = 20_000;
        double[] paid = new double[51];
        for (int walk = 0; walk < walks; walk++) {
            double cumulative = 0;
            double best = 0;
            for (int epoch = 1; epoch <= 50; epoch++) {
                cumulative += random.nextGaussian();
                best = Math.max(best, cumulative);
                paid[epoch] += best / walks;
            }
        }
        assertThat(paid[1]).isBetween(0.38, 0.42);
        assertThat(paid[4]).isBetween(1.0, 1.2);
        assertThat(paid[50]).isBetween(4.9, 5.3);
    }

    @Test
    void dividing_by_trusted_value_would_pay_for_framing_a_stranger() {
        PlantedRewards world = PlantedRewardsWorlds.honest(4);
        PlantedRewards framed = world.mapped(
                row -> row.contributor() == 1 ? new Row(row.payload(), 1, 0, row.gain(), row.novelty(), 0.5) : row);
        assertThat(amount(RULE.apply(framed.input()), "a")).isEqualTo(amount(RULE.apply(world.input()), "a"));

        RewardInput other = framed.input();
        long[] bases = new long[other.weights().length];
        for (int row = 0; row < bases.length; row++) {
            bases[row] = (long) (other.valuation().bases()[row] * other.weights()[row]);
        }
        assertThat(amount(
                        RULE.apply(with(
                                other,
                                other.valuation().gains(),
                                other.valuation().novelties(),
                                bases)),
                        "a"))
                .isGreaterThan(amount(RULE.apply(world.input()), "a"));
    }

    @Test
    void sharing_a_payload_evenly_pays_for_copies_beside_a_stranger_and_halving_does_not() {
        List<Row> rows =
                List.of(new Row(7, 0, 0, ONE, ONE, 1), new Row(7, 1, 0, ONE, ONE, 1), new Row(8, 1, 0, ONE, ONE, 1));
        PlantedRewards world = new PlantedRewards(
                List.of("a", "stranger"),
                rows,
                List.of(new Run("run", BigInteger.valueOf(1_200_000), RunState.COMPLETED, List.of(0, 1, 2))),
                new RewardPolicy("UNIT", 1_000_000, 0, 0));
        PlantedRewards copied = world.copied(0);
        BigInteger before = amount(RULE.apply(world.input()), "a");
        RewardReport after = RULE.apply(copied.input());
        assertThat(before).isEqualTo(300_000);
        assertThat(amount(after, "a").add(amount(after, "copier-2"))).isLessThanOrEqualTo(before);

        RewardInput even = copied.input();
        long[] shares = new long[] {ONE / 3, ONE / 3, ONE, ONE / 3};
        RewardReport evenly = RULE.apply(
                with(even, even.valuation().gains(), shares, even.valuation().bases()));
        assertThat(amount(evenly, "a").add(amount(evenly, "copier-2"))).isGreaterThan(before);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void a_payer_never_gets_back_more_than_the_contributor_share_of_an_own_fee(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        BigInteger fee = BigInteger.valueOf(1_000_003);
        BigInteger most = fee.multiply(BigInteger.valueOf(world.policy().contributorShare()))
                .divide(BigInteger.valueOf(1_000_000));
        RewardReport before = RULE.apply(world.input());
        for (int contributor = 0; contributor < world.names().size(); contributor++) {
            String name = world.names().get(contributor);
            int self = contributor;
            List<Integer> own = IntStream.range(0, world.rows().size())
                    .filter(row -> world.rows().get(row).contributor() == self)
                    .boxed()
                    .toList();
            List<Run> runs = new ArrayList<>(world.runs());
            runs.add(new Run("wash", fee, RunState.COMPLETED, List.copyOf(new TreeSet<>(own))));
            RewardReport after = RULE.apply(world.with(runs).input());
            BigInteger back = amount(after, name)
                    .subtract(charge(after, name))
                    .subtract(amount(before, name))
                    .add(charge(before, name))
                    .add(refund(after))
                    .subtract(refund(before));
            assertThat(back).as(name).isLessThanOrEqualTo(most);
        }
    }

    private static RewardInput with(RewardInput input, long[] gains, long[] novelties, long[] bases) {
        ValuationReport old = input.valuation();
        return new RewardInput(
                input.datanet(),
                input.contributors(),
                input.contributorOf(),
                input.epochOf(),
                new ValuationReport(old.datanet(), old.method(), old.holdout(), gains, novelties, bases),
                input.weights(),
                input.quality(),
                input.reasons(),
                input.policy(),
                input.receipts());
    }

    private static List<ContributorId> names(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ContributorId("n" + i))
                .toList();
    }

    private static BigInteger amount(RewardReport report, String name) {
        return line(report, name).amount();
    }

    private static BigInteger charge(RewardReport report, String name) {
        return line(report, name).charge();
    }

    private static RewardReport.ContributorReward line(RewardReport report, String name) {
        return report.contributors().stream()
                .filter(line -> line.contributor().value().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static BigInteger refund(RewardReport report) {
        return report.treasury().stream()
                .filter(line -> line.name().equals(Treasury.REFUND))
                .map(RewardReport.TreasuryLine::amount)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Correlated agreement (Dasgupta and Ghosh 2013; Shnayder, Agarwal, Frongillo and Parkes 2016) pays a pair for agreeing on one
     * sample less for agreeing across two. Two who agree on a coin before the round earn more than two who look.
     */
    @Test
    void paying_agreement_pays_two_curators_who_agree_on_a_coin_more_than_two_who_look() {
        SplittableRandom random = new SplittableRandom(11);
        int samples = 5_000;
        boolean[][] look = new boolean[2][samples];
        boolean[] coin = new boolean[samples];
        for (int i = 0; i < samples; i++) {
            boolean truth = random.nextInt(7) == 0;
            look[0][i] = truth != (random.nextInt(12) == 0);
            look[1][i] = truth != (random.nextInt(12) == 0);
            coin[i] = random.nextBoolean();
        }
        assertThat(correlatedAgreement(coin, coin)).isGreaterThan(3 * correlatedAgreement(look[0], look[1]) / 2);
    }

    private static double correlatedAgreement(boolean[] one, boolean[] other) {
        double sum = 0;
        for (int i = 1; i + 1 < one.length; i++) {
            sum += (one[i] == other[i] ? 1 : 0) - (one[i - 1] == other[i + 1] ? 1 : 0);
        }
        return sum / (one.length - 2);
    }
}
