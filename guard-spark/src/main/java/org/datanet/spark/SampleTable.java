package org.datanet.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.contribution.SampleId;
import org.datanet.io.CanonicalPayload;
import org.datanet.io.DatanetDescriptor;
import org.datanet.io.DatanetDescriptor.Columns;
import org.datanet.io.DatanetReader;
import org.datanet.io.ReadLimits;
import org.datanet.io.SampleLine;
import org.datanet.io.SampleLines;
import org.datanet.proof.Digest;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a Datanet as a table. A folder's {@code samples.csv} or {@code samples.jsonl} (packed or not) is read by the strict reader of one
 * machine, as one task, in the order of the file; a folder {@code samples/} of such files as one task a file, in the order
 * of their names; {@code samples.parquet}, a file or a folder of parts, carries the number of each row in a column {@code row} and may be in any
 * order. Whatever the form, the root is that of the same Datanet on one machine.
 */
final class SampleTable {
    private static final ArrayType FEATURES = DataTypes.createArrayType(DataTypes.DoubleType, false);

    /** The columns of the stage. */
    static final StructType SCHEMA = new StructType()
            .add("row", DataTypes.IntegerType, false)
            .add("sample", DataTypes.StringType, false)
            .add("contributor", DataTypes.StringType, false)
            .add("epoch", DataTypes.IntegerType, false)
            .add("submitted_at", DataTypes.LongType, true)
            .add("label", DataTypes.StringType, true)
            .add("licence", DataTypes.StringType, true)
            .add("source", DataTypes.StringType, true)
            .add("features", FEATURES, false)
            .add("text", DataTypes.StringType, true)
            .add("digest", DataTypes.BinaryType, false);

    private final SparkSession spark;
    private final Stages stages;
    private final String folder;
    private final DatanetDescriptor descriptor;
    private final String source;

    /**
     * @param folder of the Datanet, in any file system
     * @throws IllegalArgumentException when it is none
     */
    SampleTable(SparkSession spark, Stages stages, String folder) {
        this.spark = spark;
        this.stages = stages;
        this.folder = folder;
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        // The reader of one machine wants the folder, and looks at nothing else in it yet.
        descriptor = describe(folder, hadoop);
        source = source(hadoop);
    }

    private static DatanetDescriptor describe(String folder, Configuration hadoop) {
        return RemoteFile.with(
                folder + "/" + DatanetDescriptor.FILE,
                hadoop,
                yaml -> DatanetReader.open(
                                Objects.requireNonNull(yaml.toAbsolutePath().getParent()))
                        .descriptor());
    }

    private String source(Configuration hadoop) {
        List<String> names = List.of(
                "samples.csv", "samples.jsonl", "samples.csv.gz", "samples.jsonl.gz", "samples.parquet", "samples");
        List<String> found = new ArrayList<>();
        try {
            FileSystem system = new Path(folder).getFileSystem(hadoop);
            for (String name : names) {
                if (system.exists(new Path(folder, name))) {
                    found.add(name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    found.isEmpty()
                            ? folder + ": has no samples; there is none of " + names
                            : folder + ": has " + found + "; keep one of them");
        }
        return folder + "/" + found.get(0);
    }

    /** How long the files are. */
    long bytes() {
        try {
            Path path = new Path(source);
            return path.getFileSystem(spark.sparkContext().hadoopConfiguration())
                    .getContentSummary(path)
                    .getLength();
        } catch (IOException e) {
            throw new UncheckedIOException(source + ": " + e.getMessage(), e);
        }
    }

    /** The stage {@code rows}. */
    Stages.Stage stage() {
        return stages.run(
                "rows",
                stages.input(
                        stages.input(
                                org.datanet.proof.CanonicalBytes.tagged("datanet-spark-rows-1"),
                                folder + "/" + DatanetDescriptor.FILE),
                        source),
                () -> source.endsWith(".parquet") ? ofParquet() : ofFiles(),
                this::check);
    }

    /** The state that the table is of; reads it once. */
    DatanetRef ref(Dataset<Row> rows) {
        RowRoots.Root root = RowRoots.of(
                rows.select("row", "sample", "contributor", "epoch", "digest"),
                source,
                row -> Datanet.rowBytes(row.getString(1), row.getString(2), row.getInt(3), Digest.of(row.getAs(4))));
        return new DatanetRef(descriptor.name(), descriptor.version(), root.rows(), root.digest());
    }

    private void check(Dataset<Row> table) {
        List<Row> epochs =
                table.groupBy("epoch").agg(min("row"), max("row")).sort("epoch").collectAsList();
        if (epochs.isEmpty()) {
            throw new IllegalArgumentException(source + ": has no rows; add at least one sample");
        }
        List<Row> twice = table.groupBy("sample")
                .agg(count(lit(1)).alias("times"), min("row").alias("row"))
                .filter(col("times").gt(1))
                .sort("row")
                .limit(1)
                .collectAsList();
        if (!twice.isEmpty()) {
            Row row = twice.get(0);
            throw new IllegalArgumentException(
                    "%s: sample id \"%s\" stands %d times, first in row %d; give every sample its own id"
                            .formatted(source, row.getString(0), row.getLong(1), row.getInt(2)));
        }
        for (int i = 1; i < epochs.size(); i++) {
            if (epochs.get(i).getInt(1) < epochs.get(i - 1).getInt(2)) {
                throw new IllegalArgumentException(
                        "%s: row %d of epoch %d comes before row %d of epoch %d; epochs never fall in the order of intake"
                                .formatted(
                                        source,
                                        epochs.get(i).getInt(1),
                                        epochs.get(i).getInt(0),
                                        epochs.get(i - 1).getInt(2),
                                        epochs.get(i - 1).getInt(0)));
            }
        }
    }

    private Dataset<Row> ofFiles() {
        List<String> files = files();
        Broadcasts.Shared<Configuration> hadoop = Broadcasts.configuration(spark);
        JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
        String place = folder;
        // One file, one task: a quoted line break could stand anywhere, so a file has no other borders than its ends.
        var lines = context.parallelize(files, files.size()).zipWithIndex().flatMap(file -> {
            Configuration configuration = hadoop.value();
            DatanetDescriptor described = describe(place, configuration);
            return new Lines(file._2(), described, RemoteFile.fetch(file._1(), configuration));
        });
        StructType ordered = new StructType().add("file", DataTypes.LongType, false);
        for (StructField field : SCHEMA.fields()) {
            ordered = ordered.add(field);
        }
        Dataset<Row> parts = spark.createDataFrame(lines, ordered);
        long[] before = new long[files.size() + 1];
        if (files.size() > 1) {
            parts = parts.persist(StorageLevel.MEMORY_AND_DISK());
            for (Row counted : parts.groupBy("file").count().collectAsList()) {
                before[(int) counted.getLong(0) + 1] = counted.getLong(1);
            }
        }
        for (int i = 1; i < before.length; i++) {
            before[i] += before[i - 1];
        }
        StructType schema = SCHEMA;
        return parts.map(
                (MapFunction<Row, Row>) part -> {
                    Object[] values = new Object[schema.length()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = part.get(i + 1);
                    }
                    values[0] = Math.toIntExact(part.getInt(1) + before[(int) part.getLong(0)]);
                    return RowFactory.create(values);
                },
                Encoders.row(schema));
    }

    private List<String> files() {
        List<String> files = new ArrayList<>();
        try {
            Path path = new Path(source);
            FileSystem system = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
            if (system.getFileStatus(path).isFile()) {
                return List.of(source);
            }
            for (RemoteIterator<LocatedFileStatus> all = system.listFiles(path, false); all.hasNext(); ) {
                Path file = all.next().getPath();
                if (!file.getName().startsWith("_") && !file.getName().startsWith(".")) {
                    files.add(file.toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(source + ": " + e.getMessage(), e);
        }
        files.sort(null);
        return files;
    }

    /** The rows of one file; closes it after the last one, or when its task ends. */
    private static final class Lines implements Iterator<Row> {
        private final long number;
        private final SampleLines lines;
        private int at;

        Lines(long number, DatanetDescriptor descriptor, RemoteFile file) {
            this.number = number;
            lines = SampleLines.open(descriptor, file.file(), ReadLimits.defaults());
            TaskContext.get().addTaskCompletionListener(context -> {
                lines.close();
                file.close();
            });
        }

        @Override
        public boolean hasNext() {
            return lines.hasNext();
        }

        @Override
        public Row next() {
            SampleLine line = lines.next();
            return RowFactory.create(
                    number,
                    at++,
                    line.id().value(),
                    line.contributor().value(),
                    line.epoch(),
                    line.submittedAt().map(Instant::toEpochMilli).orElse(null),
                    line.label().orElse(null),
                    line.licence().orElse(null),
                    line.source().orElse(null),
                    line.features(),
                    line.text().orElse(null),
                    line.digest().bytes());
        }
    }

    private Dataset<Row> ofParquet() {
        Columns columns = descriptor.columns();
        StructType wanted = new StructType()
                .add("row", DataTypes.IntegerType)
                .add(columns.id(), DataTypes.StringType)
                .add(columns.contributor(), DataTypes.StringType);
        if (columns.epoch().isPresent()) {
            wanted = wanted.add(columns.epoch().get(), DataTypes.IntegerType);
        }
        for (String feature : columns.features()) {
            wanted = wanted.add(feature, DataTypes.DoubleType);
        }
        if (columns.text().isPresent()) {
            wanted = wanted.add(columns.text().get(), DataTypes.StringType);
        }
        List<String> optional = new ArrayList<>();
        columns.submittedAt().ifPresent(optional::add);
        columns.label().ifPresent(optional::add);
        columns.licence().ifPresent(optional::add);
        columns.source().ifPresent(optional::add);
        Dataset<Row> table = Tables.read(spark, source, wanted, optional);
        Mapping mapping = Mapping.of(table.schema(), descriptor, source);
        return table.map((MapFunction<Row, Row>) mapping::map, Encoders.row(SCHEMA));
    }

    /** Where the roles stand in a Parquet table's rows. */
    private record Mapping(
            String location,
            int epoch,
            int[] features,
            int text,
            int submittedAt,
            int label,
            int licence,
            int source,
            @Nullable String assumedLicence,
            List<String> labels)
            implements java.io.Serializable {
        static Mapping of(StructType schema, DatanetDescriptor descriptor, String location) {
            Columns columns = descriptor.columns();
            List<String> names = Arrays.asList(schema.fieldNames());
            return new Mapping(
                    location,
                    at(names, columns.epoch()),
                    columns.features().stream().mapToInt(names::indexOf).toArray(),
                    at(names, columns.text()),
                    at(names, columns.submittedAt()),
                    at(names, columns.label()),
                    at(names, columns.licence()),
                    at(names, columns.source()),
                    descriptor.licences().assumed().orElse(null),
                    new ArrayList<>(descriptor.labels()));
        }

        private static int at(List<String> names, Optional<String> column) {
            return column.map(names::indexOf).orElse(-1);
        }

        Row map(Row in) {
            int row = in.getInt(0);
            try {
                double[] values = new double[features.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = in.getDouble(features[i]);
                }
                String says = text < 0 ? null : in.getString(text);
                String named = optional(in, label);
                if (named != null && !labels.isEmpty() && !labels.contains(named)) {
                    throw new IllegalArgumentException(
                            "label \"%s\" is not in the label set %s".formatted(named, labels));
                }
                String time = optional(in, submittedAt);
                String terms = optional(in, licence);
                return RowFactory.create(
                        row,
                        new SampleId(in.getString(1)).value(),
                        new ContributorId(in.getString(2)).value(),
                        epoch < 0 ? 0 : in.getInt(epoch),
                        time == null
                                ? null
                                : java.time.OffsetDateTime.parse(time)
                                        .toInstant()
                                        .toEpochMilli(),
                        named,
                        terms == null ? assumedLicence : terms,
                        optional(in, source),
                        values,
                        says,
                        CanonicalPayload.digest(values, says, named).bytes());
            } catch (IllegalArgumentException | java.time.DateTimeException e) {
                throw new IllegalArgumentException("%s: row %d: %s".formatted(location, row, e.getMessage()), e);
            }
        }

        private static @Nullable String optional(Row in, int column) {
            if (column < 0 || in.isNullAt(column)) {
                return null;
            }
            String value = in.getString(column);
            return value.isEmpty() ? null : value;
        }
    }
}
