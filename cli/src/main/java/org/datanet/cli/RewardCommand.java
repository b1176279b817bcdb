package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.datanet.hook.epochs.RewardRun;
import org.datanet.io.Policies;
import org.datanet.io.Reports;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardRule;
import org.datanet.usage.UsageLedger;
import org.datanet.valuation.ValuationReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From a Datanet and a ledger to amounts. */
@Command(
        name = "reward",
        mixinStandardHelpOptions = true,
        description = "Inspects and values a Datanet, and pays the receipts of a ledger out over its contributors.")
final class RewardCommand implements Callable<Integer> {
    @Mixin
    private final DatanetOperand datanet = new DatanetOperand();

    @Option(names = "--ledger", required = true, paramLabel = "DIR", description = "the ledger that keeps the receipts")
    @SuppressWarnings("NullAway.Init")
    private Path ledgerFolder;

    @Option(names = "--rule", paramLabel = "RULE", description = "the reward rule (default: ${DEFAULT-VALUE})")
    private String rule = "conditional-gain";

    @Mixin
    private final PolicyOptions policies = new PolicyOptions();

    @Option(
            names = "--valuation",
            paramLabel = "F.json",
            description = "a frozen valuation to use, instead of valuing the rows against the holdout")
    private @Nullable Path valuationFile;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "the seed of holdout slices that have none in seeds.csv (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--fee", paramLabel = "N", description = "base units for receipts that carry no fee")
    private @Nullable BigInteger fee;

    @Option(
            names = "--epoch",
            paramLabel = "N",
            description =
                    "an epoch whose receipts the ledger holds; may be repeated. The report names it, and who is handed "
                            + "another report of that epoch refuses it")
    private SortedSet<Integer> epochs = new TreeSet<>();

    @Option(names = "--out", paramLabel = "F.json", description = "write the reward report")
    private @Nullable Path out;

    @Option(names = "--valuation-out", paramLabel = "F.json", description = "write the valuation that was used")
    private @Nullable Path valuationOut;

    @Option(names = "--quality-out", paramLabel = "F.json", description = "write the quality report that was used")
    private @Nullable Path qualityOut;

    @Mixin
    private final SparkOptions engine = new SparkOptions();

    @Mixin
    private final Printed printed = new Printed();

    @Override
    public Integer call() throws IOException {
        RewardRule chosen = RewardRun.rule(rule);
        Path folder = datanet.folder();
        Policies policy = policies.policy(folder);
        RewardPolicy paying = fee == null ? policy.reward() : policy.reward().withDefaultFee(fee);
        QualityReport quality;
        ValuationReport valuation;
        RewardReport computed;
        Optional<SparkEngine> spark = engine.spark();
        try (ConsoleProgress progress = ConsoleProgress.onStandardError();
                UsageLedger ledger = RewardRun.ledger(ledgerFolder)) {
            RewardRun run = RewardRun.of(folder, progress);
            quality = run.quality(run.uses(ledger), policy.quality());
            quality.requireWeights();
            valuation = valuationFile != null
                    ? Reports.VALUATION.read(valuationFile)
                    : spark.isPresent()
                            ? engine.value(spark.get(), folder, seed)
                            : run.valuation(run.holdout(), run.seeds(seed));
            computed = spark.isPresent()
                    ? engine.pay(spark.get(), folder, arguments(), quality, valuation)
                    : run.rewards(chosen, valuation, quality, paying, ledger::openReceipts);
        }
        RewardReport report = computed.ofEpochs(List.copyOf(epochs));
        if (qualityOut != null) {
            Reports.QUALITY.write(quality, qualityOut);
        }
        if (valuationOut != null) {
            Reports.VALUATION.write(valuation, valuationOut);
        }
        if (out != null) {
            Reports.REWARDS.write(report, out);
        }
        printed.print(() -> json(report), print -> print(report, print));
        return Main.OK;
    }

    /** What a job of Spark is told beside the folder. */
    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--ledger", ledgerFolder.toString(), "--rule", rule));
        arguments.addAll(policies.arguments());
        if (fee != null) {
            arguments.addAll(List.of("--fee", fee.toString()));
        }
        return arguments;
    }

    private static String json(RewardReport report) {
        return Json.array(
                report.contributors(),
                line -> Json.object()
                        .add("contributor", line.contributor().value())
                        .add("amount", line.amount())
                        .add("charge", line.charge())
                        .add("rows", line.rows())
                        .add("usedRows", line.usedRows())
                        .build());
    }

    private static void print(RewardReport report, PrintWriter print) {
        TextTable table = new TextTable("contributor", "rows", "used", "exposures", report.currency());
        report.contributors()
                .forEach(line -> table.row(
                        line.contributor().value(),
                        Integer.toString(line.rows()),
                        Integer.toString(line.usedRows()),
                        Long.toString(line.exposures()),
                        line.amount().toString()));
        report.treasury()
                .forEach(line -> table.row(
                        "treasury: " + line.name(), "", "", "", line.amount().toString()));
        print.print(table.render());
        print.printf(
                Locale.ROOT,
                "%nFees %s %s of %d receipts; digest %s%n",
                report.fees(),
                report.currency(),
                report.receipts(),
                report.digest());
    }
}
