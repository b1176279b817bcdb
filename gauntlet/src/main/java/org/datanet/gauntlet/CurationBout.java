package org.datanet.gauntlet;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;
import org.datanet.gauntlet.attacks.Tactics;
import org.datanet.guard.DatanetGuard;
import org.datanet.guard.collusion.CuratorCollusionDetector;
import org.datanet.progress.Progress;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.Subject;
import org.datanet.rewards.upkeep.AuditedVerdict;
import org.datanet.rewards.upkeep.CuratorPay;
import org.datanet.usage.UsageView;

/**
 * Eight curators of a Datanet in which every seventh contributor flips labels; three of them are assigned to each sample at random, and
 * two of five samples are audited. Two curators game; in the twin they look like the others. Whoever is found to collude gets
 * nothing, where detectors are on.
 */
final class CurationBout {
    /** What stands in place of a rule's name. */
    static final String MECHANISM = "curator-pay";

    private static final int CURATORS = 8;
    private static final int GAMING = 2;
    private static final int ASSIGNED = 3;
    private static final double HARD = 0.2;
    private static final double[] ERRORS = {1 / 24.0, 1 / 4.0};
    private static final double AUDITED = 0.4;
    private static final double GLANCE = 0.1;
    private static final Instant AT = Instant.parse("2026-09-03T09:00:00Z");
    private static final BigInteger POT = Round.FEE;

    private final Attack attack;
    private final Attack.Form form;
    private final Round round;
    private final long seed;

    CurationBout(Attack attack, Attack.Form form, Ground ground, long seed) {
        this.attack = attack;
        this.form = form;
        this.seed = seed;
        World world = World.deal(ground, seed);
        Map<Integer, Strategy> games = new HashMap<>();
        world.players().stream()
                .filter(player -> player.id() % 7 == 3)
                .forEach(player -> games.put(player.id(), Tactics.flip(1).strategy()));
        round = world.play(games, false);
    }

    Cell cell(boolean detectors) {
        Outcome twin = outcome(CurationPlay.HONEST, detectors);
        Outcome gamed = outcome(form.curation(), detectors);
        double pot = POT.doubleValue();
        double mean = 0;
        double[] losses = new double[CURATORS - GAMING];
        for (int c = 0; c < losses.length; c++) {
            mean += twin.pay(c) / losses.length;
        }
        for (int c = 0; c < losses.length; c++) {
            losses[c] = (twin.pay(c) - gamed.pay(c)) / Math.max(twin.pay(c), mean / 4);
        }
        java.util.Arrays.sort(losses);
        double attacker = 0;
        double kept = 0;
        double honest = 0;
        double effort = 0;
        double twinEffort = 0;
        for (int c = CURATORS - GAMING; c < CURATORS; c++) {
            attacker += gamed.pay(c);
            kept += Math.max(0, gamed.pay(c));
            honest += twin.pay(c);
            effort += gamed.effort[c];
            twinEffort += twin.effort[c];
        }
        return new Cell(
                round.world().ground().name(),
                seed,
                attack.name(),
                form.parameter(),
                MECHANISM,
                detectors,
                attacker / pot,
                kept / pot,
                honest / pot,
                effort,
                twinEffort,
                honest / pot / twinEffort,
                0,
                0,
                losses,
                gamed.flagged,
                gamed.paid() / pot,
                new double[0],
                1);
    }

    private static final class Outcome {
        private final double[] pays = new double[CURATORS];
        private final double[] effort = new double[CURATORS];
        private int flagged;

        double pay(int curator) {
            return pays[curator];
        }

        double paid() {
            return java.util.Arrays.stream(pays).map(pay -> Math.max(0, pay)).sum();
        }
    }

    private static CuratorId id(int curator) {
        return new CuratorId("curator-" + curator);
    }

    private Outcome outcome(CurationPlay gaming, boolean detectors) {
        Outcome outcome = new Outcome();
        List<Curation> curations = new ArrayList<>();
        List<AuditedVerdict> audited = new ArrayList<>();
        Datanet datanet = round.datanet();
        for (int row = 0; row < datanet.rows(); row++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + row);
            int[] order = IntStream.range(0, CURATORS).toArray();
            Ground.shuffle(order, random);
            boolean hard = random.nextDouble() < HARD;
            boolean audit = random.nextDouble() < AUDITED;
            Verdict truth = round.pure(row) ? Verdict.APPROVE : Verdict.REJECT;
            Verdict[] seen = new Verdict[CURATORS];
            for (int c = 0; c < CURATORS; c++) {
                boolean errs = random.nextDouble() < ERRORS[hard ? 1 : 0];
                seen[c] = errs == (truth == Verdict.APPROVE) ? Verdict.REJECT : Verdict.APPROVE;
            }
            for (int place = 0; place < ASSIGNED; place++) {
                int curator = order[place];
                int colleague = order[(place + 1) % ASSIGNED];
                Sight sight = new Sight(seen[curator], seen[colleague], hard, truth == Verdict.REJECT, random);
                CurationPlay play = curator >= CURATORS - GAMING ? gaming : CurationPlay.HONEST;
                Optional<Verdict> verdict = play.verdict(sight);
                outcome.effort[curator] += sight.effort;
                if (verdict.isPresent()) {
                    SampleId sample = datanet.sampleId(row);
                    curations.add(new Curation(sample, id(curator), verdict.get(), AT));
                    if (audit) {
                        audited.add(new AuditedVerdict(sample, id(curator), verdict.get(), truth));
                    }
                }
            }
        }
        Set<CuratorId> colluding = detectors ? colluding(curations) : Set.of();
        Map<CuratorId, CuratorPay.Payment> payments = new TreeMap<>();
        CuratorPay.divide(POT, audited).forEach(payment -> payments.put(payment.curator(), payment));
        for (int c = 0; c < CURATORS; c++) {
            CuratorPay.Payment payment = payments.get(id(c));
            double net = payment == null ? 0 : payment.net().doubleValue();
            boolean found = colluding.contains(id(c));
            outcome.pays[c] = found ? Math.min(0, net) : net;
            outcome.flagged += found && c < CURATORS - GAMING ? 1 : 0;
        }
        return outcome;
    }

    private Set<CuratorId> colluding(List<Curation> curations) {
        Datanet plain = round.datanet();
        Datanet.Builder builder = Datanet.builder(new DatanetId("curated"), "1").labels(plain.labels());
        for (int row = 0; row < plain.rows(); row++) {
            builder.add(new Datanet.Row(plain.sampleId(row), plain.contributorId(row), plain.digest(row))
                    .epoch(plain.epoch(row))
                    .label(plain.labels().get(plain.label(row))));
        }
        Datanet curated = builder.curations(curations).build();
        Set<CuratorId> found = new HashSet<>();
        for (Finding finding : new DatanetGuard(List.of(new CuratorCollusionDetector()))
                .inspect(curated, UsageView.none(), QualityPolicy.defaults(), Progress.none())
                .findings()) {
            if (finding.subject() instanceof Subject.Curator subject) {
                found.add(subject.curator());
            } else if (finding.subject() instanceof Subject.CuratorPair subject) {
                found.add(subject.first());
                found.add(subject.second());
            }
        }
        return found;
    }

    /** What one curator can find out about one sample, and what that cost. */
    private static final class Sight implements CurationPlay.Task {
        private final Verdict own;
        private final Verdict other;
        private final boolean hard;
        private final boolean friend;
        private final SplittableRandom random;
        private double effort;

        private Sight(Verdict own, Verdict other, boolean hard, boolean friend, SplittableRandom random) {
            this.own = own;
            this.other = other;
            this.hard = hard;
            this.friend = friend;
            this.random = random;
        }

        @Override
        public Verdict look() {
            effort += 1;
            return own;
        }

        @Override
        public Verdict colleague() {
            effort += GLANCE;
            return other;
        }

        @Override
        public boolean hard() {
            effort += GLANCE;
            return hard;
        }

        @Override
        public boolean ofFriend() {
            return friend;
        }

        @Override
        public double chance() {
            return random.nextDouble();
        }
    }
}
