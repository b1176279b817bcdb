package org.datanet.spark;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.datanet.guard.near.FoundTwin;
import org.datanet.guard.near.SharedWords;
import org.datanet.guard.near.Shingles;
import org.datanet.proof.CanonicalBytes;

/** How likely near-duplicate texts share their words by chance, and how they differ. */
final class TwinWords implements Iterable<FoundTwin> {
    private static final StructType SCHEMA = new StructType()
            .add("row", DataTypes.IntegerType, false)
            .add("original", DataTypes.IntegerType, false)
            .add("similarity", DataTypes.DoubleType, false)
            .add("p_value", DataTypes.DoubleType, false)
            .add("difference", DataTypes.StringType, false);

    private final Texts texts;
    private final Stages.Stage stage;

    /**
     * The stage {@code near-duplicates}.
     *
     * @param similar stage of {@link SimilarTexts}
     */
    TwinWords(Texts texts, Stages.Stage similar) {
        this.texts = texts;
        this.stage = texts.stages.run(
                "near-duplicates",
                CanonicalBytes.tagged("datanet-spark-near-duplicates-1").digest(similar.key()),
                () -> compute(texts.stages.read(similar)));
    }

    private Dataset<Row> compute(Dataset<Row> similar) {
        BitSet twins = new BitSet();
        BitSet involved = new BitSet();
        Packed.read(similar.select("row", "original"), (row, original) -> {
            twins.set(row);
            involved.set(row);
            involved.set((int) original[0]);
        });
        Dataset<Row> known = texts.of(involved);
        Dataset<Row> pairs = similar.join(known.toDF("row", "epoch", "text"), "row")
                .join(known.toDF("original", "earlier", "original_text").drop("earlier"), "original")
                .select("row", "original", "similarity", "epoch", "text", "original_text");
        List<Long> vocabulary = pairs.javaRDD()
                .flatMap(row -> Arrays.stream(SharedWords.of(row.getString(4), row.getString(5))
                                .shared())
                        .iterator())
                .distinct()
                .collect();
        JavaSparkContext context = new JavaSparkContext(texts.spark.sparkContext());
        Broadcast<BitSet> out = context.broadcast(twins);
        int[] epochs = texts.epochs();
        int[] ends = texts.ends();
        // A word that up to two texts hold counts like one that none does.
        Broadcast<WordCounts<Long>> holders = WordCounts.of(
                context,
                texts.all().filter((FilterFunction<Row>) row -> !out.value().get(row.getInt(0))),
                epochs,
                text -> Arrays.stream(Shingles.words(text)).boxed().toList(),
                vocabulary,
                3);
        return pairs.map(
                (MapFunction<Row, Row>) row -> {
                    int epoch = row.getInt(3);
                    WordCounts<Long> words = holders.value();
                    SharedWords both = SharedWords.of(row.getString(4), row.getString(5));
                    return RowFactory.create(
                            row.getInt(0),
                            row.getInt(1),
                            row.getDouble(2),
                            both.pValue(word -> words.count(word, epoch), ends[Arrays.binarySearch(epochs, epoch)]),
                            both.difference());
                },
                Encoders.row(SCHEMA));
    }

    @Override
    public Iterator<FoundTwin> iterator() {
        Iterator<Row> rows = texts.stages.read(stage).sort(col("row")).toLocalIterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public FoundTwin next() {
                Row row = rows.next();
                return new FoundTwin(
                        row.getInt(0), row.getInt(1), row.getDouble(2), row.getDouble(3), row.getString(4));
            }
        };
    }
}
