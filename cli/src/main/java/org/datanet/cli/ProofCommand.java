package org.datanet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.datanet.contribution.ContributorId;
import org.datanet.io.Reports;
import org.datanet.reward.LineProof;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One contributor's line of a reward report, proved. */
@Command(
        name = "proof",
        mixinStandardHelpOptions = true,
        description =
                "Proves a contributor's line of a reward report, without showing anybody else's: whoever knows the report's root checks it with "
                        + "\"datanet verify\".")
final class ProofCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CONTRIBUTOR", description = "id of the contributor")
    @SuppressWarnings("NullAway.Init")
    private String contributor;

    @Option(names = "--report", required = true, paramLabel = "F.json", description = "the reward report")
    @SuppressWarnings("NullAway.Init")
    private Path report;

    @Option(names = "--out", paramLabel = "F.json", description = "write the proof")
    private @Nullable Path out;

    @Mixin
    private final Printed printed = new Printed();

    @Override
    public Integer call() throws IOException {
        LineProof proof = LineProof.of(Reports.REWARDS.read(report), new ContributorId(contributor));
        if (out != null) {
            Reports.PROOF.write(proof, out);
        }
        printed.print(
                () -> Json.object()
                        .add("contributor", contributor)
                        .add("amount", proof.line().amount())
                        .add("charge", proof.line().charge())
                        .add("root", proof.root().hex())
                        .add("index", proof.proof().index())
                        .add("size", proof.proof().size())
                        .build()
                        .toString(),
                print -> {
                    print.printf(
                            "%s: %s %s, line %d of %d under root %s%n",
                            contributor,
                            proof.line().amount(),
                            proof.currency(),
                            proof.proof().index() + 1,
                            proof.proof().size(),
                            proof.root());
                    proof.line()
                            .waterfall()
                            .forEach(
                                    step -> print.printf("  %14d  %s: %s%n", step.value(), step.name(), step.reason()));
                });
        return Main.OK;
    }
}
