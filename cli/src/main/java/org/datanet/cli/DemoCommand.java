package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.datanet.cli.demo.Demo;
import org.datanet.cli.demo.Scorecard;
import org.datanet.io.KeyFiles;
import org.datanet.reward.RewardReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job, end to end, on real data. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the whole loop on UCI digits with 24 contributors, 8 of whom game: trains a Deeplearning4j and two Tribuo "
                    + "models, records every sample they touched, finds gamed contributions, computes rewards, reports them through "
                    + "a REST hook, and verifies the result.",
            "Then does the same in a twin world in which everybody is honest, and compares."
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "DIR", description = "where results go (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("datanet-demo");

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "seed of data, models and keys (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description =
                    "instead, run both worlds for N seeds from --seed on, and print the worst and the mean; writes nothing")
    private int seeds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seeds > 0) {
            return manySeeds();
        }
        makeRoom();
        PrintWriter print = spec.commandLine().getOut();
        Demo.Result result;
        try (ConsoleProgress progress = ConsoleProgress.onStandardError()) {
            result = new Demo(seed, progress).run(out);
        }
        Scorecard card = Scorecard.of(result);
        print.print(contributors(card));
        print.println();
        print.print(detectors(card));
        print.println();
        RewardReport rewards = result.outcome().rewards();
        print.printf(
                Locale.ROOT,
                "Contributors get %.1f %% of the fees; whoever games at most %.2f of an honest twin; honest people together %.2f.%n",
                100 * rewards.paid().doubleValue() / rewards.fees().doubleValue(),
                card.worstGaming(),
                card.honestRatio());
        List<String> failures =
                Proofs.verify(out, Optional.of(KeyFiles.readPublic(out.resolve("keys/recorder.key.pub")))).stream()
                        .flatMap(checked ->
                                checked.failures().stream().map(check -> checked.file() + ": " + check.detail()))
                        .toList();
        failures.forEach(failure -> print.println("verification fails: " + failure));
        if (!result.delivered()) {
            print.println("The hook could not be reached; the report waits in the outbox.");
        }
        if (failures.isEmpty()) {
            print.printf("Verified offline: every file in %s. Look at %s%n", out, out.resolve("report.html"));
        }
        print.flush();
        return failures.isEmpty() && result.delivered() ? Main.OK : Main.BAD_INPUT;
    }

    private int manySeeds() throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        SeedTable table = new SeedTable();
        for (long at = seed; at < seed + seeds; at++) {
            Path scratch = Files.createTempDirectory("datanet-seeds");
            try (ConsoleProgress progress = ConsoleProgress.onStandardError()) {
                table.add(at, new Demo(at, progress).compare(scratch));
            } finally {
                Demo.delete(scratch);
            }
            print.print(table.lastLine());
            print.flush();
        }
        print.print(table.summary());
        print.flush();
        return Main.OK;
    }

    /** Takes the place of an earlier demo's results, and of nothing else. */
    private void makeRoom() throws IOException {
        if (Files.notExists(out)) {
            Files.createDirectories(out);
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(out)) {
            if (!entries.iterator().hasNext()) {
                return;
            }
        }
        if (Files.notExists(out.resolve("manifest.json")) || Files.notExists(out.resolve("rewards.json"))) {
            throw new IllegalArgumentException(
                    out + " holds something else than an earlier demo; name another folder with --out");
        }
        Demo.delete(out);
        Files.createDirectories(out);
    }

    private static String contributors(Scorecard card) {
        TextTable table = new TextTable(
                "contributor", "what they did", "rows", "exposure", "weight", "reward", "honest twin", "ratio");
        for (Scorecard.ContributorLine line : card.contributors()) {
            table.row(
                    line.contributor().value(),
                    line.role().title(),
                    Integer.toString(line.rows()),
                    String.format(Locale.ROOT, "%.2f %%", 100 * line.exposureShare()),
                    String.format(Locale.ROOT, "%.3f", line.weight()),
                    money(line.reward().doubleValue()),
                    money(line.twin().doubleValue()),
                    String.format(Locale.ROOT, "%.2f", line.ratio()));
        }
        return table.render();
    }

    private static String money(double base) {
        return String.format(Locale.ROOT, "%.2f", base / 1e6);
    }

    private static String detectors(Scorecard card) {
        TextTable table = new TextTable("detector", "flagged", "precision", "recall");
        for (Scorecard.DetectorLine line : card.detectors()) {
            table.row(
                    line.detector(),
                    Integer.toString(line.flagged()),
                    Double.isNaN(line.precision()) ? "-" : String.format(Locale.ROOT, "%.3f", line.precision()),
                    Double.isNaN(line.recall()) ? "-" : String.format(Locale.ROOT, "%.3f", line.recall()));
        }
        return table.render();
    }
}
