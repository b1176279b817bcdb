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

    /**
     * Gathers the columns.
     *
     * @param folder of the Datanet
     * @param rows stage of {@link SampleTable}
     */
    static Datanet gather(String folder, Configuration hadoop, Dataset<Row> rows) {
        return gather(folder, hadoop, rows, false);
    }

    /** The same with the texts. */
    static Datanet whole(String folder, Configuration hadoop, Dataset<Row> rows) {
        return gather(folder, hadoop, rows, true);
    }

    private static Datanet gather(String folder, Configuration hadoop, Dataset<Row> rows, boolean texts) {
        try (RemoteFolder remote = RemoteFolder.fetch(folder, hadoop)) {
            DatanetReader reader = DatanetReader.open(remote.folder());
            DatanetDescriptor descriptor = reader.descriptor();
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
