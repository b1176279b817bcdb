package org.datanet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datanet.io.Reports;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardReport;
import org.datanet.valuation.ValuationReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the work is done. */
final class SparkOptions {
    /** The engines that there are. */
    enum Engine {
        SINGLE,
        SPARK
    }

    @Option(
            names = "--engine",
            paramLabel = "E",
            description = "single: this process; spark: an installed Spark does the work (default: single)")
    private Engine engine = Engine.SINGLE;

    @Option(names = "--master", paramLabel = "URL", description = "with --engine spark: the master, such as local[8]")
    private String master = "";

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description =
                    "with --engine spark: folder of the job's tables; with the same one a job goes on where it stopped")
    private @Nullable Path work;

    /** Spark, where it was asked for; looked for before the minutes that the guard may take. */
    Optional<SparkEngine> spark() throws IOException {
        if (engine == Engine.SINGLE) {
            return Optional.empty();
        }
        if (work == null) {
            throw new IllegalArgumentException("--engine spark writes tables: name a folder for them with --work");
        }
        return Optional.of(SparkEngine.find(System.getenv(), SparkEngine.root()));
    }

    /** Has Spark inspect a Datanet. */
    QualityReport inspect(SparkEngine spark, Path datanet, List<String> arguments) throws IOException {
        Path tables = folder().resolve("inspection");
        List<String> all = new ArrayList<>(List.of("inspect", datanet.toString()));
        all.addAll(arguments);
        all.addAll(List.of("--out", tables.toString()));
        spark.run(master, all);
        return Reports.QUALITY.read(tables.resolve("quality.json"));
    }

    /** Has Spark value a Datanet. */
    ValuationReport value(SparkEngine spark, Path datanet, long seed) throws IOException {
        Path tables = folder().resolve("valuation");
        spark.run(
                master,
                List.of("value", datanet.toString(), "--seed", Long.toString(seed), "--out", tables.toString()));
        return Reports.VALUATION.read(tables.resolve("valuation.json"));
    }

    private Path folder() throws IOException {
        Path folder = work == null ? Path.of("") : work;
        return Files.createDirectories(folder);
    }

    /** Has Spark pay what this process has inspected and valued. */
    RewardReport pay(
            SparkEngine spark, Path datanet, List<String> arguments, QualityReport quality, ValuationReport valuation)
            throws IOException {
        Path folder = folder();
        Path weights = folder.resolve("quality.json");
        Path values = folder.resolve("valuation.json");
        Path tables = folder.resolve("tables");
        Reports.QUALITY.write(quality, weights);
        Reports.VALUATION.write(valuation, values);
        List<String> all = new ArrayList<>(List.of("reward", datanet.toString()));
        all.addAll(arguments);
        all.addAll(
                List.of("--quality", weights.toString(), "--valuation", values.toString(), "--out", tables.toString()));
        spark.run(master, all);
        return Reports.REWARDS.read(tables.resolve("rewards.json"));
    }
}
