package org.datanet.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * How often some words stand in texts up to the close of each epoch. Words that stand less often than counts are left out, so that
 * what nobody repeats takes no memory. Immutable.
 *
 * @param <W> what stands for a word: itself, or its hash
 */
final class WordCounts<W> implements Serializable {
    private static final long serialVersionUID = 1;

    private final int[] epochs;
    private final HashMap<W, long[]> upTo;
    private final long[] total;

    private WordCounts(int[] epochs, HashMap<W, long[]> upTo, long[] total) {
        this.epochs = epochs;
        this.upTo = upTo;
        this.total = total;
    }

    /** Which words a text counts for. */
    interface Splitter<W> extends Serializable {
        Collection<W> words(String text);
    }

    /** The different words of some texts. */
    static <W> HashSet<W> vocabulary(Dataset<Row> texts, Splitter<W> splitter, Encoder<W> type) {
        HashSet<W> words = new HashSet<>();
        texts.flatMap(
                        (FlatMapFunction<Row, W>)
                                row -> splitter.words(row.getString(2)).iterator(),
                        type)
                .distinct()
                .toLocalIterator()
                .forEachRemaining(words::add);
        return words;
    }

    /**
     * Counts.
     *
     * @param texts row, epoch, text
     * @param vocabulary the words to count
     * @param type of a word, a column of its own
     * @param least words that stand less often in all are left out
     */
    static <W> Broadcast<WordCounts<W>> of(
            JavaSparkContext context,
            Dataset<Row> texts,
            int[] epochs,
            Splitter<W> splitter,
            HashSet<W> vocabulary,
            Encoder<W> type,
            long least) {
        StructType parts = new StructType()
                .add("word", type.schema().apply(0).dataType(), true)
                .add("epoch", DataTypes.IntegerType, false)
                .add("times", DataTypes.LongType, false);
        Broadcast<HashSet<W>> wanted = context.broadcast(vocabulary);
        Dataset<Row> counts = texts.mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows -> {
                            Map<W, long[]> found = new HashMap<>();
                            long[] all = new long[epochs.length];
                            while (rows.hasNext()) {
                                Row row = rows.next();
                                int epoch = Arrays.binarySearch(epochs, row.getInt(1));
                                for (W word : splitter.words(row.getString(2))) {
                                    all[epoch]++;
                                    if (wanted.value().contains(word)) {
                                        found.computeIfAbsent(word, w -> new long[epochs.length])[epoch]++;
                                    }
                                }
                            }
                            List<Row> counted = new ArrayList<>();
                            found.forEach((word, times) -> add(counted, word, times));
                            add(counted, null, all);
                            return counted.iterator();
                        },
                        Encoders.row(parts))
                .groupBy("word", "epoch")
                .agg(sum("times").alias("times"));
        HashMap<W, long[]> upTo = new HashMap<>();
        long[] total = new long[epochs.length];
        counts.persist();
        Dataset<Row> enough = counts.groupBy("word")
                .agg(sum("times").alias("all"))
                .filter(col("word").isNull().or(col("all").geq(least)))
                .withColumnRenamed("word", "known")
                .drop("all");
        counts.join(enough, col("word").eqNullSafe(col("known")))
                .select("word", "epoch", "times")
                .toLocalIterator()
                .forEachRemaining(row -> {
                    long[] times =
                            row.isNullAt(0) ? total : upTo.computeIfAbsent(row.getAs(0), w -> new long[epochs.length]);
                    times[row.getInt(1)] += row.getLong(2);
                });
        counts.unpersist();
        upTo.values().forEach(WordCounts::accumulate);
        accumulate(total);
        Broadcast<WordCounts<W>> result = context.broadcast(new WordCounts<>(epochs, upTo, total));
        wanted.unpersist();
        return result;
    }

    private static void add(List<Row> parts, @Nullable Object word, long[] times) {
        for (int epoch = 0; epoch < times.length; epoch++) {
            if (times[epoch] > 0) {
                parts.add(RowFactory.create(word, epoch, times[epoch]));
            }
        }
    }

    private static void accumulate(long[] times) {
        for (int epoch = 1; epoch < times.length; epoch++) {
            times[epoch] += times[epoch - 1];
        }
    }

    /** How often the word stands up to the close of the epoch; 0 for one that is left out. */
    int count(W word, int epoch) {
        long[] times = upTo.get(word);
        return times == null ? 0 : Math.toIntExact(times[Arrays.binarySearch(epochs, epoch)]);
    }

    /** How many words stand up to the close of the epoch. */
    long total(int epoch) {
        return total[Arrays.binarySearch(epochs, epoch)];
    }
}
