package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.Sample;
import org.datanet.contribution.SampleId;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.DatanetReader;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityReport;
import org.datanet.quality.Subject;
import org.datanet.report.EvidenceText;
import org.datanet.usage.UsageView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Everything that the guard says of one sample. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Shows every finding on one sample, with its evidence.")
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private final DatanetOperand datanet = new DatanetOperand();

    @Parameters(index = "1", paramLabel = "SAMPLE", description = "id of the sample")
    @SuppressWarnings("NullAway.Init")
    private String sample;

    @Mixin
    private final PolicyOptions policies = new PolicyOptions();

    @Mixin
    private final Printed printed = new Printed();

    @Override
    public Integer call() throws IOException {
        Datanet inspected;
        Path folder = datanet.folder();
        QualityReport report;
        int row;
        try (ConsoleProgress progress = ConsoleProgress.onStandardError()) {
            inspected = DatanetReader.open(folder).read(progress);
            row = inspected
                    .row(new SampleId(sample))
                    .orElseThrow(() -> new IllegalArgumentException("%s has no sample \"%s\"; its ids look like \"%s\""
                            .formatted(folder, sample, inspected.sampleId(0))));
            report = new DatanetGuard()
                    .inspect(
                            inspected, UsageView.none(), policies.policy(folder).quality(), progress);
        }
        List<Finding> findings = report.findings().stream()
                .filter(f -> f.subject() instanceof Subject.Row r && r.row() == row)
                .toList();
        printed.print(
                () -> Json.array(findings, Json::finding),
                out -> print(
                        out,
                        inspected.sample(row),
                        report.hasWeights() ? report.weights()[row] : Double.NaN,
                        findings));
        return Main.OK;
    }

    private static void print(PrintWriter out, Sample sample, double weight, List<Finding> findings) {
        out.printf(
                Locale.ROOT,
                "%s by %s, epoch %d%s: weight %.3f%n",
                sample.id(),
                sample.contributor(),
                sample.epoch(),
                sample.label().map(label -> ", labelled " + label).orElse(""),
                weight);
        if (findings.isEmpty()) {
            out.println("Nothing was found on it.");
        }
        for (Finding finding : findings) {
            out.printf(Locale.ROOT, "%n%s (p = %.2g)%n  %s%n", finding.detector(), finding.pValue(), finding.reason());
            finding.evidence().forEach(evidence -> out.println("  - " + EvidenceText.of(evidence)));
        }
    }
}
