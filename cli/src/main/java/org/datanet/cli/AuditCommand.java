package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.datanet.cli.audit.AttributionAudit;
import org.datanet.cli.audit.AuditPages;
import org.datanet.cli.audit.AuditPlan;
import org.datanet.cli.audit.AuditReport;
import org.datanet.cli.audit.AuditedModel;
import org.datanet.contribution.Datanet;
import org.datanet.io.DatanetReader;
import org.datanet.tribuo.GainMethod;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How far attribution can be trusted on a Datanet. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description =
                "Trains a model on many subsets of the rows, and shows which method of attribution foretells what they do, finds "
                        + "wrong labels, and knows which rows to keep.")
final class AuditCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DATANET",
            description = "folder of the Datanet; its holdout.csv is asked about, if there is one")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(names = "--model", paramLabel = "M", description = "logistic or forest (default: ${DEFAULT-VALUE})")
    private AuditedModel model = AuditedModel.LOGISTIC;

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "a,b",
            hideParamSyntax = true,
            description =
                    "influence, gradient_flow, in_run, knn_shapley for logistic; leaf_weights, knn_shapley for forest (default: all)")
    private List<GainMethod> methods = new ArrayList<>();

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "train on at most so many rows (default: ${DEFAULT-VALUE})")
    private int rows = 600;

    @Option(names = "--queries", paramLabel = "N", description = "ask about so many rows (default: ${DEFAULT-VALUE})")
    private int queries = 30;

    @Option(names = "--subsets", paramLabel = "N", description = "subsets of each size (default: ${DEFAULT-VALUE})")
    private int subsets = 60;

    @Option(
            names = "--shares",
            split = ",",
            paramLabel = "a,b",
            hideParamSyntax = true,
            defaultValue = "0.5,0.95",
            description = "share of the rows in a subset (default: ${DEFAULT-VALUE})")
    private List<Double> shares = new ArrayList<>();

    @Option(
            names = "--flips",
            paramLabel = "SHARE",
            description = "labels flipped to be found (default: ${DEFAULT-VALUE})")
    private double flips = 0.1;

    @Option(names = "--seed", paramLabel = "N", description = "of every random choice (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--out", paramLabel = "F.json", description = "write the audit as JSON")
    private @Nullable Path out;

    @Option(names = "--html", paramLabel = "F.html", description = "write a page with tables and curves")
    private @Nullable Path html;

    @Option(names = "--json", description = "print the audit as JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        AuditPlan plan = new AuditPlan(
                model, methods.isEmpty() ? model.methods() : methods, rows, queries, subsets, shares, flips, seed);
        AuditReport report;
        try (ConsoleProgress progress = ConsoleProgress.onStandardError()) {
            DatanetReader reader = DatanetReader.open(folder);
            Datanet datanet = reader.read(progress);
            Optional<Datanet> holdout = reader.readHoldout(progress);
            report = AttributionAudit.run(datanet, holdout, plan, progress);
        }
        if (out != null) {
            Files.writeString(out, AuditPages.json(report) + "\n", StandardCharsets.UTF_8);
        }
        if (html != null) {
            Files.writeString(html, AuditPages.page(report).html(), StandardCharsets.UTF_8);
        }
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            print.println(AuditPages.json(report));
        } else {
            table(print, AuditPages.scoreHeader(), AuditPages.scores(report));
            table(print, AuditPages.mislabelledHeader(), AuditPages.mislabelled(report));
            print.printf(
                    "%s: %d rows, %d queries from %s, %d models trained. Curves: --html F.html. How to read it: docs/attribution.md%n",
                    report.datanet(), report.rows(), report.queries(), report.held(), report.trainings());
        }
        print.flush();
        return Main.OK;
    }

    private static void table(PrintWriter print, List<String> header, List<List<String>> rows) {
        TextTable table = new TextTable(header.toArray(String[]::new));
        rows.forEach(row -> table.row(row.toArray(String[]::new)));
        print.println(table.render());
    }
}
