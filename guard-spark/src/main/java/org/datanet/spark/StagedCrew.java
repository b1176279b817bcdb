package org.datanet.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.datanet.progress.Crew;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import scala.Tuple2;

/**
 * A crew whose answers are stages of a job: asked again by the same frozen model for the same rows, it reads what was answered. A stage is
 * known by the content of model and parts, so that no answer can ever be taken for another. Not thread-safe.
 */
final class StagedCrew implements Crew {
    private static final StructType ANSWERS =
            new StructType().add("part", DataTypes.IntegerType, false).add("answer", DataTypes.BinaryType, false);

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
    public <P, R> Sent<P, R> send(Model<P, R> model) {
        return new StagedModel<>(model);
    }

    private final class StagedModel<P, R> implements Sent<P, R> {
        private final Model<P, R> model;
        private final Digest content;
        private final List<Broadcast<?>> everywhere = new ArrayList<>();

        StagedModel(Model<P, R> model) {
            this.model = model;
            this.content = digest(model);
        }

        @Override
        public List<R> of(List<P> parts) {
            CanonicalBytes key = CanonicalBytes.tagged("datanet-spark-answers-1")
                    .digest(content)
                    .number(parts.size());
            parts.forEach(part -> key.digest(digest(part)));
            String name = model.name() + "-" + asked.merge(model.name(), 1, Integer::sum);
            Stages.Stage stage = stages.run(name, key, () -> {
                Broadcast<Model<P, R>> sent = new JavaSparkContext(spark.sparkContext()).broadcast(model);
                everywhere.add(sent);
                List<Tuple2<Integer, P>> numbered = IntStream.range(0, parts.size())
                        .mapToObj(i -> new Tuple2<>(i, parts.get(i)))
                        .toList();
                return spark.createDataFrame(
                        new JavaSparkContext(spark.sparkContext())
                                .parallelize(numbered, numbered.size())
                                .map(part -> RowFactory.create(
                                        part._1(), bytes(sent.value().of(part._2())))),
                        ANSWERS);
            });
            Object[] answers = new Object[parts.size()];
            for (Iterator<Row> all = stages.read(stage).toLocalIterator(); all.hasNext(); ) {
                Row answer = all.next();
                answers[answer.getInt(0)] = value(answer.getAs(1));
            }
            @SuppressWarnings("unchecked")
            List<R> inOrder = (List<R>) Arrays.asList(answers);
            return inOrder;
        }

        @Override
        public void close() {
            everywhere.forEach(Broadcast::destroy);
        }
    }

    private static byte[] bytes(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(value, bytes);
        return bytes.toByteArray();
    }

    private static Object value(byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("an answer cannot be read: " + e.getMessage(), e);
        }
    }

    private static Digest digest(Object value) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            write(value, new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
            return Digest.of(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void write(Object value, OutputStream to) {
        try (ObjectOutputStream out = new ObjectOutputStream(to)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot be sent: " + value.getClass().getName(), e);
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
