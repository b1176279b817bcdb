package org.datanet.gauntlet;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.datanet.usage.UsageReceipt;

/**
 * Sham usage: what receipts an attacker brings to the ledger beside those of real payers. What the ledger refuses earns nothing. Whoever
 * signs a receipt owes its fee.
 */
@FunctionalInterface
public interface UsagePlay {
    /** Brings nothing. */
    UsagePlay NONE = (round, coalition) -> List.of();

    /** The share of the Datanet's rows that the attacker and its friends own, 0 for the attacker alone. */
    default double share() {
        return 0;
    }

    /**
     * The receipts.
     *
     * @param coalition numbers of the players on the attacker's side
     */
    List<UsageReceipt> receipts(Round round, Set<Integer> coalition) throws IOException;
}
