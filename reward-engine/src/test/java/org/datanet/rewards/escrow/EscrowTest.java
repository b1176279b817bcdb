package org.datanet.rewards.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EscrowTest {
    private static final ContributorId ADA = new ContributorId("ada");
    private static final ContributorId BOB = new ContributorId("bob");
    private static final ContributorId EVE = new ContributorId("eve");
    private static final EscrowPolicy POLICY = new EscrowPolicy(2, 250_000, 100_000);

    private final List<Movement> journal = new ArrayList<>();
    private final Escrow escrow = new Escrow(POLICY, journal::add);
    private int reports;

    @Test
    void an_amount_can_be_claimed_after_the_window_and_not_before() {
        escrow.settle(report(ADA, 1_000));
        escrow.advance();
        assertThat(escrow.claim(ADA)).isZero();
        escrow.advance();
        assertThat(escrow.claim(ADA)).isEqualTo(1_000);
        assertThat(escrow.claim(ADA)).isZero();
    }

    @Test
    void a_report_is_settled_once_however_often_it_comes() {
        RewardReport report = report(ADA, 1_000);
        assertThat(escrow.settle(report)).isTrue();
        assertThat(escrow.settle(report)).isFalse();
        assertThat(held(Account.unvested("ada", 0))).isEqualTo(1_000);
    }

    @Test
    void a_second_report_of_an_epoch_is_not_booked() {
        escrow.settle(report(ADA, 1_000).ofEpochs(List.of(4)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> escrow.settle(report(ADA, 1_001).ofEpochs(List.of(3, 4))))
                .withMessageContaining("epoch 4 of ");
        assertThat(held(Account.unvested("ada", 0))).isEqualTo(1_000);
        assertThat(escrow.settle(report(ADA, 10).ofEpochs(List.of(3))))
                .as("what was refused has claimed nothing")
                .isTrue();
    }

    @Test
    void a_charge_takes_unvested_amounts_then_the_deposit_and_leaves_a_debt() {
        escrow.deposit(ADA, big(300));
        escrow.settle(report(ADA, 1_000));
        escrow.settle(report(ADA, -1_450));
        assertThat(held(Account.REFRESH)).isEqualTo(1_300);
        assertThat(escrow.debt(ADA)).isEqualTo(150);
        escrow.settle(report(ADA, 100));
        assertThat(escrow.debt(ADA)).isEqualTo(50);
        escrow.settle(report(ADA, 100));
        assertThat(escrow.debt(ADA)).isZero();
        assertThat(held(Account.unvested("ada", 0))).isEqualTo(50);
        assertThat(held(Account.REFRESH)).isEqualTo(1_450);
    }

    @Test
    void a_deposit_stays_as_long_as_anything_can_be_challenged_or_is_owed() {
        escrow.deposit(ADA, big(300));
        escrow.settle(report(ADA, 10));
        assertThatIllegalStateException()
                .isThrownBy(() -> escrow.withdraw(ADA, big(1)))
                .withMessageContaining("ada");
        escrow.advance();
        escrow.advance();
        escrow.withdraw(ADA, big(300));
        assertThatIllegalArgumentException().isThrownBy(() -> escrow.withdraw(ADA, big(1)));
        escrow.settle(report(BOB, -5));
        assertThatIllegalStateException()
                .isThrownBy(() -> escrow.withdraw(BOB, big(1)))
                .withMessageContaining("owes 5");
    }

    @Test
    void a_rejected_challenge_delays_its_victim_and_pays_for_it() {
        escrow.settle(report(ADA, 1_000));
        Escrow.Dispute dispute = escrow.challenge("d1", EVE, ADA, 0, Digest.EMPTY);
        assertThat(escrow.bondFor(dispute.amount())).isEqualTo(250);
        escrow.advance();
        escrow.advance();
        escrow.advance();
        assertThat(escrow.claim(ADA)).isZero();
        escrow.decide("d1", false);
        escrow.advance();
        escrow.advance();
        assertThat(escrow.claim(ADA)).isEqualTo(1_250);
    }

    @Test
    void an_upheld_challenge_forfeits_the_amount_and_pays_a_bounty() {
        escrow.settle(report(ADA, 1_000));
        escrow.challenge("d1", EVE, ADA, 0, Digest.EMPTY);
        escrow.decide("d1", true);
        assertThat(held(Account.REFRESH)).isEqualTo(900);
        assertThat(held(Account.unvested("ada", 0))).isZero();
        // Eve: bond in, bond and bounty out.
        assertThat(held(Account.OUTSIDE)).isEqualTo(-900);
    }

    @Test
    void challenging_oneself_keeps_no_challenger_out_and_saves_a_tenth_at_most() {
        escrow.settle(report(ADA, 1_000));
        escrow.challenge("self", EVE, ADA, 0, Digest.EMPTY);
        assertThatIllegalStateException()
                .isThrownBy(() -> escrow.challenge("honest", BOB, ADA, 0, Digest.EMPTY))
                .withMessageContaining("self");
        for (int i = 0; i < 5; i++) {
            escrow.advance();
        }
        escrow.decide("self", false);
        escrow.advance();
        escrow.challenge("honest", BOB, ADA, 0, Digest.EMPTY);
        escrow.decide("honest", true);
        assertThat(held(Account.REFRESH)).isEqualTo(900);
    }

    @Test
    void what_was_paid_after_a_challenge_is_not_forfeited_with_it() {
        escrow.settle(report(ADA, 1_000));
        escrow.challenge("d1", EVE, ADA, 0, Digest.EMPTY);
        escrow.settle(report(ADA, 70));
        escrow.decide("d1", true);
        assertThat(held(Account.unvested("ada", 0))).isEqualTo(70);
    }

    @Test
    void withheld_amounts_are_delayed_and_never_lowered() {
        escrow.settle(report(ADA, 1_000));
        escrow.withhold(ADA);
        for (int i = 0; i < 4; i++) {
            escrow.advance();
        }
        assertThat(escrow.claim(ADA)).isZero();
        escrow.release(ADA);
        escrow.advance();
        assertThat(escrow.claim(ADA)).isEqualTo(1_000);
    }

    @Test
    void a_dispute_is_decided_once_and_its_name_is_used_once() {
        escrow.settle(report(ADA, 1_000));
        escrow.challenge("d1", EVE, ADA, 0, Digest.EMPTY);
        escrow.decide("d1", false);
        assertThatIllegalArgumentException().isThrownBy(() -> escrow.decide("d1", true));
        assertThatIllegalArgumentException().isThrownBy(() -> escrow.challenge("d1", EVE, ADA, 0, Digest.EMPTY));
        assertThatIllegalStateException().isThrownBy(() -> escrow.challenge("d2", EVE, BOB, 0, Digest.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatever_happens_every_unit_stands_somewhere_and_no_account_is_overdrawn(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ContributorId[] people = {ADA, BOB, EVE};
        List<String> disputes = new ArrayList<>();
        BigInteger claimed = BigInteger.ZERO;
        for (int step = 0; step < 2_000; step++) {
            ContributorId who = people[random.nextInt(3)];
            try {
                switch (random.nextInt(9)) {
                    case 0 -> escrow.deposit(who, big(random.nextLong(1, 1_000)));
                    case 1 -> escrow.withdraw(who, big(random.nextLong(1, 500)));
                    case 2 -> escrow.settle(report(who, random.nextLong(-800, 1_500)));
                    case 3 -> escrow.advance();
                    case 4 -> claimed = claimed.add(escrow.claim(who));
                    case 5 -> {
                        String id = "d" + step;
                        escrow.challenge(
                                id, people[random.nextInt(3)], who, escrow.epoch() - random.nextInt(3), Digest.EMPTY);
                        disputes.add(id);
                    }
                    case 6 -> escrow.decide(disputes.get(random.nextInt(disputes.size())), random.nextBoolean());
                    case 7 -> escrow.withhold(who);
                    default -> escrow.release(who);
                }
            } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException refused) {
                assertThat(refused).hasMessageNotContainingAny("null");
            }
            BigInteger sum = BigInteger.ZERO;
            for (var balance : escrow.balances().entrySet()) {
                sum = sum.add(balance.getValue());
                if (!balance.getKey().equals(Account.OUTSIDE)) {
                    assertThat(balance.getValue().signum())
                            .as("%s", balance.getKey())
                            .isPositive();
                }
            }
            assertThat(sum).isZero();
        }
        assertThat(claimed.signum()).isPositive();
        BigInteger in = flow(Account.OUTSIDE, true);
        BigInteger out = flow(Account.OUTSIDE, false);
        assertThat(escrow.balances().getOrDefault(Account.OUTSIDE, BigInteger.ZERO))
                .isEqualTo(out.subtract(in));
    }

    @Test
    void a_deposit_by_the_schedule_covers_the_worst_row() {
        // 25 nearest neighbours: ln 26 = 3.258.
        DepositSchedule schedule = new DepositSchedule(3_258_096_538L, 100_000_000_000L);
        assertThat(schedule.perRow(big(1_000_000), 10)).isEqualTo(32_581 + 10);
    }

    @Test
    void the_gate_passes_small_and_lucky_and_unlucky_honest_people_and_stops_vandals() {
        ConfidenceGate gate = ConfidenceGate.defaults();
        assertThat(gate.isHarmful(new long[] {-5, -5, -5})).isFalse();
        SplittableRandom random = new SplittableRandom(9);
        int stopped = 0;
        for (int person = 0; person < 20_000; person++) {
            long[] values = new long[30];
            for (int i = 0; i < values.length; i++) {
                for (int k = 0; k < 12; k++) {
                    values[i] += random.nextLong(-1_000, 1_001);
                }
            }
            stopped += gate.isHarmful(values) ? 1 : 0;
        }
        // Student's t with 29 degrees of freedom beyond 3.09: 0.0022.
        assertThat(stopped).isBetween(15, 80);
        long[] vandal = random.longs(30, -3_000, 500).toArray();
        assertThat(gate.isHarmful(vandal)).isTrue();
        assertThat(gate.isHarmful(new long[] {-7, -7, -7, -7, -7, -7, -7, -7, -7, -7}))
                .isTrue();
    }

    private BigInteger flow(Account account, boolean from) {
        return journal.stream()
                .filter(movement -> (from ? movement.from() : movement.to()).equals(account))
                .map(Movement::amount)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private BigInteger held(Account account) {
        return escrow.balances().getOrDefault(account, BigInteger.ZERO);
    }

    private RewardReport report(ContributorId who, long net) {
        BigInteger amount = big(Math.max(0, net));
        return new RewardReport(
                new DatanetRef(new DatanetId("escrow"), "1", 10, Digest.EMPTY),
                "conditional-gain",
                "UNIT",
                1,
                Digest.sha256(new byte[] {(byte) reports, (byte) (reports++ >> 8)}),
                Digest.EMPTY,
                Digest.EMPTY,
                amount,
                List.of(new ContributorReward(who, amount, 1, 1, 1, List.of(), big(Math.max(0, -net)))),
                List.of());
    }

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }
}
