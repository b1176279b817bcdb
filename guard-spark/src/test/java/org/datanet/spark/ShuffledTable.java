package org.datanet.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.datanet.contribution.Datanet;
import org.datanet.io.DatanetDescriptor;
import org.datanet.io.DatanetReader;

/** Turns the samples of a folder into Parquet, in that many parts and in a random order. */
final class ShuffledTable {
    private ShuffledTable() {}

    static void write(Path folder, int parts, long seed) throws IOException {
        DatanetReader reader = DatanetReader.open(folder);
        Datanet datanet = reader.read();
        DatanetDescriptor.Columns columns = reader.descriptor().columns();
        StructType schema = new StructType()
                .add("row", DataTypes.IntegerType)
                .add(columns.id(), DataTypes.StringType)
                .add(columns.contributor(), DataTypes.StringType);
        schema = columns.epoch().isPresent() ? schema.add(columns.epoch().get(), DataTypes.IntegerType) : schema;
        for (Optional<String> name :
                List.of(columns.submittedAt(), columns.label(), columns.licence(), columns.source(), columns.text())) {
            schema = name.isPresent() ? schema.add(name.get(), DataTypes.StringType) : schema;
        }
        for (String feature : columns.features()) {
            schema = schema.add(feature, DataTypes.DoubleType);
        }
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < datanet.rows(); row++) {
            List<Object> cells = new ArrayList<>(List.of(
                    row,
                    datanet.sampleId(row).value(),
                    datanet.contributorId(row).value()));
            if (columns.epoch().isPresent()) {
                cells.add(datanet.epoch(row));
            }
            add(cells, columns.submittedAt(), datanet.submittedAt(row).map(Object::toString));
            add(
                    cells,
                    columns.label(),
                    datanet.label(row) < 0
                            ? Optional.empty()
                            : Optional.of(datanet.labels().get(datanet.label(row))));
            add(cells, columns.licence(), datanet.licence(row));
            add(cells, columns.source(), datanet.source(row));
            add(cells, columns.text(), datanet.hasText() ? Optional.of(datanet.text(row)) : Optional.empty());
            for (int c = 0; c < columns.features().size(); c++) {
                cells.add(datanet.features().orElseThrow().get(row, c));
            }
            rows.add(RowFactory.create(cells.toArray()));
        }
        Collections.shuffle(rows, new Random(seed));
        LocalSpark.session()
                .createDataFrame(rows, schema)
                .repartition(parts)
                .write()
                .parquet(folder.resolve("samples.parquet").toString());
        Files.delete(folder.resolve("samples.csv"));
    }

    private static void add(List<Object> cells, Optional<String> column, Optional<String> value) {
        if (column.isPresent()) {
            cells.add(value.orElse(null));
        }
    }
}
