package org.datanet.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.Epochs;
import org.datanet.guard.health.TextShape;
import org.datanet.guard.health.TextShapes;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;

/** The texts of a Datanet, which stay in their table, and which of them are equal. */
final class Texts {
    private static final StructType KEYS = new StructType()
            .add("row", DataTypes.IntegerType, false)
            .add("epoch", DataTypes.IntegerType, false)
            .add("key", DataTypes.BinaryType, false);

    private static final StructType SHAPES = new StructType()
            .add("row", DataTypes.IntegerType, false)
            .add("words", DataTypes.DoubleType, false)
            .add("letters_per_word", DataTypes.DoubleType, false)
            .add("signs", DataTypes.DoubleType, false);

    final SparkSession spark;
    final Stages stages;
    final Datanet datanet;
    final Digest key;
    private final Dataset<Row> texts;
    private final Stages.Stage copies;
    private final DistinctRows distinct;
    private final Broadcast<BitSet> copied;

    /**
     * @param datanet the columns, without texts
     * @param rows stage of {@link SampleTable}
     */
    Texts(SparkSession spark, Stages stages, Datanet datanet, Stages.Stage rows) {
        this.spark = spark;
        this.stages = stages;
        this.datanet = datanet;
        this.key = rows.key();
        this.texts = stages.read(rows).select("row", "epoch", "text");
        this.copies = stages.run(
                "copies", CanonicalBytes.tagged("datanet-spark-copies-1").digest(key), () -> copies(texts));
        int[] first = IntStream.range(0, datanet.rows()).toArray();
        BitSet later = new BitSet();
        Packed.read(stages.read(copies).select("row", "first"), (row, values) -> {
            first[row] = (int) values[0];
            later.set(row);
        });
        this.distinct = DistinctRows.of(first);
        this.copied = new JavaSparkContext(spark.sparkContext()).broadcast(later);
    }

    /** Rows with a text that an earlier row has: row, epoch, first. */
    private static Dataset<Row> copies(Dataset<Row> texts) {
        Dataset<Row> keys = texts.map(
                (MapFunction<Row, Row>) row -> RowFactory.create(
                        row.getInt(0),
                        row.getInt(1),
                        // As good as the folded text itself, and of one length.
                        Digest.sha256(DistinctRows.fold(row.getString(2)).getBytes(StandardCharsets.UTF_8))
                                .bytes()),
                Encoders.row(KEYS));
        Dataset<Row> firsts = keys.groupBy("key")
                .agg(
                        min("row").alias("first"),
                        org.apache.spark.sql.functions.count("row").alias("times"))
                .filter(col("times").gt(1))
                .drop("times");
        return keys.join(firsts, "key").filter(col("row").gt(col("first"))).select("row", "epoch", "first");
    }

    /** Row, epoch and text of every row. */
    Dataset<Row> all() {
        return texts;
    }

    /** The same of rows whose text no earlier row has. */
    Dataset<Row> firsts() {
        Broadcast<BitSet> later = copied;
        return texts.filter((FilterFunction<Row>) row -> !later.value().get(row.getInt(0)));
    }

    /** The same of some rows. */
    Dataset<Row> of(BitSet rows) {
        Broadcast<BitSet> wanted = new JavaSparkContext(spark.sparkContext()).broadcast(rows);
        return texts.filter((FilterFunction<Row>) row -> wanted.value().get(row.getInt(0)));
    }

    /** Row, epoch and first of rows whose text an earlier row has. */
    Dataset<Row> copies() {
        return stages.read(copies);
    }

    DistinctRows distinct() {
        return distinct;
    }

    /** Texts of some rows, in ascending order of row, brought to the driver. */
    String[] read(int[] rows) {
        BitSet wanted = new BitSet();
        for (int row : rows) {
            wanted.set(row);
        }
        Map<Integer, String> found = new TreeMap<>();
        of(wanted).collectAsList().forEach(row -> found.put(row.getInt(0), row.getString(2)));
        return found.values().toArray(String[]::new);
    }

    /** How the texts look: the stage {@code shapes}. */
    TextShapes shapes() {
        Dataset<Row> table = stages.read(stages.run(
                "shapes",
                CanonicalBytes.tagged("datanet-spark-shapes-1").digest(key),
                () -> texts.map(
                        (MapFunction<Row, Row>) row -> {
                            TextShape shape = TextShape.of(row.getString(2));
                            return RowFactory.create(
                                    row.getInt(0), (double) shape.words(), (double) shape.letters(), (double)
                                            shape.signs());
                        },
                        Encoders.row(SHAPES))));
        float[][] columns = new float[3][datanet.rows()];
        Packed.read(table.select("row", "words", "letters_per_word", "signs"), (row, values) -> {
            for (int i = 0; i < columns.length; i++) {
                // They were single-precision numbers before, so nothing is lost.
                columns[i][row] = (float) values[i];
            }
        });
        return new TextShapes(columns[0], columns[1], columns[2]);
    }

    /** Epochs that have rows, ascending; in an order in which tasks may refer to them by number. */
    int[] epochs() {
        return IntStream.range(0, datanet.epochs())
                .filter(epoch -> datanet.firstRow(epoch) < datanet.firstRow(epoch + 1))
                .toArray();
    }

    /** One past the last row of each of {@link #epochs()}. */
    int[] ends() {
        IntStream.Builder ends = IntStream.builder();
        Epochs.forEach(datanet, (from, to) -> ends.add(to));
        return ends.build().toArray();
    }
}
