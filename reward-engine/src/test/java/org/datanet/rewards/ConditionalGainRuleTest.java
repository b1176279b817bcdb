package org.datanet.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;
import org.datanet.reward.RewardReport.TreasuryLine;
import org.datanet.reward.RewardReport.WaterfallStep;
import org.datanet.reward.RewardRule;
import org.datanet.testkit.RewardRuleCompatibilityKit;
import org.datanet.testkit.planted.PlantedRewards;
import org.datanet.testkit.planted.PlantedRewards.Row;
import org.datanet.usage.RunState;
import org.datanet.valuation.ValuationReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConditionalGainRuleTest extends RewardRuleCompatibilityKit {

    @Override
    protected RewardRule rule() {
        return new ConditionalGainRule();
    }

    @Test
    void equal_rows_share_the_fee_equally_and_the_treasury_gets_what_the_policy_leaves() {
        RewardReport report = rule().apply(PlantedRewardsWorlds.honest(4).input());
        assertThat(report.contributors()).allSatisfy(line -> {
            assertThat(line.amount()).isEqualTo(300_000);
            assertThat(line.rows()).isEqualTo(4);
            assertThat(line.usedRows()).isEqualTo(4);
        });
        assertThat(report.treasury())
                .containsExactly(
                        new TreasuryLine("curators", BigInteger.valueOf(50_000)),
                        new TreasuryLine("network", BigInteger.valueOf(50_000)),
                        new TreasuryLine("refresh", BigInteger.ZERO),
                        new TreasuryLine("refund", BigInteger.ZERO));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void splitting_an_identity_never_raises_its_sum(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        for (int contributor = 0; contributor < world.names().size(); contributor++) {
            String name = world.names().get(contributor);
            BigInteger alone = sumOf(rule().apply(world.input()), name);
            for (int parts = 2; parts <= 40; parts *= 4) {
                PlantedRewards split = world.split(contributor, parts, seed);
                assertThat(sumOf(rule().apply(split.input()), name))
                        .as("%s in %d parts", name, parts)
                        .isLessThanOrEqualTo(alone);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_copy_never_raises_the_sum_over_the_copiers_identities_by_more_than_rounding(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        Map<String, BigInteger> before = net(rule().apply(world.input()));
        long paidRuns = world.runs().stream()
                .filter(run -> run.state() == RunState.COMPLETED)
                .count();
        for (int row = 0; row < world.rows().size(); row += 7) {
            String owner = world.names().get(world.rows().get(row).contributor());
            PlantedRewards copied = world;
            for (int copies = 1; copies <= 3; copies++) {
                copied = copied.copied(row);
                Map<String, BigInteger> after = net(rule().apply(copied.input()));
                BigInteger sum = after.get(owner);
                for (int copy = 0; copy < copies; copy++) {
                    sum = sum.add(after.get("copier-" + (world.names().size() + copy)));
                }
                // Values are whole 1e-9 and shared by halving: what rounding can move is one of them a receipt.
                BigInteger rounding = roundingOf(world, copies).add(BigInteger.valueOf(copies * paidRuns));
                assertThat(sum)
                        .as("%d copies of row %d", copies, row)
                        .isLessThanOrEqualTo(before.get(owner).add(rounding));
            }
        }
    }

    /** What one unit of value (1e-9 of loss) a copy costs at the most, over all receipts. */
    private static BigInteger roundingOf(PlantedRewards world, int copies) {
        BigInteger sum = BigInteger.ZERO;
        for (PlantedRewards.Run run : world.runs()) {
            long base = 0;
            for (int row : run.used()) {
                base += world.input(List.of()).valuation().bases()[row];
            }
            long divisor = Math.max(1, Math.max(world.policy().minimumValue(), base - 2L * (copies + 1)));
            sum = sum.add(
                    run.fee().multiply(BigInteger.valueOf(2L * (copies + 1))).divide(BigInteger.valueOf(divisor)));
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void names_change_nothing_but_the_names(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        Map<String, BigInteger> before = net(rule().apply(world.input()));
        Map<String, BigInteger> after = net(rule().apply(
                        world.named(name -> new StringBuilder(name).reverse().toString())
                                .input()));
        before.forEach((name, amount) -> assertThat(after)
                .containsEntry(new StringBuilder(name).reverse().toString(), amount));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_flag_on_a_stranger_changes_nobody_elses_amount(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        Map<String, BigInteger> before = net(rule().apply(world.input()));
        for (int flagged = 0; flagged < world.names().size(); flagged++) {
            int stranger = flagged;
            PlantedRewards judged = world.mapped(row -> row.contributor() == stranger
                    ? new Row(row.payload(), stranger, row.epoch(), row.gain(), row.novelty(), 0)
                    : row);
            Map<String, BigInteger> after = net(rule().apply(judged.input()));
            before.forEach((name, amount) -> {
                if (name.equals(world.names().get(stranger))) {
                    assertThat(after.get(name)).isLessThanOrEqualTo(amount);
                } else {
                    assertThat(after).containsEntry(name, amount);
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_flag_never_erases_a_debt(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        Map<String, BigInteger> trusted = net(rule().apply(world.input()));
        Map<String, BigInteger> flagged = net(rule().apply(world.mapped(
                        row -> new Row(row.payload(), row.contributor(), row.epoch(), row.gain(), row.novelty(), 0))
                .input()));
        flagged.forEach((name, amount) -> {
            assertThat(amount.signum()).isNotPositive();
            assertThat(amount).isLessThanOrEqualTo(trusted.get(name));
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_steps_of_a_waterfall_sum_to_the_credited_value(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        Map<String, Long> credited = new TreeMap<>();
        RewardInput input = world.input();
        RowTerms terms = new RowTerms(input);
        for (PlantedRewards.Run run : world.runs()) {
            if (run.state() == RunState.COMPLETED) {
                for (int row : run.used()) {
                    credited.merge(
                            world.names().get(world.rows().get(row).contributor()),
                            terms.credit[row] - terms.debit[row],
                            Long::sum);
                }
            }
        }
        for (ContributorReward line : rule().apply(input).contributors()) {
            assertThat(line.waterfall().stream().mapToLong(WaterfallStep::value).sum())
                    .isEqualTo(credited.getOrDefault(line.contributor().value(), 0L));
        }
    }

    @Test
    void harm_beyond_help_is_charged_to_the_deposit_and_pays_nobody_else() {
        PlantedRewards world = PlantedRewardsWorlds.honest(4);
        PlantedRewards vandal = world.mapped(
                row -> row.contributor() == 2 ? new Row(row.payload(), 2, 0, -2_000_000, 1_000_000_000, 1) : row);
        RewardReport report = rule().apply(vandal.input());
        assertThat(report.contributors())
                .extracting(ContributorReward::amount)
                .containsExactly(BigInteger.valueOf(450_000), BigInteger.valueOf(450_000), BigInteger.ZERO);
        assertThat(report.contributors().get(2).charge()).isEqualTo(900_000);
        assertThat(report.charged()).isEqualTo(900_000);
    }

    @Test
    void a_run_that_used_little_of_value_pays_little_and_gives_the_rest_back() {
        PlantedRewards world = PlantedRewardsWorlds.honest(1).under(new RewardPolicy("UNIT", 900_000, 6_000_000, 0));
        RewardReport report = rule().apply(world.input());
        assertThat(report.paid()).isEqualTo(450_000);
        assertThat(report.treasury()).contains(new TreasuryLine("refund", BigInteger.valueOf(450_000)));
    }

    @Test
    void old_rows_pay_by_half_lives_and_what_they_lose_refreshes_the_datanet() {
        List<Row> rows = new ArrayList<>();
        for (int epoch = 0; epoch < 3; epoch++) {
            rows.add(new Row(epoch, epoch, epoch, 1_000_000, 1_000_000_000, 1));
        }
        PlantedRewards world = new PlantedRewards(
                List.of("a", "b", "c"),
                rows,
                List.of(new PlantedRewards.Run("run", BigInteger.valueOf(1_200), RunState.COMPLETED, List.of(0, 1, 2))),
                new RewardPolicy("UNIT", 1_000_000, 0, 1));
        RewardReport report = rule().apply(world.input());
        assertThat(report.contributors())
                .extracting(line -> line.amount().intValue())
                .containsExactly(100, 200, 400);
        assertThat(report.treasury()).contains(new TreasuryLine("refresh", BigInteger.valueOf(500)));
    }

    @Test
    void a_payer_who_is_the_only_contributor_loses_the_shares_of_others() {
        PlantedRewards world = PlantedRewardsWorlds.honest(3);
        PlantedRewards wash = world.with(List.of(
                new PlantedRewards.Run("wash", BigInteger.valueOf(1_000_000), RunState.COMPLETED, List.of(0, 3, 6))));
        assertThat(net(rule().apply(wash.input())).get("a")).isEqualTo(900_000);
    }

    @Test
    void a_default_fee_is_for_runs_that_carry_none() {
        PlantedRewards world = PlantedRewardsWorlds.honest(3);
        PlantedRewards free = world.with(List.of(
                        new PlantedRewards.Run("free", BigInteger.ZERO, RunState.COMPLETED, List.of(0)),
                        new PlantedRewards.Run("paid", BigInteger.valueOf(70), RunState.COMPLETED, List.of(0))))
                .under(RewardPolicy.defaults().withDefaultFee(BigInteger.valueOf(30)));
        assertThat(rule().apply(free.input()).fees()).isEqualTo(100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void an_in_run_gain_lowers_what_its_row_earns_and_never_raises_anything(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        Map<String, BigInteger> before = net(rule().apply(world.input()));
        RewardReport discounted = rule().apply(
                        world.under(world.policy().withInRunDiscount(700_000)).input());
        net(discounted).forEach((name, amount) -> assertThat(amount).isLessThanOrEqualTo(before.get(name)));
        assertThat(refund(discounted)).isEqualTo(refund(rule().apply(world.input())));
    }

    private static BigInteger refund(RewardReport report) {
        return report.treasury().stream()
                .filter(line -> line.name().equals("refund"))
                .map(TreasuryLine::amount)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_row_that_is_attested_again_is_as_good_as_new() {
        PlantedRewards world = new PlantedRewards(
                List.of("a", "b"),
                List.of(new Row(0, 0, 0, 1_000_000, 1_000_000_000, 1), new Row(1, 1, 2, 1_000_000, 1_000_000_000, 1)),
                List.of(new PlantedRewards.Run("run", BigInteger.valueOf(800), RunState.COMPLETED, List.of(0, 1))),
                new RewardPolicy("UNIT", 1_000_000, 0, 1));
        RewardInput stale = world.input();
        RewardInput fresh = new RewardInput(
                stale.datanet(),
                stale.contributors(),
                stale.contributorOf(),
                stale.epochOf(),
                stale.valuation(),
                stale.weights(),
                stale.quality(),
                stale.reasons(),
                stale.policy(),
                stale.receipts(),
                new int[] {2, 2});
        assertThat(net(rule().apply(stale)).get("a")).isEqualTo(100);
        assertThat(net(rule().apply(fresh)).get("a")).isEqualTo(400);
        assertThat(net(rule().apply(fresh)).get("b")).isEqualTo(400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void where_a_netting_ratio_is_too_low_fees_still_suffice_and_splitting_still_does_not_pay(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        for (int contributor = 0; contributor < world.names().size(); contributor++) {
            String name = world.names().get(contributor);
            RewardReport alone = rule().apply(netted(world.input(), 4));
            RewardReport split =
                    rule().apply(netted(world.split(contributor, 3, seed).input(), 4));
            assertThat(sumOf(split, name)).isLessThanOrEqualTo(sumOf(alone, name));
        }
    }

    /** The same with every base divided by a number. */
    private static RewardInput netted(RewardInput input, int divisor) {
        ValuationReport old = input.valuation();
        long[] bases = old.bases().clone();
        for (int row = 0; row < bases.length; row++) {
            bases[row] /= divisor;
        }
        return new RewardInput(
                input.datanet(),
                input.contributors(),
                input.contributorOf(),
                input.epochOf(),
                new ValuationReport(old.datanet(), old.method(), old.holdout(), old.gains(), old.novelties(), bases),
                input.weights(),
                input.quality(),
                input.reasons(),
                input.policy(),
                input.receipts());
    }

    /** Amounts less charges, by name. */
    private static Map<String, BigInteger> net(RewardReport report) {
        Map<String, BigInteger> net = new TreeMap<>();
        report.contributors()
                .forEach(line ->
                        net.put(line.contributor().value(), line.amount().subtract(line.charge())));
        return net;
    }

    private static BigInteger sumOf(RewardReport report, String prefix) {
        BigInteger sum = BigInteger.ZERO;
        for (Map.Entry<String, BigInteger> line : net(report).entrySet()) {
            sum = line.getKey().startsWith(prefix) ? sum.add(line.getValue()) : sum;
        }
        return sum;
    }
}
