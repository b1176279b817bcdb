package org.datanet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.datanet.hook.epochs.RewardRun;
import org.datanet.io.Reports;
import org.datanet.valuation.ValuationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From a Datanet and its holdout to frozen values. */
@Command(
        name = "value",
        mixinStandardHelpOptions = true,
        description = "Values every row of a Datanet against the owner's holdout, frozen at the close of its epoch.")
final class ValueCommand implements Callable<Integer> {
    @Mixin
    private final DatanetOperand datanet = new DatanetOperand();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "the seed of holdout slices that have none in seeds.csv (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--out", required = true, paramLabel = "F.json", description = "write the valuation")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Mixin
    private final SparkOptions engine = new SparkOptions();

    @Mixin
    private final Printed printed = new Printed();

    @Override
    public Integer call() throws IOException {
        Optional<SparkEngine> spark = engine.spark();
        ValuationReport report =
                spark.isPresent() ? engine.value(spark.get(), datanet.folder(), seed) : valued(datanet.folder());
        Reports.VALUATION.write(report, out);
        printed.print(
                () -> Json.object()
                        .add("rows", report.datanet().rows())
                        .add("digest", report.digest().toString())
                        .build()
                        .toString(),
                print -> print.printf(
                        Locale.ROOT,
                        "%s: %d of %d rows are worth more than nothing; digest %s%n",
                        report.datanet().id(),
                        worth(report),
                        report.datanet().rows(),
                        report.digest()));
        return Main.OK;
    }

    private ValuationReport valued(Path folder) throws IOException {
        try (ConsoleProgress progress = ConsoleProgress.onStandardError()) {
            RewardRun run = RewardRun.of(folder, progress);
            return run.valuation(run.holdout(), run.seeds(seed));
        }
    }

    private static long worth(ValuationReport report) {
        return Arrays.stream(report.gains()).filter(gain -> gain > 0).count();
    }
}
