package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.datanet.io.KeyFiles;
import org.datanet.io.Verification;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks signatures, roots, proofs and totals. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Checks signatures, digests, roots and totals of receipts, ledgers, reports, manifests and folders of "
                        + "results, and says which of them fails. Needs no network.")
final class VerifyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "a file, a ledger, or a folder of results")
    private List<Path> files = List.of();

    @Option(
            names = "--key",
            paramLabel = "FILE.pub",
            description = "the public key that signatures must be made with (default: the one each file carries)")
    private @Nullable Path key;

    @Option(names = "--json", description = "print the checks as JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Optional<PublicKey> trusted = Optional.ofNullable(key).map(KeyFiles::readPublic);
        List<Verification> all = new ArrayList<>();
        for (Path file : files) {
            all.addAll(Proofs.verify(file, trusted));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.array(all, Json::verification));
        } else {
            all.forEach(verification -> print(out, verification));
        }
        out.flush();
        return all.stream().allMatch(Verification::ok) ? Main.OK : Main.BAD_INPUT;
    }

    private static void print(PrintWriter out, Verification verification) {
        if (verification.ok()) {
            out.printf(
                    "%s: %s holds (%d checks)%n",
                    verification.file(),
                    verification.kind(),
                    verification.checks().size());
        } else {
            verification
                    .failures()
                    .forEach(check -> out.printf(
                            "%s: %s FAILS: %s: %s%n",
                            verification.file(), verification.kind(), check.name(), check.detail()));
        }
    }
}
