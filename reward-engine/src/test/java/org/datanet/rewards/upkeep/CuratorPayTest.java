package org.datanet.rewards.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Assignment;
import org.datanet.curation.Audit;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.RoundTerms;
import org.datanet.curation.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CuratorPayTest {
    private static final BigInteger POT = BigInteger.valueOf(1_000_000_000);
    private static final RoundTerms TERMS = RoundTerms.defaults();
    private static final Instant AT = Instant.parse("2026-09-02T09:00:00Z");

    /** What a curator says of a sample; null for nothing. */
    private interface Play {
        @org.jspecify.annotations.Nullable
        Verdict says(int sample, Audit audit, SplittableRandom random);
    }

    /** Everybody judges everything; one sample of ten is bad, one of five hard. */
    private static final class Work {
        private final List<Assignment> assignments = new ArrayList<>();
        private final List<Curation> verdicts = new ArrayList<>();
        private final List<Audit> audits = new ArrayList<>();

        static Work of(long seed, int samples, Map<String, Play> curators) {
            Work work = new Work();
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, SplittableRandom> streams = new TreeMap<>();
            new TreeMap<>(curators)
                    .keySet()
                    .forEach(name -> streams.put(name, new SplittableRandom(seed ^ name.hashCode())));
            for (int i = 0; i < samples; i++) {
                SampleId sample = new SampleId("s" + i);
                Audit audit = new Audit(
                        sample,
                        random.nextInt(10) == 0 ? Verdict.REJECT : Verdict.APPROVE,
                        random.nextInt(5) == 0 ? 4 : 1,
                        AT);
                work.audits.add(audit);
                for (Map.Entry<String, SplittableRandom> stream : streams.entrySet()) {
                    CuratorId curator = new CuratorId(stream.getKey());
                    work.assignments.add(new Assignment(0, sample, curator));
                    Verdict verdict = curators.get(stream.getKey()).says(i, audit, stream.getValue());
                    if (verdict != null) {
                        work.verdicts.add(new Curation(sample, curator, verdict, AT));
                    }
                }
            }
            return work;
        }

        Map<String, CuratorPay.Payment> pay(BigInteger pot, RoundTerms terms) {
            return CuratorPay.divide(pot, terms, assignments, verdicts, audits).stream()
                    .collect(Collectors.toMap(payment -> payment.curator().value(), payment -> payment));
        }

        Map<String, BigInteger> net() {
            Map<String, BigInteger> net = new HashMap<>();
            pay(POT, TERMS).forEach((name, payment) -> net.put(name, payment.net()));
            return net;
        }
    }

    private static Play careful(double easy, double hard) {
        return (i, audit, random) ->
                random.nextDouble() < (audit.difficulty() > 1 ? hard : easy) ? other(audit.truth()) : audit.truth();
    }

    private static final Play HONEST = careful(0.05, 0.25);

    @Test
    void who_approves_or_rejects_everything_or_guesses_earns_nothing() {
        Map<String, BigInteger> net = Work.of(
                        4,
                        3_000,
                        Map.of(
                                "careful", HONEST,
                                "approver", (i, audit, random) -> Verdict.APPROVE,
                                "rejecter", (i, audit, random) -> Verdict.REJECT,
                                "guesser",
                                        (i, audit, random) ->
                                                random.nextInt(10) == 0 ? Verdict.REJECT : Verdict.APPROVE,
                                "by-difficulty",
                                        (i, audit, random) -> audit.difficulty() > 1 ? Verdict.REJECT : Verdict.APPROVE,
                                "contrarian", (i, audit, random) -> other(audit.truth())))
                .net();
        assertThat(net.get("careful").signum()).isPositive();
        assertThat(net).allSatisfy((name, amount) -> {
            if (!name.equals("careful")) {
                assertThat(amount.signum()).as(name).isLessThanOrEqualTo(0);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void without_fines_every_verdict_that_depends_on_difficulty_alone_scores_zero_to_the_rounding(long seed) {
        RoundTerms plain = new RoundTerms(3, 0, 1, 400_000);
        Map<String, CuratorPay.Payment> pay = Work.of(
                        seed,
                        500,
                        Map.of(
                                "approver", (i, audit, random) -> Verdict.APPROVE,
                                "by-difficulty",
                                        (i, audit, random) ->
                                                audit.difficulty() > 1 ? Verdict.REJECT : Verdict.APPROVE))
                .pay(POT, plain);
        // Each of 500 gains is rounded down by less than a millionth.
        assertThat(pay.get("approver").score().longValue()).isBetween(-500L, 0L);
        assertThat(pay.get("by-difficulty").score().longValue()).isBetween(-500L, 0L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void splitting_a_curator_never_raises_the_sum_and_never_overspends(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BigInteger pot = BigInteger.valueOf(random.nextLong(1_000_000));
        Work alone = Work.of(
                seed, 1 + random.nextInt(60), Map.of("a", careful(0.25, 0.25), "b", careful(0.5, 0.5), "c", HONEST));
        Work split = new Work();
        split.audits.addAll(alone.audits);
        Map<SampleId, CuratorId> names = new HashMap<>();
        for (Assignment assignment : alone.assignments) {
            CuratorId name = assignment.curator().value().equals("a")
                    ? names.computeIfAbsent(assignment.sample(), id -> new CuratorId("a" + random.nextInt(5)))
                    : assignment.curator();
            split.assignments.add(new Assignment(0, assignment.sample(), name));
        }
        for (Curation verdict : alone.verdicts) {
            boolean own = verdict.curator().value().equals("a");
            split.verdicts.add(
                    own ? new Curation(verdict.sample(), names.get(verdict.sample()), verdict.verdict(), AT) : verdict);
        }
        Map<String, CuratorPay.Payment> before = alone.pay(pot, TERMS);
        Map<String, CuratorPay.Payment> after = split.pay(pot, TERMS);
        BigInteger sum = BigInteger.ZERO;
        BigInteger paid = BigInteger.ZERO;
        for (CuratorPay.Payment line : after.values()) {
            sum = line.curator().value().startsWith("a") ? sum.add(line.net()) : sum;
            paid = paid.add(line.net().max(BigInteger.ZERO));
        }
        assertThat(sum).isLessThanOrEqualTo(before.get("a").net());
        assertThat(paid).isLessThanOrEqualTo(pot);
        // How often a colleague errs is counted by name: a fine may change with names, up to the whole, and nothing
        // else does.
        for (String name : List.of("b", "c")) {
            CuratorPay.Payment one = before.get(name);
            CuratorPay.Payment other = after.get(name);
            assertThat(other.right()).isEqualTo(one.right());
            assertThat(other.sharedErrors()).isEqualTo(one.sharedErrors());
            assertThat(other.score().subtract(one.score()).abs())
                    .isLessThanOrEqualTo(BigInteger.valueOf(1_000_000L * TERMS.sharedError() * one.sharedErrors()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void who_is_always_right_is_paid_by_difficulty_alone_however_few_bad_samples_were_drawn(long seed) {
        Work work = Work.of(
                seed, 300, Map.of("perfect", (i, audit, random) -> audit.truth(), "lucky", careful(0, 0), "c", HONEST));
        // Only the first two thirds of the samples are assigned to one, and only the last two to the other.
        work.assignments.removeIf(assignment -> late(assignment.sample()) && named(assignment.curator(), "perfect")
                || early(assignment.sample()) && named(assignment.curator(), "lucky"));
        work.verdicts.removeIf(verdict -> late(verdict.sample()) && named(verdict.curator(), "perfect")
                || early(verdict.sample()) && named(verdict.curator(), "lucky"));
        Map<String, CuratorPay.Payment> pay = work.pay(POT, TERMS);
        for (String name : List.of("perfect", "lucky")) {
            long difficulties = work.audits.stream()
                    .filter(audit -> name.equals("perfect") ? !late(audit.sample()) : !early(audit.sample()))
                    .mapToLong(Audit::difficulty)
                    .sum();
            assertThat(pay.get(name).score()).isEqualTo(BigInteger.valueOf(1_000_000 * difficulties));
        }
    }

    private static boolean named(CuratorId curator, String name) {
        return curator.value().equals(name);
    }

    private static boolean early(SampleId sample) {
        return Integer.parseInt(sample.value().substring(1)) < 100;
    }

    private static boolean late(SampleId sample) {
        return Integer.parseInt(sample.value().substring(1)) >= 200;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void an_error_beside_somebody_who_never_looks_costs_hardly_more_than_alone(long seed) {
        Play approves = (i, audit, random) -> Verdict.APPROVE;
        Map<String, CuratorPay.Payment> pay =
                Work.of(seed, 2_000, Map.of("a", HONEST, "approver", approves)).pay(POT, TERMS);
        Map<String, CuratorPay.Payment> free = Work.of(seed, 2_000, Map.of("a", HONEST, "approver", approves))
                .pay(POT, new RoundTerms(3, 0, 1, 400_000));
        assertThat(pay.get("a").sharedErrors()).isGreaterThan(3);
        // One part in as many as the approver has bad samples, instead of the whole fine.
        assertThat(free.get("a").score().subtract(pay.get("a").score()))
                .isLessThan(BigInteger.valueOf(
                        1_000_000L * TERMS.sharedError() * pay.get("a").sharedErrors() / 100));
        // The approver pays for what an honest colleague got wrong, too.
        assertThat(pay.get("approver").score()).isLessThan(free.get("approver").score());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_a_colleague_says_can_lower_a_score_and_never_raise_it(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Work one = Work.of(seed, 80, Map.of("a", HONEST, "b", HONEST, "c", HONEST));
        Map<String, CuratorPay.Payment> alone = withoutVerdictsOf(one, "b").pay(POT, TERMS);
        for (Play play : List.<Play>of(
                HONEST,
                (i, audit, r) -> random.nextBoolean() ? Verdict.APPROVE : Verdict.REJECT,
                (i, audit, r) -> other(audit.truth()))) {
            Map<String, CuratorPay.Payment> other = Work.of(seed, 80, Map.of("a", HONEST, "b", play, "c", HONEST))
                    .pay(POT, TERMS);
            assertThat(other.get("a").score())
                    .isLessThanOrEqualTo(alone.get("a").score());
            assertThat(other.get("a").right()).isEqualTo(alone.get("a").right());
        }
    }

    private static Work withoutVerdictsOf(Work all, String curator) {
        Work less = new Work();
        less.assignments.addAll(all.assignments);
        less.audits.addAll(all.audits);
        all.verdicts.stream()
                .filter(verdict -> !verdict.curator().value().equals(curator))
                .forEach(less.verdicts::add);
        return less;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whoever_hands_one_look_round_loses_more_than_half_of_what_a_second_look_would_have_brought(long seed) {
        Map<Integer, Verdict> told = new HashMap<>();
        Map<String, BigInteger> own = Work.of(seed, 4_000, Map.of("a", HONEST, "b", HONEST, "c", HONEST))
                .net();
        Map<String, BigInteger> shared = Work.of(
                        seed,
                        4_000,
                        Map.of(
                                "a",
                                (i, audit, random) -> {
                                    told.put(i, HONEST.says(i, audit, random));
                                    return told.get(i);
                                },
                                "b",
                                (i, audit, random) -> told.get(i),
                                "c",
                                HONEST))
                .net();
        BigInteger twoLooks = own.get("a").add(own.get("b"));
        BigInteger oneLook = shared.get("a").add(shared.get("b"));
        assertThat(oneLook.multiply(BigInteger.valueOf(4))).isLessThan(twoLooks.multiply(BigInteger.valueOf(3)));
    }

    @Test
    void where_nobody_errs_a_copy_and_a_look_are_paid_alike_since_they_cannot_be_told_apart() {
        Play perfect = (i, audit, random) -> audit.truth();
        Map<String, BigInteger> net =
                Work.of(3, 400, Map.of("a", perfect, "copier-of-a", perfect)).net();
        assertThat(net.get("a")).isEqualTo(net.get("copier-of-a")).isPositive();
    }

    @Test
    void silence_costs_an_error_so_passing_over_what_is_hard_loses() {
        Play picky = (i, audit, random) -> audit.difficulty() > 1 ? null : HONEST.says(i, audit, random);
        Map<String, CuratorPay.Payment> pay =
                Work.of(5, 3_000, Map.of("all", HONEST, "picky", picky)).pay(POT, TERMS);
        assertThat(pay.get("picky").unanswered()).isPositive();
        assertThat(pay.get("picky").net().multiply(BigInteger.TWO))
                .isLessThan(pay.get("all").net());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void order_changes_nothing(long seed) {
        Work work = Work.of(seed, 50, Map.of("a", HONEST, "b", HONEST));
        List<CuratorPay.Payment> before = CuratorPay.divide(POT, TERMS, work.assignments, work.verdicts, work.audits);
        Random random = new Random(seed);
        Collections.shuffle(work.assignments, random);
        Collections.shuffle(work.verdicts, random);
        Collections.shuffle(work.audits, random);
        assertThat(CuratorPay.divide(POT, TERMS, work.assignments, work.verdicts, work.audits))
                .isEqualTo(before);
    }

    @Test
    void where_all_audits_agree_no_verdict_carries_information() {
        SampleId sample = new SampleId("s1");
        CuratorId curator = new CuratorId("a");
        assertThat(CuratorPay.divide(
                        POT,
                        TERMS,
                        List.of(new Assignment(0, sample, curator)),
                        List.of(new Curation(sample, curator, Verdict.APPROVE, AT)),
                        List.of(new Audit(sample, Verdict.APPROVE, 1, AT))))
                .singleElement()
                .satisfies(payment -> assertThat(payment.net()).isZero());
    }

    @Test
    void contradictions_are_refused_by_name() {
        SampleId sample = new SampleId("s1");
        CuratorId curator = new CuratorId("a");
        List<Assignment> assigned = List.of(new Assignment(0, sample, curator));
        Curation verdict = new Curation(sample, curator, Verdict.APPROVE, AT);
        Audit audit = new Audit(sample, Verdict.APPROVE, 1, AT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CuratorPay.divide(POT, TERMS, assigned, List.of(verdict, verdict), List.of(audit)))
                .withMessageContaining("two verdicts on sample s1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CuratorPay.divide(POT, TERMS, assigned, List.of(verdict), List.of(audit, audit)))
                .withMessageContaining("s1 is audited twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CuratorPay.divide(POT, TERMS, List.of(), List.of(verdict), List.of(audit)))
                .withMessageContaining("not assigned to a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Audit(sample, Verdict.APPROVE, 0, AT))
                .withMessageContaining("from 1 to 10, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RoundTerms(3, 8, 0, 400_000))
                .withMessageContaining("silence");
    }

    private static Verdict other(Verdict verdict) {
        return verdict == Verdict.APPROVE ? Verdict.REJECT : Verdict.APPROVE;
    }
}
