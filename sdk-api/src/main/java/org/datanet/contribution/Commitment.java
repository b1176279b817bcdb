package org.datanet.contribution;

import java.time.Instant;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;

/**
 * A promise of a row before the epoch closes: it fixes the payload without showing it.
 *
 * @param epoch the epoch, 0-based
 * @param contributor who promises
 * @param commitment {@link #digest} of the row and its salt
 * @param at when the promise was taken in
 */
public record Commitment(int epoch, ContributorId contributor, Digest commitment, Instant at) {
    public Commitment {
        if (epoch < 0) {
            throw new IllegalArgumentException("an epoch is 0 or more, not " + epoch);
        }
    }

    /** SHA-256 over the length-prefixed epoch, contributor, payload digest and salt. The salt has at least 16 random bytes. */
    public static Digest digest(int epoch, ContributorId contributor, Digest payload, byte[] salt) {
        if (salt.length < 16) {
            throw new IllegalArgumentException("a salt has at least 16 bytes, not " + salt.length);
        }
        return CanonicalBytes.tagged("datanet-commitment-1")
                .number(epoch)
                .text(contributor.value())
                .digest(payload)
                .bytes(salt)
                .toDigest();
    }
}
