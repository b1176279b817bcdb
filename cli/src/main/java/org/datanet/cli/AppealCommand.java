package org.datanet.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.hook.HookClient;
import org.datanet.hook.json.RecordJson;
import org.datanet.rest.Appeals;
import org.datanet.rest.Appeals.Appeal;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Appeals against findings, at the owner's hook. */
@Command(
        name = "appeal",
        mixinStandardHelpOptions = true,
        description = {
            "Appeals against findings, at the owner's hook.",
            "make appeals, list shows what stands, decide is the owner's. While an appeal is undecided its Datanet is not paid; an "
                    + "accepted one overrides the findings."
        },
        subcommands = {AppealCommand.Make.class, AppealCommand.Show.class, AppealCommand.Decide.class})
final class AppealCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: make, list or decide");
    }

    /** What every subcommand has. */
    private abstract static class AtHook implements Callable<Integer> {
        @Mixin
        private final HookOptions hook = new HookOptions();

        @Option(names = "--datanet", required = true, paramLabel = "ID", description = "the Datanet")
        @SuppressWarnings("NullAway.Init")
        private String datanet;

        @Mixin
        private final Printed printed = new Printed();

        @Override
        public final Integer call() throws IOException {
            List<Appeal> appeals = hook.ask(client -> at(client, new DatanetId(datanet)));
            printed.print(
                    () -> new String(RecordJson.write(new Appeals.Page(appeals)), StandardCharsets.UTF_8),
                    out -> appeals.forEach(appeal -> out.println(said(appeal))));
            return Main.OK;
        }

        abstract List<Appeal> at(HookClient client, DatanetId datanet) throws IOException, InterruptedException;

        private static String said(Appeal appeal) {
            Appeals.Request request = appeal.request();
            return "%d: %s about %s of %s (%s), %s"
                    .formatted(
                            appeal.id(),
                            request.contributor(),
                            request.sample(),
                            request.detector().equals("*") ? "every detector" : request.detector(),
                            request.reason(),
                            appeal.decision()
                                    .map(decision -> "%s: %s"
                                            .formatted(
                                                    decision.accepted() ? "accepted" : "rejected", decision.reason()))
                                    .orElse("undecided"));
        }
    }

    /** Appeals. */
    @Command(name = "make", mixinStandardHelpOptions = true, description = "Appeals against findings on a sample.")
    static final class Make extends AtHook {
        @Parameters(paramLabel = "SAMPLE", description = "the sample's id")
        @SuppressWarnings("NullAway.Init")
        private String sample;

        @Option(names = "--as", required = true, paramLabel = "ID", description = "the contributor who appeals")
        @SuppressWarnings("NullAway.Init")
        private String contributor;

        @Option(
                names = "--detector",
                paramLabel = "NAME",
                description = "whose findings are wrong; * for all (default: ${DEFAULT-VALUE})")
        private String detector = "*";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why; 1 to 2000 characters")
        @SuppressWarnings("NullAway.Init")
        private String reason;

        @Override
        List<Appeal> at(HookClient client, DatanetId datanet) throws IOException, InterruptedException {
            return List.of(client.appeal(
                    datanet,
                    new Appeals.Request(new ContributorId(contributor), new SampleId(sample), detector, reason)));
        }
    }

    /** Shows what stands. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Shows the appeals that your token may see, the undecided first.")
    static final class Show extends AtHook {
        @Override
        List<Appeal> at(HookClient client, DatanetId datanet) throws IOException, InterruptedException {
            return client.appeals(datanet);
        }
    }

    /** Decides. */
    @Command(
            name = "decide",
            mixinStandardHelpOptions = true,
            description = "Decides an appeal, for good, as the owner.")
    static final class Decide extends AtHook {
        @Parameters(paramLabel = "NUMBER", description = "the appeal, as list shows it")
        private long id;

        @ArgGroup(multiplicity = "1")
        private final Outcome outcome = new Outcome();

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why; 1 to 2000 characters")
        @SuppressWarnings("NullAway.Init")
        private String reason;

        /** One of the two. */
        private static final class Outcome {
            @Option(names = "--accept", description = "the findings no longer count")
            private boolean accept;

            @Option(names = "--reject", description = "the findings stand")
            private boolean reject;
        }

        @Override
        List<Appeal> at(HookClient client, DatanetId datanet) throws IOException, InterruptedException {
            return List.of(client.decide(datanet, id, new Appeals.Decision(outcome.accept && !outcome.reject, reason)));
        }
    }
}
