package org.datanet.gauntlet.economy;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.datanet.attribution.gain.LabelInformationValuator;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.contribution.SampleId;
import org.datanet.gauntlet.Hand;
import org.datanet.gauntlet.LabelledRows;
import org.datanet.gauntlet.Mechanism;
import org.datanet.gauntlet.Space;
import org.datanet.gauntlet.Standpoint;
import org.datanet.gauntlet.Training;
import org.datanet.io.KeyFiles;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport.ContributorReward;
import org.datanet.rewards.PositiveInfluenceRule;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRun;
import org.datanet.valuation.ValuationReport;

/**
 * One Datanet's life under one mechanism. In each epoch people are drawn from a population of strategies, are dealt raw rows, and submit what
 * their strategies make of these; the owner values the new rows; a payer trains on all rows that are kept and pays; and shares of
 * strategies follow what they earned, {@code p_s <- p_s exp(eta P_s) / Z}. {@code P_s} is the mean pay of the strategy's people, in units of
 * an equal share of the pot, less what their rows cost them: half of such a share for a row honestly collected and labelled.
 * Detectors are off. Deterministic for the commons, the mechanism and the start. Not thread-safe.
 */
final class Economy {
    /** How fast people take up what pays. */
    static final double ETA = 0.5;

    /** What part of their pay honest work costs people. */
    static final double COST = 0.5;

    private static final BigInteger FEE = BigInteger.valueOf(1_000_000_000_000L);
    private static final RewardPolicy POLICY = RewardPolicy.defaults();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-09-01T09:00:00Z"), ZoneOffset.UTC);
    private static final int VOTERS = 5;

    /** A share of less than a person in sixty epochs is gone. */
    private static final double GONE = 1e-3;

    private final Commons commons;
    private final Mechanism mechanism;
    private final List<Gaming> strategies = new ArrayList<>();
    private final double start;
    private final double[] share;
    private final double[] payoff;
    private final Deque<List<Kept>> window = new ArrayDeque<>();
    private final Map<String, Person> people = new HashMap<>();
    private final List<Person> present = new ArrayList<>();
    private final List<Kept> published = new ArrayList<>();

    /** Somebody in one epoch. */
    private record Person(int strategy, int epoch, double effort, boolean pure) {}

    /** A row that the Datanet keeps. */
    private record Kept(String name, int epoch, LabelledRows row, boolean pure, long[] value) {}

    /** @param start share of those who game, divided equally among the ways of gaming */
    Economy(Commons commons, Mechanism mechanism, List<Gaming> gaming, double start) {
        this.commons = commons;
        this.mechanism = mechanism;
        this.start = start;
        strategies.add(Gaming.HONEST);
        strategies.addAll(gaming);
        share = new double[strategies.size()];
        payoff = new double[strategies.size()];
        Arrays.fill(share, start / gaming.size());
        share[0] = 1 - start;
        Arrays.fill(payoff, Double.NaN);
        LabelledRows own = commons.reference();
        for (int i = 0; i < own.size(); i++) {
            published.add(new Kept("owner", 0, own.select(i), true, new long[3]));
        }
    }

    Life live(int epochs) {
        List<Moment> moments = new ArrayList<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            if (share[0] == 0 && moments.size() > commons.window()) {
                // Nobody honest is left, nor will there be anybody.
                moments.add(moments.get(moments.size() - 1));
                continue;
            }
            moments.add(epoch(epoch));
        }
        Map<String, Double> shares = new TreeMap<>();
        for (int s = 0; s < share.length; s++) {
            shares.put(strategies.get(s).name(), share[s]);
        }
        return new Life(commons.ground().name(), commons.seed(), mechanism.name(), start, moments, shares);
    }

    private Moment epoch(int epoch) {
        double gaming = 1 - share[0];
        List<Kept> fresh = contribute(epoch);
        boolean clean = share[0] == 1 && window.stream().flatMap(List::stream).allMatch(Kept::pure);
        double integrity = 1;
        if (clean) {
            keep(epoch, fresh);
        } else {
            integrity = pay(epoch, fresh);
            adapt();
        }
        List<Kept> kept = window.stream().flatMap(List::stream).toList();
        double pure = kept.stream().filter(Kept::pure).count();
        return new Moment(gaming, integrity, pure / kept.size(), accuracy(kept));
    }

    /** Draws people from the population, evenly, so that even a small share now and then has somebody. */
    private int[] strategiesOf(int epoch) {
        SplittableRandom random = commons.random("people of " + epoch);
        int n = commons.players();
        double at = random.nextDouble();
        int[] drawn = new int[n];
        double sum = 0;
        int strategy = -1;
        for (int i = 0; i < n; i++) {
            while (strategy < 0 || sum <= (i + at) / n && strategy < share.length - 1) {
                sum += share[++strategy];
            }
            drawn[i] = strategy;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = drawn[i];
            drawn[i] = drawn[j];
            drawn[j] = swap;
        }
        return drawn;
    }

    private List<Kept> contribute(int epoch) {
        LabelledRows pool = LabelledRows.concat(List.of(
                commons.reference(), rows(window.stream().flatMap(List::stream).toList())));
        LabelledRows[] hands = commons.deal(epoch);
        int[] drawn = strategiesOf(epoch);
        List<Kept> fresh = new ArrayList<>();
        for (int p = 0; p < hands.length; p++) {
            LabelledRows own = hands[p];
            Hand hand = strategies
                    .get(drawn[p])
                    .strategy()
                    .play(Standpoint.of(
                            own,
                            pool,
                            commons.ground().labels().size(),
                            commons.random("player " + p + " in " + epoch)));
            List<Digest> raw = new ArrayList<>();
            for (int i = 0; i < own.size(); i++) {
                raw.add(commons.ground().digest(own, i));
            }
            int before = fresh.size();
            List<String> names = new ArrayList<>();
            for (int name = 0; name < hand.names().size(); name++) {
                LabelledRows part = hand.names().get(name);
                String id = "c%02d-%02d-%03d".formatted(epoch, p, name);
                names.add(id);
                for (int i = 0; i < part.size(); i++) {
                    boolean pure = raw.remove(commons.ground().digest(part, i));
                    fresh.add(new Kept(id, epoch, part.select(i), pure, new long[3]));
                }
            }
            boolean pure = fresh.subList(before, fresh.size()).stream().allMatch(Kept::pure);
            Person person = new Person(drawn[p], epoch, hand.effort() / commons.each(), pure);
            present.add(person);
            names.forEach(name -> people.put(name, person));
        }
        return fresh;
    }

    private static LabelledRows rows(List<Kept> kept) {
        return LabelledRows.concat(kept.stream().map(Kept::row).toList());
    }

    private void keep(int epoch, List<Kept> fresh) {
        window.addLast(fresh);
        if (window.size() > commons.window()) {
            window.removeFirst().forEach(row -> people.remove(row.name()));
        }
        present.removeIf(person -> person.epoch() <= epoch - commons.window());
    }

    /** Values, trains, pays, and notes what each strategy earned; gives the integrity. */
    private double pay(int epoch, List<Kept> fresh) {
        boolean frozen = mechanism.valuator() instanceof LabelInformationValuator;
        if (frozen) {
            List<Kept> known = new ArrayList<>(published);
            window.forEach(known::addAll);
            // What is known before the epoch is a reference to its rows; its own values are frozen.
            note(
                    fresh,
                    mechanism
                            .valuator()
                            .value(
                                    datanet(fresh, epoch),
                                    commons.holdout(),
                                    datanet(
                                            known,
                                            known.stream()
                                                    .mapToInt(Kept::epoch)
                                                    .max()
                                                    .orElse(0)),
                                    commons.seed() + epoch,
                                    Progress.none()));
        }
        keep(epoch, fresh);
        List<Kept> kept = window.stream().flatMap(List::stream).toList();
        Datanet datanet = datanet(kept, epoch - window.size() + 1);
        if (!frozen) {
            note(
                    kept,
                    mechanism
                            .valuator()
                            .value(
                                    datanet,
                                    commons.holdout(),
                                    datanet(published, 0),
                                    commons.seed() + epoch,
                                    Progress.none()));
        }
        UsageReceipt receipt = train(epoch, datanet, kept);
        RewardInput input = new RewardInput(
                DatanetRef.of(datanet),
                datanet.contributors(),
                IntStream.range(0, kept.size()).map(datanet::contributor).toArray(),
                IntStream.range(0, kept.size()).map(datanet::epoch).toArray(),
                values(datanet, kept),
                ones(kept.size()),
                Digest.EMPTY,
                List.of(),
                POLICY,
                () -> List.of(receipt).stream());
        return earn(mechanism.rule().apply(input).contributors());
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static void note(List<Kept> rows, ValuationReport report) {
        for (int i = 0; i < rows.size(); i++) {
            long[] value = rows.get(i).value();
            value[0] = report.gains()[i];
            value[1] = report.novelties()[i];
            value[2] = report.bases()[i];
        }
    }

    private ValuationReport values(Datanet datanet, List<Kept> kept) {
        long[][] columns = new long[3][kept.size()];
        for (int i = 0; i < kept.size(); i++) {
            for (int c = 0; c < columns.length; c++) {
                columns[c][i] = kept.get(i).value()[c];
            }
        }
        return new ValuationReport(
                DatanetRef.of(datanet), mechanism.valuator().name(), Digest.EMPTY, columns[0], columns[1], columns[2]);
    }

    private Datanet datanet(List<Kept> rows, int firstEpoch) {
        Datanet.Builder builder = commons.builder("kept");
        for (int i = 0; i < rows.size(); i++) {
            Kept row = rows.get(i);
            builder.add(commons.ground()
                    .row(
                            new SampleId("s%02d-%05d".formatted(row.epoch(), i)),
                            new ContributorId(row.name()),
                            row.row(),
                            0)
                    .epoch(Math.max(0, row.epoch() - firstEpoch)));
        }
        return builder.build();
    }

    /** A payer's run over all rows. Its in-run gains are measured where the rule reads them. */
    private UsageReceipt train(int epoch, Datanet datanet, List<Kept> kept) {
        double[] gains = mechanism.rule() instanceof PositiveInfluenceRule
                ? Training.of(
                                rows(kept),
                                ones(kept.size()),
                                commons.test(),
                                commons.ground().labels().size(),
                                true)
                        .gains()
                : new double[kept.size()];
        return SigningUsageRecorder.of(Signer.of(KeyFiles.unsafeFromSeed(1)), CLOCK)
                .record(
                        UsageRun.on(datanet)
                                .run("epoch-" + epoch)
                                .model("softmax-regression")
                                .payer("payer")
                                .fee(FEE)
                                .build(),
                        session -> {
                            session.attribution("in-run gradient products", 0);
                            for (int row = 0; row < gains.length; row++) {
                                session.exposed(row, Training.STEPS);
                                session.gained(row, gains[row]);
                            }
                        });
    }

    private double earn(List<ContributorReward> lines) {
        double unit = FEE.doubleValue() * POLICY.contributorShare() / 1e6 / present.size();
        double[] earned = new double[share.length];
        double[] cost = new double[share.length];
        int[] count = new int[share.length];
        double honest = 0;
        double all = 0;
        for (ContributorReward line : lines) {
            Person person = people.get(line.contributor().value());
            if (person == null) {
                throw new IllegalStateException("nobody goes by " + line.contributor());
            }
            double amount = line.amount().doubleValue();
            all += amount;
            honest += person.pure() ? amount : 0;
            earned[person.strategy()] +=
                    amount - (mechanism.charges() ? line.charge().doubleValue() : 0);
        }
        for (Person person : present) {
            count[person.strategy()]++;
            cost[person.strategy()] += person.effort();
        }
        for (int s = 0; s < share.length; s++) {
            if (count[s] > 0) {
                payoff[s] = earned[s] / unit / count[s] - COST * cost[s] / count[s];
            }
        }
        return all == 0 ? 1 : honest / all;
    }

    /** Replicator dynamics; a strategy that nobody has tried yet earns what people earn on the average. */
    private void adapt() {
        double mean = 0;
        double weight = 0;
        for (int s = 0; s < share.length; s++) {
            if (!Double.isNaN(payoff[s])) {
                mean += share[s] * payoff[s];
                weight += share[s];
            }
        }
        mean = weight == 0 ? 0 : mean / weight;
        double sum = 0;
        double[] next = new double[share.length];
        double highest = mean;
        for (double p : payoff) {
            highest = Double.isNaN(p) ? highest : Math.max(highest, p);
        }
        for (int s = 0; s < share.length; s++) {
            next[s] = share[s] * StrictMath.exp(ETA * ((Double.isNaN(payoff[s]) ? mean : payoff[s]) - highest));
            sum += next[s];
        }
        double left = 0;
        for (int s = 0; s < share.length; s++) {
            next[s] = next[s] / sum < GONE ? 0 : next[s] / sum;
            left += next[s];
        }
        for (int s = 0; s < share.length; s++) {
            share[s] = next[s] / left;
        }
    }

    private double accuracy(List<Kept> kept) {
        return accuracy(commons, LabelledRows.concat(List.of(commons.reference(), rows(kept))));
    }

    /** How often the majority of the nearest five is right; of equal counts, the label of the nearer row. */
    static double accuracy(Commons commons, LabelledRows known) {
        LabelledRows test = commons.test();
        Space space = Space.of(test.x());
        int classes = commons.ground().labels().size();
        long right = IntStream.range(0, test.size())
                .parallel()
                .filter(i -> {
                    int[] near = space.nearest(test.x()[i], known.x(), VOTERS);
                    int[] votes = new int[classes];
                    for (int row : near) {
                        votes[known.y()[row]]++;
                    }
                    int best = known.y()[near[0]];
                    for (int row : near) {
                        best = votes[known.y()[row]] > votes[best] ? known.y()[row] : best;
                    }
                    return best == test.y()[i];
                })
                .count();
        return (double) right / test.size();
    }
}
