package org.datanet.rewards.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import org.datanet.rewards.upkeep.RefreshBounties.Gap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefreshBountiesTest {
    private static final Gap EIGHT = new Gap("label 8", "Few rows, \"thin\" region.", 10, 3);
    private static final Gap ONE = new Gap("label 1", "Not confirmed since epoch 2.", 3, 1);

    @Test
    void gaps_are_priced_by_need_and_never_cost_more_than_was_withheld() {
        RefreshBounties bounties = RefreshBounties.price(BigInteger.valueOf(1_000), List.of(EIGHT, ONE));
        assertThat(bounties.bounties())
                .extracting(bounty -> bounty.gap().name() + " " + bounty.perRow())
                .containsExactly("label 1 83", "label 8 75");
        assertThat(bounties.total()).isEqualTo(999);
        assertThat(bounties).isEqualTo(RefreshBounties.price(BigInteger.valueOf(1_000), List.of(ONE, EIGHT)));
        assertThat(RefreshBounties.price(BigInteger.TEN, List.of()).total()).isZero();
    }

    @Test
    void the_file_is_strict_csv(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("bounties.csv");
        RefreshBounties.price(BigInteger.valueOf(1_000), List.of(EIGHT)).write(file);
        assertThat(file)
                .hasContent(
                        "gap,wanted_rows,per_row,reason\r\n\"label 8\",10,100,\"Few rows, \"\"thin\"\" region.\"\r\n");
    }

    @Test
    void a_gap_that_stands_twice_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RefreshBounties.price(BigInteger.TEN, List.of(ONE, ONE)))
                .withMessageContaining("label 1");
    }
}
