package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.datanet.gauntlet.Attack;
import org.datanet.gauntlet.AttackBook;
import org.datanet.gauntlet.Findings;
import org.datanet.gauntlet.GainPlot;
import org.datanet.gauntlet.Gauntlet;
import org.datanet.gauntlet.Ground;
import org.datanet.gauntlet.Journal;
import org.datanet.gauntlet.MarkdownTables;
import org.datanet.gauntlet.Plan;
import org.datanet.gauntlet.rules.Mechanisms;
import org.datanet.io.DatanetReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Attacks against reward rules. */
@Command(
        name = "gauntlet",
        mixinStandardHelpOptions = true,
        description = {
            "Replaces one honest contributor by an attacker who starts from the same raw rows, and measures what each way of "
                    + "gaming earned over honesty, under our reward rule and others. On UCI digits and breast cancer, on texts of a crowd, or on a Datanet of yours, "
                    + "of numbers or texts.",
            "The form of an attack is chosen on other seeds than those that are reported."
        })
final class GauntletCommand implements Callable<Integer> {
    enum Detectors {
        on(List.of(true)),
        off(List.of(false)),
        both(List.of(false, true));

        private final List<Boolean> states;

        Detectors(List<Boolean> states) {
            this.states = states;
        }
    }

    private static final List<String> QUICK = List.of(Mechanisms.OURS, "exposure", "knn-shapley");
    private static final List<String> COMPARED =
            List.of(Mechanisms.OURS, "exposure", "positive-influence", "knn-shapley", "leave-one-out");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DATANET",
            description = "a Datanet folder whose labelled rows are taken as honest")
    private @Nullable Path data;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "optdigits, wdbc or crowd-text (default: the first two)")
    private @Nullable String table;

    @Option(
            names = "--rule",
            paramLabel = "NAME",
            description =
                    "only this rule; may be given several times (default: ours, exposure, positive-influence, knn-shapley, leave-one-out; there are conditional-gain-leverage, trial and trial-cross-fitted, too)")
    private List<String> rules = new ArrayList<>();

    @Option(names = "--attack", paramLabel = "NAME", description = "only this attack; may be given several times")
    private List<String> attacks = new ArrayList<>();

    @Option(
            names = "--detectors",
            paramLabel = "on|off|both",
            description = "whether the guard's weights count (default: ${DEFAULT-VALUE})")
    private Detectors detectors = Detectors.off;

    @Option(names = "--seeds", paramLabel = "N", description = "seeds that are reported (default: ${DEFAULT-VALUE})")
    private int seeds = 8;

    @Option(
            names = "--curated",
            paramLabel = "N",
            description = "seeds that curators are reported on (default: ${DEFAULT-VALUE})")
    private int curated = 300;

    @Option(
            names = "--choose",
            paramLabel = "N",
            description = "seeds that forms are chosen on (default: ${DEFAULT-VALUE})")
    private int choose = 2;

    @Option(
            names = "--adaptive",
            paramLabel = "N",
            description = "combinations that the adaptive attacker tries (default: ${DEFAULT-VALUE})")
    private int adaptive = 40;

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description =
                    "writes the tables of a page, between its lines <!-- begin gauntlet --> and <!-- end gauntlet --> if it has them, and a picture a table in images beside it")
    private @Nullable Path markdown;

    @Option(
            names = "--from",
            paramLabel = "SEED",
            description = "the first seed that is reported (default: ${DEFAULT-VALUE})")
    private long from = Plan.REPORTED_FROM;

    @Option(
            names = "--quick",
            description = "a slice of under two minutes: breast cancer, our rule and two naive ones, few seeds")
    private boolean quick;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "where cells are written as they finish, one JSON object a line; goes on where it stopped if the file is there")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Plan plan = plan();
        Findings findings;
        try (ConsoleProgress progress = ConsoleProgress.onStandardError();
                Journal journal = out == null ? Journal.inMemory() : Journal.open(out)) {
            findings = new Gauntlet(plan, journal, progress).run();
            if (out != null) {
                Journal.write(out, journal.cells());
            }
        }
        if (markdown != null) {
            write(markdown, new MarkdownTables(findings, Mechanisms.OURS).render());
            draw(markdown.resolveSibling("images"), new GainPlot(findings, Mechanisms.OURS));
        }
        PrintWriter print = spec.commandLine().getOut();
        print.print(table(findings));
        print.flush();
        return Main.OK;
    }

    private static void write(Path page, String tables) throws IOException {
        String begin = "<!-- begin gauntlet -->\n";
        String end = "<!-- end gauntlet -->";
        String text = Files.exists(page) ? Files.readString(page) : begin + end + "\n";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(
                    "%s has no line %sbefore a line %s: add both, or name another file".formatted(page, begin, end));
        }
        Files.writeString(page, text.substring(0, from + begin.length()) + tables + text.substring(to));
    }

    private static void draw(Path folder, GainPlot plot) throws IOException {
        Files.createDirectories(folder);
        for (String ground : plot.grounds()) {
            Files.writeString(folder.resolve(GainPlot.file(ground)), plot.svg(ground));
        }
    }

    private Plan plan() throws IOException {
        List<Attack> chosen = attacks.isEmpty()
                ? AttackBook.all()
                : attacks.stream().map(AttackBook::named).toList();
        List<String> names = !rules.isEmpty() ? rules : quick ? QUICK : COMPARED;
        names.forEach(Mechanisms::named);
        return new Plan(
                grounds(),
                chosen,
                () -> Mechanisms.all().stream()
                        .filter(mechanism -> names.contains(mechanism.name()))
                        .toList(),
                detectors.states,
                quick ? 1 : choose,
                quick ? 2 : seeds,
                from,
                attacks.isEmpty() && !quick ? adaptive : 0,
                attacks.isEmpty() && !quick ? seeds : 0,
                quick ? 2 : curated);
    }

    private List<Ground> grounds() throws IOException {
        if (data != null) {
            if (!Files.isDirectory(data)) {
                throw new IllegalArgumentException(data + " is no Datanet folder");
            }
            return List.of(Ground.of(DatanetReader.open(data).read()));
        }
        String only = table == null ? quick ? "wdbc" : "" : table;
        return switch (only) {
            case "" -> List.of(Ground.optdigits(), Ground.wdbc());
            case "optdigits" -> List.of(Ground.optdigits());
            case "wdbc" -> List.of(Ground.wdbc());
            case "crowd-text" -> List.of(Ground.crowdText());
            default ->
                throw new IllegalArgumentException(
                        "there is no table \"%s\"; there are optdigits, wdbc and crowd-text".formatted(table));
        };
    }

    private static String table(Findings findings) {
        TextTable table = new TextTable(
                "attack",
                "table",
                "rule",
                "detectors",
                "form",
                "earned",
                "95 %",
                "kept",
                "profit",
                "loss",
                "loss 95",
                "aim");
        for (Findings.Line line : findings.lines()) {
            table.row(
                    line.attack().name(),
                    line.ground(),
                    line.mechanism(),
                    line.detectors() ? "on" : "off",
                    line.parameter(),
                    number(line.gain().value()),
                    number(line.gain().upper()),
                    number(line.kept().value()),
                    number(line.profit().value()),
                    number(line.meanLoss()),
                    number(line.loss95()),
                    line.hit() ? "hit" : "miss");
        }
        return table.render();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
