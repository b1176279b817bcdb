package org.datanet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.datanet.attribution.gain.HoldoutSlices;
import org.datanet.attribution.gain.SliceSeeds;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.hook.epochs.PaidStretch;
import org.datanet.hook.epochs.RewardRun;
import org.datanet.io.CurationFiles;
import org.datanet.io.Policies;
import org.datanet.io.Reports;
import org.datanet.io.Verification;
import org.datanet.proof.Digest;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.reward.CuratorReport;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;
import org.datanet.reward.RewardReport.WaterfallStep;
import org.datanet.rewards.upkeep.VerdictRounds;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageView;
import org.datanet.valuation.ValuationReport;
import org.jspecify.annotations.Nullable;

/**
 * Computes a report again from what its owner has published and says which figure differs: weights from samples and policy, values
 * from retired holdout slices and their seeds, amounts from all of that and the ledger. Values of a slice that is still in use are
 * taken as the valuation states them, and this is said. Not thread-safe.
 */
final class Recomputation {
    /** How the kind of what was computed again ends. */
    static final String AGAIN = ", computed again";

    private RewardRun run;
    private final Policies policy;
    private final RewardPolicy paying;
    private final @Nullable Path ledgerFolder;
    private final SliceSeeds seeds;
    private final Figures figures = new Figures();

    /**
     * @param ledgerFolder where the receipts are; without one, as if no run had been recorded
     * @param seed of slices for which the Datanet's folder has none
     */
    Recomputation(RewardRun run, Policies policy, RewardPolicy paying, @Nullable Path ledgerFolder, long seed) {
        this.run = run;
        this.policy = policy;
        this.paying = paying;
        this.ledgerFolder = ledgerFolder;
        this.seeds = run.seeds(seed);
    }

    Verification quality(Path file) throws IOException {
        QualityReport stated = Reports.QUALITY.read(file);
        if (isOfThisState(stated.datanet())) {
            compare(stated, quality(Long.MAX_VALUE));
        }
        return result(file, "quality report");
    }

    Verification valuation(Path file) {
        ValuationReport stated = Reports.VALUATION.read(file);
        if (isOfThisState(stated.datanet())) {
            value(Optional.of(stated), run.holdout());
        }
        return result(file, "valuation");
    }

    Verification curators(Path file) {
        CuratorReport stated = Reports.CURATORS.read(file);
        CuratorReport again = new VerdictRounds(CurationFiles.read(run.reader()))
                .pay(stated.round(), run.datanet(), stated.currency(), stated.pot());
        figures.compare("datanet", "the Datanet", stated.datanet(), again.datanet());
        figures.compare("terms", "the fine for a shared error", stated.sharedError(), again.sharedError());
        figures.compare("terms", "the fine for silence", stated.unanswered(), again.unanswered());
        figures.compare(
                "evidence", "the digest of assignments, verdicts and audits", stated.evidence(), again.evidence());
        figures.compare(
                "amounts",
                "the number of curators",
                stated.lines().size(),
                again.lines().size());
        for (int i = 0; i < Math.min(stated.lines().size(), again.lines().size()); i++) {
            CuratorReport.Line line = stated.lines().get(i);
            figures.compare(
                    "amounts",
                    "the line of curator " + line.curator(),
                    line,
                    again.lines().get(i));
        }
        return result(file, "curators' pay");
    }

    /** @param valuationFile what the owner states of rows, where there is such a file */
    Verification rewards(Path file, Path valuationFile, Path qualityFile) throws IOException {
        RewardReport stated = Reports.REWARDS.read(file);
        if (!isOfThisState(stated.datanet())) {
            return result(file, "reward report");
        }
        if (ledgerFolder == null) {
            throw new IllegalArgumentException(
                    "amounts are computed from receipts: name the ledger that keeps them with --ledger");
        }
        Optional<PaidStretch> paid = paid(stated);
        long first = paid.map(PaidStretch::first).orElse(0L);
        long end = paid.map(PaidStretch::end).orElse(Long.MAX_VALUE);
        QualityReport quality = quality(end);
        if (Files.exists(qualityFile)) {
            compare(Reports.QUALITY.read(qualityFile), quality);
        }
        figures.compare("quality", "the quality report's digest", stated.quality(), quality.digest());

        Optional<ValuationReport> statedValues =
                Files.exists(valuationFile) ? Optional.of(Reports.VALUATION.read(valuationFile)) : Optional.empty();
        ValuationReport values = values(statedValues);
        figures.compare("valuation", "the valuation's digest", stated.valuation(), values.digest());
        try (UsageLedger ledger = RewardRun.ledger(ledgerFolder)) {
            Supplier<Stream<UsageReceipt>> receipts = () -> known(ledger, first, end);
            compare(
                    stated,
                    run.rewards(RewardRun.rule(stated.rule()), values, quality, paying, receipts)
                            .ofEpochs(stated.epochs()));
        }
        return result(file, "reward report");
    }

    /** The receipts that the report paid; nothing where it cannot have paid any of those that are here, which its figures will say. */
    private Optional<PaidStretch> paid(RewardReport stated) throws IOException {
        try (UsageLedger ledger = RewardRun.ledger(Objects.requireNonNull(ledgerFolder));
                Stream<UsageReceipt> receipts = ledger.receipts()) {
            return PaidStretch.find(stated, run, receipts);
        }
    }

    /** What the guard says, with the receipts before a place of the ledger. */
    private QualityReport quality(long end) throws IOException {
        QualityPolicy then = run.judging(policy.quality());
        if (ledgerFolder == null) {
            return run.quality(UsageView.none(), then);
        }
        try (UsageLedger ledger = RewardRun.ledger(ledgerFolder);
                Stream<UsageReceipt> receipts = known(ledger, 0, end)) {
            return run.quality(new UsageView(receipts.map(UsageView.Use::of).toList()), then);
        }
    }

    /** This Datanet's receipts, as a hook takes them: what is of no state that it has had pays nothing. */
    private Stream<UsageReceipt> known(UsageLedger ledger, long first, long end) {
        return ledger.openReceipts().limit(end).skip(first).filter(run::knows);
    }

    /** Whether a report is of a state of this Datanet; goes back to that state, where rows have come in since. */
    private boolean isOfThisState(DatanetRef stated) {
        DatanetRef here = DatanetRef.of(run.datanet());
        if (stated.rows() < here.rows()) {
            RewardRun then = run.first(stated.rows());
            if (DatanetRef.of(then.datanet()).equals(stated)) {
                figures.note(
                        "datanet",
                        "computed on the first %d of %d rows, as it was then".formatted(stated.rows(), here.rows()));
                run = then;
                return true;
            }
        }
        figures.compare("datanet", "the Datanet", stated, here);
        return stated.equals(here);
    }

    private Verification result(Path file, String kind) {
        return new Verification(file, kind + AGAIN, figures.checks());
    }

    private ValuationReport values(Optional<ValuationReport> stated) {
        Optional<Datanet> holdout = run.reader().readHoldout();
        if (holdout.isPresent()) {
            return value(stated, holdout.get());
        }
        figures.note("valuation", "values are taken as stated: no slice of the holdout is published");
        return stated.orElseThrow(
                () -> new IllegalArgumentException(
                        run.reader().folder()
                                + " has no holdout.csv, and no valuation.json is beside the report: put one of them there, or name the valuation with --valuation"));
    }

    /** Values the rows again, and takes those as stated whose slice is not published. */
    private ValuationReport value(Optional<ValuationReport> stated, Datanet holdout) {
        int last = run.datanet().epochs() - 1;
        HoldoutSlices published = HoldoutSlices.of(holdout, seeds, last);
        HoldoutSlices committed = committed(published, last);
        ValuationReport again = run.valuation(holdout, seeds);
        long[] gains = again.gains().clone();
        long[] novelties = again.novelties().clone();
        long[] bases = again.bases().clone();
        int given = 0;
        for (int row = 0; row < gains.length; row++) {
            int epoch = run.datanet().epoch(row);
            if (committed.inUse(epoch) != published.inUse(epoch)) {
                int at = row;
                ValuationReport values = stated.orElseThrow(() -> new IllegalArgumentException(
                        "sample %s is valued on slice %d, which is not published; put the valuation.json of the report beside it, or name it with --valuation"
                                .formatted(run.datanet().sampleId(at), committed.inUse(epoch))));
                gains[row] = values.gains()[row];
                novelties[row] = values.novelties()[row];
                bases[row] = values.bases()[row];
                given++;
            }
        }
        if (given > 0) {
            figures.note(
                    "valuation",
                    "values of %d rows are taken as stated: the slice that they were measured on is still in use"
                            .formatted(given));
        }
        ValuationReport computed =
                new ValuationReport(again.datanet(), again.method(), committed.root(), gains, novelties, bases);
        stated.ifPresent(report -> compare(report, computed));
        return computed;
    }

    /** The slices that the owner committed to; each that is published must be what was committed. */
    private HoldoutSlices committed(HoldoutSlices published, int last) {
        SortedMap<Integer, Digest> commitments = run.reader().slices().headMap(last + 1);
        if (commitments.isEmpty()) {
            figures.note("holdout", "the folder has no commitments to slices (slices.csv)");
            return published;
        }
        SortedMap<Integer, Digest> all = new TreeMap<>(commitments);
        for (HoldoutSlices.Slice slice : published.slices()) {
            figures.compare(
                    "holdout",
                    "the commitment to slice %d".formatted(slice.epoch()),
                    Optional.ofNullable(commitments.get(slice.epoch()))
                            .map(Digest::hex)
                            .orElse("none"),
                    slice.commitment().hex());
            all.putIfAbsent(slice.epoch(), slice.commitment());
        }
        List<HoldoutSlices.Slice> slices = new ArrayList<>();
        all.forEach((epoch, commitment) -> slices.add(new HoldoutSlices.Slice(epoch, commitment)));
        return new HoldoutSlices(slices);
    }

    private void compare(ValuationReport stated, ValuationReport computed) {
        figures.compare("valuation", "the method", stated.method(), computed.method());
        figures.compare("valuation", "the commitment to the holdout", stated.holdout(), computed.holdout());
        for (int row = 0; row < computed.gains().length; row++) {
            String sample = "of sample " + run.datanet().sampleId(row);
            figures.compare("values", "the gain " + sample, stated.gains()[row], computed.gains()[row]);
            figures.compare("values", "the novelty " + sample, stated.novelties()[row], computed.novelties()[row]);
            figures.compare("values", "the base " + sample, stated.bases()[row], computed.bases()[row]);
        }
    }

    private void compare(QualityReport stated, QualityReport computed) {
        figures.compare("policy", "the digest of the policy in force", stated.policy(), computed.policy());
        figures.compare("policy", "the mode", stated.mode(), computed.mode());
        figures.compare("weights", "the number of weights", stated.weights().length, computed.weights().length);
        for (int row = 0; row < Math.min(stated.weights().length, computed.weights().length); row++) {
            figures.compare(
                    "weights",
                    "the weight of sample " + run.datanet().sampleId(row),
                    stated.weights()[row],
                    computed.weights()[row]);
        }
        figures.compare(
                "findings",
                "the number of findings",
                stated.findings().size(),
                computed.findings().size());
        Map<String, Integer> found = new HashMap<>();
        computed.findings().forEach(finding -> found.merge(key(finding), 1, Integer::sum));
        for (Finding finding : stated.findings()) {
            figures.compare(
                    "findings",
                    "the finding of %s on %s, \"%s\","
                            .formatted(finding.detector(), finding.subject(), finding.reason()),
                    "found",
                    found.merge(key(finding), -1, Integer::sum) >= 0 ? "found" : "not found");
        }
        figures.compare("summaries", "the detectors' outcomes", stated.detectors(), computed.detectors());
        figures.compare("summaries", "the contributors' summaries", stated.contributors(), computed.contributors());
        figures.compare("summaries", "the curators' summaries", stated.curators(), computed.curators());
        figures.compare("summaries", "the health", stated.health(), computed.health());
        figures.compare("summaries", "the drift", stated.drift(), computed.drift());
        figures.compare("summaries", "the warnings", stated.warnings(), computed.warnings());
    }

    private static String key(Finding finding) {
        return HexFormat.of().formatHex(finding.bytes());
    }

    private void compare(RewardReport stated, RewardReport computed) {
        figures.compare("receipts", "the number of paid receipts", stated.receipts(), computed.receipts());
        figures.compare("receipts", "the root over the receipts", stated.receiptsRoot(), computed.receiptsRoot());
        figures.compare("fees", "the sum of fees", stated.fees(), computed.fees());
        figures.compare("fees", "the currency", stated.currency(), computed.currency());
        figures.compare(
                "amounts",
                "the contributors",
                stated.contributors().stream()
                        .map(ContributorReward::contributor)
                        .toList(),
                computed.contributors().stream()
                        .map(ContributorReward::contributor)
                        .toList());
        int lines =
                Math.min(stated.contributors().size(), computed.contributors().size());
        for (int i = 0; i < lines; i++) {
            compare(stated.contributors().get(i), computed.contributors().get(i));
        }
        figures.compare("treasury", "the treasury", stated.treasury(), computed.treasury());
        figures.compare("digest", "the digest of the report", stated.digest(), computed.digest());
    }

    private void compare(ContributorReward stated, ContributorReward computed) {
        String of = " of contributor " + stated.contributor();
        figures.compare("amounts", "the amount" + of, stated.amount(), computed.amount());
        figures.compare("amounts", "the charge" + of, stated.charge(), computed.charge());
        figures.compare("use", "the rows" + of, stated.rows(), computed.rows());
        figures.compare("use", "the used rows" + of, stated.usedRows(), computed.usedRows());
        figures.compare("use", "the exposures" + of, stated.exposures(), computed.exposures());
        figures.compare(
                "waterfalls",
                "the steps" + of,
                stated.waterfall().size(),
                computed.waterfall().size());
        for (int i = 0;
                i < Math.min(stated.waterfall().size(), computed.waterfall().size());
                i++) {
            WaterfallStep step = stated.waterfall().get(i);
            figures.compare(
                    "waterfalls",
                    "step \"%s\"%s".formatted(step.name(), of),
                    step,
                    computed.waterfall().get(i));
        }
    }
}
