package org.datanet.usage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.datanet.proof.ConsistencyProof;
import org.datanet.proof.InclusionProof;

/** Keeps receipts for good, in the order of their arrival, under a Merkle tree. Thread-safe. */
public interface UsageLedger extends AutoCloseable {

    /**
     * Appends a receipt durably: when this returns, a crash no longer loses it. Appending the same receipt again changes nothing.
     *
     * @return its place, 0-based
     * @throws IllegalArgumentException when its signature or table does not hold, or another receipt has its run id
     * @throws IOException when it could not be stored; then it is not in the ledger
     */
    long append(UsageReceipt receipt) throws IOException;

    /** The receipt of a run, if the ledger has it. */
    Optional<UsageReceipt> receipt(RunId run) throws IOException;

    /** All receipts in order, read one at a time; to be closed by the caller. */
    Stream<UsageReceipt> receipts() throws IOException;

    /** Opens {@link #receipts} where no checked exception may be thrown, such as for a reward rule. */
    default Stream<UsageReceipt> openReceipts() {
        try {
            return receipts();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The present state. */
    TreeHead head() throws IOException;

    /** Proof that the receipt of a run is in the present state; empty when it is not. */
    Optional<InclusionProof> inclusion(RunId run) throws IOException;

    /** Proof that the state of that size is a prefix of the present one. */
    ConsistencyProof consistency(long size) throws IOException;

    @Override
    void close() throws IOException;
}
