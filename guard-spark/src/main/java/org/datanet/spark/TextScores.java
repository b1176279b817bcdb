package org.datanet.spark;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.datanet.guard.synthetic.LetterPairs;
import org.datanet.guard.synthetic.TextMeasures;
import org.datanet.guard.synthetic.WordTriples;
import org.datanet.proof.CanonicalBytes;
import org.datanet.quality.Evidence;
import scala.Tuple2;

/** What texts are judged by, measured where they are: letter pairs of every epoch's close are counted, broadcast, and every text is read once. */
final class TextScores implements TextMeasures {
    private static final StructType SCHEMA = new StructType()
            .add("row", DataTypes.IntegerType, false)
            .add("epoch", DataTypes.IntegerType, false)
            .add("letters", DataTypes.IntegerType, false)
            .add("repetition", DataTypes.DoubleType, false)
            .add("surprise", DataTypes.createArrayType(DataTypes.DoubleType, false), false);

    /** What repeats itself less is hardly ever judged to do so; its phrase is looked up one by one. */
    private static final double REPEATS = 0.1;

    private final Texts texts;
    private final Dataset<Row> table;
    private final int[] epochs;
    private final int[] lengths;
    private final double[] repetition;
    private final Map<Integer, Evidence.Phrase> phrases = new HashMap<>();

    /** The stage {@code letters}: of every text its length, repetition, and surprise at its own and every later epoch's close. */
    TextScores(Texts texts) {
        this.texts = texts;
        this.epochs = texts.epochs();
        table = texts.stages.read(texts.stages.run(
                "letters", CanonicalBytes.tagged("datanet-spark-letters-1").digest(texts.key), this::compute));
        lengths = new int[texts.datanet.rows()];
        repetition = new double[lengths.length];
        Packed.read(table.select("row", "letters", "repetition"), (row, values) -> {
            lengths[row] = (int) values[0];
            repetition[row] = values[1];
        });
        java.util.BitSet repeating = new java.util.BitSet();
        for (int row = 0; row < repetition.length; row++) {
            repeating.set(row, repetition[row] >= REPEATS);
        }
        texts.of(repeating)
                .map(
                        (MapFunction<Row, Row>) row -> {
                            Evidence.Phrase most =
                                    WordTriples.of(row.getString(2)).most();
                            return RowFactory.create(row.getInt(0), most.text(), most.occurrences());
                        },
                        Encoders.row(new StructType()
                                .add("row", DataTypes.IntegerType)
                                .add("text", DataTypes.StringType)
                                .add("times", DataTypes.IntegerType)))
                .collectAsList()
                .forEach(row -> phrases.put(row.getInt(0), new Evidence.Phrase(row.getString(1), row.getInt(2))));
    }

    private Dataset<Row> compute() {
        Broadcast<List<long[]>> models = new JavaSparkContext(texts.spark.sparkContext()).broadcast(models());
        int[] known = epochs;
        return texts.all()
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows -> {
                            List<LetterPairs> pairs = models.value().stream()
                                    .map(counts -> new LetterPairs().add(counts))
                                    .toList();
                            Stream<Row> all = StreamSupport.stream(
                                    Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false);
                            return all.map(row -> measured(row, known, pairs)).iterator();
                        },
                        Encoders.row(SCHEMA));
    }

    private static Row measured(Row row, int[] epochs, List<LetterPairs> pairs) {
        String text = row.getString(2);
        int own = Arrays.binarySearch(epochs, row.getInt(1));
        return RowFactory.create(
                row.getInt(0),
                row.getInt(1),
                text.length(),
                WordTriples.of(text).repetition(),
                LetterPairs.surprise(text, pairs.subList(own, pairs.size())));
    }

    /** The letter pairs of the distinct texts up to the close of each epoch. */
    private List<long[]> models() {
        Map<Integer, long[]> own = new TreeMap<>();
        texts.firsts()
                .javaRDD()
                .mapPartitionsToPair(rows -> {
                    Map<Integer, LetterPairs> found = new TreeMap<>();
                    rows.forEachRemaining(row -> found.computeIfAbsent(row.getInt(1), e -> new LetterPairs())
                            .add(row.getString(2)));
                    return found.entrySet().stream()
                            .map(e -> new Tuple2<>(e.getKey(), e.getValue().counts()))
                            .iterator();
                })
                .reduceByKey((a, b) -> {
                    for (int i = 0; i < a.length; i++) {
                        a[i] += b[i];
                    }
                    return a;
                })
                .collect()
                .forEach(model -> own.put(model._1(), model._2()));
        List<long[]> models = new ArrayList<>();
        LetterPairs all = new LetterPairs();
        for (int epoch : epochs) {
            long[] added = own.get(epoch);
            if (added != null) {
                all.add(added);
            }
            models.add(all.counts());
        }
        return models;
    }

    @Override
    public double[] surprise(int from, int to) {
        int at = Arrays.binarySearch(epochs, texts.datanet.epoch(to - 1));
        double[] surprise = new double[to];
        // An array begins at the row's own epoch.
        Dataset<Row> column = table.filter(col("epoch").leq(epochs[at]))
                .select(
                        col("row"),
                        functions.element_at(functions.reverse(col("surprise")), functions.lit(epochs.length - at)));
        Packed.read(column, (row, values) -> surprise[row] = values[0]);
        return surprise;
    }

    @Override
    public double[] repetition(int from, int to) {
        return Arrays.copyOf(repetition, to);
    }

    @Override
    public int length(int row) {
        return lengths[row];
    }

    @Override
    public Evidence.Phrase phrase(int row) {
        return phrases.computeIfAbsent(
                row, r -> WordTriples.of(texts.read(new int[] {r})[0]).most());
    }
}
