package org.datanet.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads the tables that a job is given: Parquet, JSON lines or CSV by name, one file or a folder of parts, in any file system that Hadoop
 * knows. Columns are found by name; a missing one, one of another type and an empty cell are refused.
 */
final class Tables {
    /** A row's gain, novelty and base, frozen at the close of its epoch. */
    static final StructType VALUES = new StructType()
            .add("row", DataTypes.IntegerType, false)
            .add("gain", DataTypes.LongType, false)
            .add("novelty", DataTypes.LongType, false)
            .add("base", DataTypes.LongType, false);

    /** A row's weight in [0,1], and "detector: sentence" for one below 1. */
    static final StructType WEIGHTS = new StructType()
            .add("row", DataTypes.IntegerType, false)
            .add("weight", DataTypes.DoubleType, false)
            .add("reason", DataTypes.StringType, false);

    /** What the guard found; {@code row} is empty where the subject is no row, and {@code leaf} holds the bytes under the report's root. */
    static final StructType FINDINGS = new StructType()
            .add("row", DataTypes.IntegerType, true)
            .add("subject", DataTypes.StringType, false)
            .add("detector", DataTypes.StringType, false)
            .add("score", DataTypes.DoubleType, false)
            .add("p_value", DataTypes.DoubleType, false)
            .add("reason", DataTypes.StringType, false)
            .add("leaf", DataTypes.BinaryType, false);

    /** Receipts without their tables. */
    static final StructType RECEIPTS = new StructType()
            .add("header", DataTypes.BinaryType, false)
            .add("public_key", DataTypes.BinaryType, false)
            .add("signature", DataTypes.BinaryType, false);

    /** The tables of receipts: which run used which row. */
    static final StructType USAGE = new StructType()
            .add("run", DataTypes.StringType, false)
            .add("row", DataTypes.IntegerType, false)
            .add("exposures", DataTypes.LongType, false)
            .add("gain", DataTypes.LongType, false);

    private Tables() {}

    /** What a location holds, by the end of its name: Parquet where the name says nothing. */
    static String format(String location) {
        String name = location.toLowerCase(Locale.ROOT).replaceAll("/+$", "");
        if (name.endsWith(".csv") || name.endsWith(".csv.gz")) {
            return "csv";
        }
        return name.endsWith(".jsonl") || name.endsWith(".jsonl.gz") ? "json" : "parquet";
    }

    /**
     * Reads a table.
     *
     * @param schema the columns it must have; others are left out. Bytes are hexadecimal digits in CSV and JSON
     */
    static Dataset<Row> read(SparkSession spark, String location, StructType schema) {
        return read(spark, location, schema, List.of());
    }

    /** The same with further columns of text whose cells may be empty; they come last. */
    static Dataset<Row> read(SparkSession spark, String location, StructType schema, List<String> optional) {
        String format = format(location);
        Dataset<Row> found = open(spark, location, format, schema);
        List<String> names = Arrays.asList(found.columns());
        Column[] columns = new Column[schema.length() + optional.size()];
        for (int i = 0; i < optional.size(); i++) {
            String name = optional.get(i);
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "%s: has no column \"%s\"; it has %s".formatted(location, name, names));
            }
            columns[schema.length() + i] = functions.col(name).cast(DataTypes.StringType);
        }
        for (int i = 0; i < schema.length(); i++) {
            StructField field = schema.apply(i);
            if (!names.contains(field.name())) {
                throw new IllegalArgumentException("%s: has no column \"%s\"; it has %s, and needs %s"
                        .formatted(location, field.name(), names, Arrays.toString(schema.fieldNames())));
            }
            columns[i] =
                    column(location, field, found.schema().apply(field.name()).dataType());
        }
        return found.select(columns);
    }

    private static Dataset<Row> open(SparkSession spark, String location, String format, StructType schema) {
        try {
            if (format.equals("parquet")) {
                return spark.read().parquet(location);
            }
            StructType text = new StructType();
            for (StructField field : schema.fields()) {
                text = text.add(
                        field.name(),
                        field.dataType().equals(DataTypes.BinaryType) ? DataTypes.StringType : field.dataType());
            }
            if (format.equals("json")) {
                return spark.read().option("mode", "FAILFAST").schema(text).json(location);
            }
            Dataset<Row> csv = spark.read()
                    .option("header", "true")
                    .option("mode", "FAILFAST")
                    .option("escape", "\"")
                    .option("multiLine", "true")
                    .option("nullValue", "\u0000")
                    .option("emptyValue", "")
                    .csv(location);
            return csv;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof AnalysisException) {
                throw new IllegalArgumentException(location + ": cannot be read as " + format + "; " + first(e), e);
            }
            throw new IllegalStateException(e);
        }
    }

    private static Column column(String location, StructField field, DataType found) {
        Column column = functions.col(field.name());
        boolean whole = found.equals(DataTypes.IntegerType)
                || found.equals(DataTypes.LongType)
                || found.equals(DataTypes.ShortType)
                || found.equals(DataTypes.ByteType);
        boolean text = found.equals(DataTypes.StringType);
        DataType wanted = field.dataType();
        Column value;
        if (found.equals(wanted)) {
            value = column;
        } else if (text && wanted.equals(DataTypes.BinaryType)) {
            value = functions.unhex(column);
        } else if ((text && !format(location).equals("parquet"))
                || (whole && (wanted.equals(DataTypes.IntegerType) || wanted.equals(DataTypes.LongType)))
                || (found.equals(DataTypes.FloatType) && wanted.equals(DataTypes.DoubleType))) {
            value = column.cast(wanted);
        } else {
            throw new IllegalArgumentException("%s: column \"%s\" is of type %s, not %s"
                    .formatted(location, field.name(), found.simpleString(), wanted.simpleString()));
        }
        // An empty cell would become a 0 somewhere further on.
        return functions
                .coalesce(
                        value,
                        functions.raise_error(
                                functions.lit("%s: column \"%s\" has an empty cell".formatted(location, field.name()))))
                .cast(wanted)
                .alias(field.name());
    }

    static String first(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
