package org.datanet.attribution.gain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datanet.contribution.Datanet;
import org.datanet.progress.Progress;
import org.datanet.valuation.ValuationReport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that stand farther off than anything real: to break the valuation, or to spoil what is learnt from the pool. */
class FarRowsTest {
    private static final TableWorld WORLD = TableWorld.wdbc(4);
    private static final Map<Novelty, Map<String, List<Long>>> UNSPOILT = new EnumMap<>(Novelty.class);

    @ParameterizedTest(name = "{0}, label {1}, {2}")
    @CsvSource({
        "1e5, true, DERIVABILITY",
        "1e5, false, LEVERAGE",
        "1e154, true, LEVERAGE",
        "1.7e308, false, DERIVABILITY",
        "-1.7e308, true, LEVERAGE"
    })
    void rows_far_off_are_worth_nothing_and_change_no_row_of_a_later_epoch(
            double far, boolean labelled, Novelty novelty) {
        Map<String, List<Long>> before = UNSPOILT.computeIfAbsent(novelty, n -> values(n, WORLD.rows));

        List<TableWorld.Row> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            double[] features = new double[WORLD.table.featureNames().size()];
            Arrays.fill(features, i % features.length, features.length, far / (1 + i));
            String label = labelled ? WORLD.table.labelNames().get(i % 2) : "";
            rows.add(new TableWorld.Row("far" + i, "spoiler", 0, features, label));
        }
        rows.addAll(WORLD.rows);
        Map<String, List<Long>> after = values(novelty, rows);

        for (TableWorld.Row row : rows) {
            if (row.contributor().equals("spoiler")) {
                assertThat(after.get(row.id()).get(0)).as(row.id()).isNotPositive();
            } else if (row.epoch() == 1) {
                assertThat(after.get(row.id())).as(row.id()).isEqualTo(before.get(row.id()));
            }
        }
    }

    private static Map<String, List<Long>> values(Novelty novelty, List<TableWorld.Row> rows) {
        Datanet datanet = WORLD.build(rows);
        ValuationReport report = new LabelInformationValuator(novelty)
                .value(datanet, WORLD.holdout, WORLD.reference, 42, Progress.none());
        Map<String, List<Long>> values = new HashMap<>();
        for (int row = 0; row < datanet.rows(); row++) {
            values.put(
                    datanet.sampleId(row).value(),
                    List.of(report.gains()[row], report.novelties()[row], report.bases()[row]));
        }
        return values;
    }
}
