package org.datanet.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.datanet.contribution.DatanetRef;
import org.datanet.io.DatanetReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleTableTest {
    private static final String YAML = """
            name: words
            version: "1"
            columns:
              id: id
              contributor: who
              epoch: epoch
              label: kind
              features: [x]
              text: said
            """;
    private static final StructType PARQUET = new StructType()
            .add("row", DataTypes.LongType)
            .add("id", DataTypes.StringType)
            .add("who", DataTypes.StringType)
            .add("epoch", DataTypes.IntegerType)
            .add("kind", DataTypes.StringType)
            .add("x", DataTypes.FloatType)
            .add("said", DataTypes.StringType);
    private static final int ROWS = 70;

    @TempDir
    Path temp;

    private static String line(int row) {
        return "s%d,c%d,%d,%s,%s,\"said \"\"%d\"\",\nthen é\"\n"
                .formatted(row, row % 4, row / 30, row % 3 == 0 ? "" : "k" + row % 2, row / 4.0, row);
    }

    private Path folder(String name) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(name));
        Files.writeString(folder.resolve("datanet.yaml"), YAML);
        return folder;
    }

    private Path csv(String name, List<String> lines) throws IOException {
        Path folder = folder(name);
        Files.writeString(folder.resolve("samples.csv"), "id,who,epoch,kind,x,said\n" + String.join("", lines));
        return folder;
    }

    private DatanetRef ref(Path folder, int partitions) {
        var spark = LocalSpark.session(partitions);
        Stages stages =
                new Stages(spark, temp.resolve("out-" + folder.getFileName()).toString(), line -> {});
        SampleTable table = new SampleTable(spark, stages, folder.toString());
        return table.ref(stages.read(table.stage()));
    }

    private static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            lines.add(line(row));
        }
        return lines;
    }

    @Test
    void one_file_many_files_and_a_shuffled_table_have_the_root_of_one_machine() throws IOException {
        Path whole = csv("whole", lines());
        DatanetRef expected = DatanetRef.of(DatanetReader.open(whole).read());
        assertThat(ref(whole, 2)).isEqualTo(expected);

        Path parts = folder("parts");
        Files.createDirectories(parts.resolve("samples"));
        for (int part = 0; part < 3; part++) {
            int from = part * 25;
            Files.writeString(
                    parts.resolve("samples/part-%d.csv".formatted(part)),
                    "id,who,epoch,kind,x,said\n" + String.join("", lines().subList(from, Math.min(ROWS, from + 25))));
        }
        assertThat(ref(parts, 1)).isEqualTo(expected);

        Path table = folder("table");
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            rows.add(RowFactory.create(
                    (long) row,
                    "s" + row,
                    "c" + row % 4,
                    row / 30,
                    row % 3 == 0 ? null : "k" + row % 2,
                    row / 4.0f,
                    "said \"%d\",\nthen é".formatted(row)));
        }
        Collections.shuffle(rows, new Random(1));
        // More parts than rows: some are empty.
        LocalSpark.session()
                .createDataFrame(rows, PARQUET)
                .repartition(8)
                .write()
                .parquet(table.resolve("samples.parquet").toString());
        assertThat(ref(table, 8)).isEqualTo(expected);
    }

    @Test
    void a_row_that_is_missing_or_stands_twice_is_named() throws IOException {
        for (int wrong : new int[] {0, 2}) {
            Path table = folder("wrong-" + wrong);
            List<Row> rows = new ArrayList<>();
            for (int row = 0; row < 5; row++) {
                for (int times = 0; times < (row == 3 ? wrong : 1); times++) {
                    rows.add(RowFactory.create((long) row, "s" + row + "-" + times, "c", 0, "k", 1f, "text"));
                }
            }
            LocalSpark.session()
                    .createDataFrame(rows, PARQUET)
                    .write()
                    .parquet(table.resolve("samples.parquet").toString());
            assertThatThrownBy(() -> ref(table, 2))
                    .satisfies(e -> assertThat(Main.sentence(e))
                            .contains(wrong == 0 ? "row 3 is missing" : "row 3 stands twice"));
        }
    }

    @Test
    void ids_stand_once_and_epochs_never_fall() throws IOException {
        List<String> twice = lines();
        twice.set(40, line(40).replace("s40,", "s7,"));
        assertThatThrownBy(() -> ref(csv("twice", twice), 2))
                .hasMessageContaining("sample id \"s7\" stands 2 times, first in row 7");

        List<String> fallen = lines();
        fallen.set(65, line(65).replace(",2,", ",1,"));
        assertThatThrownBy(() -> ref(csv("fallen", fallen), 2)).hasMessageContaining("epochs never fall");
        assertThat(temp.resolve("out-fallen/rows")).doesNotExist();
    }

    @Test
    void a_bad_cell_is_named_with_file_line_and_column_as_on_one_machine() throws IOException {
        List<String> bad = lines();
        bad.set(3, line(3).replace(",0.75,", ",NaN,"));
        Path folder = csv("bad", bad);
        String single = "";
        try {
            DatanetReader.open(folder).read();
        } catch (RuntimeException e) {
            single = e.getMessage();
        }
        String expected = single;
        assertThat(expected).contains("samples.csv:8:");
        assertThatThrownBy(() -> ref(folder, 2))
                .satisfies(e -> assertThat(Main.sentence(e)).isEqualTo(expected));
    }
}
