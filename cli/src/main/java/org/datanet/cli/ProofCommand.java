package org.datanet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.datanet.contribution.ContributorId;
import org.datanet.evm.ClaimProofFile;
import org.datanet.evm.SettlementProofs;
import org.datanet.io.Reports;
import org.datanet.reward.ClaimProof;
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
                        + "\"datanet verify\". Without a report, the proof with which the contributor claims on a chain.")
final class ProofCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CONTRIBUTOR", description = "id of the contributor")
    @SuppressWarnings("NullAway.Init")
    private String contributor;

    @Option(names = "--report", paramLabel = "F.json", description = "the reward report")
    private @Nullable Path report;

    @Option(
            names = "--settlement",
            paramLabel = "DIR",
            description = "without --report: the settlement's folder (default: ${DEFAULT-VALUE})")
    private Path folder = Path.of("settlement");

    @Option(names = "--out", paramLabel = "F.json", description = "write the proof")
    private @Nullable Path out;

    @Mixin
    private final Printed printed = new Printed();

    @Override
    public Integer call() throws IOException {
        Path lines = report;
        return lines == null ? claim() : line(lines);
    }

    private int claim() throws IOException {
        ContributorId who = new ContributorId(contributor);
        ClaimProof proof = SettlementProofs.in(folder)
                .proof(who)
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s has nothing under the active root of %s: it has no address (datanet settle bind), its root is not active yet, or it has earned nothing"
                                .formatted(who, folder)));
        String json = ClaimProofFile.json(proof);
        if (out == null) {
            printed.print(() -> json, print -> print.println(json));
        } else {
            Files.writeString(out, json + System.lineSeparator());
            printed.print(
                    () -> json,
                    print -> print.printf(
                            "%s: %s base units since the beginning, root %s%n", out, proof.cumulative(), proof.root()));
        }
        return Main.OK;
    }

    private int line(Path lines) throws IOException {
        LineProof proof = LineProof.of(Reports.REWARDS.read(lines), new ContributorId(contributor));
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
