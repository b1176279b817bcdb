package org.datanet.contribution;

import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;

/**
 * Points at one exact state of a Datanet: rows mean nothing without it.
 *
 * @param id the Datanet
 * @param version its version, as its owner calls it
 * @param rows number of rows in that state
 * @param root Merkle root over those rows
 */
public record DatanetRef(DatanetId id, String version, int rows, Digest root) {
    /** The state that the given Datanet has. */
    public static DatanetRef of(Datanet datanet) {
        return new DatanetRef(datanet.id(), datanet.version(), datanet.rows(), datanet.root());
    }

    /** Whether this may be a state of the same Datanet before that one, or is that one: rows keep their numbers as a Datanet grows. */
    public boolean precedes(DatanetRef later) {
        return id.equals(later.id) && (rows < later.rows || rows == later.rows && root.equals(later.root));
    }

    /** Adds the reference to canonical bytes. */
    public CanonicalBytes appendTo(CanonicalBytes bytes) {
        return bytes.text(id.value()).text(version).number(rows).digest(root);
    }
}
