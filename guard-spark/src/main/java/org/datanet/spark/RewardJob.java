package org.datanet.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.datanet.contribution.DatanetRef;
import org.datanet.io.Reports;
import org.datanet.proof.CanonicalBytes;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;

/**
 * Pays the receipts of a ledger out over a Datanet's contributors: {@code datanet reward} carried by Spark. Writes the tables of its stages and
 * {@code rewards.json} to a folder. Not thread-safe.
 */
public final class RewardJob {
    private final SparkSession spark;
    private final Consumer<String> progress;

    /** @param progress told a line per stage */
    public RewardJob(SparkSession spark, Consumer<String> progress) {
        this.spark = spark;
        this.progress = progress;
    }

    /**
     * Where everything is.
     *
     * @param datanet folder of the Datanet
     * @param receipts a ledger of this machine, a folder of {@code .receipt} files, or a table of receipts
     * @param usage table of the receipts' entries; empty where {@code receipts} is not a table
     * @param valuation {@code valuation.json}
     * @param quality {@code quality.json}
     * @param out folder of the results
     */
    public record Places(String datanet, String receipts, String usage, String valuation, String quality, String out) {}

    /**
     * Runs the job, or what is left of it.
     *
     * @throws IllegalArgumentException naming the input that is wrong
     */
    public RewardReport run(Places places, RewardPolicy policy) {
        Stages stages = new Stages(spark, places.out(), progress);
        SampleTable samples = new SampleTable(spark, stages, places.datanet());
        Stages.Stage stage = samples.stage();
        Dataset<Row> rows = stages.read(stage);
        DatanetRef ref = samples.ref(rows);
        ReportTables reports = new ReportTables(spark, stages);
        ReportTables.Frozen values = reports.values(places.valuation(), ref);
        ReportTables.Frozen weights = reports.weights(places.quality(), ref, rows);
        ReceiptTable receipts = new ReceiptTable(spark, stages);
        ReceiptTable.Source source = source(receipts, places);
        Stages.Stage checked = receipts.checked(source, ref);
        RewardReport report = new RewardStages(stages)
                .pay(
                        new RewardStages.Input(
                                ref,
                                rows,
                                values.table(),
                                values.digest(),
                                weights.table(),
                                weights.digest(),
                                stages.read(checked),
                                source.usage(),
                                CanonicalBytes.tagged("datanet-spark-reward-input-1")
                                        .digest(stage.key())
                                        .digest(values.digest())
                                        .digest(weights.digest())
                                        .digest(checked.key())
                                        .toDigest()),
                        policy);
        stages.file("rewards.json", file -> {
            try {
                Reports.REWARDS.write(report, file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return report;
    }

    private static ReceiptTable.Source source(ReceiptTable receipts, Places places) {
        if (!places.usage().isEmpty()) {
            return receipts.ofTables(places.receipts(), places.usage());
        }
        boolean local = !places.receipts().contains(":") && ReceiptTable.isLedger(Path.of(places.receipts()));
        return local ? receipts.ofLedger(Path.of(places.receipts())) : receipts.ofFolder(places.receipts());
    }
}
