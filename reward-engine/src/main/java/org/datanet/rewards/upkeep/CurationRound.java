package org.datanet.rewards.upkeep;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Assignment;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.SealedVerdict;
import org.datanet.curation.Verdict;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;

/**
 * A round of sealed verdicts. Samples are drawn for curators, not chosen by them; while the round is sealing, verdicts come in as
 * seals, which show nothing; once it is opening, seals are opened and no new one is taken, so that nobody can still say what a
 * colleague was seen to say. Every method checks before it changes anything. Not thread-safe.
 */
public final class CurationRound {
    /** What the round takes at present. */
    public enum Phase {
        /** Seals. */
        SEALING,
        /** What opens them. */
        OPENING
    }

    private final int round;
    private final Map<SampleId, Set<CuratorId>> assigned = new HashMap<>();
    private final Map<SampleId, Map<CuratorId, Digest>> seals = new HashMap<>();
    private final List<Curation> opened = new ArrayList<>();
    private final Map<SampleId, Set<CuratorId>> answered = new HashMap<>();
    private Phase phase = Phase.SEALING;

    /**
     * Begins a round.
     *
     * @throws IllegalArgumentException when an assignment is of another round or stands twice
     */
    public CurationRound(int round, List<Assignment> assignments) {
        this.round = round;
        for (Assignment assignment : assignments) {
            if (assignment.round() != round) {
                throw new IllegalArgumentException("the assignment of sample %s to %s is of round %d, not %d"
                        .formatted(assignment.sample(), assignment.curator(), assignment.round(), round));
            }
            if (!assigned.computeIfAbsent(assignment.sample(), id -> new HashSet<>())
                    .add(assignment.curator())) {
                throw new IllegalArgumentException(
                        "sample %s is assigned to %s twice".formatted(assignment.sample(), assignment.curator()));
            }
        }
    }

    /**
     * Draws who judges what: for each sample, the curators with the lowest SHA-256 over the tag {@code datanet-assignment-1}, the
     * seed, the round, the sample and the curator. So nobody's samples depend on who else is there beyond the one place that is
     * taken, on names' order or on that of the intake. The seed must be drawn after the curators are known, or names could be sought
     * that are assigned to a friend's samples.
     *
     * @param samples with who contributed them: nobody judges an own sample
     * @param perSample how many curators judge each, 1 or more
     * @return ascending by sample, then curator
     * @throws IllegalArgumentException when a curator stands twice or a sample has fewer curators that may judge it
     */
    public static List<Assignment> draw(
            int round, long seed, Map<SampleId, ContributorId> samples, List<CuratorId> curators, int perSample) {
        if (perSample < 1) {
            throw new IllegalArgumentException("a sample is judged by 1 curator or more, not " + perSample);
        }
        if (new HashSet<>(curators).size() < curators.size()) {
            throw new IllegalArgumentException("a curator stands twice in " + curators);
        }
        List<Assignment> all = new ArrayList<>();
        new TreeMap<>(samples).forEach((sample, contributor) -> {
            TreeMap<Digest, CuratorId> order = new TreeMap<>();
            for (CuratorId curator : curators) {
                if (!curator.value().equals(contributor.value())) {
                    order.put(
                            CanonicalBytes.tagged("datanet-assignment-1")
                                    .number(seed)
                                    .number(round)
                                    .text(sample.value())
                                    .text(curator.value())
                                    .toDigest(),
                            curator);
                }
            }
            if (order.size() < perSample) {
                throw new IllegalArgumentException(
                        "sample %s of %s can be judged by %d curators, %d are wanted; name more curators"
                                .formatted(sample, contributor, order.size(), perSample));
            }
            order.values().stream()
                    .limit(perSample)
                    .sorted()
                    .forEach(curator -> all.add(new Assignment(round, sample, curator)));
        });
        return all;
    }

    /**
     * Draws what is audited, once no verdict can change any more: the share of samples with the lowest SHA-256 over the tag {@code
     * datanet-audit-1}, the seed, the round and the sample. The seed must be drawn after the seals are in.
     *
     * @param share in millionths, 1 to 1,000,000; rounded up to whole samples
     * @return ascending
     */
    public static List<SampleId> audits(int round, long seed, Set<SampleId> samples, int share) {
        if (share < 1 || share > 1_000_000) {
            throw new IllegalArgumentException("the share that is audited is 1 to 1000000 millionths, not " + share);
        }
        Map<Digest, SampleId> order = samples.stream()
                .collect(Collectors.toMap(
                        sample -> CanonicalBytes.tagged("datanet-audit-1")
                                .number(seed)
                                .number(round)
                                .text(sample.value())
                                .toDigest(),
                        sample -> sample,
                        (a, b) -> a,
                        TreeMap::new));
        return order.values().stream()
                .limit((samples.size() * (long) share + 999_999) / 1_000_000)
                .sorted()
                .toList();
    }

    /**
     * Takes in a seal.
     *
     * @throws IllegalArgumentException when the round no longer takes seals, the sample was not assigned to its curator, or there is a
     *     seal already
     */
    public void seal(SealedVerdict sealed) {
        if (sealed.round() != round) {
            throw new IllegalArgumentException("the seal is of round %d, not %d".formatted(sealed.round(), round));
        }
        if (phase != Phase.SEALING) {
            throw new IllegalArgumentException("the verdict of %s on sample %s comes too late: others are shown already"
                    .formatted(sealed.curator(), sealed.sample()));
        }
        if (!assigned.getOrDefault(sealed.sample(), Set.of()).contains(sealed.curator())) {
            throw new IllegalArgumentException(
                    "sample %s is not assigned to %s in round %d".formatted(sealed.sample(), sealed.curator(), round));
        }
        if (seals.computeIfAbsent(sealed.sample(), id -> new HashMap<>()).putIfAbsent(sealed.curator(), sealed.seal())
                != null) {
            throw new IllegalArgumentException(
                    "%s has sealed a verdict on sample %s already".formatted(sealed.curator(), sealed.sample()));
        }
    }

    /** Takes no more seals from now on. */
    public void closeSeals() {
        if (phase != Phase.SEALING) {
            throw new IllegalStateException("round %d takes no seals any more already".formatted(round));
        }
        phase = Phase.OPENING;
    }

    /**
     * Opens a seal.
     *
     * @throws IllegalArgumentException while seals are still taken, or when the verdict and salt don't open a seal of that curator on
     *     that sample, or it is open already
     */
    public Curation open(CuratorId curator, SampleId sample, Verdict verdict, byte[] salt, Instant at) {
        if (phase != Phase.OPENING) {
            throw new IllegalArgumentException(
                    "round %d still takes seals: a verdict that is shown now could be copied".formatted(round));
        }
        Digest seal = seals.getOrDefault(sample, Map.of()).get(curator);
        if (seal == null) {
            throw new IllegalArgumentException(
                    "%s sealed no verdict on sample %s in round %d".formatted(curator, sample, round));
        }
        if (!seal.equals(SealedVerdict.digest(round, sample, curator, verdict, salt))) {
            throw new IllegalArgumentException(
                    "this verdict and salt are not what %s sealed on sample %s".formatted(curator, sample));
        }
        if (!answered.computeIfAbsent(sample, id -> new HashSet<>()).add(curator)) {
            throw new IllegalArgumentException(
                    "%s has shown the verdict on sample %s already".formatted(curator, sample));
        }
        Curation curation = new Curation(sample, curator, verdict, at);
        opened.add(curation);
        return curation;
    }

    /** What the round takes at present. */
    public Phase phase() {
        return phase;
    }

    /** The verdicts that were opened, in order. */
    public List<Curation> opened() {
        return List.copyOf(opened);
    }
}
