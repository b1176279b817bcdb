package org.datanet.spark;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.datanet.guard.exact.ExactDuplicateDetector;
import org.datanet.guard.exact.WordChances;
import org.datanet.proof.CanonicalBytes;

/** How likely honest people bring one and the same text by chance, for every text that stands more than once. */
final class CopyChances implements ExactDuplicateDetector.Chances {
    private static final StructType SCHEMA = new StructType()
            .add("first", DataTypes.IntegerType, false)
            .add("epoch", DataTypes.IntegerType, false)
            .add("p_value", DataTypes.DoubleType, false);

    private final Texts texts;
    private final Map<Long, Double> chances = new HashMap<>();

    /** The stage {@code copy-chances}: one row a text and an epoch in which it was copied. */
    CopyChances(Texts texts) {
        this.texts = texts;
        Stages.Stage stage = texts.stages.run(
                "copy-chances",
                CanonicalBytes.tagged("datanet-spark-copy-chances-1").digest(texts.key),
                this::compute);
        texts.stages
                .read(stage)
                .collectAsList()
                .forEach(row -> chances.put(key(row.getInt(0), row.getInt(1)), row.getDouble(2)));
    }

    private static long key(int first, int epoch) {
        return (long) first << 32 | epoch;
    }

    private Dataset<Row> compute() {
        BitSet copied = Packed.rows(texts.copies().select("first"));
        Dataset<Row> originals = texts.of(copied);
        WordCounts.Splitter<String> splitter = text -> List.of(WordChances.words(text));
        List<String> vocabulary = WordCounts.vocabulary(originals, splitter);
        JavaSparkContext context = new JavaSparkContext(texts.spark.sparkContext());
        int[] epochs = texts.epochs();
        int[] ends = texts.ends();
        // A word that stands once counts like one that does not.
        Broadcast<WordCounts<String>> counts = WordCounts.of(context, texts.firsts(), epochs, splitter, vocabulary, 2);
        Dataset<Row> asked = texts.copies().select("first", "epoch").distinct();
        return asked.join(
                        originals.select(col("row"), col("text")), col("first").equalTo(col("row")))
                .select("first", "epoch", "text")
                .map(
                        (MapFunction<Row, Row>) row -> {
                            int epoch = row.getInt(1);
                            WordCounts<String> words = counts.value();
                            return RowFactory.create(
                                    row.getInt(0),
                                    epoch,
                                    WordChances.pValue(
                                            row.getString(2),
                                            ends[Arrays.binarySearch(epochs, epoch)],
                                            word -> words.count(word, epoch),
                                            words.total(epoch)));
                        },
                        Encoders.row(SCHEMA));
    }

    @Override
    public java.util.function.IntToDoubleFunction among(int rows) {
        int epoch = texts.datanet.epoch(rows - 1);
        return row -> {
            Double chance = chances.get(key(texts.distinct().first(row), epoch));
            if (chance == null) {
                throw new IllegalStateException("no chance was computed for row %d in epoch %d".formatted(row, epoch));
            }
            return chance;
        };
    }
}
