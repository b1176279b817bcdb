package org.datanet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;
import org.datanet.reward.RewardReport.WaterfallStep;
import org.datanet.reward.RewardRule;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.testkit.planted.PlantedRewards;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link RewardRule} must do, whatever it pays for. Extend it and say which rule. */
public abstract class RewardRuleCompatibilityKit {

    /** The rule to be tested; asked once for every test. */
    protected abstract RewardRule rule();

    /** Seeds of the planted economies that every law is tried on. */
    protected static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= 40; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @Test
    void its_name_is_lower_case_words_joined_by_hyphens() {
        assertThat(rule().name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
        assertThat(rule().apply(PlantedRewards.random(1).input()).rule()).isEqualTo(rule().name());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void contributors_and_treasury_equal_the_fees_of_completed_runs_to_the_unit(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        BigInteger fees = BigInteger.ZERO;
        for (PlantedRewards.Run run : world.runs()) {
            fees = run.state() == RunState.COMPLETED ? fees.add(run.fee()) : fees;
        }
        RewardReport report = rule().apply(world.input());
        BigInteger sum = report.paid();
        for (RewardReport.TreasuryLine line : report.treasury()) {
            assertThat(line.amount().signum())
                    .as("treasury line %s", line.name())
                    .isNotNegative();
            sum = sum.add(line.amount());
        }
        assertThat(report.fees()).isEqualTo(fees);
        assertThat(sum).isEqualTo(fees);
        assertThat(report.paid()).isLessThanOrEqualTo(fees);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void every_contributor_has_one_line_in_ascending_order_of_name(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        assertThat(rule().apply(world.input()).contributors())
                .extracting(line -> line.contributor().value())
                .containsExactlyElementsOf(world.names().stream().sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_order_of_receipts_changes_nothing(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        List<UsageReceipt> shuffled = new ArrayList<>(world.receipts());
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(rule().apply(world.input(shuffled)).digest())
                .isEqualTo(rule().apply(world.input()).digest());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void replayed_receipts_change_nothing(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        List<UsageReceipt> twice = new ArrayList<>(world.receipts());
        twice.addAll(world.receipts());
        assertThat(rule().apply(world.input(twice)).digest())
                .isEqualTo(rule().apply(world.input()).digest());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void failed_and_incomplete_runs_change_nothing_at_all(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        List<PlantedRewards.Run> completed = world.runs().stream()
                .filter(run -> run.state() == RunState.COMPLETED)
                .toList();
        assertThat(rule().apply(world.input()).digest())
                .isEqualTo(rule().apply(world.with(completed).input()).digest());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_order_of_rows_within_an_epoch_changes_no_amount(long seed) {
        PlantedRewards world = PlantedRewards.random(seed);
        RewardReport moved = rule().apply(world.shuffled(seed).input());
        assertThat(moved.contributors()).isEqualTo(rule().apply(world.input()).contributors());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_steps_of_a_waterfall_have_names_and_reasons(long seed) {
        for (ContributorReward line :
                rule().apply(PlantedRewards.random(seed).input()).contributors()) {
            assertThat(line.waterfall()).isNotEmpty();
            for (WaterfallStep step : line.waterfall()) {
                assertThat(step.name()).isNotBlank();
                assertThat(step.reason()).isNotBlank();
            }
        }
    }

    @Test
    void no_receipts_pay_nobody() {
        RewardReport report =
                rule().apply(PlantedRewards.random(2).with(List.of()).input());
        assertThat(report.fees()).isZero();
        assertThat(report.receipts()).isZero();
        assertThat(report.receiptsRoot()).isEqualTo(Digest.EMPTY);
        assertThat(report.contributors())
                .allSatisfy(line -> assertThat(line.amount()).isZero());
    }

    @Test
    void a_receipt_of_another_datanet_is_refused_by_name() {
        PlantedRewards world = PlantedRewards.random(3);
        PlantedReceipts stranger = new PlantedReceipts(
                new DatanetRef(new DatanetId("other"), "1", 10, Digest.EMPTY), PlantedReceipts.signer(5));
        UsageReceipt foreign =
                stranger.of("foreign-run", "payer", 5, new UsageTable(new int[] {0}, new long[] {1}, new long[] {1}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule().apply(world.input(List.of(foreign))))
                .withMessageContaining("foreign-run");
    }

    @Test
    void two_receipts_of_one_run_are_refused_by_name() {
        PlantedRewards world = PlantedRewards.random(4);
        List<UsageReceipt> receipts = new ArrayList<>();
        for (long fee : new long[] {5, 6}) {
            receipts.addAll(world.with(List.of(
                            new PlantedRewards.Run("twice", BigInteger.valueOf(fee), RunState.COMPLETED, List.of(0))))
                    .receipts());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule().apply(world.input(receipts)))
                .withMessageContaining("twice");
    }
}
