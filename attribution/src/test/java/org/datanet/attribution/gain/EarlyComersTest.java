package org.datanet.attribution.gain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.progress.Progress;
import org.datanet.valuation.ValuationReport;
import org.datanet.valuation.Valuator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where there was no pool yet, nothing can be derived from it: that must not be worth a multiple. */
class EarlyComersTest {
    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void who_comes_before_there_is_a_pool_earns_about_as_much_as_who_comes_later(long seed) {
        for (TableWorld world : new TableWorld[] {TableWorld.optdigits(seed), TableWorld.wdbc(seed)}) {
            Datanet datanet = world.datanet();
            ValuationReport values = new LabelInformationValuator()
                    .value(datanet, world.holdout, Valuator.noReference(datanet), seed, Progress.none());
            double early = mean(values, 0, datanet.firstRow(1));
            double late = mean(values, datanet.firstRow(1), datanet.rows());

            assertThat(late).isPositive();
            assertThat(early / late)
                    .as("mean value before there is a pool over that after")
                    .isBetween(0.6, 2.0);
        }
    }

    private static double mean(ValuationReport values, int from, int to) {
        return IntStream.range(from, to)
                .mapToLong(values::value)
                .map(value -> Math.max(0, value))
                .average()
                .orElseThrow();
    }
}
