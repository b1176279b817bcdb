package org.datanet.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.datanet.attribution.gain.LabelInformationValuator;
import org.datanet.contribution.Datanet;
import org.datanet.io.DatanetReader;
import org.datanet.io.Reports;
import org.datanet.progress.Progress;
import org.datanet.proof.CanonicalBytes;
import org.datanet.valuation.ValuationReport;
import org.datanet.valuation.Valuator;

/**
 * What every row is worth against the owner's holdout: conditional gain and novelty, epoch by epoch, with pools cut into parts and holdout slices
 * broadcast. Writes the table {@code values} and {@code valuation.json} to a folder. Not thread-safe.
 */
public final class ValueJob {
    private final SparkSession spark;
    private final Consumer<String> progress;
    private final double least;

    /** @param progress told a line per stage */
    public ValueJob(SparkSession spark, Consumer<String> progress) {
        this(spark, progress, SparkCrew.WORTH);
    }

    ValueJob(SparkSession spark, Consumer<String> progress, double least) {
        this.spark = spark;
        this.progress = progress;
        this.least = least;
    }

    /**
     * Runs the job, or what is left of it.
     *
     * @param folder of the Datanet, in any file system
     * @param out folder of the results
     * @param seed of holdout slices that have none in the folder
     * @throws IllegalArgumentException naming the input that is wrong
     */
    public ValuationReport run(String folder, String out, long seed) {
        Stages stages = new Stages(spark, out, progress);
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        Stages.Stage rows = new SampleTable(spark, stages, folder).stage();
        AtomicReference<ValuationReport> computed = new AtomicReference<>();
        try (RemoteFolder remote = RemoteFolder.fetch(folder, hadoop)) {
            DatanetReader reader = DatanetReader.open(remote.folder());
            CanonicalBytes key = CanonicalBytes.tagged("datanet-spark-valuation-1")
                    .digest(rows.key())
                    .number(seed);
            for (String name : new String[] {"holdout", "reference", "seeds"}) {
                reader.file(name).ifPresent(file -> stages.input(key.text(name), file.toString()));
            }
            ReportTables reports = new ReportTables(spark, stages);
            stages.write("valuation", key, path -> {
                Datanet datanet = DatanetColumns.whole(folder, hadoop, stages.read(rows));
                ValuationReport values = value(reader, datanet, seed);
                computed.set(values);
                reports.writeValues(path, values);
            });
            ValuationReport report = computed.get();
            if (report == null) {
                return RemoteFile.with(out + "/valuation.json", hadoop, Reports.VALUATION::read);
            }
            stages.file("valuation.json", file -> {
                try {
                    Reports.VALUATION.write(report, file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return report;
        }
    }

    private ValuationReport value(DatanetReader reader, Datanet datanet, long seed) {
        Datanet holdout = reader.readHoldout()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                reader.folder()
                                        + " has no holdout.csv: rows are valued on the owner's private rows; add it, or pay by a frozen valuation with \"datanet reward --valuation\""));
        Datanet reference = reader.readReference().orElseGet(() -> Valuator.noReference(datanet));
        SortedMap<Integer, Long> seeds = reader.seeds();
        SparkCrew crew = new SparkCrew(new JavaSparkContext(spark.sparkContext()), least);
        return new LabelInformationValuator()
                .carriedBy(crew)
                .value(datanet, holdout, reference, slice -> seeds.getOrDefault(slice, seed), Progress.none());
    }
}
