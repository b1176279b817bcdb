package org.datanet.rewards.escrow;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.datanet.contribution.Commitment;
import org.datanet.contribution.ContributorId;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;

/**
 * The commitments of one epoch as they stand at its close: fixed by one root, in an order that nobody chose, with what is due from
 * those who promised rows and did not show them. Promising many variants and showing the best after the close would otherwise
 * be free. Immutable and thread-safe.
 */
public final class EpochCommitments {
    private final int epoch;
    private final SortedMap<Digest, Commitment> commitments;

    private EpochCommitments(int epoch, SortedMap<Digest, Commitment> commitments) {
        this.epoch = epoch;
        this.commitments = commitments;
    }

    /**
     * Closes an epoch.
     *
     * @throws IllegalArgumentException when a commitment is of another epoch, or stands twice
     */
    public static EpochCommitments close(int epoch, List<Commitment> commitments) {
        SortedMap<Digest, Commitment> sorted = new TreeMap<>();
        for (Commitment commitment : commitments) {
            if (commitment.epoch() != epoch) {
                throw new IllegalArgumentException("commitment %s is of epoch %d, not %d"
                        .formatted(commitment.commitment(), commitment.epoch(), epoch));
            }
            if (sorted.put(commitment.commitment(), commitment) != null) {
                throw new IllegalArgumentException("commitment %s stands twice".formatted(commitment.commitment()));
            }
        }
        return new EpochCommitments(epoch, sorted);
    }

    /** The epoch. */
    public int epoch() {
        return epoch;
    }

    /** In ascending order of their digests, which nobody could choose. */
    public List<Commitment> commitments() {
        return List.copyOf(commitments.values());
    }

    /** RFC 9162 root over the commitments in that order: published at the close, before the first reveal. */
    public Digest root() {
        return MerkleTree.of(commitments.keySet().stream()
                        .map(digest -> MerkleTree.leaf(digest.bytes()))
                        .toList())
                .root();
    }

    /** Whether a row was promised by that contributor before the close. */
    public boolean holds(ContributorId contributor, Digest payload, byte[] salt) {
        Digest digest = Commitment.digest(epoch, contributor, payload, salt);
        Commitment found = commitments.get(digest);
        return found != null && found.contributor().equals(contributor);
    }

    /**
     * What is due from each contributor for promises that were not kept, to be {@linkplain Escrow#forfeit forfeited}.
     *
     * @param revealed digests of the commitments that were opened
     * @param perRow base units a row, 0 or more
     * @return only contributors who owe, in ascending order of id
     */
    public Map<ContributorId, BigInteger> forfeits(Set<Digest> revealed, BigInteger perRow) {
        if (perRow.signum() < 0) {
            throw new IllegalArgumentException("a deposit is 0 or more base units, not " + perRow);
        }
        if (perRow.signum() == 0) {
            return Map.of();
        }
        return commitments.values().stream()
                .filter(commitment -> !revealed.contains(commitment.commitment()))
                .collect(
                        Collectors.toMap(Commitment::contributor, commitment -> perRow, BigInteger::add, TreeMap::new));
    }
}
