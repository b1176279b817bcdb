package org.datanet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookClient;
import org.datanet.io.Reports;
import org.datanet.progress.Progress;
import org.datanet.proof.ConsistencyProof;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityReport;
import org.datanet.rest.Receipts;
import org.datanet.rest.ReportPage;
import org.datanet.reward.RewardReport;
import org.datanet.rewards.ledger.LedgerCopy;
import org.datanet.usage.SignedTreeHead;
import org.datanet.valuation.ValuationReport;

/**
 * An auditor's copy of what a hook has recorded and paid: {@code ledger}, and a folder for each report with what it was computed from.
 * Whatever is interrupted goes on when it is called again. Not thread-safe.
 *
 * @param folder that exists
 */
record HookMirror(HookClient hook, DatanetId datanet, Path folder, Progress progress) {
    static final String LEDGER = "ledger";

    private static final int PAGE = 200;

    /** Receipts may come in between the head and the proof that leads to it. */
    private static final int HEADS = 20;

    /**
     * What was copied.
     *
     * @param missing sentences about what the hook does not give
     */
    record Taken(long receipts, long newReceipts, int reports, int newReports, List<String> missing) {}

    Taken follow() throws IOException, InterruptedException {
        long size;
        long before;
        try (LedgerCopy copy = LedgerCopy.open(folder.resolve(LEDGER))) {
            before = copy.size();
            SignedTreeHead head = head(copy);
            copy(copy, head.head().size());
            copy.finish(head);
            size = copy.size();
        }
        List<String> missing = new ArrayList<>();
        ReportPage page = hook.rewardReports(datanet);
        int fresh = 0;
        for (ReportPage.Entry entry : page.reports()) {
            fresh += report(entry.digest(), missing) ? 1 : 0;
        }
        if (page.reports().size() == PAGE) {
            missing.add("The hook lists its latest %d reports only; earlier ones are here if this was run in time."
                    .formatted(PAGE));
        }
        return new Taken(size, size - before, page.reports().size(), fresh, missing);
    }

    /** The present head, proved to go on from the copy. */
    private SignedTreeHead head(LedgerCopy copy) throws IOException, InterruptedException {
        for (int i = 0; i < HEADS; i++) {
            SignedTreeHead head = hook.ledgerHead();
            Optional<ConsistencyProof> since =
                    copy.size() == 0 || copy.size() > head.head().size()
                            ? Optional.empty()
                            : Optional.of(hook.consistency(copy.size()));
            if (since.isEmpty() || since.get().newSize() == head.head().size()) {
                copy.requireContinuation(head, since);
                return head;
            }
        }
        throw new IOException("receipts come in faster than their ledger can be proved to go on; try again later");
    }

    private void copy(LedgerCopy copy, long size) throws IOException, InterruptedException {
        long first = copy.size();
        progress.stage("receipts", size - first);
        while (copy.size() < size) {
            long from = copy.size();
            List<Receipts.Entry> page = hook.receipts(from, (int) Math.min(PAGE, size - from));
            if (page.isEmpty()) {
                throw new IOException("the hook shows no receipt at place %d of %d to this token; it takes an auditor's"
                        .formatted(from, size));
            }
            for (Receipts.Entry entry : page) {
                copy.append(hook.receipt(entry.run())
                        .orElseThrow(() -> new IOException(
                                "the hook lists run %s and has no receipt of it".formatted(entry.run()))));
                progress.advance(1);
            }
            if (copy.size() != from + page.size()) {
                throw new IOException("the hook shows receipts from place %d on twice".formatted(from));
            }
        }
    }

    /** @return whether there was anything to copy */
    private boolean report(Digest digest, List<String> missing) throws IOException, InterruptedException {
        RewardReport report = hook.rewardReport(datanet, digest)
                .orElseThrow(() -> new IOException("the hook lists report %s and does not have it".formatted(digest)));
        Path to = folder.resolve(name(report));
        Path rewards = to.resolve("rewards.json");
        if (Files.exists(rewards)) {
            Digest there = Reports.REWARDS.read(rewards).digest();
            if (!there.equals(digest)) {
                throw new IllegalArgumentException(
                        "%s is report %s and the hook has %s for the same epoch now: it is paid once; keep both"
                                .formatted(rewards, there, digest));
            }
            return false;
        }
        Files.createDirectories(to);
        Optional<ValuationReport> values = hook.valuation(datanet, report.valuation());
        if (values.isPresent()) {
            Reports.VALUATION.write(values.get(), to.resolve("valuation.json"));
        } else {
            missing.add("%s: the hook does not give the values it was computed from.".formatted(to));
        }
        Optional<QualityReport> quality = quality(report.quality());
        if (quality.isPresent()) {
            Reports.QUALITY.write(quality.get(), to.resolve("quality.json"));
        } else {
            missing.add("%s: the hook does not give the weights it was computed from.".formatted(to));
        }
        // Last, because whoever finds it takes the others for there.
        Reports.REWARDS.write(report, rewards);
        return true;
    }

    /** The hook knows them by the SHA-256 of their documents, a reward report by what they say. */
    private Optional<QualityReport> quality(Digest digest) throws IOException, InterruptedException {
        for (ReportPage.Entry entry : hook.qualityReports(datanet).reports()) {
            Optional<QualityReport> report = hook.qualityReport(datanet, entry.digest());
            if (report.isPresent() && report.get().digest().equals(digest)) {
                return report;
            }
        }
        return Optional.empty();
    }

    private static String name(RewardReport report) {
        return report.epochs().isEmpty()
                ? "report-" + report.digest().hex().substring(0, 12)
                : "epoch-" + report.epochs().stream().map(String::valueOf).collect(Collectors.joining("-"));
    }
}
