package org.datanet.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.Reports;
import org.datanet.progress.Progress;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.usage.UsageView;

/**
 * The guard on a Datanet: {@code datanet inspect} carried by Spark. Texts are read, compared and scored where they are; features are held by the
 * driver, where models are fitted, frozen and broadcast, and rows are compared and scored by the executors. The driver holds the columns that decide. Writes the tables of its stages and {@code quality.json} to a folder. Not thread-safe.
 */
public final class InspectJob {
    private final SparkSession spark;
    private final Consumer<String> progress;
    private final double least;
    private final long memory;

    /** @param progress told a line per stage */
    public InspectJob(SparkSession spark, Consumer<String> progress) {
        this(spark, progress, SparkCrew.WORTH, Runtime.getRuntime().maxMemory());
    }

    /**
     * @param least steps that are worth a job
     * @param memory of the driver, in bytes
     */
    InspectJob(SparkSession spark, Consumer<String> progress, double least, long memory) {
        this.spark = spark;
        this.progress = progress;
        this.least = least;
        this.memory = memory;
    }

    /**
     * Runs the job, or what is left of it.
     *
     * @param folder of the Datanet, in any file system
     * @param out folder of the results
     * @throws IllegalArgumentException naming the input that is wrong
     */
    public QualityReport run(String folder, String out, QualityPolicy policy) {
        Stages stages = new Stages(spark, out, progress);
        SampleTable samples = new SampleTable(spark, stages, folder);
        return InterpretedPlans.during(
                spark,
                InterpretedPlans.settings(spark.sparkContext().getConf(), samples.bytes()),
                () -> inspect(folder, stages, samples.stage(), policy));
    }

    private QualityReport inspect(String folder, Stages stages, Stages.Stage stage, QualityPolicy policy) {
        Dataset<Row> rows = stages.read(stage);
        Datanet datanet = DatanetColumns.gather(folder, spark.sparkContext().hadoopConfiguration(), rows, memory);
        DatanetGuard guard = new DatanetGuard().carriedBy(new StagedCrew(spark, stages, least));
        if (datanet.hasText() && datanet.features().isEmpty()) {
            refuse(policy);
            Texts texts = new Texts(spark, stages, datanet, stage);
            guard = new DatanetGuard(TextDetectors.carried(guard.detectors(), texts), columns -> texts.shapes());
        }
        QualityReport report = guard.inspect(datanet, UsageView.none(), policy, Progress.none());
        new ReportTables(spark, stages).write(report, datanet);
        stages.file("quality.json", file -> {
            try {
                Reports.QUALITY.write(report, file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return report;
    }

    /** What reads texts and is not carried, instead of giving no weights at the end. */
    private static void refuse(QualityPolicy policy) {
        DetectorPolicy machine = policy.detectors().get("machine-text");
        if (machine != null
                && machine.enabled()
                && !String.valueOf(machine.options().getOrDefault("machine", ""))
                        .isEmpty()) {
            throw new IllegalArgumentException(
                    "detector machine-text is not carried by Spark; inspect on one machine, or switch it off in the policy (enabled: false)");
        }
    }
}
