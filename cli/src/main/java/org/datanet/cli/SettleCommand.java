package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.datanet.evm.Settlement;
import org.datanet.evm.SettlementPlan;
import org.datanet.evm.SettlementStatus;
import org.datanet.evm.SettlementStatus.Stage;
import org.datanet.io.Reports;
import org.datanet.io.Verification;
import org.datanet.io.Verifier;
import org.datanet.reward.RewardReport;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** From reward reports to claims on a chain. */
@Command(
        name = "settle",
        mixinStandardHelpOptions = true,
        description = {
            "Turns reward reports into claims on an EVM chain. Says what would be sent, and changes nothing; with --send it takes the "
                    + "reports over, proposes the root, waits until it is confirmed, and, run again after the challenge window, "
                    + "activates it. After a crash the same command goes on where it was.",
        },
        subcommands = {
            SettleInitCommand.class,
            SettleDeployCommand.class,
            SettleKeyCommand.class,
            SettleBindCommand.class,
            SettleFundCommand.class,
            SettleVetoCommand.class,
            SettleDiscardCommand.class,
            SettleReleaseCommand.class,
            SettleDropCommand.class,
            SettleAnchorCommand.class,
        })
final class SettleCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "REWARDS.json", description = "reward reports, in the order they are paid")
    private List<Path> reports = List.of();

    @Mixin
    private final SettlementFolder folder = new SettlementFolder();

    @ArgGroup
    private final Mode mode = new Mode();

    @Option(names = "--wait", description = "stay until the root is active, through its challenge window")
    private boolean wait;

    @Option(names = "--json", description = "print the plan or the status as JSON")
    private boolean json;

    @Mixin
    private final ChainOptions options = new ChainOptions();

    /** What to do with it. */
    static final class Mode {
        @Option(names = "--dry-run", description = "only say what would be sent (the default)")
        private boolean dryRun;

        @Option(names = "--send", description = "send it")
        private boolean send;
    }

    @Override
    public Integer call() throws IOException {
        for (Path report : reports) {
            verify(report);
        }
        boolean sending = mode.send && !mode.dryRun;
        List<RewardReport> read = reports.stream().map(Reports.REWARDS::read).toList();
        try (ConsoleProgress progress = ConsoleProgress.onStandardError();
                Settlement settlement = sending
                        ? Settlement.sending(
                                folder.path(),
                                options.chain(),
                                options.signer(),
                                options.policy(),
                                Clock.systemUTC(),
                                progress)
                        : Settlement.dryRun(folder.path(), options.chain(), progress)) {
            for (RewardReport report : read) {
                settlement.report(report);
            }
            return sending ? send(settlement) : plan(settlement);
        }
    }

    /** A report that does not verify is not paid. */
    private static void verify(Path report) {
        if (Files.notExists(report)) {
            throw new IllegalArgumentException(report + ": no such file");
        }
        Verification verification = Verifier.verify(report);
        if (!verification.ok()) {
            Verification.Check failure = verification.failures().get(0);
            throw new IllegalArgumentException(
                    "%s does not verify, so nothing is settled: %s: %s (`datanet verify %s` says all)"
                            .formatted(report, failure.name(), failure.detail(), report));
        }
    }

    private int plan(Settlement settlement) throws IOException {
        SettlementPlan plan = settlement.plan();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            jakarta.json.JsonArrayBuilder problems = jakarta.json.Json.createArrayBuilder();
            plan.problems().forEach(problems::add);
            jakarta.json.JsonObjectBuilder unplaced = Json.object();
            plan.unplaced().forEach((who, amount) -> unplaced.add(who.value(), amount.toString()));
            out.println(Json.object()
                    .add("epoch", plan.epoch())
                    .add("root", plan.root().toString())
                    .add("accounts", plan.accounts())
                    .add("total", plan.total().toString())
                    .add("added", plan.added().toString())
                    .add("funded", plan.funded().toString())
                    .add("reports", plan.reports())
                    .add("unplaced", unplaced)
                    .add("problems", problems)
                    .build());
        } else if (plan.root().isZero()) {
            out.println("Nothing to propose: every report is settled, or its contributors have no address yet.");
        } else {
            out.printf(
                    "Epoch %d: root %s over %d accounts; %s base units since the beginning, %s of them new; funded: %s%n",
                    plan.epoch(), plan.root(), plan.accounts(), plan.total(), plan.added(), plan.funded());
        }
        if (!json) {
            plan.shared()
                    .forEach((account, who) ->
                            out.printf("%s is the account of %s: their amounts are summed%n", account, who));
            plan.unplaced()
                    .forEach((who, amount) -> out.printf(
                            "%s has no address yet: %s base units wait (datanet settle bind --contributor %s)%n",
                            who, amount, who));
            plan.problems().forEach(problem -> out.printf("Cannot be sent: %s%n", problem));
            out.println("Dry run: nothing was sent.");
        }
        out.flush();
        return plan.problems().isEmpty() ? Main.OK : Main.BAD_INPUT;
    }

    private int send(Settlement settlement) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String said = "";
        while (true) {
            SettlementStatus status = settlement.advance();
            boolean over = status.stage() != Stage.WAITING || status.until().isPresent() && !wait;
            if (over && json) {
                out.println(Json.object()
                        .add("stage", status.stage().name())
                        .add("message", status.message())
                        .build());
            } else if (!json && !status.message().equals(said)) {
                out.println(status.message());
                said = status.message();
            }
            out.flush();
            if (over) {
                return status.stage() == Stage.BLOCKED ? Main.BAD_INPUT : Main.OK;
            }
            rest();
        }
    }

    private void rest() throws IOException {
        try {
            Thread.sleep(options.poll().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; the same command goes on where it was", e);
        }
    }
}
