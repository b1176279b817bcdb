package org.datanet.evm;

import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import org.datanet.contribution.ContributorId;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.EvmAddress;

/**
 * What would be sent. Amounts are base units of the token.
 *
 * @param epoch number of the root
 * @param root the Merkle root; zero when there is nothing to propose
 * @param accounts number of accounts in the tree
 * @param total what they have earned since the beginning
 * @param added of that, what the active root does not hold
 * @param funded what was paid into the contract
 * @param reports number of reports
 * @param unplaced contributors without an address, with what they have earned: it waits for them
 * @param shared accounts of several contributors, whose amounts are summed
 * @param problems why it cannot be sent now, each with what to do; empty when it can
 */
public record SettlementPlan(
        long epoch,
        Bytes32 root,
        int accounts,
        BigInteger total,
        BigInteger added,
        BigInteger funded,
        int reports,
        SortedMap<ContributorId, BigInteger> unplaced,
        SortedMap<EvmAddress, List<ContributorId>> shared,
        List<String> problems) {
    public SettlementPlan {
        problems = List.copyOf(problems);
    }
}
