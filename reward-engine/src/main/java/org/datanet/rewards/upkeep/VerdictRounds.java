package org.datanet.rewards.upkeep;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Assignment;
import org.datanet.curation.Audit;
import org.datanet.curation.Curation;
import org.datanet.curation.CurationTables;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Opening;
import org.datanet.curation.RoundStep;
import org.datanet.curation.Verdict;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.reward.CuratorReport;

/**
 * The rounds of sealed verdicts of a Datanet, with everything that was written down of them done again, so that nothing counts that a
 * round would have refused. Immutable.
 */
public final class VerdictRounds {
    private final CurationTables tables;

    public VerdictRounds(CurationTables tables) {
        this.tables = tables;
    }

    /** The latest round that has begun, or -1. */
    public int latest() {
        return tables.steps().stream().mapToInt(RoundStep::round).max().orElse(-1);
    }

    /**
     * The step that a round is in.
     *
     * @throws IllegalArgumentException when there is no such round
     */
    public RoundStep step(int round) {
        return tables.steps().stream()
                .filter(step -> step.round() == round)
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new IllegalArgumentException(
                        latest() < 0
                                ? "there is no round yet; begin one with \"datanet round open\""
                                : "there is no round %d; the latest is %d".formatted(round, latest())));
    }

    /** The step that a round began with, whose seed drew who judges what. */
    public RoundStep begun(int round) {
        return step(round, RoundStep.Phase.SEALING);
    }

    /** The samples that a round judges which is not closed. */
    public Set<SampleId> underWay() {
        return latest() < 0 || step(latest()).phase() == RoundStep.Phase.CLOSED ? Set.of() : samples(latest());
    }

    /** What drew the samples that are audited, once seals are opened. */
    public long auditSeed(int round) {
        return step(round, RoundStep.Phase.OPENING).seed();
    }

    /** How many seals were handed in in a round. */
    public int sealed(int round) {
        return (int)
                tables.seals().stream().filter(seal -> seal.round() == round).count();
    }

    /** What a curator has sealed in a round. */
    public Map<SampleId, Digest> seals(int round, CuratorId curator) {
        Map<SampleId, Digest> seals = new HashMap<>();
        tables.seals().stream()
                .filter(seal -> seal.round() == round && seal.curator().equals(curator))
                .forEach(seal -> seals.put(seal.sample(), seal.seal()));
        return seals;
    }

    private RoundStep step(int round, RoundStep.Phase phase) {
        return tables.steps().stream()
                .filter(step -> step.round() == round && step.phase() == phase)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "round %d has not come to its phase %s".formatted(round, name(phase))));
    }

    /** Who judges what in a round, in the order of the draw. */
    public List<Assignment> assignments(int round) {
        return tables.assignments().stream().filter(a -> a.round() == round).toList();
    }

    private Set<SampleId> samples(int round) {
        Set<SampleId> samples = new TreeSet<>();
        assignments(round).forEach(a -> samples.add(a.sample()));
        return samples;
    }

    /**
     * The round, with every seal and every opening taken in again.
     *
     * @throws IllegalArgumentException when the tables hold what the round would have refused
     */
    public CurationRound replay(int round) {
        CurationRound replayed = new CurationRound(round, assignments(round));
        tables.seals().stream().filter(seal -> seal.round() == round).forEach(replayed::seal);
        if (step(round).phase() != RoundStep.Phase.SEALING) {
            replayed.closeSeals();
            Map<SampleId, Map<CuratorId, Curation>> said = new HashMap<>();
            tables.verdicts()
                    .forEach(v -> said.computeIfAbsent(v.sample(), id -> new HashMap<>())
                            .put(v.curator(), v));
            for (Opening opening : tables.openings()) {
                if (opening.round() == round) {
                    Curation verdict =
                            said.getOrDefault(opening.sample(), Map.of()).get(opening.curator());
                    if (verdict == null) {
                        throw new IllegalArgumentException("the verdict of %s on sample %s is opened, and not there"
                                .formatted(opening.curator(), opening.sample()));
                    }
                    replayed.open(
                            verdict.curator(), verdict.sample(), verdict.verdict(), opening.saltBytes(), verdict.at());
                }
            }
        }
        return replayed;
    }

    /** Samples that nobody was assigned or has judged, with their contributors; of one epoch, or of all where it is below 0. */
    public Map<SampleId, ContributorId> unjudged(Datanet datanet, int epoch) {
        Set<SampleId> had = new HashSet<>();
        tables.assignments().forEach(a -> had.add(a.sample()));
        tables.verdicts().forEach(v -> had.add(v.sample()));
        Map<SampleId, ContributorId> samples = new TreeMap<>();
        for (int row = 0; row < datanet.rows(); row++) {
            if ((epoch < 0 || datanet.epoch(row) == epoch) && !had.contains(datanet.sampleId(row))) {
                samples.put(datanet.sampleId(row), datanet.contributorId(row));
            }
        }
        return samples;
    }

    /** What the second seed draws to be audited; empty while seals are taken. */
    public List<SampleId> drawnAudits(int round) {
        if (step(round).phase() == RoundStep.Phase.SEALING) {
            return List.of();
        }
        RoundStep opening = step(round, RoundStep.Phase.OPENING);
        return CurationRound.audits(
                round, opening.seed(), samples(round), opening.terms().auditShare());
    }

    /** Drawn samples without an audit. */
    public List<SampleId> missingAudits(int round) {
        Set<SampleId> done = new HashSet<>();
        tables.audits().forEach(audit -> done.add(audit.sample()));
        return drawnAudits(round).stream().filter(s -> !done.contains(s)).toList();
    }

    /**
     * Verdicts are shown once the owner has audited what was drawn, and a round is closed after that: audits that are written down when
     * verdicts can be read could follow them.
     *
     * @throws IllegalArgumentException while an audit is missing
     */
    public void requireAudited(int round) {
        List<SampleId> missing = missingAudits(round);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "%d drawn samples of round %d wait for the owner's audit, such as %s; verdicts are shown after it, so that it cannot follow them"
                            .formatted(missing.size(), round, missing.get(0)));
        }
    }

    /**
     * Checks audits against what was drawn.
     *
     * @throws IllegalArgumentException for an audit that nobody asked for
     */
    public void checkAudits(int round, List<Audit> audits) {
        Set<SampleId> missing = new HashSet<>(missingAudits(round));
        for (Audit audit : audits) {
            if (!missing.remove(audit.sample())) {
                throw new IllegalArgumentException(
                        "sample %s is not drawn for audit in round %d, or audited already; \"datanet round status\" lists what is wanted"
                                .formatted(audit.sample(), round));
            }
        }
    }

    /**
     * Pays a round.
     *
     * @throws IllegalArgumentException unless it is closed and every drawn sample is audited
     */
    public CuratorReport pay(int round, Datanet datanet, String currency, BigInteger pot) {
        RoundStep step = step(round);
        if (step.phase() != RoundStep.Phase.CLOSED) {
            throw new IllegalArgumentException(
                    "round %d is %s: it is paid once it is closed".formatted(round, name(step.phase())));
        }
        List<SampleId> missing = missingAudits(round);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("%d drawn samples of round %d have no audit yet, such as %s"
                    .formatted(missing.size(), round, missing.get(0)));
        }
        checkDraw(round, datanet);
        Set<SampleId> drawn = new HashSet<>(drawnAudits(round));
        List<Audit> audits = tables.audits().stream()
                .filter(audit -> drawn.contains(audit.sample()))
                .toList();
        List<Assignment> assignments = assignments(round);
        List<Curation> verdicts = replay(round).opened();
        checkOrder(round, audits, verdicts);
        List<CuratorReport.Line> lines = CuratorPay.divide(pot, step.terms(), assignments, verdicts, audits).stream()
                .map(p -> new CuratorReport.Line(
                        p.curator(), p.audited(), p.right(), p.unanswered(), p.sharedErrors(), p.score(), p.net()))
                .toList();
        return new CuratorReport(
                datanet.id(),
                round,
                currency,
                pot,
                step.terms().sharedError(),
                step.terms().unanswered(),
                evidence(round, assignments, verdicts, audits),
                lines);
    }

    /** No audit may be younger than a verdict that was shown. */
    private static void checkOrder(int round, List<Audit> audits, List<Curation> verdicts) {
        Instant shown =
                verdicts.stream().map(Curation::at).min(Instant::compareTo).orElse(Instant.MAX);
        for (Audit audit : audits) {
            if (audit.at().isAfter(shown)) {
                throw new IllegalArgumentException(
                        "sample %s was audited at %s, after verdicts of round %d were shown at %s: the audit could follow them"
                                .formatted(audit.sample(), audit.at(), round, shown));
            }
        }
    }

    /** The assignments must be what their seed draws for the curators that have any. */
    private void checkDraw(int round, Datanet datanet) {
        RoundStep open = step(round, RoundStep.Phase.SEALING);
        Map<SampleId, ContributorId> samples = new TreeMap<>();
        Set<CuratorId> curators = new TreeSet<>();
        for (Assignment assignment : assignments(round)) {
            int row = datanet.row(assignment.sample())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "sample %s is assigned in round %d, and not there".formatted(assignment.sample(), round)));
            samples.put(assignment.sample(), datanet.contributorId(row));
            curators.add(assignment.curator());
        }
        if (!CurationRound.draw(
                        round,
                        open.seed(),
                        samples,
                        List.copyOf(curators),
                        open.terms().perSample())
                .equals(assignments(round))) {
            throw new IllegalArgumentException(
                    "the assignments of round %d are not what its seed draws: somebody chose them".formatted(round));
        }
    }

    private static Digest evidence(
            int round, List<Assignment> assignments, List<Curation> verdicts, List<Audit> audits) {
        CanonicalBytes bytes = CanonicalBytes.tagged("datanet-curation-1")
                .number(round)
                .number(assignments.size())
                .number(verdicts.size())
                .number(audits.size());
        assignments.forEach(a -> bytes.text(a.sample().value()).text(a.curator().value()));
        verdicts.forEach(
                v -> verdict(bytes.text(v.sample().value()).text(v.curator().value()), v.verdict()));
        audits.forEach(a -> verdict(bytes.text(a.sample().value()), a.truth()).number(a.difficulty()));
        return bytes.toDigest();
    }

    /** How files and messages name a phase or a verdict. */
    public static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static CanonicalBytes verdict(CanonicalBytes bytes, Verdict verdict) {
        return bytes.text(name(verdict));
    }
}
