package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.datanet.attribution.gain.LabelInformationValuator;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.DatanetReader;
import org.datanet.io.Policies;
import org.datanet.io.Reports;
import org.datanet.progress.Progress;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardRule;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageView;
import org.datanet.valuation.ValuationReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** From a Datanet and a ledger to amounts. */
@Command(
        name = "reward",
        mixinStandardHelpOptions = true,
        description = "Inspects and values a Datanet, and pays the receipts of a ledger out over its contributors.")
final class RewardCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DATANET", description = "folder of the Datanet, with the owner's holdout.csv")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

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
            description = "the seed that was committed for the valuation (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--fee", paramLabel = "N", description = "base units for receipts that carry no fee")
    private @Nullable BigInteger fee;

    @Option(names = "--out", paramLabel = "F.json", description = "write the reward report")
    private @Nullable Path out;

    @Option(names = "--json", description = "print amounts as JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        RewardRule chosen = choose(rule);
        Policies policy = policies.policy(folder);
        RewardReport report;
        if (Files.notExists(ledgerFolder)) {
            throw new IllegalArgumentException(ledgerFolder + ": no such ledger");
        }
        try (ConsoleProgress progress = ConsoleProgress.onStandardError();
                UsageLedger ledger = FileUsageLedger.openReadOnly(ledgerFolder)) {
            DatanetReader reader = DatanetReader.open(folder);
            Datanet datanet = reader.read(progress);
            List<UsageView.Use> uses = uses(ledger, datanet);
            QualityReport quality =
                    new DatanetGuard().inspect(datanet, new UsageView(uses), policy.quality(), progress);
            quality.requireWeights();
            ValuationReport valuation = valuation(reader, datanet, progress);
            RewardPolicy paying =
                    fee == null ? policy.reward() : policy.reward().withDefaultFee(fee);
            report = chosen.apply(RewardInput.of(datanet, valuation, quality, paying, () -> receipts(ledger)));
        }
        if (out != null) {
            Reports.REWARDS.write(report, out);
        }
        print(report);
        return Main.OK;
    }

    /** The uses of this very state of the Datanet: a receipt of another state names other rows. */
    private static List<UsageView.Use> uses(UsageLedger ledger, Datanet datanet) throws IOException {
        DatanetRef ref = DatanetRef.of(datanet);
        List<UsageView.Use> uses = new ArrayList<>();
        try (Stream<UsageReceipt> receipts = ledger.receipts()) {
            receipts.forEach(receipt -> {
                if (!receipt.header().datanet().equals(ref)) {
                    throw new IllegalArgumentException(
                            "receipt %s is of %s %s with root %s, not of the state in this folder, root %s"
                                    .formatted(
                                            receipt.run(),
                                            receipt.header().datanet().id(),
                                            receipt.header().datanet().version(),
                                            receipt.header().datanet().root(),
                                            ref.root()));
                }
                uses.add(UsageView.Use.of(receipt));
            });
        }
        return uses;
    }

    private ValuationReport valuation(DatanetReader reader, Datanet datanet, Progress progress) {
        if (valuationFile != null) {
            return Reports.VALUATION.read(valuationFile);
        }
        Datanet holdout = reader.readHoldout(progress)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                folder
                                        + " has no holdout.csv: rows are valued on the owner's private rows; add it, or name a frozen valuation with --valuation"));
        Datanet reference = reader.readReference(progress).orElseGet(() -> noReference(datanet));
        return new LabelInformationValuator().value(datanet, holdout, reference, seed, progress);
    }

    private static Datanet noReference(Datanet datanet) {
        return Datanet.builder(datanet.id(), datanet.version())
                .featureNames(datanet.features().map(FeatureMatrix::names).orElse(List.of()))
                .labels(datanet.labels())
                .build();
    }

    private static Stream<UsageReceipt> receipts(UsageLedger ledger) {
        try {
            return ledger.receipts();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RewardRule choose(String name) {
        List<RewardRule> rules = ServiceLoader.load(RewardRule.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return rules.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no rule \"%s\"; there are %s"
                        .formatted(
                                name,
                                String.join(
                                        ", ",
                                        rules.stream()
                                                .map(RewardRule::name)
                                                .sorted()
                                                .toList()))));
    }

    private void print(RewardReport report) {
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            print.println(Json.array(
                    report.contributors(),
                    line -> Json.object()
                            .add("contributor", line.contributor().value())
                            .add("amount", line.amount())
                            .add("rows", line.rows())
                            .add("usedRows", line.usedRows())
                            .build()));
        } else {
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
                            "treasury: " + line.name(),
                            "",
                            "",
                            "",
                            line.amount().toString()));
            print.print(table.render());
            print.printf(
                    Locale.ROOT,
                    "%nFees %s %s of %d receipts; digest %s%n",
                    report.fees(),
                    report.currency(),
                    report.receipts(),
                    report.digest());
        }
        print.flush();
    }
}
