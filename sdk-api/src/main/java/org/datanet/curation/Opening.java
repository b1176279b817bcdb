package org.datanet.curation;

import java.util.HexFormat;
import org.datanet.contribution.SampleId;

/**
 * What opens a {@link SealedVerdict}; the verdict itself is a {@link Curation}.
 *
 * @param round the round, 0-based
 * @param sample the sample
 * @param curator who sealed it
 * @param salt 16 to 64 bytes in lower-case hexadecimal digits
 */
public record Opening(int round, SampleId sample, CuratorId curator, String salt) {
    public Opening {
        Assignment.checkRound(round);
        if (!salt.matches("([0-9a-f]{2}){16,64}")) {
            throw new IllegalArgumentException(
                    "a salt is 16 to 64 bytes in lower-case hexadecimal digits, not \"%s\"".formatted(salt));
        }
    }

    /** The salt as bytes. */
    public byte[] saltBytes() {
        return HexFormat.of().parseHex(salt);
    }
}
