package org.datanet.rewards.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.datanet.contribution.SampleId;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CuratorPayTest {
    private static final BigInteger POT = BigInteger.valueOf(1_000_000);

    @Test
    void who_approves_or_rejects_everything_or_guesses_earns_nothing() {
        SplittableRandom random = new SplittableRandom(4);
        Map<String, BigInteger> net = net(
                POT,
                work(
                        2_000,
                        Map.of(
                                "careful", (i, truth) -> random.nextInt(10) == 0 ? other(truth) : truth,
                                "approver", (i, truth) -> Verdict.APPROVE,
                                "rejecter", (i, truth) -> Verdict.REJECT,
                                "guesser", (i, truth) -> random.nextBoolean() ? Verdict.APPROVE : Verdict.REJECT,
                                "contrarian", (i, truth) -> other(truth))));
        assertThat(net.get("approver").abs()).isLessThanOrEqualTo(BigInteger.ONE);
        assertThat(net.get("rejecter").abs()).isLessThanOrEqualTo(BigInteger.ONE);
        assertThat(net.get("guesser").abs().longValue()).isLessThan(25_000);
        assertThat(net.get("careful").longValue()).isBetween(150_000L, 170_000L);
        assertThat(net.get("contrarian").signum()).isNegative();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void splitting_a_curator_never_raises_the_sum_and_never_overspends(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BigInteger pot = BigInteger.valueOf(random.nextLong(1_000_000));
        List<AuditedVerdict> alone = work(
                1 + random.nextInt(60),
                Map.of(
                        "a", (i, truth) -> random.nextInt(4) == 0 ? other(truth) : truth,
                        "b", (i, truth) -> random.nextInt(2) == 0 ? other(truth) : truth));
        List<AuditedVerdict> split = new ArrayList<>();
        for (AuditedVerdict verdict : alone) {
            String name = verdict.curator().value();
            split.add(new AuditedVerdict(
                    verdict.sample(),
                    new CuratorId(name.equals("a") ? "a" + random.nextInt(5) : name),
                    verdict.verdict(),
                    verdict.truth()));
        }
        BigInteger before = net(pot, alone).get("a");
        Map<String, BigInteger> after = net(pot, split);
        BigInteger sum = BigInteger.ZERO;
        BigInteger paid = BigInteger.ZERO;
        for (Map.Entry<String, BigInteger> line : after.entrySet()) {
            sum = line.getKey().startsWith("a") ? sum.add(line.getValue()) : sum;
            paid = paid.add(line.getValue().max(BigInteger.ZERO));
        }
        assertThat(sum).isLessThanOrEqualTo(before);
        assertThat(paid).isLessThanOrEqualTo(pot);
        assertThat(after.get("b")).isEqualTo(net(pot, alone).get("b"));
    }

    @Test
    void where_all_audits_agree_no_verdict_carries_information() {
        List<AuditedVerdict> same = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            same.add(new AuditedVerdict(new SampleId("s" + i), new CuratorId("a"), Verdict.APPROVE, Verdict.APPROVE));
        }
        assertThat(net(POT, same).get("a")).isZero();
    }

    @Test
    void contradictions_are_refused_by_name() {
        AuditedVerdict one =
                new AuditedVerdict(new SampleId("s1"), new CuratorId("a"), Verdict.APPROVE, Verdict.APPROVE);
        AuditedVerdict other =
                new AuditedVerdict(new SampleId("s1"), new CuratorId("b"), Verdict.APPROVE, Verdict.REJECT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CuratorPay.divide(POT, List.of(one, one)))
                .withMessageContaining("two verdicts on sample s1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CuratorPay.divide(POT, List.of(one, other)))
                .withMessageContaining("s1");
    }

    /** Nine samples of ten are good. */
    private static List<AuditedVerdict> work(int samples, Map<String, BiFunction<Integer, Verdict, Verdict>> curators) {
        List<AuditedVerdict> all = new ArrayList<>();
        new TreeMap<>(curators).forEach((name, judge) -> {
            for (int i = 0; i < samples; i++) {
                Verdict truth = i % 10 == 0 ? Verdict.REJECT : Verdict.APPROVE;
                all.add(new AuditedVerdict(new SampleId("s" + i), new CuratorId(name), judge.apply(i, truth), truth));
            }
        });
        return all;
    }

    private static Verdict other(Verdict verdict) {
        return verdict == Verdict.APPROVE ? Verdict.REJECT : Verdict.APPROVE;
    }

    private static Map<String, BigInteger> net(BigInteger pot, List<AuditedVerdict> audited) {
        return CuratorPay.divide(pot, audited).stream()
                .collect(Collectors.toMap(payment -> payment.curator().value(), CuratorPay.Payment::net));
    }
}
