package org.datanet.rewards.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Optional;
import org.datanet.proof.ConsistencyProof;
import org.datanet.proof.Signer;
import org.datanet.usage.SignedTreeHead;
import org.datanet.usage.TreeHead;
import org.datanet.usage.UsageReceipt;

/**
 * A copy of a ledger that somebody else keeps, under the head that its keeper signed: it is checked as the ledger itself is, and shows
 * what its keeper said even if the keeper should say something else one day. Receipts are appended in their order, then the head is
 * taken that covers them all. What was appended before an interruption is kept. One process writes; not thread-safe.
 */
public final class LedgerCopy implements AutoCloseable {
    private final Path folder;
    private final FileUsageLedger copy;

    private LedgerCopy(Path folder, FileUsageLedger copy) {
        this.folder = folder;
        this.copy = copy;
    }

    /**
     * Opens a copy to go on with it, or begins one.
     *
     * @throws IOException when another process writes to it, or when it is damaged
     */
    public static LedgerCopy open(Path folder) throws IOException {
        return new LedgerCopy(folder, FileUsageLedger.openCopy(folder));
    }

    /** Receipts in it, those beyond its head included. */
    public long size() {
        return copy.unsigned().size();
    }

    /**
     * Checks that a ledger goes on from this copy, before anything of it is taken: under the key that signed the copy's head, if it has
     * one, and with every receipt of the copy where it was.
     *
     * @param next the ledger's present head
     * @param since proof that leads from {@link #size()} receipts to {@code next}; empty where the copy is
     * @throws IllegalArgumentException saying why it does not
     */
    public void requireContinuation(SignedTreeHead next, Optional<ConsistencyProof> since) throws IOException {
        if (!HeadFile.signatureHolds(next)) {
            throw new IllegalArgumentException("the signature of the ledger's head of %d receipts does not hold"
                    .formatted(next.head().size()));
        }
        TreeHead here = copy.unsigned();
        if (copy.hasHead()) {
            PublicKey keeper = Signer.publicKey(copy.signedHead().publicKey());
            if (!next.verify(keeper)) {
                throw new IllegalArgumentException(
                        "%s is signed by another key than the ledger's head is now: if its keeper has changed keys, begin a new copy in another folder, and keep this one"
                                .formatted(folder));
            }
        }
        if (next.head().size() < here.size()) {
            throw new IllegalArgumentException(
                    "%s has %d receipts and the ledger only %d: it was put back to an earlier state; keep the copy, its signed head proves that"
                            .formatted(folder, here.size(), next.head().size()));
        }
        boolean goesOn = here.size() == 0
                || since.filter(proof -> proof.oldSize() == here.size()
                                && proof.newSize() == next.head().size()
                                && proof.leadsFrom(here.root(), next.head().root()))
                        .isPresent();
        if (!goesOn) {
            throw new IllegalArgumentException(
                    "the ledger does not go on from the %d receipts in %s: something in it was changed, taken out or moved; keep the copy, its signed head proves that"
                            .formatted(here.size(), folder));
        }
    }

    /**
     * Appends the next receipt.
     *
     * @throws IllegalArgumentException when its signature or table does not hold, or another receipt has its run
     */
    public void append(UsageReceipt receipt) throws IOException {
        copy.append(receipt);
    }

    /**
     * Finishes the copy by the head that its keeper signed.
     *
     * @throws IllegalArgumentException unless it is signed and covers exactly the receipts that are here
     */
    public void finish(SignedTreeHead head) throws IOException {
        TreeHead here = copy.unsigned();
        if (!HeadFile.signatureHolds(head)
                || head.head().size() != here.size()
                || !head.head().root().equals(here.root())) {
            throw new IllegalArgumentException(
                    "the ledger's head is of %d receipts with root %s; the receipts that it gave are %d with root %s: they are not what its keeper signed"
                            .formatted(head.head().size(), head.head().root(), here.size(), here.root()));
        }
        copy.adopt(head);
    }

    @Override
    public void close() throws IOException {
        copy.close();
    }
}
