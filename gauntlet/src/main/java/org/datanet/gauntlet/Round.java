package org.datanet.gauntlet;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.gauntlet.World.Submission;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.KeyFiles;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageView;
import org.datanet.valuation.ValuationReport;
import org.jspecify.annotations.Nullable;

/**
 * What became of a world: the Datanet as its owner sees it, the truth about it, the receipts of those who trained on it, and what any
 * rule pays. Valuations, receipts and the guard's report are computed when first asked for. Thread-safe.
 */
public final class Round {
    /** What each payer pays, in base units: so many that rounding is nothing. */
    public static final BigInteger FEE = BigInteger.valueOf(1_000_000_000_000L);

    private static final RewardPolicy POLICY = RewardPolicy.defaults();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-09-01T09:00:00Z"), ZoneOffset.UTC);

    /** Of ten rows, how many a payer uses who samples. */
    private static final int SAMPLED = 7;

    private final World world;
    private final Datanet datanet;
    private final List<Submission> submissions;
    private final Map<Integer, Double> effort;
    private final Map<ContributorId, Integer> playerOf = new HashMap<>();
    private final Map<String, ValuationReport> valuations = new HashMap<>();
    private @Nullable List<UsageReceipt> receipts;
    private @Nullable QualityReport quality;
    private @Nullable Training training;

    Round(World world, Datanet datanet, List<Submission> submissions, Map<Integer, Double> effort) {
        this.world = world;
        this.datanet = datanet;
        this.submissions = List.copyOf(submissions);
        this.effort = Map.copyOf(effort);
        submissions.forEach(s -> playerOf.put(new ContributorId(s.contributor()), s.player()));
    }

    /** The world. */
    public World world() {
        return world;
    }

    /** What the owner sees. */
    public Datanet datanet() {
        return datanet;
    }

    /** Who stands behind a row. */
    public int player(int row) {
        return submissions.get(row).player();
    }

    /** Whether a row is an own raw row of its player, with the right label, for the first time. */
    public boolean pure(int row) {
        return submissions.get(row).pure();
    }

    /** What a player's rows cost it, in honest rows. */
    public double effort(int player) {
        return effort.getOrDefault(player, 0.0);
    }

    /** All rows. */
    public LabelledRows rows() {
        return LabelledRows.concat(submissions.stream().map(Submission::row).toList());
    }

    /** What the owner's valuator says; computed once for each name. */
    public synchronized ValuationReport valuation(Mechanism mechanism) {
        return valuations.computeIfAbsent(
                mechanism.valuator().name(),
                name -> mechanism
                        .valuator()
                        .value(datanet, world.holdout(), world.reference(), world.seed(), Progress.none()));
    }

    /** The receipts of two payers: one used every row, the other seven of ten by chance. */
    public synchronized List<UsageReceipt> receipts() {
        if (receipts == null) {
            int[] all = IntStream.range(0, datanet.rows()).toArray();
            int[] sample = sampled();
            receipts = List.of(
                    record("all", "payer-a", FEE, all, training().gains()),
                    record("sample", "payer-b", FEE, sample, training().gains()));
        }
        return receipts;
    }

    /** Seven rows of ten, by chance, but the same chance for the same payload in every round of a world; each copy has its own. */
    private int[] sampled() {
        Map<Digest, Integer> copies = new HashMap<>();
        return IntStream.range(0, datanet.rows())
                .filter(row -> {
                    Digest digest = datanet.digest(row);
                    int copy = copies.merge(digest, 1, Integer::sum);
                    return new SplittableRandom(digest.prefix() + world.seed() + 31L * copy).nextInt(10) < SAMPLED;
                })
                .toArray();
    }

    /**
     * The receipt of one more run, recorded and signed as any run is.
     *
     * @param used rows that it trained on, {@link Training#STEPS} times each
     * @param gains one a row of the Datanet, in-run gains
     */
    public UsageReceipt record(String run, String payer, BigInteger fee, int[] used, double[] gains) {
        Signer signer = Signer.of(KeyFiles.unsafeFromSeed(world.seed()));
        return SigningUsageRecorder.of(signer, CLOCK)
                .record(
                        UsageRun.on(datanet)
                                .run(run)
                                .model("softmax-regression")
                                .payer(payer)
                                .fee(fee)
                                .build(),
                        session -> {
                            session.attribution("in-run gradient products", 0);
                            for (int row : used) {
                                session.exposed(row, Training.STEPS);
                                session.gained(row, gains[row]);
                            }
                        });
    }

    /** A model trained on all rows, with its in-run gains. */
    private synchronized Training training() {
        if (training == null) {
            training = train(weights(false), true);
        }
        return training;
    }

    private Training train(double[] weights, boolean measure) {
        return Training.of(
                rows(), weights, world.test(), world.ground().labels().size(), measure);
    }

    /** How often a model is right on rows nobody saw, trained on all rows, each by its weight. */
    public double accuracy(double[] weights) {
        return train(weights, false).accuracy();
    }

    /** The guard's report under its defaults; computed once. */
    public synchronized QualityReport quality() {
        if (quality == null) {
            UsageView usage =
                    new UsageView(receipts().stream().map(UsageView.Use::of).toList());
            quality = new DatanetGuard().inspect(datanet, usage, QualityPolicy.defaults(), Progress.none());
        }
        return quality;
    }

    /** One weight a row: the guard's, or 1 where detectors are off. */
    public double[] weights(boolean detectors) {
        if (detectors) {
            return quality().weights();
        }
        double[] ones = new double[datanet.rows()];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** What a mechanism pays for the round's receipts. */
    public Settlement settle(Mechanism mechanism, boolean detectors) {
        return settle(mechanism, detectors, POLICY, receipts());
    }

    /** What a mechanism pays for some receipts. */
    public Settlement settle(Mechanism mechanism, boolean detectors, List<UsageReceipt> paid) {
        return settle(mechanism, detectors, POLICY, paid);
    }

    /** What a mechanism pays for some receipts under a policy. */
    public Settlement settle(Mechanism mechanism, boolean detectors, RewardPolicy policy, List<UsageReceipt> paid) {
        int rows = datanet.rows();
        RewardInput input = new RewardInput(
                DatanetRef.of(datanet),
                datanet.contributors(),
                IntStream.range(0, rows).map(datanet::contributor).toArray(),
                IntStream.range(0, rows).map(datanet::epoch).toArray(),
                valuation(mechanism),
                weights(detectors),
                Digest.EMPTY,
                List.of(),
                policy,
                paid::stream);
        return Settlement.of(mechanism.rule().apply(input), playerOf);
    }

    /** What share of the rows is pure, each by its weight. */
    public double integrity(double[] weights) {
        double pure = 0;
        double all = 0;
        for (int row = 0; row < weights.length; row++) {
            pure += pure(row) ? weights[row] : 0;
            all += weights[row];
        }
        return all == 0 ? 1 : pure / all;
    }

    /** What share of the pay went to players who brought nothing but pure rows. */
    public double purity(Settlement settlement) {
        boolean[] games = new boolean
                [1 + submissions.stream().mapToInt(Submission::player).max().orElse(0)];
        submissions.forEach(s -> games[s.player()] |= !s.pure());
        double honest = 0;
        double all = 0;
        for (Map.Entry<Integer, Settlement.Pay> entry : settlement.pays().entrySet()) {
            double amount = entry.getValue().amount().doubleValue();
            all += amount;
            honest += games[entry.getKey()] ? 0 : amount;
        }
        return all == 0 ? 1 : honest / all;
    }

    /** The names a player goes by. */
    public List<ContributorId> names(int player) {
        return datanet.contributors().stream()
                .filter(name -> Optional.ofNullable(playerOf.get(name)).equals(Optional.of(player)))
                .toList();
    }
}
