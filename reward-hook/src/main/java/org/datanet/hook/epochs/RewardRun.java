package org.datanet.hook.epochs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
public final class RewardRun {
    private static final System.Logger LOG = System.getLogger(RewardRun.class.getName());

    /** See docs/VALUATION.md, limits. */
    private static final int ROWS_PER_LABEL = 2;

    private final DatanetReader reader;
    private final Datanet datanet;
    private final Progress progress;
    private final Map<Integer, Digest> roots = new HashMap<>();

    private RewardRun(DatanetReader reader, Datanet datanet, Progress progress) {
        this.reader = reader;
        this.progress = progress;
        this.datanet = datanet;
        roots.put(datanet.rows(), datanet.root());
    }

    /** Reads a Datanet's folder. */
    public static RewardRun of(Path folder, Progress progress) {
        DatanetReader reader = DatanetReader.open(folder);
        return new RewardRun(reader, reader.read(progress), progress);
    }

    /**
     * On a state of a Datanet that has been read.
     *
     * @param folder has the holdout, the reference and the seeds
     */
    public static RewardRun of(Path folder, Datanet state, Progress progress) {
        return new RewardRun(DatanetReader.open(folder), state, progress);
    }

    /** On the state that had so many rows. */
    public RewardRun first(int rows) {
        return new RewardRun(reader, datanet.first(rows), progress);
    }

    /** A policy without what was decided on rows that came later: that has no say in this state. */
    public QualityPolicy judging(QualityPolicy policy) {
        return policy.withAppeals(policy.appeals().stream()
                .filter(appeal -> datanet.row(appeal.sample()).isPresent())
                .toList());
    }

    public Datanet datanet() {
        return datanet;
    }

    public DatanetReader reader() {
        return reader;
    }

    /** Opens a ledger to read. */
    public static UsageLedger ledger(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            throw new IllegalArgumentException(
                    folder + ": no such ledger; name the folder that receipts were appended to");
        }
        return FileUsageLedger.openReadOnly(folder);
    }

    /** Whether a receipt is of this Datanet, in this state or an earlier one. */
    public boolean knows(UsageReceipt receipt) {
        DatanetRef of = receipt.header().datanet();
        return of.id().equals(datanet.id())
                && of.rows() <= datanet.rows()
                && roots.computeIfAbsent(of.rows(), this::rootOf).equals(of.root());
    }

    /**
     * Every use of this Datanet, in this state or an earlier one.
     *
     * @throws IllegalArgumentException naming a receipt of something else
     */
    public UsageView uses(UsageLedger ledger) throws IOException {
        List<UsageView.Use> uses = new ArrayList<>();
        try (Stream<UsageReceipt> receipts = ledger.receipts()) {
            receipts.forEach(receipt -> {
                if (!knows(receipt)) {
                    DatanetRef of = receipt.header().datanet();
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
        return MerkleTree.of(IntStream.range(0, rows)
                        .mapToObj(row -> MerkleTree.leaf(datanet.rowBytes(row)))
                        .toList())
                .root();
    }

    public QualityReport quality(UsageView uses, QualityPolicy policy) {
        return new DatanetGuard().inspect(datanet, uses, policy, progress);
    }

    /** The owner's private rows, or where they are missing, what to do. */
    public Datanet holdout() {
        return reader.readHoldout(progress)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                reader.folder()
                                        + " has no holdout.csv: rows are valued on the owner's private rows; add it, or pay by a frozen valuation with \"datanet reward --valuation\""));
    }

    /** The seeds of the folder; the given one for slices that have none. */
    public SliceSeeds seeds(long otherwise) {
        SortedMap<Integer, Long> seeds = reader.seeds();
        return slice -> seeds.getOrDefault(slice, otherwise);
    }

    /** Values the rows on the holdout, and says aloud when the holdout is too thin for its labels to do honest rows justice. */
    public ValuationReport valuation(Datanet holdout, SliceSeeds seeds) {
        thinSlice(holdout).ifPresent(why -> LOG.log(System.Logger.Level.WARNING, why));
        Datanet reference = reader.readReference(progress).orElseGet(() -> Valuator.noReference(datanet));
        return new LabelInformationValuator().value(datanet, holdout, reference, seeds, progress);
    }

    /** What is wrong with the first slice that has fewer than two rows of an average label, if one has. */
    static Optional<String> thinSlice(Datanet holdout) {
        Map<Integer, Integer> rows = new TreeMap<>();
        Set<Integer> labels = new HashSet<>();
        for (int row = 0; row < holdout.rows(); row++) {
            if (holdout.label(row) >= 0) {
                rows.merge(holdout.epoch(row), 1, Integer::sum);
                labels.add(holdout.label(row));
            }
        }
        return rows.entrySet().stream()
                .filter(slice -> slice.getValue() < ROWS_PER_LABEL * labels.size())
                .findFirst()
                .map(slice ->
                        "the holdout's slice of epoch %d has %d labelled rows for %d labels: honest rows look worthless on fewer than %d a label; move some of the owner's rows to it, use fewer slices, or join labels"
                                .formatted(slice.getKey(), slice.getValue(), labels.size(), ROWS_PER_LABEL));
    }

    public RewardReport rewards(
            RewardRule rule,
            ValuationReport valuation,
            QualityReport quality,
            RewardPolicy policy,
            Supplier<Stream<UsageReceipt>> receipts) {
        quality.requireWeights();
        return rule.apply(RewardInput.of(datanet, valuation, quality, policy, receipts));
    }

    /** The rule of that name. */
    public static RewardRule rule(String name) {
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
