package org.datanet.rewards.upkeep;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.datanet.contribution.SampleId;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;

/**
 * Pays curators for information. With pi_a the share of audited samples whose truth is a, a verdict scores
 *
 * <pre>1 / pi_a - 1 if it is the truth a, else -1</pre>
 *
 * so that approving everything, rejecting everything and guessing all score 0 on average, and rare truths count most. Curator c is
 * paid {@code floor(pot score_c / S)}, S being what right verdicts throughout would score; a score below zero is due from the
 * curator's bond. S knows no names and the sum is linear in verdicts, so splitting never pays.
 */
public final class CuratorPay {
    private static final long MILLION = 1_000_000;

    private CuratorPay() {}

    /**
     * What one curator gets.
     *
     * @param verdicts audited verdicts
     * @param right how many agreed with the audit
     * @param net base units; below zero it is due from the bond
     */
    public record Payment(CuratorId curator, int verdicts, int right, BigInteger net) {}

    /**
     * Divides a pot. What is not paid stays with the caller.
     *
     * @param pot base units, 0 or more
     * @return one payment per curator, in ascending order of id; amounts above zero sum to at most the pot
     * @throws IllegalArgumentException when a curator has two verdicts on one sample, or a sample two truths
     */
    public static List<Payment> divide(BigInteger pot, List<AuditedVerdict> audited) {
        if (pot.signum() < 0) {
            throw new IllegalArgumentException("a pot is 0 or more base units, not " + pot);
        }
        Map<SampleId, Verdict> truths = truths(audited);
        Map<Verdict, Long> counts = new HashMap<>();
        truths.values().forEach(truth -> counts.merge(truth, 1L, Long::sum));
        long samples = truths.size();
        long best = 0;
        Map<CuratorId, Tally> tallies = new TreeMap<>();
        Set<List<Object>> seen = new HashSet<>();
        for (AuditedVerdict verdict : audited) {
            if (!seen.add(List.of(verdict.curator(), verdict.sample()))) {
                throw new IllegalArgumentException(
                        "curator %s has two verdicts on sample %s".formatted(verdict.curator(), verdict.sample()));
            }
            long gain = samples * MILLION / counts.getOrDefault(verdict.truth(), 1L) - MILLION;
            best = Math.addExact(best, gain);
            boolean right = verdict.verdict() == verdict.truth();
            tallies.computeIfAbsent(verdict.curator(), id -> new Tally()).add(right, right ? gain : -MILLION);
        }
        BigInteger divisor = BigInteger.valueOf(best);
        return tallies.entrySet().stream()
                .map(entry -> entry.getValue().payment(entry.getKey(), pot, divisor))
                .toList();
    }

    private static Map<SampleId, Verdict> truths(List<AuditedVerdict> audited) {
        Map<SampleId, Verdict> truths = new HashMap<>();
        for (AuditedVerdict verdict : audited) {
            Verdict other = truths.putIfAbsent(verdict.sample(), verdict.truth());
            if (other != null && other != verdict.truth()) {
                throw new IllegalArgumentException(
                        "sample %s was audited as %s and as %s".formatted(verdict.sample(), other, verdict.truth()));
            }
        }
        return truths;
    }

    /** A curator's running sums. */
    private static final class Tally {
        private int verdicts;
        private int right;
        private long score;

        void add(boolean isRight, long points) {
            verdicts++;
            right += isRight ? 1 : 0;
            score = Math.addExact(score, points);
        }

        Payment payment(CuratorId curator, BigInteger pot, BigInteger divisor) {
            if (divisor.signum() == 0) {
                // Every truth was the same: no verdict carried information.
                return new Payment(curator, verdicts, right, BigInteger.ZERO);
            }
            BigInteger[] parts = pot.multiply(BigInteger.valueOf(score)).divideAndRemainder(divisor);
            BigInteger net = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
            return new Payment(curator, verdicts, right, net);
        }
    }
}
