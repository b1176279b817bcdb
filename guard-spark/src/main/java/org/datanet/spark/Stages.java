package org.datanet.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;

/**
 * The stages of a job, each a table in the folder of its results. A stage is written under a hidden name and renamed when it is whole,
 * so that nothing half-written stands under a final name; and it carries a key of everything it was made of, so that a job which
 * is run again does only what is missing or was made of something else. Renaming is one step on HDFS and local disks; on object
 * stores it is as atomic as their connector makes it. Not thread-safe, and one job at a time in a folder.
 */
final class Stages {
    private static final String KEY = "_datanet_key";
    private static final String DESCRIPTION = "spark.job.description";

    private final SparkSession spark;
    private final Path folder;
    private final FileSystem files;
    private final Consumer<String> progress;

    Stages(SparkSession spark, String folder, Consumer<String> progress) {
        this.spark = spark;
        this.progress = progress;
        try {
            Path path = new Path(folder);
            this.files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
            this.folder = files.makeQualified(path);
            files.mkdirs(this.folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
    }

    /** A finished stage: where its table is, and the key of what it was made of. */
    record Stage(String name, String path, Digest key) {}

    /** Adds the state of input files to a key: their paths, lengths and times. */
    CanonicalBytes input(CanonicalBytes key, String location) {
        try {
            Path path = new Path(location);
            FileSystem system = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
            List<String> found = new ArrayList<>();
            FileStatus status = system.getFileStatus(path);
            if (status.isFile()) {
                found.add(line(status));
            } else {
                for (RemoteIterator<LocatedFileStatus> all = system.listFiles(path, true); all.hasNext(); ) {
                    found.add(line(all.next()));
                }
            }
            Collections.sort(found);
            key.number(found.size());
            found.forEach(key::text);
            return key;
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException(location + ": does not exist; check the path", e);
        } catch (IOException e) {
            throw new UncheckedIOException(location + ": " + e.getMessage(), e);
        }
    }

    private static String line(FileStatus status) {
        return status.getPath() + " " + status.getLen() + " " + status.getModificationTime();
    }

    /**
     * Computes a stage, or finds it done.
     *
     * @param key of everything that the table is made of
     * @param table computed only where the stage is not done
     */
    Stage run(String name, CanonicalBytes key, Supplier<Dataset<Row>> table) {
        return run(name, key, table, whole -> {});
    }

    /** The same for a table that is looked at when it is written, and before it stands under its name. */
    Stage run(String name, CanonicalBytes key, Supplier<Dataset<Row>> table, Consumer<Dataset<Row>> check) {
        return write(name, key, path -> {
            table.get().write().parquet(path);
            check.accept(spark.read().parquet(path));
        });
    }

    /** The same for a stage that writes its Parquet files by itself, to the path that it is given. */
    Stage write(String name, CanonicalBytes key, Consumer<String> writer) {
        Digest digest = key.toDigest();
        Path done = new Path(folder, name);
        try {
            if (digest.toString().equals(readKey(done))) {
                progress.accept("stage %s: done before".formatted(name));
                return new Stage(name, done.toString(), digest);
            }
            long began = System.nanoTime();
            Path part = new Path(folder, "." + name + "." + UUID.randomUUID() + ".part");
            // What Spark's own pages call the jobs of this stage.
            String outer = spark.sparkContext().getLocalProperty(DESCRIPTION);
            spark.sparkContext().setLocalProperty(DESCRIPTION, "stage " + name);
            try {
                writer.accept(part.toString());
                try (FSDataOutputStream out = files.create(new Path(part, KEY))) {
                    out.write(digest.toString().getBytes(StandardCharsets.UTF_8));
                }
                files.delete(done, true);
                if (!files.rename(part, done)) {
                    throw new IOException("cannot be renamed to " + done);
                }
            } finally {
                spark.sparkContext().setLocalProperty(DESCRIPTION, outer);
                files.delete(part, true);
            }
            progress.accept("stage %s: %s".formatted(name, seconds(began)));
            return new Stage(name, done.toString(), digest);
        } catch (IOException e) {
            throw new UncheckedIOException("stage " + name + " in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static String seconds(long began) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - began) / 1e9);
    }

    private String readKey(Path stage) throws IOException {
        Path key = new Path(stage, KEY);
        if (!files.exists(key)) {
            return "";
        }
        try (FSDataInputStream in = files.open(key)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The table of a finished stage. */
    Dataset<Row> read(Stage stage) {
        return spark.read().parquet(stage.path());
    }

    /** Writes a file of the results; it appears whole or not at all. */
    void file(String name, Consumer<java.nio.file.Path> writer) {
        try {
            java.nio.file.Path local = java.nio.file.Files.createTempDirectory("datanet-");
            try {
                java.nio.file.Path file = local.resolve(name);
                writer.accept(file);
                Path part = new Path(folder, "." + name + "." + UUID.randomUUID() + ".part");
                Path done = new Path(folder, name);
                files.copyFromLocalFile(false, true, new Path(file.toUri()), part);
                files.delete(done, false);
                if (!files.rename(part, done)) {
                    throw new IOException("cannot be renamed to " + done);
                }
            } finally {
                java.nio.file.Files.deleteIfExists(local.resolve(name));
                java.nio.file.Files.deleteIfExists(local);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name + " in " + folder + ": " + e.getMessage(), e);
        }
    }
}
