package org.datanet.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport.WaterfallStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreditedValueTest {

    private static void add(CreditedValue sum, long seed, int row) {
        Random random = new Random(seed * 1000 + row);
        double weight = random.nextInt(3) == 0 ? random.nextInt(10) / 10.0 : 1;
        sum.add(
                row,
                random.nextInt(2000) - 500,
                RowCredit.of(
                        random.nextInt(1500) - 500,
                        weight,
                        random.nextInt(1_000_001),
                        RewardPolicy.defaults().withInRunDiscount(300_000),
                        row),
                random.nextInt(4),
                random.nextInt(2),
                random.nextInt(9),
                weight == 1 || random.nextInt(4) == 0
                        ? ""
                        : (random.nextBoolean() ? "outlier" : "sybil") + ": row " + row + " is 5 % odd, \uD83D\uDE00.");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void parts_merged_in_any_order_and_after_travelling_as_bytes_give_the_same_steps(long seed) {
        CreditedValue whole = new CreditedValue();
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < 60; row++) {
            add(whole, seed, row);
            rows.add(row);
        }
        Collections.shuffle(rows, new Random(seed));
        List<CreditedValue> parts = new ArrayList<>();
        for (int part = 0; part < 7; part++) {
            CreditedValue sum = new CreditedValue();
            for (int i = part; i < rows.size(); i += 7) {
                add(sum, seed, rows.get(i));
            }
            parts.add(CreditedValue.of(sum.toBytes()));
        }
        CreditedValue merged = new CreditedValue();
        parts.forEach(merged::merge);

        assertThat(steps(merged)).isEqualTo(steps(whole));
        assertThat(steps(whole)).hasSizeGreaterThan(4);
        assertThat(merged.rows()).isEqualTo(60);
        assertThat(merged.usedRows()).isEqualTo(whole.usedRows());
        assertThat(merged.exposures()).isEqualTo(whole.exposures());
    }

    private static List<WaterfallStep> steps(CreditedValue value) {
        return value.steps(BigInteger.TEN, RewardPolicy.defaults(), 3, BigInteger.valueOf(100));
    }

    @Test
    void bytes_that_end_too_early_are_refused() {
        assertThatThrownBy(() -> CreditedValue.of(new byte[20]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20 bytes");
    }
}
