package org.datanet.hook.epochs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.JsonDocument;
import org.datanet.io.Policies;
import org.datanet.io.Reports;
import org.datanet.progress.Progress;
import org.datanet.quality.Detector;
import org.datanet.quality.GuardFlagged;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardReport;
import org.datanet.usage.RunId;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageView;
import org.datanet.valuation.ValuationReport;

/**
 * Accounts for epochs as {@code datanet reward} does, from what the owner keeps in the Datanet's folder: the policy, the holdout with
 * its seeds, and the reference.
 */
public final class FolderAccount implements EpochAccount {
    /** The rule that pays. */
    public static final String RULE = "conditional-gain";

    /** Who accepted the appeals that came over the hook. */
    private static final String OWNER = "owner";

    private static final long SEED = 1;

    private final Consumer<GuardFlagged> flagged;

    /** @param flagged is told when the guard has flagged anything */
    public FolderAccount(Consumer<GuardFlagged> flagged) {
        this.flagged = flagged;
    }

    /** Every detector that there is, with its own settings. */
    public static Map<String, DetectorPolicy> detectorDefaults() {
        return new TreeMap<>(
                new DatanetGuard().detectors().stream().collect(Collectors.toMap(Detector::name, Detector::defaults)));
    }

    /** The policy in a Datanet's folder, or the documented defaults. */
    public static Policies policy(Path folder) {
        Path file = folder.resolve(Policies.FILE);
        return Files.exists(file) ? Policies.read(file, detectorDefaults()) : Policies.defaults();
    }

    /** An accepted appeal as the policy writes it. */
    static QualityPolicy.Appeal accepted(org.datanet.rest.Appeals.Request request, String reason) {
        return new QualityPolicy.Appeal(request.sample(), request.detector(), OWNER, reason);
    }

    @Override
    public Document inspect(Epoch epoch) throws IOException {
        RewardRun run = RewardRun.of(epoch.folder(), epoch.datanet(), Progress.none());
        return document(Reports.QUALITY, quality(run, epoch));
    }

    @Override
    public Account account(Epoch epoch) throws IOException {
        RewardRun run = RewardRun.of(epoch.folder(), epoch.datanet(), Progress.none());
        QualityReport quality = quality(run, epoch);
        List<RunId> strangers = new ArrayList<>();
        try (Stream<UsageReceipt> receipts = epoch.paid().get()) {
            receipts.filter(receipt -> !run.knows(receipt)).forEach(receipt -> strangers.add(receipt.run()));
        }
        ValuationReport valuation = run.valuation(run.holdout(), run.seeds(SEED));
        RewardReport rewards = run.rewards(
                RewardRun.rule(RULE), valuation, quality, policy(epoch.folder()).reward(), known(run, epoch.paid()));
        return new Account(
                rewards,
                document(Reports.QUALITY, quality),
                Optional.of(document(Reports.VALUATION, valuation)),
                strangers);
    }

    private QualityReport quality(RewardRun run, Epoch epoch) {
        QualityPolicy policy = policy(epoch.folder()).quality();
        List<QualityPolicy.Appeal> appeals = Stream.concat(policy.appeals().stream(), epoch.accepted().stream())
                .distinct()
                .toList();
        // An epoch is accounted for as it was when it was closed: decisions on later rows must not keep it from being
        // paid.
        QualityPolicy then = run.judging(policy.withAppeals(appeals));
        try (Stream<UsageReceipt> receipts = known(run, epoch.used()).get()) {
            UsageView uses = new UsageView(receipts.map(UsageView.Use::of).toList());
            QualityReport report = run.quality(uses, then);
            if (!report.findings().isEmpty()) {
                flagged.accept(new GuardFlagged(report.datanet(), report.digest(), report.findings()));
            }
            return report;
        }
    }

    private static Supplier<Stream<UsageReceipt>> known(RewardRun run, Supplier<Stream<UsageReceipt>> receipts) {
        return () -> receipts.get().filter(run::knows);
    }

    private static <T> Document document(JsonDocument<T> form, T report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        form.write(report, out);
        return new Document(out.toByteArray());
    }
}
