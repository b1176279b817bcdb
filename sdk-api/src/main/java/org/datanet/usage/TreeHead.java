package org.datanet.usage;

import java.time.Instant;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;

/**
 * The state of a ledger at one moment: everything before it can be proved against it.
 *
 * @param size number of receipts
 * @param root RFC 9162 root over {@link UsageReceipt#digest()} of each, in order
 * @param at when
 */
public record TreeHead(long size, Digest root, Instant at) {
    public TreeHead {
        at = Instant.ofEpochMilli(at.toEpochMilli());
    }

    /** The canonical bytes that the ledger's keeper signs. */
    public byte[] bytes() {
        return CanonicalBytes.tagged("datanet-tree-head-1")
                .number(size)
                .digest(root)
                .instant(at)
                .toByteArray();
    }
}
