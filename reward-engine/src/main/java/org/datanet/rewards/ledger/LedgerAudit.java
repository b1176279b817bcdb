package org.datanet.rewards.ledger;

import java.util.List;
import java.util.Optional;
import org.datanet.usage.SignedTreeHead;

/**
 * What checking a ledger's folder found.
 *
 * @param entries entries that hold
 * @param head the signed state, if the file of it can be read
 * @param problems each names a file, an entry or byte, and what is wrong; empty when everything holds
 */
public record LedgerAudit(long entries, Optional<SignedTreeHead> head, List<String> problems) {
    public LedgerAudit {
        problems = List.copyOf(problems);
    }

    /** Whether everything holds. */
    public boolean holds() {
        return problems.isEmpty();
    }
}
