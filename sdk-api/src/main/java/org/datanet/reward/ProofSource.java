package org.datanet.reward;

import java.io.IOException;
import java.util.Optional;
import org.datanet.contribution.ContributorId;

/** Gives contributors the proofs with which they claim what a chain owes them. Thread-safe. */
@FunctionalInterface
public interface ProofSource {

    /** The proof under the root that is active; empty when the contributor has nothing there. */
    Optional<ClaimProof> proof(ContributorId contributor) throws IOException;

    /** A source that knows nobody. */
    static ProofSource none() {
        return contributor -> Optional.empty();
    }
}
