package org.datanet.curation;

import java.time.Instant;
import java.util.Locale;
import org.datanet.contribution.SampleId;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;

/**
 * A verdict that is fixed and not yet shown, so that nobody can copy it.
 *
 * @param round the round, 0-based
 * @param sample the sample
 * @param curator who judged it
 * @param seal {@link #digest} of the verdict and its salt
 * @param at when it was taken in
 */
public record SealedVerdict(int round, SampleId sample, CuratorId curator, Digest seal, Instant at) {
    public SealedVerdict {
        Assignment.checkRound(round);
    }

    /**
     * SHA-256 over the tag {@code datanet-verdict-1}, the round and the length-prefixed sample, curator, verdict (in lower case) and
     * salt. The curator stands in it, so that another's seal cannot be handed in as one's own.
     *
     * @param salt at least 16 random bytes: a verdict is one of two, so without them it could be guessed
     */
    public static Digest digest(int round, SampleId sample, CuratorId curator, Verdict verdict, byte[] salt) {
        if (salt.length < 16) {
            throw new IllegalArgumentException("a salt has at least 16 bytes, not " + salt.length);
        }
        return CanonicalBytes.tagged("datanet-verdict-1")
                .number(round)
                .text(sample.value())
                .text(curator.value())
                .text(verdict.name().toLowerCase(Locale.ROOT))
                .bytes(salt)
                .toDigest();
    }
}
