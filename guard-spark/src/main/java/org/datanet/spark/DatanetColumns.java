package org.datanet.spark;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;
import org.datanet.io.DatanetDescriptor;
import org.datanet.io.DatanetReader;
import org.datanet.proof.Digest;

/**
 * The columns of a Datanet at the driver, where the guard decides: everything but texts, unless there are features beside them. Its root
 * is that of the whole Datanet.
 */
final class DatanetColumns {
    private DatanetColumns() {}

    /** Whether texts stay in the table: where they are all that there is to compare rows by. */
    private static boolean textsElsewhere(DatanetDescriptor descriptor) {
        return descriptor.columns().text().isPresent()
                && descriptor.columns().features().isEmpty();
    }

    /** What the guard holds of one number of a row at most: itself, on three scales, in lists, and on its way to the executors. */
    private static final int BYTES = 48;

    /**
     * Gathers the columns for the guard.
     *
     * @param folder of the Datanet
     * @param rows stage of {@link SampleTable}
     * @param memory that the driver has, in bytes
     * @throws IllegalArgumentException when the features are more than the driver can hold, before any is read
     */
    static Datanet gather(String folder, Configuration hadoop, Dataset<Row> rows, long memory) {
        return gather(folder, hadoop, rows, false, memory);
    }

    /** The same with the texts, and without asking how many there are. */
    static Datanet whole(String folder, Configuration hadoop, Dataset<Row> rows) {
        return gather(folder, hadoop, rows, true, Long.MAX_VALUE);
    }

    private static void refuse(String folder, Dataset<Row> rows, int columns, long memory) {
        if (columns == 0) {
            return;
        }
        long n = rows.count();
        if (n * columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "%s: %,d rows of %,d features are %,d numbers; the guard compares no more than %,d at once; keep several Datanets, or fewer features"
                            .formatted(folder, n, columns, n * columns, Integer.MAX_VALUE));
        }
        if (n * columns * BYTES > memory) {
            throw new IllegalArgumentException(
                    "%s: %,d rows of %,d features take up to %,d MB at the driver (%d bytes a number), which has %,d MB; give it more with --driver-memory"
                            .formatted(folder, n, columns, n * columns * BYTES >> 20, BYTES, memory >> 20));
        }
    }

    private static Datanet gather(String folder, Configuration hadoop, Dataset<Row> rows, boolean texts, long memory) {
        try (RemoteFolder remote = RemoteFolder.fetch(folder, hadoop)) {
            DatanetReader reader = DatanetReader.open(remote.folder());
            DatanetDescriptor descriptor = reader.descriptor();
            refuse(folder, rows, texts ? 0 : descriptor.columns().features().size(), memory);
            List<String> labels =
                    reader.labels(rows.select("label").filter("label is not null").distinct().collectAsList().stream()
                            .map(row -> row.getString(0))
                            .toList());
            Datanet.Builder samples = Datanet.builder(descriptor.name(), descriptor.version())
                    .featureNames(descriptor.columns().features())
                    .labels(labels);
            boolean elsewhere = !texts && textsElsewhere(descriptor);
            if (elsewhere) {
                samples.textsElsewhere();
            }
            Dataset<Row> held = (elsewhere ? rows.drop("text") : rows).sort("row");
            for (Iterator<Row> all = held.toLocalIterator(); all.hasNext(); ) {
                samples.add(row(all.next(), elsewhere));
            }
            reader.annotate(samples, labels);
            return samples.build();
        }
    }

    private static Datanet.Row row(Row from, boolean elsewhere) {
        Datanet.Row row = new Datanet.Row(
                        new SampleId(from.getAs("sample")),
                        new ContributorId(from.getAs("contributor")),
                        Digest.of(from.getAs("digest")))
                .epoch(from.getAs("epoch"))
                .features(features(from.getAs("features")));
        Long submittedAt = from.getAs("submitted_at");
        if (submittedAt != null) {
            row.submittedAt(Instant.ofEpochMilli(submittedAt));
        }
        String label = from.getAs("label");
        if (label != null) {
            row.label(label);
        }
        String licence = from.getAs("licence");
        if (licence != null) {
            row.licence(licence);
        }
        String source = from.getAs("source");
        if (source != null) {
            row.source(source);
        }
        String text = elsewhere ? null : from.getAs("text");
        if (text != null) {
            row.text(text);
        }
        return row;
    }

    private static double[] features(scala.collection.Seq<Object> values) {
        double[] features = new double[values.length()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (Double) values.apply(i);
        }
        return features;
    }
}
