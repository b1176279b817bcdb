package org.datanet.rewards.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.datanet.contribution.Commitment;
import org.datanet.contribution.ContributorId;
import org.datanet.proof.Digest;
import org.junit.jupiter.api.Test;

class EpochCommitmentsTest {
    private static final ContributorId ADA = new ContributorId("ada");
    private static final ContributorId EVE = new ContributorId("eve");
    private static final byte[] SALT = new byte[16];

    private final Commitment first = promise(ADA, 1);
    private final Commitment second = promise(EVE, 2);
    private final Commitment third = promise(EVE, 3);
    private final EpochCommitments closed = EpochCommitments.close(4, List.of(first, second, third));

    @Test
    void their_order_and_root_do_not_depend_on_who_came_first() {
        EpochCommitments other = EpochCommitments.close(4, List.of(third, first, second));
        assertThat(other.root()).isEqualTo(closed.root());
        assertThat(other.commitments())
                .isEqualTo(closed.commitments())
                .isSortedAccordingTo((a, b) -> a.commitment().compareTo(b.commitment()));
        assertThat(EpochCommitments.close(4, List.of(first, third)).root()).isNotEqualTo(closed.root());
    }

    @Test
    void a_row_holds_only_for_who_promised_it() {
        assertThat(closed.holds(ADA, payload(1), SALT)).isTrue();
        assertThat(closed.holds(EVE, payload(1), SALT)).isFalse();
        assertThat(closed.holds(ADA, payload(1), new byte[17])).isFalse();
        assertThat(closed.holds(ADA, payload(9), SALT)).isFalse();
    }

    @Test
    void who_promises_and_does_not_show_forfeits_a_deposit_a_row() {
        BigInteger perRow = BigInteger.valueOf(30);
        assertThat(closed.forfeits(Set.of(first.commitment()), perRow))
                .containsExactly(entry(EVE, BigInteger.valueOf(60)));
        assertThat(closed.forfeits(Set.of(first.commitment(), second.commitment(), third.commitment()), perRow))
                .isEmpty();
        assertThat(closed.forfeits(Set.of(), BigInteger.ZERO)).isEmpty();
    }

    @Test
    void other_epochs_and_repetitions_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EpochCommitments.close(5, List.of(first)))
                .withMessageContaining("epoch 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EpochCommitments.close(4, List.of(first, first)))
                .withMessageContaining("twice");
    }

    private static Commitment promise(ContributorId who, int number) {
        return new Commitment(4, who, Commitment.digest(4, who, payload(number), SALT), Instant.EPOCH);
    }

    private static Digest payload(int number) {
        return Digest.sha256(new byte[] {(byte) number});
    }
}
