package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;
import org.datanet.io.Intake;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a verdict in. */
@Command(
        name = "curate",
        mixinStandardHelpOptions = true,
        description = "Takes a curator's verdict on a sample. Nobody judges an own sample, or one sample twice.")
final class CurateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final DatanetOperand datanet = new DatanetOperand();

    @Parameters(index = "1", paramLabel = "SAMPLE", description = "id of the sample")
    @SuppressWarnings("NullAway.Init")
    private String sample;

    @Option(names = "--as", required = true, paramLabel = "ID", description = "the curator")
    @SuppressWarnings("NullAway.Init")
    private String who;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Choice choice = new Choice();

    /** One of the two. */
    static final class Choice {
        @Option(names = "--approve", description = "the sample is good")
        private boolean approve;

        @Option(names = "--reject", description = "it is not")
        private boolean reject;
    }

    @Override
    public Integer call() throws IOException {
        Verdict verdict = choice.approve && !choice.reject ? Verdict.APPROVE : Verdict.REJECT;
        try (Intake intake = Intake.open(datanet.folder(), Clock.systemUTC())) {
            Curation curation = intake.curate(new CuratorId(who), new SampleId(sample), verdict);
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    "%s %s %s.%n",
                    curation.curator(), verdict == Verdict.APPROVE ? "approves" : "rejects", curation.sample());
            out.flush();
        }
        return Main.OK;
    }
}
