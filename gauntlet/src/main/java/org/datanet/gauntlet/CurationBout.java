package org.datanet.gauntlet;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
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
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Assignment;
import org.datanet.curation.Audit;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.RoundTerms;
import org.datanet.curation.SealedVerdict;
import org.datanet.curation.Verdict;
import org.datanet.gauntlet.attacks.Tactics;
import org.datanet.guard.DatanetGuard;
import org.datanet.guard.collusion.CuratorCollusionDetector;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.Subject;
import org.datanet.rewards.upkeep.CurationRound;
import org.datanet.rewards.upkeep.CuratorPay;
import org.datanet.usage.UsageView;

/**
 * Eight curators of a Datanet in which every seventh contributor flips labels; three of them are drawn for each sample, verdicts are
 * sealed and opened, and two of five samples are audited, by somebody who takes one sample of ten for harder or easier than it is. Two
 * curators game, and may talk to each other; in the twin they look like the others. Whoever is found to collude gets nothing, where
 * detectors are on.
 */
final class CurationBout {
    /** What stands in place of a rule's name. */
    static final String MECHANISM = "curator-pay";

    private static final int CURATORS = 8;
    private static final int GAMING = 2;
    private static final int ASSIGNED = 3;
    private static final double HARD = 0.2;
    private static final double[] ERRORS = {1 / 24.0, 1 / 4.0};
    private static final int AUDITED = 400_000;
    private static final int DIFFICULTY = 3;
    private static final double MISJUDGED = 0.1;
    private static final double GLANCE = 0.1;
    private static final Instant AT = Instant.parse("2026-09-03T09:00:00Z");
    private static final BigInteger POT = Round.FEE;

    private final Round round;
    private final long seed;
    private final List<Assignment> assignments;
    private final Outcome twin;

    CurationBout(Ground ground, long seed) {
        this.seed = seed;
        World world = World.deal(ground, seed);
        Map<Integer, Strategy> games = new HashMap<>();
        world.players().stream()
                .filter(player -> player.id() % 7 == 3)
                .forEach(player -> games.put(player.id(), Tactics.flip(1).strategy()));
        round = world.play(games, false);
        assignments = assignments(round.datanet());
        twin = outcome(CurationPlay.HONEST);
    }

    /** What an attack brought, without detectors and with them; for the attack that is none, what everybody got. */
    List<Cell> cells(Attack attack, Attack.Form form) {
        Outcome gamed = attack.family() == Family.HONEST ? twin : outcome(form.curation());
        return List.of(cell(attack, form, gamed, false), cell(attack, form, gamed, true));
    }

    private Cell cell(Attack attack, Attack.Form form, Outcome gamed, boolean detectors) {
        boolean nobody = attack.family() == Family.HONEST;
        double pot = POT.doubleValue();
        double mean = 0;
        double[] losses = new double[CURATORS - GAMING];
        for (int c = 0; c < losses.length; c++) {
            mean += twin.pay(c, detectors) / losses.length;
        }
        for (int c = 0; c < losses.length; c++) {
            losses[c] = (twin.pay(c, detectors) - gamed.pay(c, detectors)) / Math.max(twin.pay(c, detectors), mean / 4);
        }
        java.util.Arrays.sort(losses);
        double attacker = 0;
        double kept = 0;
        double honest = 0;
        double effort = 0;
        double twinEffort = 0;
        for (int c = CURATORS - GAMING; c < CURATORS; c++) {
            attacker += gamed.pay(c, detectors);
            kept += Math.max(0, gamed.pay(c, detectors));
            honest += twin.pay(c, detectors);
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
                detectors ? gamed.flagged(nobody ? CURATORS : CURATORS - GAMING) : 0,
                gamed.paid(detectors) / pot,
                nobody ? shares(twin, detectors, pot / CURATORS) : new double[0],
                1);
    }

    private static double[] shares(Outcome outcome, boolean detectors, double whole) {
        return IntStream.range(0, CURATORS)
                .mapToDouble(c -> outcome.pay(c, detectors) / whole)
                .toArray();
    }

    private static final class Outcome {
        private final double[] pays = new double[CURATORS];
        private final double[] effort = new double[CURATORS];
        private final boolean[] found = new boolean[CURATORS];

        /** How many of the first few were found to collude. */
        int flagged(int few) {
            return (int) IntStream.range(0, few).filter(c -> found[c]).count();
        }

        double pay(int curator, boolean detectors) {
            return detectors && found[curator] ? Math.min(0, pays[curator]) : pays[curator];
        }

        double paid(boolean detectors) {
            return IntStream.range(0, CURATORS)
                    .mapToDouble(c -> Math.max(0, pay(c, detectors)))
                    .sum();
        }
    }

    private static CuratorId id(int curator) {
        return new CuratorId("curator-" + curator);
    }

    private Outcome outcome(CurationPlay gaming) {
        Outcome outcome = new Outcome();
        Datanet datanet = round.datanet();
        Map<SampleId, List<Integer>> assigned = new TreeMap<>();
        assignments.forEach(assignment -> assigned.computeIfAbsent(assignment.sample(), id -> new ArrayList<>())
                .add(number(assignment.curator())));
        CurationRound sealing = new CurationRound(0, assignments);
        List<Curation> intime = new ArrayList<>();
        List<Curation> late = new ArrayList<>();
        List<Audit> audits = new ArrayList<>();
        Set<SampleId> audited = Set.copyOf(CurationRound.audits(0, seed, assigned.keySet(), AUDITED));
        for (int row = 0; row < datanet.rows(); row++) {
            SampleId sample = datanet.sampleId(row);
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + row);
            boolean hard = random.nextDouble() < HARD;
            boolean looksHard = random.nextDouble() < MISJUDGED != hard;
            Verdict truth = round.pure(row) ? Verdict.APPROVE : Verdict.REJECT;
            Verdict[] seen = new Verdict[CURATORS];
            for (int c = 0; c < CURATORS; c++) {
                boolean errs = random.nextDouble() < ERRORS[hard ? 1 : 0];
                seen[c] = errs == (truth == Verdict.APPROVE) ? Verdict.REJECT : Verdict.APPROVE;
            }
            List<Integer> drawn = assigned.getOrDefault(sample, List.of());
            Talk talk = new Talk(drawn.stream().filter(CurationBout::games).count());
            for (int curator : drawn) {
                Verdict colleague = seen[drawn.get((drawn.indexOf(curator) + 1) % drawn.size())];
                Sight sight = new Sight(curator, seen[curator], colleague, hard, truth, talk, random);
                CurationPlay play = games(curator) ? gaming : CurationPlay.HONEST;
                play.verdict(sight).ifPresent(verdict -> {
                    (sight.waited ? late : intime).add(new Curation(sample, id(curator), verdict, AT));
                    talk.said = games(curator) ? Optional.of(verdict) : talk.said;
                });
                outcome.effort[curator] += sight.effort;
            }
            if (audited.contains(sample)) {
                audits.add(new Audit(sample, truth, looksHard ? DIFFICULTY : Audit.EASY, AT));
            }
        }
        judge(sealing, intime, late);
        List<Curation> verdicts = sealing.opened();
        Set<CuratorId> colluding = colluding(verdicts);
        for (CuratorPay.Payment payment :
                CuratorPay.divide(POT, RoundTerms.defaults(), assignments, verdicts, audits)) {
            int curator = number(payment.curator());
            outcome.pays[curator] = payment.net().doubleValue();
            outcome.found[curator] = colluding.contains(payment.curator());
        }
        return outcome;
    }

    private List<Assignment> assignments(Datanet datanet) {
        Map<SampleId, ContributorId> samples = new TreeMap<>();
        for (int row = 0; row < datanet.rows(); row++) {
            samples.put(datanet.sampleId(row), datanet.contributorId(row));
        }
        List<CuratorId> curators =
                IntStream.range(0, CURATORS).mapToObj(CurationBout::id).toList();
        return CurationRound.draw(0, seed, samples, curators, ASSIGNED);
    }

    /** Seals and opens, as the real thing does; whoever waits for others to open is refused by it. */
    private void judge(CurationRound sealing, List<Curation> intime, List<Curation> late) {
        intime.forEach(verdict -> sealing.seal(sealed(verdict)));
        sealing.closeSeals();
        intime.forEach(
                verdict -> sealing.open(verdict.curator(), verdict.sample(), verdict.verdict(), salt(verdict), AT));
        for (Curation verdict : late) {
            try {
                sealing.seal(sealed(verdict));
            } catch (IllegalArgumentException refused) {
                continue;
            }
            throw new IllegalStateException("a seal was taken after others had been opened: " + verdict);
        }
    }

    private static SealedVerdict sealed(Curation verdict) {
        return new SealedVerdict(
                0,
                verdict.sample(),
                verdict.curator(),
                SealedVerdict.digest(0, verdict.sample(), verdict.curator(), verdict.verdict(), salt(verdict)),
                AT);
    }

    private static byte[] salt(Curation verdict) {
        return Digest.sha256((verdict.curator() + "/" + verdict.sample()).getBytes(StandardCharsets.UTF_8))
                .bytes();
    }

    private static boolean games(int curator) {
        return curator >= CURATORS - GAMING;
    }

    private static int number(CuratorId curator) {
        return Integer.parseInt(curator.value().substring(curator.value().indexOf('-') + 1));
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

    /** What accomplices who are assigned to one sample tell each other. */
    private static final class Talk {
        private final boolean shared;
        private Optional<Verdict> said = Optional.empty();

        private Talk(long accomplices) {
            shared = accomplices > 1;
        }
    }

    /** What one curator can find out about one sample, and what that cost. */
    private static final class Sight implements CurationPlay.Task {
        private final int curator;
        private final Verdict own;
        private final Verdict other;
        private final boolean hard;
        private final Verdict truth;
        private final Talk talk;
        private final SplittableRandom random;
        private double effort;
        private boolean waited;

        private Sight(
                int curator,
                Verdict own,
                Verdict other,
                boolean hard,
                Verdict truth,
                Talk talk,
                SplittableRandom random) {
            this.curator = curator;
            this.own = own;
            this.other = other;
            this.hard = hard;
            this.truth = truth;
            this.talk = talk;
            this.random = random;
        }

        @Override
        public Verdict look() {
            effort += 1;
            return own;
        }

        @Override
        public Verdict shown() {
            effort += GLANCE;
            waited = true;
            return other;
        }

        @Override
        public boolean shared() {
            return talk.shared;
        }

        @Override
        public Optional<Verdict> accomplice() {
            effort += talk.said.isPresent() ? GLANCE : 0;
            return talk.said;
        }

        @Override
        public boolean leads() {
            return curator == CURATORS - GAMING;
        }

        @Override
        public boolean hard() {
            effort += GLANCE;
            return hard;
        }

        @Override
        public boolean ofFriend() {
            return truth == Verdict.REJECT;
        }

        @Override
        public double chance() {
            return random.nextDouble();
        }
    }
}
