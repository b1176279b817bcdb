package org.datanet.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.datanet.contribution.ContributorId;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.EvmAddress;
import org.datanet.reward.IntentStore;
import org.datanet.reward.RewardReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettlementStateTest {
    private static final int PEOPLE = 6;

    /** A store in memory. */
    private static final class Kept implements IntentStore {
        private final List<String> entries = new ArrayList<>();

        @Override
        public List<String> entries() {
            return List.copyOf(entries);
        }

        @Override
        public void append(String entry) {
            entries.add(entry);
        }

        @Override
        public void close() {}
    }

    private static EvmAddress account(int number) {
        byte[] bytes = new byte[20];
        bytes[19] = (byte) (number + 1);
        return EvmAddress.of(bytes);
    }

    private static void bind(SettlementState state, int who, int account, long sequence) throws IOException {
        state.bind(new AddressBinding(new ContributorId("c" + who), account(account), sequence, new byte[65]));
    }

    /** Reports, bindings, roots that become active, are vetoed or are taken back, in any order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whatever_happens_everything_earned_is_placed_or_waits_and_nothing_falls(long seed) throws IOException {
        Random random = new Random(seed);
        Kept store = new Kept();
        SettlementState state = new SettlementState(store);
        Map<String, BigInteger> earned = new HashMap<>();
        Map<EvmAddress, BigInteger> highest = new HashMap<>();
        int reports = 0;
        long sequence = 0;
        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(7)) {
                case 0, 1 -> {
                    Map<String, Long> amounts = new HashMap<>();
                    for (int who = 0; who < PEOPLE; who++) {
                        amounts.put("c" + who, (long) random.nextInt(50));
                    }
                    RewardReport report = SettlementStateTest.report(++reports, amounts);
                    state.take(report);
                    amounts.forEach((who, amount) -> earned.merge(who, BigInteger.valueOf(amount), BigInteger::add));
                }
                case 2 -> bind(state, random.nextInt(PEOPLE), random.nextInt(PEOPLE), ++sequence);
                case 3 -> {
                    if (state.proposed().isEmpty() && !state.next().earnings().equals(state.active())) {
                        state.decide(state.next(), Bytes32.parse("0x%064x".formatted(step + 1)), step);
                    }
                }
                case 4 -> {
                    if (state.proposed().isPresent()) {
                        state.activated();
                        state.active().toMap().forEach((account, amount) -> {
                            assertThat(amount).isGreaterThanOrEqualTo(highest.getOrDefault(account, BigInteger.ZERO));
                            highest.put(account, amount);
                        });
                    }
                }
                case 5 -> {
                    if (state.proposed().isPresent()) {
                        state.stopped("vetoed");
                        state.release();
                    }
                }
                default -> {
                    if (state.canBeTakenBack() && random.nextInt(3) == 0) {
                        state.takenBack();
                        highest.clear();
                        highest.putAll(state.active().toMap());
                    }
                }
            }
            SettlementState.Next next = state.next();
            BigInteger all = earned.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
            BigInteger waiting = next.unplaced().values().stream().reduce(BigInteger.ZERO, BigInteger::add);
            assertThat(next.earnings().total().add(waiting)).as("step %d", step).isEqualTo(all);
        }
        SettlementState again = new SettlementState(store);
        assertThat(again.active()).isEqualTo(state.active());
        assertThat(again.next()).isEqualTo(state.next());
        assertThat(again.proposed()).isEqualTo(state.proposed());
    }

    private static RewardReport report(int number, Map<String, Long> amounts) {
        return SettlementWorld.report(number, amounts);
    }

    @Test
    void the_same_report_is_known_even_after_it_was_dropped() throws IOException {
        SettlementState state = new SettlementState(new Kept());
        RewardReport report = report(1, Map.of("c1", 5L));
        state.take(report);
        bind(state, 1, 1, 1);
        state.decide(state.next(), Bytes32.parse("0x" + "11".repeat(32)), 1);
        state.stopped("vetoed");
        state.drop(report.digest());
        assertThat(state.knows(report.digest())).isTrue();
        assertThat(state.next().earnings().size()).isZero();
    }

    @Test
    void an_epoch_has_one_payer_until_that_is_dropped() throws IOException {
        Kept store = new Kept();
        SettlementState state = new SettlementState(store);
        RewardReport report = report(1, Map.of("c1", 5L)).ofEpochs(List.of(3, 4));
        state.take(report);
        assertThat(state.payer(3)).contains(report.digest());
        assertThat(new SettlementState(store).payer(4)).contains(report.digest());
        assertThat(state.payer(5)).isEmpty();

        bind(state, 1, 1, 1);
        state.decide(state.next(), Bytes32.parse("0x" + "11".repeat(32)), 1);
        state.stopped("vetoed");
        state.drop(report.digest());
        assertThat(state.payer(3)).isEmpty();
        assertThat(new SettlementState(store).payer(4)).isEmpty();
    }

    @Test
    void entries_that_contradict_each_other_are_refused() {
        Kept store = new Kept();
        store.append("{\"entry\":\"active\"}");
        assertThatThrownBy(() -> new SettlementState(store)).isInstanceOf(IllegalStateException.class);
    }
}
