package org.datanet.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * How often some words stand in texts up to the close of each epoch. Words that stand less often than counts are left out, so that
 * what nobody repeats takes no memory. Immutable.
 *
 * @param <W> what stands for a word: itself, or its hash
 */
final class WordCounts<W> implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int BLOCK_BITS = 16;

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
    static <W> List<W> vocabulary(Dataset<Row> texts, Splitter<W> splitter) {
        return texts.javaRDD()
                .flatMap(row -> splitter.words(row.getString(2)).iterator())
                .distinct()
                .collect();
    }

    /**
     * Counts.
     *
     * @param texts row, epoch, text
     * @param vocabulary the different words to count
     * @param least words that stand less often in all are left out
     */
    static <W> Broadcast<WordCounts<W>> of(
            JavaSparkContext context,
            Dataset<Row> texts,
            int[] epochs,
            Splitter<W> splitter,
            List<W> vocabulary,
            long least) {
        HashMap<W, Integer> places = new HashMap<>();
        for (W word : vocabulary) {
            places.put(word, places.size());
        }
        Broadcast<HashMap<W, Integer>> wanted = context.broadcast(places);
        // Blocks of counters, so that no message is long and those of many tasks are added up where there is room.
        long[][] counted = new long[blocks(places.size(), epochs.length)][];
        texts.javaRDD()
                .mapPartitionsToPair(rows -> count(rows, epochs, splitter, wanted.value()))
                .reduceByKey(WordCounts::add)
                .collect()
                .forEach(block -> counted[block._1()] = block._2());
        wanted.unpersist();
        HashMap<W, long[]> upTo = new HashMap<>();
        places.forEach((word, place) -> {
            long[] times = times(counted, place, epochs.length);
            if (times[times.length - 1] >= least) {
                upTo.put(word, times);
            }
        });
        return context.broadcast(new WordCounts<>(epochs, upTo, times(counted, places.size(), epochs.length)));
    }

    /** One place more than words, for all words together. */
    private static int blocks(int words, int epochs) {
        return Math.toIntExact(((words + 1L) * epochs - 1 >>> BLOCK_BITS) + 1);
    }

    private static <W> Iterator<Tuple2<Integer, long[]>> count(
            Iterator<Row> rows, int[] epochs, Splitter<W> splitter, HashMap<W, Integer> places) {
        long[][] counted = new long[blocks(places.size(), epochs.length)][];
        while (rows.hasNext()) {
            Row row = rows.next();
            int epoch = Arrays.binarySearch(epochs, row.getInt(1));
            Collection<W> words = splitter.words(row.getString(2));
            for (W word : words) {
                Integer place = places.get(word);
                if (place != null) {
                    add(counted, (long) place * epochs.length + epoch, 1);
                }
            }
            add(counted, (long) places.size() * epochs.length + epoch, words.size());
        }
        return IntStream.range(0, counted.length)
                .filter(block -> counted[block] != null)
                .mapToObj(block -> new Tuple2<>(block, counted[block]))
                .iterator();
    }

    private static void add(long[][] counted, long at, int times) {
        int block = (int) (at >>> BLOCK_BITS);
        if (counted[block] == null) {
            counted[block] = new long[1 << BLOCK_BITS];
        }
        counted[block][(int) at & (1 << BLOCK_BITS) - 1] += times;
    }

    private static long[] add(long[] a, long[] b) {
        for (int i = 0; i < a.length; i++) {
            a[i] += b[i];
        }
        return a;
    }

    /** How often what has this place stands up to the close of each epoch. */
    private static long[] times(long[][] counted, int place, int epochs) {
        long[] times = new long[epochs];
        for (int epoch = 0; epoch < epochs; epoch++) {
            long at = (long) place * epochs + epoch;
            long[] block = counted[(int) (at >>> BLOCK_BITS)];
            times[epoch] =
                    (epoch == 0 ? 0 : times[epoch - 1]) + (block == null ? 0 : block[(int) at & (1 << BLOCK_BITS) - 1]);
        }
        return times;
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
