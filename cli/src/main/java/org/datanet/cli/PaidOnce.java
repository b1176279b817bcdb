package org.datanet.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.io.InvalidInputException;
import org.datanet.io.Reports;
import org.datanet.io.Verification;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReport;

/** Checks that no two of some reward reports pay the same epoch of one Datanet. */
final class PaidOnce {
    private record Epoch(DatanetId datanet, int number) {}

    private record Paid(Path file, Digest report) {}

    private PaidOnce() {}

    /**
     * Compares reports.
     *
     * @param under what the result is about
     * @return nothing where fewer than two of the files are whole reports that name epochs
     */
    static Optional<Verification> check(Path under, List<Path> files) {
        Map<Epoch, Paid> paid = new LinkedHashMap<>();
        List<Verification.Check> twice = new ArrayList<>();
        int named = 0;
        for (Path file : files) {
            RewardReport report;
            try {
                report = Reports.REWARDS.read(file);
            } catch (InvalidInputException e) {
                // What is wrong with it is said by its own verification.
                continue;
            }
            named += report.epochs().isEmpty() ? 0 : 1;
            for (int number : report.epochs()) {
                Paid here = new Paid(file, report.digest());
                Paid earlier = paid.putIfAbsent(new Epoch(report.datanet().id(), number), here);
                if (earlier != null && !earlier.report().equals(here.report())) {
                    twice.add(new Verification.Check(
                            "epochs",
                            false,
                            "epoch %d of %s is paid by two reports, %s (%s) and %s (%s): its receivers have taken one; pay nobody by the other"
                                    .formatted(
                                            number,
                                            report.datanet().id(),
                                            earlier.report(),
                                            earlier.file(),
                                            here.report(),
                                            here.file())));
                }
            }
        }
        if (named < 2) {
            return Optional.empty();
        }
        if (twice.isEmpty()) {
            twice.add(new Verification.Check(
                    "epochs", true, "%d reports pay %d epochs, each once".formatted(named, paid.size())));
        }
        return Optional.of(new Verification(under, "reward reports together", twice));
    }
}
