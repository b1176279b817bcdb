package org.datanet.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.datanet.guard.near.Shingles;
import org.datanet.guard.near.SimilarSets;
import org.datanet.proof.CanonicalBytes;

/**
 * For every text, in the order of intake, the most similar earlier representative, or copy of one: what {@link SimilarSets} finds on one machine, pair by
 * pair the same. Texts that share one of their rarest elements are joined (prefix filtering loses nothing), pairs whose prefixes leave too
 * little to be common are dropped, and the others are verified in full.
 *
 * <p>A crowd of texts that are all alike would be joined all with all. So the rows are gone through in waves, each as long as no more than
 * some millions of pairs lie within it; the representatives of a wave are then joined with everything after it, and who has one is joined
 * with nobody as an original. There is no cap: nothing is left out.
 */
final class SimilarTexts {
    private static final StructType POSTINGS = new StructType()
            .add("element", DataTypes.LongType, false)
            .add("row", DataTypes.IntegerType, false)
            .add("size", DataTypes.IntegerType, false)
            .add("rest", DataTypes.IntegerType, false)
            .add("last_count", DataTypes.IntegerType, false)
            .add("last", DataTypes.LongType, false);

    private static final StructType SETS = new StructType()
            .add("row", DataTypes.IntegerType, false)
            .add("elements", DataTypes.createArrayType(DataTypes.LongType, false), false);

    private static final StructType OPEN =
            new StructType().add("element", DataTypes.LongType, false).add("open", DataTypes.IntegerType, false);

    /** The columns of the stage. */
    static final StructType PAIRS = new StructType()
            .add("row", DataTypes.IntegerType, false)
            .add("original", DataTypes.IntegerType, false)
            .add("similarity", DataTypes.DoubleType, false);

    private static final int LEAST_BITS = 16;
    private static final int MOST_BITS = 26;
    private static final int BATCH = 500_000;

    /** Joined postings of a wave. */
    static final long MOST_JOINED = 20_000_000;

    private final Texts texts;
    private final int words;
    private final double threshold;
    private final long mostJoined;
    private final JavaSparkContext context;
    private final int[] representative;
    private final double[] similarity;

    SimilarTexts(Texts texts, int words, double threshold, long mostJoined) {
        this.texts = texts;
        this.words = words;
        this.threshold = threshold;
        this.mostJoined = mostJoined;
        this.context = new JavaSparkContext(texts.spark.sparkContext());
        this.representative = new int[texts.datanet.rows()];
        this.similarity = new double[texts.datanet.rows()];
        Arrays.fill(representative, -1);
    }

    private CanonicalBytes key(String stage) {
        return CanonicalBytes.tagged("datanet-spark-" + stage + "-2")
                .digest(texts.key)
                .number(words)
                .number(threshold);
    }

    /** The stage {@code similar}: row, original and similarity of every row that has an earlier representative. */
    Stages.Stage stage() {
        return texts.stages.write("similar", key("similar"), path -> {
            Stages.Stage postings = texts.stages.run("postings", key("postings"), this::postings);
            copiesOfCopies(texts.stages.read(postings), find(texts.stages.read(postings)));
            write(path);
        });
    }

    private void write(String path) {
        List<Row> batch = new ArrayList<>();
        SaveMode mode = SaveMode.ErrorIfExists;
        for (int row = 0; row <= representative.length; row++) {
            boolean last = row == representative.length;
            if (batch.size() == BATCH || last && (!batch.isEmpty() || mode == SaveMode.ErrorIfExists)) {
                texts.spark.createDataFrame(batch, PAIRS).write().mode(mode).parquet(path);
                mode = SaveMode.Append;
                batch = new ArrayList<>();
            }
            if (!last && representative[row] >= 0) {
                batch.add(RowFactory.create(row, representative[row], similarity[row]));
            }
        }
    }

    /** The rarest elements of every set, but for those that stand nowhere else. */
    private Dataset<Row> postings() {
        int bits = Math.max(
                LEAST_BITS, Math.min(MOST_BITS, 6 + Integer.SIZE - Integer.numberOfLeadingZeros(texts.datanet.rows())));
        Broadcast<byte[]> counts = context.broadcast(counts(bits));
        int run = words;
        double similar = threshold;
        int shift = Long.SIZE - bits;
        return texts.firsts()
                .flatMap(
                        (FlatMapFunction<Row, Row>) row -> {
                            byte[] known = counts.value();
                            long[] set = Shingles.of(row.getString(2), run);
                            List<Row> postings = new ArrayList<>();
                            if (set.length == 0) {
                                return postings.iterator();
                            }
                            long[] prefix =
                                    SimilarSets.prefix(set, similar, element -> known[(int) (element >>> shift)]);
                            int lastCount = -1;
                            long last = 0;
                            for (long element : prefix) {
                                int times = known[(int) (element >>> shift)];
                                if (times > lastCount || times == lastCount && element > last) {
                                    lastCount = times;
                                    last = element;
                                }
                            }
                            for (long element : prefix) {
                                if (known[(int) (element >>> shift)] > 1) {
                                    postings.add(RowFactory.create(
                                            element,
                                            row.getInt(0),
                                            set.length,
                                            set.length - prefix.length,
                                            lastCount,
                                            last));
                                }
                            }
                            return postings.iterator();
                        },
                        Encoders.row(POSTINGS));
    }

    /** About how many sets have an element, by its first bits; no more than 127. */
    private byte[] counts(int bits) {
        int run = words;
        int shift = Long.SIZE - bits;
        JavaRDD<Row> rows = texts.firsts().javaRDD();
        return rows.coalesce(Math.max(1, Math.min(rows.getNumPartitions(), 2 * context.defaultParallelism())))
                .mapPartitions(part -> {
                    byte[] counts = new byte[1 << bits];
                    while (part.hasNext()) {
                        for (long element : Shingles.of(part.next().getString(2), run)) {
                            int at = (int) (element >>> shift);
                            counts[at] = (byte) Math.min(Byte.MAX_VALUE, counts[at] + 1);
                        }
                    }
                    return List.of(counts).iterator();
                })
                .treeReduce((a, b) -> {
                    for (int i = 0; i < a.length; i++) {
                        a[i] = (byte) Math.min(Byte.MAX_VALUE, a[i] + b[i]);
                    }
                    return a;
                });
    }

    /** Finds representatives; gives the ends of the waves. */
    private List<Integer> find(Dataset<Row> postings) {
        int n = representative.length;
        List<Integer> ends = new ArrayList<>();
        for (int from = 0; from < n; ) {
            int to = wave(postings, from);
            Dataset<Row> within = between(postings, from, to);
            try (Verified pairs = verified(open(within), within)) {
                Dataset<Row> inOrder = pairs.table().sort("b", "a");
                for (Iterator<Row> all = inOrder.toLocalIterator(); all.hasNext(); ) {
                    Row pair = all.next();
                    // Everything about a row that stands before this one is decided.
                    if (representative[pair.getInt(0)] < 0) {
                        take(pair.getInt(1), pair.getInt(0), pair.getDouble(2));
                    }
                }
            }
            if (to < n) {
                try (Verified pairs = verified(open(between(postings, from, to)), between(postings, to, n))) {
                    pairs.table()
                            .groupBy("b")
                            .agg(max(struct(col("similarity"), negate(col("a"))))
                                    .alias("best"))
                            .select(col("b"), negate(col("best.col2")), col("best.similarity"))
                            .toLocalIterator()
                            .forEachRemaining(best -> take(best.getInt(0), best.getInt(1), best.getDouble(2)));
                }
            }
            from = to;
            ends.add(to);
        }
        return ends;
    }

    /** Representatives that are similar to an earlier copy of an earlier one get that copy as their original, wave by wave. */
    private void copiesOfCopies(Dataset<Row> postings, List<Integer> ends) {
        byte[] followers = new byte[representative.length];
        BitSet copies = new BitSet();
        BitSet open = new BitSet();
        for (int row = 0; row < representative.length; row++) {
            if (representative[row] < 0) {
                open.set(row);
            } else if (followers[representative[row]] < SimilarSets.MOST_MEMBERS) {
                followers[representative[row]]++;
                copies.set(row);
            }
        }
        Broadcast<BitSet> members = context.broadcast(copies);
        Broadcast<BitSet> alone = context.broadcast(open);
        BitSet given = new BitSet();
        int from = 0;
        for (int to : ends) {
            Dataset<Row> earlier = between(postings, 0, to)
                    .filter((FilterFunction<Row>) row -> members.value().get(row.getInt(1)));
            Dataset<Row> later = between(postings, from, to)
                    .filter((FilterFunction<Row>) row -> alone.value().get(row.getInt(1)));
            try (Verified pairs = verified(earlier, later)) {
                for (Iterator<Row> all = pairs.table().sort("b", "a").toLocalIterator(); all.hasNext(); ) {
                    Row pair = all.next();
                    // Whether the copy's own original got one is decided: it stands before this row.
                    if (!given.get(representative[pair.getInt(0)])) {
                        take(pair.getInt(1), pair.getInt(0), pair.getDouble(2));
                        given.set(pair.getInt(1));
                    }
                }
            }
            from = to;
        }
    }

    private void take(int row, int original, double found) {
        if (found > similarity[row]
                || found == similarity[row] && (representative[row] < 0 || original < representative[row])) {
            representative[row] = original;
            similarity[row] = found;
        }
    }

    private static Dataset<Row> between(Dataset<Row> postings, int from, int to) {
        return postings.filter(col("row").geq(from).and(col("row").lt(to)));
    }

    /** Those of rows that have no representative yet. */
    private Dataset<Row> open(Dataset<Row> postings) {
        Broadcast<BitSet> taken = context.broadcast(taken());
        return postings.filter((FilterFunction<Row>) row -> !taken.value().get(row.getInt(1)));
    }

    private BitSet taken() {
        BitSet taken = new BitSet();
        for (int row = 0; row < representative.length; row++) {
            taken.set(row, representative[row] >= 0);
        }
        return taken;
    }

    /** The end of a wave: as far as the pairs within it are few enough. */
    private int wave(Dataset<Row> postings, int from) {
        Broadcast<BitSet> taken = context.broadcast(taken());
        Dataset<Row> marked = postings.select("element", "row");
        int to = representative.length;
        while (to > from + 1) {
            Dataset<Row> within = between(marked, from, to)
                    .map(
                            (MapFunction<Row, Row>) row -> RowFactory.create(
                                    row.getLong(0), taken.value().get(row.getInt(1)) ? 0 : 1),
                            Encoders.row(OPEN));
            Row joined = within.groupBy("element")
                    .agg(
                            sum(col("open").cast(DataTypes.DoubleType)).alias("open"),
                            count(lit(1)).cast(DataTypes.DoubleType).alias("rows"))
                    .agg(sum(col("open").multiply(col("rows"))))
                    .head();
            if (joined.isNullAt(0) || joined.getDouble(0) / 2 <= mostJoined) {
                return to;
            }
            to = from + (to - from) / 2;
        }
        return to;
    }

    /** Verified pairs a before b, kept until this is closed. */
    private record Verified(Dataset<Row> table, Dataset<Row> candidates) implements AutoCloseable {
        @Override
        public void close() {
            table.unpersist();
            candidates.unpersist();
        }
    }

    private Verified verified(Dataset<Row> originals, Dataset<Row> rows) {
        double similar = threshold;
        Dataset<Row> a = originals.toDF("element", "a", "a_size", "a_rest", "a_count", "a_last");
        Dataset<Row> b = rows.toDF("element", "b", "b_size", "b_rest", "b_count", "b_last");
        Dataset<Row> candidates = a.join(b, "element")
                .filter(col("a").lt(col("b"))
                        .and(least(col("a_size"), col("b_size"))
                                .geq(greatest(col("a_size"), col("b_size")).multiply(lit(similar)))))
                .groupBy("a", "b", "a_size", "b_size", "a_rest", "b_rest", "a_count", "b_count", "a_last", "b_last")
                .agg(count(lit(1)).alias("shared"))
                .filter((FilterFunction<Row>) pair -> possible(pair, similar))
                .select("a", "b")
                .persist(StorageLevel.MEMORY_AND_DISK());
        BitSet involved = Packed.rows(candidates);
        int run = words;
        Dataset<Row> sets = texts.of(involved)
                .map(
                        (MapFunction<Row, Row>)
                                row -> RowFactory.create(row.getInt(0), Shingles.of(row.getString(2), run)),
                        Encoders.row(SETS));
        Dataset<Row> pairs = candidates
                .join(sets.toDF("a", "a_set"), "a")
                .join(sets.toDF("b", "b_set"), "b")
                .select("a", "b", "a_set", "b_set")
                .map(
                        (MapFunction<Row, Row>) pair -> RowFactory.create(
                                pair.getInt(0),
                                pair.getInt(1),
                                SimilarSets.jaccard(elements(pair, 2), elements(pair, 3), similar)),
                        Encoders.row(new StructType()
                                .add("a", DataTypes.IntegerType, false)
                                .add("b", DataTypes.IntegerType, false)
                                .add("similarity", DataTypes.DoubleType, false)))
                .filter(col("similarity").gt(0))
                .persist(StorageLevel.MEMORY_AND_DISK());
        return new Verified(pairs, candidates);
    }

    /**
     * Whether two sets may have enough in common: all common elements up to the earlier end of both prefixes are the shared ones, and beyond it
     * lies no more than what the set has beyond its prefix.
     */
    private static boolean possible(Row pair, double threshold) {
        int aRest = pair.getInt(4);
        int bRest = pair.getInt(5);
        int order = Integer.compare(pair.getInt(6), pair.getInt(7));
        order = order == 0 ? Long.compare(pair.getLong(8), pair.getLong(9)) : order;
        int rest = order < 0 ? aRest : order > 0 ? bRest : Math.min(aRest, bRest);
        return pair.getLong(10) + rest >= SimilarSets.required(pair.getInt(2), pair.getInt(3), threshold);
    }

    private static long[] elements(Row row, int column) {
        scala.collection.Seq<?> values = row.getAs(column);
        long[] elements = new long[values.length()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (Long) values.apply(i);
        }
        return elements;
    }
}
