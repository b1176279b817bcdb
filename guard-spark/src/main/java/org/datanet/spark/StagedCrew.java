package org.datanet.spark;

import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.datanet.progress.Crew;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import scala.Tuple2;
import scala.reflect.ClassTag$;

/**
 * A crew whose answers are stages of a job: asked again by the same frozen model for the same rows, it reads what was answered. A stage is
 * known by the content of model and parts, so that no answer can ever be taken for another. Not thread-safe.
 */
final class StagedCrew implements Crew {
    private static final StructType ANSWERS = new StructType()
            .add("part", DataTypes.IntegerType, false)
            .add("place", DataTypes.IntegerType, false)
            .add("answer", DataTypes.createArrayType(DataTypes.DoubleType, false), false);

    private final SparkSession spark;
    private final Stages stages;
    private final SparkCrew crew;
    private final Map<String, Integer> asked = new TreeMap<>();

    /** @param least steps that are worth a job */
    StagedCrew(SparkSession spark, Stages stages, double least) {
        this.spark = spark;
        this.stages = stages;
        this.crew = new SparkCrew(new JavaSparkContext(spark.sparkContext()), least);
    }

    @Override
    public List<double[][]> work(double[][] shared, List<double[][]> parts, Task task) {
        return crew.work(shared, parts, task);
    }

    @Override
    public <P> Sent<P> send(Model<P> model) {
        return new StagedModel<>(model);
    }

    private final class StagedModel<P> implements Sent<P> {
        private final Model<P> model;
        private final Digest content;
        private final List<Broadcast<Model<P>>> everywhere = new ArrayList<>();

        StagedModel(Model<P> model) {
            this.model = model;
            this.content = digest(model);
        }

        @Override
        public List<double[][]> of(List<P> parts) {
            CanonicalBytes key = CanonicalBytes.tagged("datanet-spark-answers-1")
                    .digest(content)
                    .number(parts.size());
            parts.forEach(part -> key.digest(digest(part)));
            String name = model.name() + "-" + asked.merge(model.name(), 1, Integer::sum);
            Stages.Stage stage = stages.run(name, key, () -> {
                JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
                if (everywhere.isEmpty()) {
                    everywhere.add(context.broadcast(model));
                }
                Broadcast<Model<P>> sent = everywhere.get(0);
                List<Tuple2<Integer, P>> numbered = IntStream.range(0, parts.size())
                        .mapToObj(i -> new Tuple2<>(i, parts.get(i)))
                        .toList();
                JavaRDD<Row> answered = context.parallelize(numbered, numbered.size())
                        .flatMap(part -> rows(part._1(), sent.value().of(part._2())));
                return spark.createDataset(answered.rdd(), Encoders.row(ANSWERS));
            });
            double[][][] answers = new double[parts.size()][0][];
            int[] rows = new int[parts.size()];
            for (Iterator<Row> all = stages.read(stage).toLocalIterator(); all.hasNext(); ) {
                Row row = all.next();
                int part = row.getInt(0);
                int place = row.getInt(1);
                if (place >= answers[part].length) {
                    answers[part] = Arrays.copyOf(answers[part], Math.max(place + 1, 2 * answers[part].length));
                }
                answers[part][place] = numbers(row.getAs(2));
                rows[part] = Math.max(rows[part], place + 1);
            }
            Arrays.setAll(answers, part -> Arrays.copyOf(answers[part], rows[part]));
            return Arrays.asList(answers);
        }

        @Override
        public void close() {
            everywhere.forEach(Broadcast::destroy);
        }
    }

    private static Iterator<Row> rows(int part, double[][] answer) {
        return IntStream.range(0, answer.length)
                .mapToObj(i -> RowFactory.create(part, i, answer[i]))
                .iterator();
    }

    private static double[] numbers(scala.collection.Seq<Object> values) {
        double[] numbers = new double[values.length()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (Double) values.apply(i);
        }
        return numbers;
    }

    /** Of the bytes that Spark would send. */
    private static Digest digest(Object value) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            OutputStream bytes = new DigestOutputStream(OutputStream.nullOutputStream(), sha256);
            SerializationStream out =
                    SparkEnv.get().closureSerializer().newInstance().serializeStream(bytes);
            out.writeObject(value, ClassTag$.MODULE$.Any());
            out.close();
            return Digest.of(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public int size() {
        return crew.size();
    }

    @Override
    public double least() {
        return crew.least();
    }
}
