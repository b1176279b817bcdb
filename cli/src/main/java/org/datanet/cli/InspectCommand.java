package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DatanetGuard;
import org.datanet.guard.GuardRun;
import org.datanet.io.DatanetReader;
import org.datanet.io.InvalidInputException;
import org.datanet.io.Reports;
import org.datanet.quality.Finding;
import org.datanet.quality.InspectionIndex;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.quality.Subject;
import org.datanet.report.HtmlReport;
import org.datanet.report.ReportModel;
import org.datanet.usage.UsageView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The guard on a Datanet. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description =
                "Looks for duplicates, outliers, wrong labels, synthetic rows and people who act in concert; gives every "
                        + "sample a weight, with reasons.")
final class InspectCommand implements Callable<Integer> {
    @Mixin
    private final DatanetOperand datanet = new DatanetOperand();

    @Mixin
    private final PolicyOptions policies = new PolicyOptions();

    @Option(names = "--scores", paramLabel = "F.csv", description = "write the raw score of every row and detector")
    private @Nullable Path scores;

    @Option(names = "--out", paramLabel = "F.json", description = "write the quality report")
    private @Nullable Path out;

    @Option(names = "--html", paramLabel = "F.html", description = "write a page with findings, evidence and health")
    private @Nullable Path html;

    @Option(
            names = "--index",
            paramLabel = "F",
            description =
                    "take over what an inspection said of closed epochs from this file, and keep it there for the next")
    private @Nullable Path index;

    @Mixin
    private final SparkOptions engine = new SparkOptions();

    @Mixin
    private final Printed printed = new Printed();

    @Option(
            names = "--fail-on",
            paramLabel = "SHARE",
            description = "exit with 1 when more than this share of rows loses weight, such as 0.05")
    private double failOn = 1;

    @Override
    public Integer call() throws IOException {
        if (!(failOn >= 0 && failOn <= 1)) {
            throw new IllegalArgumentException(
                    "--fail-on is a share of the rows from 0 to 1, such as 0.05 for 5 %, not " + failOn);
        }
        Optional<SparkEngine> spark = engine.spark();
        QualityReport report = spark.isPresent() ? carried(spark.get()) : inspected();
        if (out != null) {
            Reports.QUALITY.write(report, out);
        }
        printed.print(
                () -> Json.array(report.findings(), Json::finding), print -> summary(print, report, datanet.folder()));
        boolean failed =
                report.detectors().stream().anyMatch(d -> d.state() == QualityReport.DetectorOutcome.State.FAILED);
        return lowered(report) > failOn * report.datanet().rows() || failed ? Main.FINDINGS : Main.OK;
    }

    private QualityReport carried(SparkEngine spark) throws IOException {
        if (scores != null || html != null || index != null) {
            throw new IllegalArgumentException(
                    "--scores, --html and --index are made by --engine single; Spark leaves weights and findings as tables in the folder of --work");
        }
        return engine.inspect(spark, datanet.folder(), policies.arguments());
    }

    private QualityReport inspected() throws IOException {
        GuardRun run;
        Datanet inspected;
        QualityPolicy policy = policies.policy(datanet.folder()).quality();
        try (ConsoleProgress progress = ConsoleProgress.onStandardError()) {
            inspected = DatanetReader.open(datanet.folder()).read(progress);
            run = index == null
                    ? new DatanetGuard().run(inspected, UsageView.none(), policy, progress)
                    : new DatanetGuard().run(inspected, UsageView.none(), policy, progress, read(index));
        }
        if (index != null) {
            Reports.INSPECTION_INDEX.write(run.index(), index);
        }
        if (scores != null) {
            ScoreFile.write(inspected, run.scores(), scores);
        }
        if (html != null) {
            HtmlReport.write(ReportModel.of(inspected, run.report()), html);
        }
        return run.report();
    }

    /** The index, or an empty one: a damaged file costs time, not an answer. */
    private static InspectionIndex read(Path file) {
        if (!Files.exists(file)) {
            return InspectionIndex.empty();
        }
        try {
            return Reports.INSPECTION_INDEX.read(file);
        } catch (InvalidInputException e) {
            System.err.println("every epoch is inspected again, and the index written anew: " + e.getMessage());
            return InspectionIndex.empty();
        }
    }

    private static long lowered(QualityReport report) {
        return Arrays.stream(report.weights()).filter(w -> w < 1).count();
    }

    private static void summary(PrintWriter print, QualityReport report, Path folder) {
        TextTable detectors = new TextTable("detector", "state", "flagged", "note");
        report.detectors()
                .forEach(d -> detectors.row(
                        d.detector(),
                        d.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        Integer.toString(d.flagged()),
                        d.message()));
        print.print(detectors.render());
        print.println();
        TextTable people = new TextTable("contributor", "rows", "flagged", "mean weight");
        List<QualityReport.ContributorSummary> summaries = report.contributors();
        summaries.stream()
                .filter(c -> c.flagged() > 0)
                .forEach(c -> people.row(
                        c.contributor().value(),
                        Integer.toString(c.rows()),
                        Integer.toString(c.flagged()),
                        String.format(Locale.ROOT, "%.3f", c.meanWeight())));
        if (summaries.stream().anyMatch(c -> c.flagged() > 0)) {
            print.print(people.render());
            print.println();
        }
        if (!report.warnings().isEmpty()) {
            report.warnings().forEach(warning -> print.println("health: " + warning.reason()));
            print.println();
        }
        print.printf(
                Locale.ROOT,
                "%s: %d of %d rows lose weight.%s%n",
                report.datanet().id(),
                lowered(report),
                report.datanet().rows(),
                report.findings().stream()
                        .map(Finding::subject)
                        .filter(Subject.Row.class::isInstance)
                        .map(Subject.Row.class::cast)
                        .findFirst()
                        .map(row -> " See why with: datanet explain %s %s".formatted(folder, row.sample()))
                        .orElse(""));
    }
}
