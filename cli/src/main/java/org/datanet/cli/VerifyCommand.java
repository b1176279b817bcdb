package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.datanet.hook.epochs.RewardRun;
import org.datanet.io.KeyFiles;
import org.datanet.io.Policies;
import org.datanet.io.Reports;
import org.datanet.io.Verification;
import org.datanet.io.Verifier;
import org.datanet.reward.RewardPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks signatures, roots, proofs and totals. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Checks signatures, digests, roots and totals of receipts, ledgers, reports, manifests and folders of "
                        + "results, and says which of them fails; with --recompute also that every figure of a report follows "
                        + "from what is published. Needs no network.")
final class VerifyCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "a file, a ledger, or a folder of results")
    private List<Path> files = List.of();

    @Option(
            names = "--key",
            paramLabel = "FILE.pub",
            description = "the public key that signatures must be made with (default: the one each file carries)")
    private @Nullable Path key;

    @Option(
            names = "--recompute",
            paramLabel = "DATANET",
            description =
                    "compute the reports again from this Datanet's published files, and name every figure that differs")
    private @Nullable Path datanet;

    @Option(
            names = "--ledger",
            paramLabel = "DIR",
            description =
                    "with --recompute: the ledger that keeps the receipts (default: ledger beside FILE or beside its folder)")
    private @Nullable Path ledger;

    @Option(
            names = "--valuation",
            paramLabel = "F.json",
            description =
                    "with --recompute: the valuation that a reward report names (default: valuation.json beside FILE)")
    private @Nullable Path valuation;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "with --recompute: the seed of holdout slices that have none in seeds.csv (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--fee",
            paramLabel = "N",
            description = "with --recompute: base units for receipts that carry no fee")
    private @Nullable BigInteger fee;

    @Mixin
    private final PolicyOptions policies = new PolicyOptions();

    @Mixin
    private final Printed printed = new Printed();

    @Override
    public Integer call() throws IOException {
        Optional<PublicKey> trusted = Optional.ofNullable(key).map(KeyFiles::readPublic);
        List<Verification> all = new ArrayList<>();
        List<Path> reports = new ArrayList<>();
        for (Path file : files) {
            List<Verification> found = Proofs.verify(file, trusted);
            all.addAll(found);
            List<Path> here = Proofs.rewardReports(file);
            reports.addAll(here);
            // A damaged report says what fails already; there is nothing to compute again.
            if (datanet != null && found.stream().allMatch(Verification::ok)) {
                for (Path report : Files.isDirectory(file) ? here : List.of(file)) {
                    all.add(recompute(datanet, report));
                }
            }
        }
        PaidOnce.check(files.get(0), reports).ifPresent(all::add);
        printed.print(() -> Json.array(all, Json::verification), out -> all.forEach(one -> print(out, one)));
        return all.stream().allMatch(Verification::ok) ? Main.OK : Main.BAD_INPUT;
    }

    private Verification recompute(Path folder, Path file) throws IOException {
        Policies policy = policies.policy(folder);
        RewardPolicy paying = fee == null ? policy.reward() : policy.reward().withDefaultFee(fee);
        Path receipts = ledger != null ? ledger : ledgerOf(file);
        try (ConsoleProgress progress = ConsoleProgress.onStandardError()) {
            Recomputation again = new Recomputation(
                    RewardRun.of(folder, progress),
                    policy,
                    paying,
                    ledger != null || Files.isDirectory(receipts) ? receipts : null,
                    seed);
            String format = Verifier.format(file);
            if (format.equals(Reports.QUALITY.format())) {
                return again.quality(file);
            } else if (format.equals(Reports.VALUATION.format())) {
                return again.valuation(file);
            } else if (format.equals(Reports.REWARDS.format())) {
                return again.rewards(
                        file,
                        valuation != null ? valuation : file.resolveSibling("valuation.json"),
                        file.resolveSibling("quality.json"));
            } else if (format.equals(Reports.CURATORS.format())) {
                return again.curators(file);
            }
            throw new IllegalArgumentException(
                    file
                            + " is no report that can be computed again: name a quality report, a valuation, a reward report or curators' pay");
        }
    }

    /** Beside a report, or beside the folder of its epoch. */
    private static Path ledgerOf(Path report) {
        Path beside = report.resolveSibling(HookMirror.LEDGER);
        Path epoch = report.toAbsolutePath().getParent();
        return Files.isDirectory(beside) || epoch == null ? beside : epoch.resolveSibling(HookMirror.LEDGER);
    }

    private static void print(PrintWriter out, Verification verification) {
        if (verification.ok()) {
            int checks = verification.checks().size();
            out.printf(
                    "%s: %s holds (%d %s)%n",
                    verification.file(), verification.kind(), checks, checks == 1 ? "check" : "checks");
            if (verification.kind().endsWith(Recomputation.AGAIN)) {
                verification.checks().forEach(check -> out.printf("  %s: %s%n", check.name(), check.detail()));
            }
        } else {
            verification
                    .failures()
                    .forEach(check -> out.printf(
                            "%s: %s FAILS: %s: %s%n",
                            verification.file(), verification.kind(), check.name(), check.detail()));
        }
    }
}
