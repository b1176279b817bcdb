package org.datanet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.datanet.io.DatanetDescriptor;
import org.datanet.io.Manifest;
import org.datanet.io.Reports;
import org.datanet.io.Verification;
import org.datanet.io.Verifier;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.rewards.ledger.LedgerAudit;

/** Checks whatever a path holds: a file of the project, a ledger, or a folder of results. */
final class Proofs {
    private Proofs() {}

    /**
     * Checks a path.
     *
     * @param trusted the key that signatures must be made with; without it they need only hold under the key they carry
     */
    static List<Verification> verify(Path path, Optional<PublicKey> trusted) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(Verifier.verify(path, trusted));
        }
        if (isLedger(path)) {
            return List.of(ledger(path));
        }
        if (Files.exists(path.resolve(EscrowBook.FILE))) {
            return List.of(EscrowBook.verify(path));
        }
        List<Verification> all = new ArrayList<>();
        if (Files.exists(path.resolve(Manifest.FILE))
                || Files.exists(path.resolve(DatanetDescriptor.FILE))
                || rewardReports(path).isEmpty()) {
            all.add(Verifier.verify(path, trusted));
        }
        try (Stream<Path> children = Files.walk(path)) {
            for (Path child : children.sorted().toList()) {
                String name = child.getFileName().toString();
                if (Files.isDirectory(child) && !child.equals(path) && isLedger(child)) {
                    all.add(ledger(child));
                } else if (name.endsWith(".receipt")
                        || isRewardReport(child)
                        || name.equals("quality.json")
                        || name.equals("valuation.json")
                        || name.equals("curators.json")) {
                    all.add(Verifier.verify(child, trusted));
                }
            }
        }
        return all;
    }

    /** The reward reports at a path: itself, or what is in it. */
    static List<Path> rewardReports(Path path) throws IOException {
        try (Stream<Path> children = Files.walk(path)) {
            return children.filter(Proofs::isRewardReport).sorted().toList();
        }
    }

    private static boolean isRewardReport(Path file) {
        return file.getFileName().toString().endsWith(".json")
                && Files.isRegularFile(file)
                && Verifier.format(file).equals(Reports.REWARDS.format());
    }

    private static boolean isLedger(Path folder) throws IOException {
        if (Files.exists(folder.resolve(Manifest.FILE))) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("segment-"));
        }
    }

    private static Verification ledger(Path folder) throws IOException {
        LedgerAudit audit = FileUsageLedger.verify(folder);
        List<Verification.Check> checks = new ArrayList<>();
        audit.problems().forEach(problem -> checks.add(new Verification.Check("entries", false, problem)));
        if (audit.holds()) {
            checks.add(new Verification.Check(
                    "entries", true, audit.entries() + " receipts, each signed and under the signed head"));
        }
        return new Verification(folder, "ledger", checks);
    }
}
