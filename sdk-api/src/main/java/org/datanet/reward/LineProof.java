package org.datanet.reward;

import org.datanet.contribution.ContributorId;
import org.datanet.proof.Digest;
import org.datanet.proof.InclusionProof;
import org.datanet.proof.MerkleTree;
import org.datanet.reward.RewardReport.ContributorReward;

/**
 * One contributor's line of a reward report, with the proof that it stands under the report's root: shows one's own line, and nobody
 * else's, to anybody who knows the root.
 *
 * @param root RFC 9162 root over the report's contributor lines
 * @param currency code or token of the base units
 * @param line the contributor's
 * @param proof from the line to the root
 */
public record LineProof(Digest root, String currency, ContributorReward line, InclusionProof proof) {

    /**
     * Proves a line.
     *
     * @throws IllegalArgumentException when the report has no line of the contributor
     */
    public static LineProof of(RewardReport report, ContributorId contributor) {
        for (int i = 0; i < report.contributors().size(); i++) {
            ContributorReward line = report.contributors().get(i);
            if (line.contributor().equals(contributor)) {
                MerkleTree tree = report.merkleTree();
                return new LineProof(tree.root(), report.currency(), line, tree.inclusion(i));
            }
        }
        throw new IllegalArgumentException("the report has no line of contributor %s; it has %d others, such as %s"
                .formatted(
                        contributor,
                        report.contributors().size(),
                        report.contributors().isEmpty()
                                ? "nobody"
                                : report.contributors().get(0).contributor()));
    }

    /** Whether the line stands where the proof says. */
    public boolean holds() {
        return proof.leadsFrom(MerkleTree.leaf(line.bytes()), root);
    }
}
