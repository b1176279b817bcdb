package org.datanet.rewards.upkeep;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Assignment;
import org.datanet.curation.Audit;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.RoundTerms;
import org.datanet.curation.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Pays curators for information of their own. On an audited sample of difficulty d, with pi the share of its truth among the
 * audited samples of that difficulty and K the number of truths that occur there (two, or one), an assigned verdict scores
 *
 * <pre>
 * d (K - 1)                   if it is right
 * d (K - 1) - d / pi          if it is wrong, or there is none (then d (unanswered - 1) less)
 * sharedError / d (1 - r)     less if it is wrong and a colleague's is, too
 * </pre>
 *
 * r being how often that colleague is wrong on its other audited samples of that truth ({@code wrong / (others + 1)}, the least of all
 * colleagues who are wrong on the sample). So approving everything, rejecting everything and guessing score 0 or less on average whatever
 * is guessed by, who is always right gets the same on every draw of samples, silence is no better than an error, errors cost most
 * in a verdict that was handed round, and errors beside somebody who never looks cost no more than alone. What a colleague says can
 * lower one's score and never raise it: agreement is not paid. Curator c gets {@code floor(pot score_c / S)}, S being what right
 * verdicts on all that is assigned and audited would score; a score below zero is due from the curator's bond. S knows no names and no verdicts
 * and the sum is linear, so splitting never pays. The terms in K and pi are those of Youden's index (1950), weighted and counted over all audits
 * instead of one's own.
 */
public final class CuratorPay {
    private static final long MILLION = 1_000_000;

    private CuratorPay() {}

    /**
     * What one curator gets.
     *
     * @param audited assigned samples that were audited
     * @param right verdicts that agreed with the audit
     * @param unanswered assignments without a verdict
     * @param sharedErrors wrong verdicts on samples that a colleague was wrong on, too
     * @param score in millionths of a right verdict on an easy sample
     * @param net base units; below zero it is due from the bond
     */
    public record Payment(
            CuratorId curator,
            int audited,
            int right,
            int unanswered,
            int sharedErrors,
            BigInteger score,
            BigInteger net) {}

    /**
     * Divides a pot. What is not paid stays with the caller.
     *
     * @param pot base units, 0 or more
     * @param assignments what was drawn; samples without an audit count for nothing
     * @param verdicts those that were sealed and opened in time
     * @param audits one for each audited sample; those of samples that nobody was assigned are ignored
     * @return one payment per curator who has an assignment, in ascending order of id; amounts above zero sum to at most the pot
     * @throws IllegalArgumentException when an assignment, a verdict or an audit stands twice, or a verdict was not assigned
     */
    public static List<Payment> divide(
            BigInteger pot,
            RoundTerms terms,
            List<Assignment> assignments,
            List<Curation> verdicts,
            List<Audit> audits) {
        if (pot.signum() < 0) {
            throw new IllegalArgumentException("a pot is 0 or more base units, not " + pot);
        }
        Map<SampleId, Map<CuratorId, Tally>> work = new TreeMap<>();
        Map<CuratorId, Tally> tallies = new TreeMap<>();
        for (Assignment assignment : assignments) {
            Tally tally = tallies.computeIfAbsent(assignment.curator(), id -> new Tally());
            if (work.computeIfAbsent(assignment.sample(), id -> new TreeMap<>()).put(assignment.curator(), tally)
                    != null) {
                throw new IllegalArgumentException(
                        "sample %s is assigned to %s twice".formatted(assignment.sample(), assignment.curator()));
            }
        }
        Map<SampleId, Map<CuratorId, Verdict>> said = said(verdicts, work);
        Map<SampleId, Audit> audited = audited(audits, work);
        Map<Integer, Map<Verdict, Long>> truths = new HashMap<>();
        for (Audit audit : audited.values()) {
            truths.computeIfAbsent(audit.difficulty(), difficulty -> new EnumMap<>(Verdict.class))
                    .merge(audit.truth(), 1L, Long::sum);
            Map<CuratorId, Verdict> given = said.getOrDefault(audit.sample(), Map.of());
            work.getOrDefault(audit.sample(), Map.of())
                    .forEach((curator, tally) -> tally.count(audit.truth(), given.get(curator)));
        }
        BigInteger best = BigInteger.ZERO;
        for (Audit audit : audited.values()) {
            Map<Verdict, Long> equals = truths.getOrDefault(audit.difficulty(), Map.of());
            long samples = equals.values().stream().mapToLong(count -> count).sum();
            long unit = audit.difficulty() * MILLION;
            long gain = (equals.size() - 1) * unit;
            long loss = ceil(samples * unit, equals.getOrDefault(audit.truth(), 1L)) - gain;
            Map<CuratorId, Tally> assigned = work.getOrDefault(audit.sample(), Map.of());
            best = best.add(BigInteger.valueOf(gain).multiply(BigInteger.valueOf(assigned.size())));
            score(audit, gain, loss, terms, assigned, said.getOrDefault(audit.sample(), Map.of()));
        }
        BigInteger divisor = best;
        return tallies.entrySet().stream()
                .map(entry -> entry.getValue().payment(entry.getKey(), pot, divisor))
                .toList();
    }

    private static void score(
            Audit audit,
            long gain,
            long loss,
            RoundTerms terms,
            Map<CuratorId, Tally> assigned,
            Map<CuratorId, Verdict> verdicts) {
        long unit = audit.difficulty() * MILLION;
        assigned.forEach((curator, tally) -> {
            Verdict verdict = verdicts.get(curator);
            if (verdict == null) {
                tally.unanswered++;
                tally.add(-loss - (terms.unanswered() - 1) * unit);
            } else if (verdict == audit.truth()) {
                tally.right++;
                tally.add(gain);
            } else {
                long fine = 0;
                boolean shared = false;
                for (Map.Entry<CuratorId, Verdict> other : verdicts.entrySet()) {
                    if (!other.getKey().equals(curator) && other.getValue() != audit.truth()) {
                        Tally colleague = assigned.getOrDefault(other.getKey(), tally);
                        fine = Math.max(fine, colleague.fine(audit, terms));
                        shared = true;
                    }
                }
                tally.sharedErrors += shared ? 1 : 0;
                tally.add(-loss - fine);
            }
        });
    }

    private static long ceil(long dividend, long divisor) {
        return -Math.floorDiv(-dividend, divisor);
    }

    private static Map<SampleId, Map<CuratorId, Verdict>> said(
            List<Curation> verdicts, Map<SampleId, Map<CuratorId, Tally>> work) {
        Map<SampleId, Map<CuratorId, Verdict>> said = new HashMap<>();
        for (Curation verdict : verdicts) {
            if (!work.getOrDefault(verdict.sample(), Map.of()).containsKey(verdict.curator())) {
                throw new IllegalArgumentException("sample %s is not assigned to %s; only assigned verdicts are paid"
                        .formatted(verdict.sample(), verdict.curator()));
            }
            if (said.computeIfAbsent(verdict.sample(), id -> new HashMap<>()).put(verdict.curator(), verdict.verdict())
                    != null) {
                throw new IllegalArgumentException(
                        "curator %s has two verdicts on sample %s".formatted(verdict.curator(), verdict.sample()));
            }
        }
        return said;
    }

    private static Map<SampleId, Audit> audited(List<Audit> audits, Map<SampleId, Map<CuratorId, Tally>> work) {
        Map<SampleId, Audit> audited = new TreeMap<>();
        for (Audit audit : audits) {
            if (work.containsKey(audit.sample()) && audited.put(audit.sample(), audit) != null) {
                throw new IllegalArgumentException("sample %s is audited twice".formatted(audit.sample()));
            }
        }
        return audited;
    }

    /** A curator's running sums. */
    private static final class Tally {
        private int audited;
        private int right;
        private int unanswered;
        private int sharedErrors;
        private BigInteger score = BigInteger.ZERO;
        /** Audited verdicts and, of these, wrong ones, by truth. */
        private final long[] answered = new long[Verdict.values().length];

        private final long[] wrong = new long[Verdict.values().length];

        void count(Verdict truth, @Nullable Verdict verdict) {
            audited++;
            answered[truth.ordinal()] += verdict == null ? 0 : 1;
            wrong[truth.ordinal()] += verdict == null || verdict == truth ? 0 : 1;
        }

        /** What an error costs that this curator made, too: the less it errs elsewhere, the more. */
        long fine(Audit audit, RoundTerms terms) {
            long own = answered[audit.truth().ordinal()];
            long others = wrong[audit.truth().ordinal()] - 1;
            return ceil(terms.sharedError() * MILLION * (own - others), own * audit.difficulty());
        }

        void add(long points) {
            score = score.add(BigInteger.valueOf(points));
        }

        Payment payment(CuratorId curator, BigInteger pot, BigInteger divisor) {
            // Where all truths were the same, no verdict carried information.
            BigInteger net = divisor.signum() == 0 ? BigInteger.ZERO : floor(pot.multiply(score), divisor);
            return new Payment(curator, audited, right, unanswered, sharedErrors, score, net);
        }

        private static BigInteger floor(BigInteger dividend, BigInteger divisor) {
            BigInteger[] parts = dividend.divideAndRemainder(divisor);
            return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
        }
    }
}
