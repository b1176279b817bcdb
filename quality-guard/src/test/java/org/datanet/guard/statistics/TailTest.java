package org.datanet.guard.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TailTest {
    @ParameterizedTest
    @CsvSource({"0, 0.5", "1.6448536269514722, 0.05", "5.1, 1.6982674071475951e-7", "8, 6.220960574271785e-16"})
    void normal_tails_match_published_values(double z, double p) {
        assertThat(Tail.normalAbove(z)).isCloseTo(p, within(p * 1e-3));
    }

    @ParameterizedTest
    @CsvSource({"1, 10, 0.1, 0.6513215599", "5, 10, 0.5, 0.623046875", "10, 10, 0.1, 1e-10", "0, 3, 0.2, 1"})
    void binomial_tails_match_their_sums(int hits, int trials, double chance, double p) {
        assertThat(Tail.binomialAtLeast(hits, trials, chance)).isCloseTo(p, within(p * 1e-6));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 0.6321205588", "0.01, 1, 1, 0.00995016625", "2, 3, 1, 0.3233235838", "0.1, 4, 1, 3.8468e-6"})
    void gamma_tails_match_published_values(double x, double shape, double scale, double p) {
        assertThat(Tail.gammaBelow(x, shape, scale)).isCloseTo(p, within(p * 1e-2));
    }

    @Test
    void the_step_up_procedure_selects_what_its_inventors_selected() {
        double[] published = {
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0
        };
        double line = BenjaminiHochberg.threshold(published, 15, 0.05);
        assertThat(java.util.Arrays.stream(published).filter(p -> p <= line)).hasSize(4);
        assertThat(BenjaminiHochberg.threshold(new double[] {0.5}, 1, 0.05)).isEqualTo(-1);
    }
}
