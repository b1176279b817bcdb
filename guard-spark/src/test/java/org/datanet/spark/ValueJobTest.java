package org.datanet.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datanet.attribution.gain.LabelInformationValuator;
import org.datanet.io.DatanetReader;
import org.datanet.io.DatanetWriter;
import org.datanet.io.Reports;
import org.datanet.progress.Progress;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.valuation.ValuationReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValueJobTest {
    @TempDir
    Path temp;

    @Test
    void values_are_those_of_one_machine_to_the_last_unit_and_are_not_computed_twice() throws Exception {
        PlantedDatanet planted = PlantedDatanet.optdigits(5, true);
        DatanetWriter.of(planted.datanet())
                .holdout(planted.holdout())
                .reference(planted.reference())
                .write(temp.resolve("net"));
        String folder = temp.resolve("net").toString();
        String out = temp.resolve("out").toString();
        List<String> lines = new ArrayList<>();
        // Everything is handed over, however small.
        ValueJob job = new ValueJob(LocalSpark.session(2), lines::add, 0);

        ValuationReport carried = job.run(folder, out, 11);

        DatanetReader reader = DatanetReader.open(temp.resolve("net"));
        ValuationReport single = new LabelInformationValuator()
                .value(
                        reader.read(),
                        reader.readHoldout().orElseThrow(),
                        reader.readReference().orElseThrow(),
                        11,
                        Progress.none());
        assertThat(carried.gains()).containsExactly(single.gains());
        assertThat(carried.novelties()).containsExactly(single.novelties());
        assertThat(carried.digest()).isEqualTo(single.digest());
        assertThat(Reports.VALUATION.read(temp.resolve("out/valuation.json")).digest())
                .isEqualTo(single.digest());
        lines.clear();
        assertThat(job.run(folder, out, 11).digest()).isEqualTo(single.digest());
        assertThat(lines).containsExactly("stage rows: done before", "stage valuation: done before");

        Files.delete(temp.resolve("net/holdout.csv"));
        assertThatThrownBy(() -> job.run(folder, out, 11))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no holdout.csv");
    }
}
