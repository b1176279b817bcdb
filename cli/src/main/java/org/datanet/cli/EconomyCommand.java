package org.datanet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.datanet.gauntlet.Ground;
import org.datanet.gauntlet.Mechanism;
import org.datanet.gauntlet.economy.EconomyFindings;
import org.datanet.gauntlet.economy.EconomyPage;
import org.datanet.gauntlet.economy.EconomyPlan;
import org.datanet.gauntlet.economy.EconomyRun;
import org.datanet.gauntlet.economy.LifeJournal;
import org.datanet.gauntlet.rules.Mechanisms;
import org.datanet.io.DatanetReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Economies over time. */
@Command(
        name = "economy",
        mixinStandardHelpOptions = true,
        description = {
            "Lets people contribute epoch after epoch and take up what pays, honesty or gaming, under our reward rule and naive ones: which Datanets do those "
                    + "who game overwhelm, and from what share on?",
            "On UCI digits and breast cancer, or on the labelled rows of a Datanet of yours, taken as honest."
        })
final class EconomyCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DATANET",
            description = "a Datanet folder whose labelled rows are taken as honest")
    private @Nullable Path data;

    @Option(names = "--table", paramLabel = "NAME", description = "optdigits or wdbc (default: both)")
    private @Nullable String table;

    @Option(names = "--rule", paramLabel = "NAME", description = "only this rule; may be given several times")
    private List<String> rules = new ArrayList<>();

    @Option(names = "--seeds", paramLabel = "N", description = "how many seeds (default: ${DEFAULT-VALUE})")
    private int seeds = 3;

    @Option(
            names = "--quick",
            description = "a slice of a minute or two: breast cancer, two rules, one seed, 20 epochs")
    private boolean quick;

    @Option(
            names = "--out",
            paramLabel = "F.jsonl",
            description =
                    "where lives are written as they end, one JSON object a line; goes on where it stopped if the file is there")
    private @Nullable Path out;

    @Option(names = "--html", paramLabel = "F.html", description = "write a page with plots by epoch")
    private @Nullable Path html;

    @Mixin
    private final Printed printed = new Printed();

    @Override
    public Integer call() throws IOException, InterruptedException {
        EconomyFindings findings;
        try (ConsoleProgress progress = ConsoleProgress.onStandardError();
                LifeJournal journal = out == null ? LifeJournal.inMemory() : LifeJournal.open(out)) {
            findings = new EconomyRun(plan(), journal, progress).run();
        }
        if (html != null) {
            EconomyPage.write(findings, html);
        }
        printed.print(
                () -> Json.array(
                        findings.lines(),
                        line -> Json.object()
                                .add("table", line.ground())
                                .add("rule", line.mechanism())
                                .add("threshold", line.threshold())
                                .add("lower", line.lower())
                                .add("integrity", line.integrity())
                                .add("utility", line.utility())
                                .add("met", line.meets())
                                .build()),
                print -> print.print(EconomyPage.markdown(findings)));
        return Main.OK;
    }

    private EconomyPlan plan() {
        EconomyPlan full = EconomyPlan.of(grounds(), quick ? 1 : seeds);
        List<String> names = quick && rules.isEmpty() ? List.of(Mechanisms.OURS, "exposure") : rules;
        names.forEach(Mechanisms::named);
        Supplier<List<Mechanism>> chosen = names.isEmpty()
                ? full.mechanisms()
                : () -> Mechanisms.all().stream()
                        .filter(mechanism -> names.contains(mechanism.name()))
                        .toList();
        return new EconomyPlan(
                full.grounds(),
                chosen,
                full.gaming(),
                full.seeds(),
                quick ? 20 : full.epochs(),
                full.people(),
                full.window());
    }

    private List<Ground> grounds() {
        if (data != null) {
            return List.of(Ground.of(DatanetReader.open(data).read()));
        }
        String only = table == null && quick ? "wdbc" : table;
        if (only == null) {
            return List.of(Ground.optdigits(), Ground.wdbc());
        }
        return List.of(
                switch (only) {
                    case "optdigits" -> Ground.optdigits();
                    case "wdbc" -> Ground.wdbc();
                    default ->
                        throw new IllegalArgumentException(
                                "there is no table \"%s\"; there are optdigits and wdbc".formatted(only));
                });
    }
}
