package org.datanet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.datanet.attribution.gain.LabelInformationValuator;
import org.datanet.attribution.gain.SliceSeeds;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.DatanetReader;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardRule;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageView;
import org.datanet.valuation.ValuationReport;
import org.datanet.valuation.Valuator;

/** From a Datanet's folder and a ledger to reports: what a reward is computed by, and computed again. Not thread-safe. */
final class RewardRun {
    private final DatanetReader reader;
    private final Datanet datanet;
    private final Progress progress;

    private RewardRun(DatanetReader reader, Progress progress) {
        this.reader = reader;
        this.progress = progress;
        datanet = reader.read(progress);
    }

    /** Reads a Datanet's folder. */
    static RewardRun of(Path folder, Progress progress) {
        return new RewardRun(DatanetReader.open(folder), progress);
    }

    Datanet datanet() {
        return datanet;
    }

    DatanetReader reader() {
        return reader;
    }

    /** Opens a ledger to read. */
    static UsageLedger ledger(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            throw new IllegalArgumentException(folder + ": no such ledger");
        }
        return FileUsageLedger.openReadOnly(folder);
    }

    /** Every use of this Datanet, in this state or an earlier one. */
    UsageView uses(UsageLedger ledger) throws IOException {
        Map<Integer, Digest> roots = new HashMap<>();
        roots.put(datanet.rows(), datanet.root());
        List<UsageView.Use> uses = new ArrayList<>();
        try (Stream<UsageReceipt> receipts = ledger.receipts()) {
            receipts.forEach(receipt -> {
                DatanetRef of = receipt.header().datanet();
                if (!of.id().equals(datanet.id())
                        || of.rows() > datanet.rows()
                        || !roots.computeIfAbsent(of.rows(), this::rootOf).equals(of.root())) {
                    throw new IllegalArgumentException(
                            "receipt %s is of %s %s with root %s, not of the state in this folder, root %s, nor of an earlier one"
                                    .formatted(receipt.run(), of.id(), of.version(), of.root(), datanet.root()));
                }
                uses.add(UsageView.Use.of(receipt));
            });
        }
        return new UsageView(uses);
    }

    /** The root of the state with so many rows. */
    private Digest rootOf(int rows) {
        List<Digest> leaves = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            leaves.add(MerkleTree.leaf(datanet.rowBytes(row)));
        }
        return MerkleTree.of(leaves).root();
    }

    QualityReport quality(UsageView uses, QualityPolicy policy) {
        return new DatanetGuard().inspect(datanet, uses, policy, progress);
    }

    /** The owner's private rows, or where they are missing, what to do. */
    Datanet holdout() {
        return reader.readHoldout(progress)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                reader.folder()
                                        + " has no holdout.csv: rows are valued on the owner's private rows; add it, or name a frozen valuation with --valuation"));
    }

    /** The seeds of the folder; the given one for slices that have none. */
    SliceSeeds seeds(long otherwise) {
        SortedMap<Integer, Long> seeds = reader.seeds();
        return slice -> seeds.getOrDefault(slice, otherwise);
    }

    ValuationReport valuation(Datanet holdout, SliceSeeds seeds) {
        Datanet reference = reader.readReference(progress).orElseGet(() -> Valuator.noReference(datanet));
        return new LabelInformationValuator().value(datanet, holdout, reference, seeds, progress);
    }

    RewardReport rewards(
            RewardRule rule,
            ValuationReport valuation,
            QualityReport quality,
            RewardPolicy policy,
            UsageLedger ledger) {
        quality.requireWeights();
        return rule.apply(RewardInput.of(datanet, valuation, quality, policy, ledger::openReceipts));
    }

    /** The rule of that name. */
    static RewardRule rule(String name) {
        List<RewardRule> rules = ServiceLoader.load(RewardRule.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        Optional<RewardRule> chosen =
                rules.stream().filter(rule -> rule.name().equals(name)).findFirst();
        return chosen.orElseThrow(() -> new IllegalArgumentException("there is no rule \"%s\"; there are %s"
                .formatted(
                        name,
                        String.join(
                                ", ",
                                rules.stream().map(RewardRule::name).sorted().toList()))));
    }
}
