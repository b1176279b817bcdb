package org.datanet.reward;

import java.math.BigInteger;
import java.util.List;
import org.datanet.contribution.ContributorId;

/**
 * What a contributor needs to claim from a distributor contract. Hashes and addresses are 0x and hexadecimal digits.
 *
 * @param contributor who earned it
 * @param chainId of the EVM chain (EIP-155)
 * @param contract address of the distributor
 * @param account the contributor's address, which is paid
 * @param cumulative what the account has earned since the beginning, in base units of the token; the contract pays what is left of it
 * @param epoch number of the root
 * @param root Merkle root that the proof leads to
 * @param proof hashes of the siblings from the leaf up to the root
 */
public record ClaimProof(
        ContributorId contributor,
        long chainId,
        String contract,
        String account,
        BigInteger cumulative,
        long epoch,
        String root,
        List<String> proof) {
    public ClaimProof {
        proof = List.copyOf(proof);
        if (cumulative.signum() <= 0) {
            throw new IllegalArgumentException(
                    "contributor %s cannot claim %s base units".formatted(contributor, cumulative));
        }
    }
}
